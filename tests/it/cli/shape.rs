//! What holds for all commands: exit codes, streams, pipes, completions.

use super::place::{PROGRAM, Place};
use crate::kit::told::says;
use std::process::{Command, Stdio};

#[test]
fn a_usage_error_ends_with_2_and_a_refusal_with_1() {
    let place = Place::new();
    assert_eq!(place.runs(&["user", "frobnicate"]).code, 2);
    assert_eq!(
        place.runs(&["app", "add", "--name", "A"]).code,
        2,
        "no kind"
    );
    assert_eq!(place.runs(&["user", "show", "nobody"]).code, 1);
}

#[test]
fn the_version_and_the_help_are_data() {
    let place = Place::new();
    let version = place.runs(&["--version"]).succeeds();
    assert_eq!(
        version.out,
        format!(
            "vestibule {} (SQLite, PostgreSQL)\n",
            env!("CARGO_PKG_VERSION")
        )
    );
    let help = place.runs(&["help"]).succeeds();
    says(
        &help.out,
        &[
            "serve",
            "demo",
            "user",
            "session",
            "consent",
            "token",
            "app",
            "role",
            "endpoint",
            "socket-client",
            "db",
            "key",
            "settings",
            "completions",
        ],
    );
}

#[test]
fn every_shell_gets_a_script_with_our_commands() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = place.runs(&["completions", shell]).succeeds().out;
        assert!(script.contains("rotate-secret"), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let place = Place::new();
    let mut child = Command::new(PROGRAM)
        .args(["completions", "bash"])
        .current_dir(place.path())
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(err, "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_full_disk_is_said_and_not_taken_for_success() {
    let place = Place::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let Ok(full) = full else { return };
    let output = Command::new(PROGRAM)
        .args(["settings"])
        .current_dir(place.path())
        .env_clear()
        .stdout(full)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("make room"), "{err}");
}
