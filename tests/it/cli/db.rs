//! `vestibule db`, and what every command does at its first start.

use super::place::{Place, each_place};

#[test]
fn the_first_command_makes_folder_key_and_tables() {
    let place = Place::new();
    place.runs(&["db", "migrate"]).succeeds();
    for file in ["secret.key", "vestibule.db"] {
        assert!(place.data().join(file).exists(), "{file}");
    }
    assert_eq!(
        place.json(&["user", "list", "--json"]),
        serde_json::json!([])
    );
}

#[test]
fn a_check_counts_what_is_there() {
    each_place(|place| {
        place.adds_user("ada");
        let found = place.json(&["db", "check", "--json"]);
        assert_eq!((&found["users"], &found["apps"]), (&1.into(), &0.into()));
        let prose = place.runs(&["db", "check"]).succeeds();
        assert_eq!(prose.out, "");
        assert!(prose.err.contains("1 users, 0 apps"), "{}", prose.err);
    });
}

#[test]
fn another_servers_key_is_refused() {
    let first = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let other = "HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let place = Place::new().with("VESTIBULE_SECRET_KEY", first);
    place.runs(&["db", "migrate"]).succeeds();
    let place = place.with("VESTIBULE_SECRET_KEY", other);
    for command in [["db", "check"], ["user", "list"], ["app", "list"]] {
        let run = place.runs(&command).is_refused(&["key"]);
        assert!(!run.err.contains(other) && !run.err.contains(first));
    }
}

#[test]
fn a_database_that_cannot_be_opened_is_a_refusal() {
    let place = Place::new();
    place.writes(
        "notes.txt",
        "these are notes, long enough to be no database at all: \n"
            .repeat(40)
            .as_str(),
    );
    place
        .runs(&["db", "check", "--database-url", "sqlite:notes.txt"])
        .is_refused(&[]);
    place
        .runs(&[
            "db",
            "check",
            "--database-url",
            "sqlite:no/such/folder/x.db",
        ])
        .is_refused(&[]);
    // Nobody listens on port 1.
    place
        .runs(&[
            "db",
            "check",
            "--database-url",
            "postgres://vest:hush@127.0.0.1:1/vest",
        ])
        .is_refused(&[]);
}
