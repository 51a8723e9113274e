//! Which texts are a database, or a folder for one; and that a text which is none is never told: O11.

use crate::cli::place::Place;
use crate::kit::told::says;
use crate::settings::{from_environment as load, refused};
use std::fs;
use std::path::Path;
use vestibule::settings::database_url::{BUILT, Built, describe, mask, parse};

#[test]
fn o11_what_is_plainly_no_database_is_refused_and_not_told() {
    for text in [
        "host=db.example user=v password=hush dbname=v",
        "user=v password=hush",
        "'postgres://v:hush@db.example/v'",
        "\"postgres://v:hush@db.example/v\"",
        "postgres://v:hush@db.example/v\r",
        "postgres://v:hush@db.example/v\n",
        " postgres://v:hush@db.example/v",
        "POSTGRES://v:hush@db.example/v",
        "postgres:v:hush@db.example/v",
        "jdbc:postgresql://db.example/v?password=hush",
        "mysql://v:hush@db.example/v",
        "v:hush@db.example/v",
        "v/hush@db.example",
        "hush",
        "Server=db.example;Password=hush",
        "DATABASE_URL=sqlite:hush.db",
        "sqlite:postgres://v:hush@db.example/v",
        "sqlite:host=db.example password=hush",
        "sqlite:\"hush.db\"",
        "sqlite:hush.db\r",
        "~/hush.db",
        "$HOME/hush.db",
        "sqlite:~/hush.db",
        // A password that was not written as URLs want it: libpq would print parts of it.
        "postgres://v:hu/sh@db.example/v",
        "postgres://v:hu@sh@db.example/v",
        "postgres://v:hush%zz@db.example/v",
        "postgres://v:hush%@db.example/v",
        "postgres://v:hush",
        "postgres://v:12/hush@db.example/v",
        "postgres://db.example:hush/v",
        "postgres://[::1/v?password=hush",
        "postgres://db.example/v?hush",
        "postgres://",
        // A folder, by its end.
        "./hush/",
        "sqlite:/srv/hush/",
        "sqlite:hush/..",
        "sqlite:u:hush@db.example/v",
        "sqlite:Server=db.example;Password=hush",
    ] {
        refuses_untold("VESTIBULE_DATABASE_URL", text);
        let is_path = text.starts_with("sqlite:");
        assert!(is_path || !mask(text).contains("hush"), "{text}");
    }
    for text in [
        "postgres://v:hush@db.example/v",
        "host=db.example password=hush",
        "'./hush'",
        "./hush\r",
        " ./hush",
        "~/hush",
        "${HOME}/hush",
        "Server=db.example;Password=hush",
        "Data Source=db.example;User=v",
        "PASSWORD=hush",
        "v:hush@db.example/v",
        "sqlite:x/hush",
        "SQLite:hush.db",
        "/x?password=hush",
        "./x?key=hush",
        "a=hush;b=hush",
    ] {
        refuses_untold("VESTIBULE_DATA_DIR", text);
    }
}

#[test]
fn o11_the_refusal_of_an_address_says_what_mends_that_setting() {
    for (variable, text, words) in [
        (
            "DATA_DIR",
            "sqlite:x/v.db",
            ["database_url", "a folder, as in"],
        ),
        (
            "DATA_DIR",
            "v:hush@db.example/v",
            ["database_url", "a folder, as in"],
        ),
        ("DATABASE_URL", "./data/", ["is a folder", "a file in it"]),
        (
            "DATABASE_URL",
            "sqlite:host=db.example",
            ["address of a server", "postgres://"],
        ),
    ] {
        refused(&[(&format!("VESTIBULE_{variable}"), text)], &words);
    }
}

#[test]
fn a_build_for_sqlite_alone_refuses_a_server_with_the_build_that_has_it() {
    for url in [
        "postgres://v:hush@db.example/v",
        "postgresql:///v?host=/run/postgresql&password=hush",
        "postgres://v:hu/sh@db.example/v",
    ] {
        let said = parse(url, Built::ForSqliteAlone).expect_err("refused");
        says(
            said,
            &["SQLite alone", "cargo build --locked --profile dist"],
        );
        assert!(!said.contains("hush"), "{said}");
    }
    for file in ["sqlite:v.db", "./v.db"] {
        parse(file, Built::ForSqliteAlone).expect("a file is taken");
    }
    // These tests need both; `vestibule --version` says the same.
    assert_eq!(BUILT, Built::ForBoth);
}

