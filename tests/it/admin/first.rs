//! The first admin: invited where there is none, once, with the link in a file.

use crate::kit::db::each_db;
use crate::kit::server::Home;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"\n";

fn file(home: &Home) -> PathBuf {
    home.data().join("first-admin-link")
}

#[test]
fn a_start_that_finds_no_admin_invites_one_and_a_later_one_takes_the_used_link_away() {
    let home = Home::new("first_admin = \"ada\"\nfirst_admin_email = \"ada@example.org\"");
    let server = home.serves();
    let about = std::fs::metadata(file(&home)).expect("the file with the link");
    assert_eq!(about.permissions().mode() & 0o777, 0o600);
    let link = std::fs::read_to_string(file(&home)).expect("the link");
    let log = server.log();
    assert!(
        log.contains("The first admin is invited: ada") && log.contains("first-admin-link"),
        "{log}"
    );
    let secret = link.trim().split("link=").nth(1).expect("a secret");
    assert!(!log.contains(secret), "the link is in the log");
    let ada = home.runs_json(&["user", "show", "ada", "--json"], "");
    assert_eq!(
        (ada["admin"].as_bool(), ada["state"].as_str()),
        (Some(true), Some("invited"))
    );
    server.stops();

    // It still opens: the file stays, and nobody else is invited.
    let server = home.serves();
    assert_eq!(
        std::fs::read_to_string(file(&home)).expect("the link"),
        link
    );
    assert!(!server.log().contains("is invited"));
    let users = home.runs_json(&["user", "list", "--json"], "");
    assert_eq!(users.as_array().map(Vec::len), Some(1));
    // Replaced.
    home.runs_json(&["user", "invite", "ada", "--json"], "");
    server.stops();
    let server = home.serves();
    assert!(!file(&home).exists());
    server.stops();
}

#[test]
fn a_name_that_somebody_has_refuses_the_start_and_names_the_command() {
    let home = Home::new("first_admin = \"ada\"");
    home.adds_user("ada", "otter-lamp-river-42");
    let refused = home.runs(&["serve"], "");
    refused.refuses(&[
        "first_admin is \"ada\"",
        "vestibule user edit ada --admin on",
    ]);
    let bad = Home::new("first_admin = \"a@b\"");
    bad.runs(&["serve"], "").refuses(&["first_admin"]);
    let alone = Home::new("first_admin_email = \"a@b.example\"");
    alone
        .runs(&["serve"], "")
        .refuses(&["first_admin_email", "set that too"]);
}

#[test]
fn of_eight_servers_that_start_at_once_one_invites() {
    each_db(|db| {
        let settings = format!("database_url = {:?}\n{KEY}first_admin = \"ada\"", db.url);
        let starting = [(); 8].map(|()| {
            let home = Home::new(&settings);
            std::thread::spawn(move || (home.serves(), home))
        });
        let started = starting.map(|one| one.join().expect("it starts"));
        let there = started.iter().filter(|(_, home)| file(home).exists());
        assert_eq!(there.count(), 1);
        let users = started[0].1.runs_json(&["user", "list", "--json"], "");
        assert_eq!(users.as_array().map(Vec::len), Some(1), "{users}");
        for (server, _home) in started {
            server.stops();
        }
    });
}
