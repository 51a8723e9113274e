//! `vestibule db`, and what every command does at its first start.

use super::place::{Place, each_place};
use crate::kit::told::{holds, words};
use serde_json::json;
use std::process::Command;

#[test]
fn the_first_command_makes_folder_key_and_tables() {
    let place = Place::new();
    place.runs(&["db", "migrate"]).succeeds();
    for file in ["secret.key", "vestibule.db"] {
        assert!(place.data().join(file).exists(), "{file}");
    }
    assert_eq!(place.json(&["user", "list", "--json"]), json!([]));
}

#[test]
fn a_check_tells_how_it_stands_and_changes_nothing() {
    each_place(|place| {
        let fresh = place.refuses("db check", &["vestibule db migrate"]);
        let is_made = place.data().exists();
        assert!(!fresh.err.contains("panic") && !is_made, "{fresh:?}");
        place.runs(&["db", "migrate"]).succeeds();
        let again = place.runs(&["db", "migrate"]).succeeds();
        assert!(again.err.contains("was up to date"), "{again:?}");
        let found = place.json(&["db", "check", "--json"]);
        assert!(found["schema"].is_string(), "{found}");
        holds(&found, &json!({"pending": [], "faults": []}));
        let prose = place.runs(&["db", "check"]).succeeds();
        assert_eq!(prose.out, "");
        assert!(prose.err.contains("Database OK"), "{}", prose.err);
    });
}

#[test]
fn a_database_newer_than_the_program_refuses() {
    let place = Place::new();
    place.runs(&["db", "migrate"]).succeeds();
    let file = place.data().join("vestibule.db");
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')";
    let done = Command::new("sqlite3").arg(&file).arg(newer).status();
    // The store's own tests do the same without that tool.
    let Ok(done) = done else { return };
    assert!(done.success());
    for command in [["db", "check"], ["db", "migrate"], ["user", "list"]] {
        place.runs(&command).refuses(&["newer"]);
    }
}

#[test]
fn another_servers_key_refuses() {
    let first = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let other = "HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let place = Place::new().with("VESTIBULE_SECRET_KEY", first);
    place.runs(&["db", "migrate"]).succeeds();
    let place = place.with("VESTIBULE_SECRET_KEY", other);
    for command in ["db check", "db migrate", "user list", "app list"] {
        let run = place.refuses(command, &["secret_key"]);
        assert!(!run.err.contains(other) && !run.err.contains(first));
    }
}

#[test]
fn a_database_that_cannot_be_opened_is_a_refusal() {
    let place = Place::new();
    place.runs(&["db", "migrate"]).succeeds();
    let notes = "these are notes, long enough to be no database at all: \n".repeat(40);
    place.writes("notes.txt", &notes);
    for url in [
        "sqlite:notes.txt",
        "sqlite:no/such/folder/x.db",
        // Nobody listens on port 1.
        "postgres://vest:hush@127.0.0.1:1/vest",
    ] {
        for command in [["user", "list"], ["db", "migrate"], ["db", "check"]] {
            let all = [&command, ["--database-url", url].as_slice()].concat();
            let run = place.runs(&all).refuses(&["database"]);
            for never in ["hush", "panic", "server key"] {
                assert!(!run.err.contains(never), "{run:?}");
            }
        }
    }
    let kept = std::fs::read_to_string(place.path().join("notes.txt"));
    assert_eq!(kept.expect("the notes"), notes);
}

#[test]
fn the_database_may_be_named_before_or_behind_the_command() {
    let place = Place::new();
    place.does("db --data-dir here migrate");
    place.does("db migrate --data-dir there --database-url sqlite:x.db");
    for file in words("here/secret.key here/vestibule.db there/secret.key x.db") {
        assert!(place.path().join(file).exists(), "{file}");
    }
    assert!(!place.data().exists());
}