#[track_caller]
fn refuses_untold(variable: &str, text: &str) {
    let said = load(&[(variable, text)]).err();
    let said = said.unwrap_or_else(|| panic!("{variable}={text:?} was taken"));
    for part in ["hush", "hu/sh", "hu@sh", "db.example", "sh@"] {
        assert!(!said.contains(part), "{part:?} of {text:?} is told: {said}");
    }
}

#[test]
fn o11_nothing_is_made_of_a_text_that_is_refused() {
    for (name, text) in [
        ("VESTIBULE_DATABASE_URL", "host=db.example password=hush"),
        ("VESTIBULE_DATA_DIR", "postgres://v:hush@db.example/v"),
        ("VESTIBULE_DATA_DIR", "\"./data\""),
        ("VESTIBULE_DATA_DIR", "./data\r"),
    ] {
        let place = Place::new().with(name, text);
        for command in [
            &["db", "migrate"][..],
            &["user", "list"],
            &["settings"],
            &["serve"],
        ] {
            let run = place.runs(command);
            assert_eq!(run.code, 1, "{run:?}");
            assert!(!run.err.contains("hush") && run.out.is_empty(), "{run:?}");
        }
        let made = fs::read_dir(place.path()).expect("the place").count();
        assert_eq!(made, 0, "{text:?} left something");
    }
}

#[test]
fn o11_what_plainly_is_a_database_is_taken_and_told_without_what_opens_it() {
    for (given, told, masked) in [
        ("v.db", "SQLite v.db", "sqlite:v.db"),
        (
            "/var/lib/v b/vestibule",
            "SQLite /var/lib/v b/vestibule",
            "sqlite:/var/lib/v b/vestibule",
        ),
        ("sqlite:v", "SQLite v", "sqlite:v"),
        (
            "sqlite:///var/v.db",
            "SQLite /var/v.db",
            "sqlite:///var/v.db",
        ),
        (
            "postgres://db.example",
            "PostgreSQL db.example",
            "postgres://db.example",
        ),
        (
            "postgresql://v@db.example/v",
            "PostgreSQL db.example/v",
            "postgresql://v@db.example/v",
        ),
        (
            "postgres://v:hush@db.example:5433/v",
            "PostgreSQL db.example:5433/v",
            "postgres://v:********@db.example:5433/v",
        ),
        (
            "postgres://v:h:u?s#h@db.example/v",
            "PostgreSQL db.example/v",
            "postgres://v:********@db.example/v",
        ),
        (
            "postgres://v:%40hush@[::1]:5432/v",
            "PostgreSQL [::1]:5432/v",
            "postgres://v:********@[::1]:5432/v",
        ),
        (
            "postgres://v@a:1,b:2/v?target_session_attrs=read-write",
            "PostgreSQL a:1,b:2/v",
            "postgres://v@a:1,b:2/v?********",
        ),
        (
            "postgres:///v?host=/run/postgresql&password=hush",
            "PostgreSQL /v",
            "postgres:///v?********",
        ),
        (
            "postgres://%2Frun%2Fpostgresql/v",
            "PostgreSQL %2Frun%2Fpostgresql/v",
            "postgres://%2Frun%2Fpostgresql/v",
        ),
    ] {
        let settings = load(&[("VESTIBULE_DATABASE_URL", given)]);
        let url = settings
            .unwrap_or_else(|text| panic!("{given}: {text}"))
            .database_url;
        assert_eq!(
            (describe(&url).as_str(), mask(&url).as_str()),
            (told, masked)
        );
    }
    for folder in [
        "./data",
        "./data/",
        "/srv/our data",
        "C=1",
        "data:1",
        "user@host",
        "a;b",
        "what?",
        "..",
    ] {
        let settings = load(&[("VESTIBULE_DATA_DIR", folder)]).expect(folder);
        assert_eq!(settings.data_dir, Path::new(folder));
    }
}
