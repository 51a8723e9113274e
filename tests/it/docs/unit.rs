//! The section about systemd: its unit is whole, and its names are the product's.

use super::page::block;
use crate::kit::root::read;
use crate::kit::server::{Home, PROGRAM};
use crate::kit::{find_program, skip};
use std::fs;
use std::process::Command;

#[track_caller]
fn value<'a>(unit: &'a str, name: &str) -> &'a str {
    let found = unit
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    found.expect(name)
}

#[test]
fn o16_the_unit_of_the_page_is_one_that_systemd_takes() {
    let page = read("docs/operating.md");
    let unit = block(&page, "ini unit");
    let Some(analyze) = find_program(&["systemd-analyze"]) else {
        return skip("o16_the_unit_of_the_page", "there is no systemd-analyze");
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("vestibule.service");
    let here = unit
        .replace("/usr/local/bin/vestibule", PROGRAM)
        .replace("User=vestibule", "User=root")
        .replace("Group=vestibule", "Group=root");
    fs::write(&file, here).expect("a file");
    let output = Command::new(analyze)
        .args(["verify", "--man=no"])
        .arg(&file)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    let ours: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("vestibule"))
        .collect();
    assert_eq!(ours, Vec::<&str>::new(), "{said}");
}

#[test]
fn o16_the_unit_of_the_page_starts_what_the_program_is() {
    let page = read("docs/operating.md");
    let unit = block(&page, "ini unit");
    let folder = format!("/var/lib/{}", value(unit, "StateDirectory"));
    assert_eq!(value(unit, "WorkingDirectory"), folder);
    assert!(page.contains(&format!("data_dir = \"{folder}\"")));
    let command = value(unit, "ExecStart");
    let words: Vec<&str> = command.split(' ').collect();
    let [program, "serve", "--config", settings] = words.as_slice() else {
        panic!("{command}");
    };
    assert!(program.ends_with("/vestibule") && settings.starts_with('/'));
    // It ends in time, and with a fault that systemd sees where there is no database.
    assert_eq!(value(unit, "Restart"), "on-failure");
    let home = Home::with_database("postgres://nobody@127.0.0.1:1/none");
    home.runs(&["serve"], "").refuses(&[]);
}
