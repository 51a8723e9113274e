//! What `serve`, `demo` and `app add` tell a newcomer to do next.

use super::place::Place;
use std::io::{BufRead, BufReader};

/// The lines on stderr up to the one that holds `last`; then the program is stopped.
fn told_until(place: &Place, arguments: &[&str], last: &str) -> Vec<String> {
    let mut child = place.starts(arguments, "");
    let stderr = child.stderr.take().expect("a pipe from the program");
    let mut lines = Vec::new();
    for line in BufReader::new(stderr).lines() {
        lines.push(line.expect("UTF-8 on stderr"));
        if lines.last().is_some_and(|line| line.contains(last)) {
            break;
        }
    }
    child.kill().expect("it can be stopped");
    child.wait().expect("it ends");
    assert!(
        lines.last().is_some_and(|line| line.contains(last)),
        "{lines:#?}"
    );
    lines
}

#[test]
fn what_serve_suggests_reaches_its_own_database_and_address() {
    let place = Place::new();
    let flags = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--public-url",
        "https://id.example.org",
        "--data-dir",
        "elsewhere",
    ];
    let told = told_until(&place, &flags, "vestibule app add");
    let user = "  vestibule user add NAME --data-dir elsewhere";
    let app = "  vestibule app add --name \"My App\" --kind desktop --data-dir elsewhere \
               --public-url https://id.example.org";
    assert!(told.iter().any(|line| line == user), "{told:#?}");
    assert!(told.iter().any(|line| line == app), "{told:#?}");
}

#[test]
fn what_serve_suggests_is_short_where_no_flag_chose_anything() {
    let place = Place::new();
    place.writes("vestibule.toml", "listen = \"127.0.0.1:0\"\n");
    let told = told_until(&place, &["serve"], "vestibule app add");
    for line in [
        "  vestibule user add NAME",
        "  vestibule app add --name \"My App\" --kind desktop",
    ] {
        assert!(told.iter().any(|told| told == line), "{told:#?}");
    }
}

#[test]
fn any_free_port_is_no_taken_port() {
    let place = Place::new();
    let demo = ["demo", "--listen", "127.0.0.1:0", "--data-dir", "kept"];
    let told = told_until(&place, &demo, "/demo/");
    assert_eq!(told[0], "Vestibule demo. Kept in kept. Ctrl-C ends it.");
}

#[test]
fn an_app_for_codes_alone_is_told_that_they_are_not_answered_yet() {
    let place = Place::new();
    let web = [
        "app",
        "add",
        "--name",
        "Atlas",
        "--kind",
        "web",
        "--redirect-uri",
        "https://www.example.org/cb",
    ];
    let codes = place.runs(&web).succeeds();
    let mend = "vestibule app edit 1 --response-type token";
    assert!(codes.err.contains(mend), "{}", codes.err);
    place
        .runs(&["app", "edit", "1", "--response-type", "token"])
        .succeeds();
    let tokens = place.runs(&[&web[..], &["--public"]].concat()).succeeds();
    assert!(!tokens.err.contains("--response-type"), "{}", tokens.err);
}
