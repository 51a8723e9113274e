//! Development mode: a switch of an app, and how loudly it is told.

use super::place::{Place, each_place};
use crate::kit::told::says;
use serde_json::json;
use std::io::{BufRead, BufReader, Read};

const WEB: [&str; 7] = ["app", "add", "--name", "Otter", "--kind", "web", "--json"];

#[test]
fn development_mode_is_off_until_it_is_turned_on_with_a_warning() {
    each_place(|place| {
        assert_eq!(place.json(&WEB)["development_mode"], json!(false));
        let edit = |mode: &str| {
            let run = place.runs(&["app", "edit", "1", "--development-mode", mode, "--json"]);
            (run.err.clone(), run.json())
        };
        let (said, app) = edit("on");
        assert_eq!(app["development_mode"], json!(true));
        says(
            &said,
            &["WARNING", "vestibule app edit 1 --development-mode off"],
        );
        let shown = place.runs(&["app", "show", "1"]).succeeds().out;
        let line = shown.lines().find(|line| line.starts_with("development"));
        assert!(line.is_some_and(|line| line.ends_with("on")), "{shown}");
        let (said, app) = edit("off");
        assert_eq!(
            (said.as_str(), &app["development_mode"]),
            ("", &json!(false))
        );
        let added = place.runs(&[&WEB[..], &["--development-mode", "on"]].concat());
        assert!(added.err.contains("WARNING"), "{added:?}");
    });
}

#[test]
fn an_app_without_a_secret_has_no_development_mode() {
    let place = Place::new();
    let desktop = ["app", "add", "--name", "D", "--kind", "desktop"];
    place
        .runs(&[&desktop[..], &["--development-mode", "on"]].concat())
        .refuses(&["--development-mode on", "--confidential"]);
    place.json(&[&WEB[..], &["--development-mode", "on"]].concat());
    let public = [
        "app",
        "edit",
        "1",
        "--public",
        "--grant",
        "authorization_code",
    ];
    let public = [&public[..], &["--redirect-uri", "https://o.example/cb"]].concat();
    place.runs(&public).refuses(&["--development-mode on"]);
    place
        .runs(&[&public[..], &["--development-mode", "off"]].concat())
        .succeeds();
}

/// What the server logged by the time that it asked for the first user.
fn log_of_start(place: &Place) -> String {
    let mut child = place.starts(&["serve"], "");
    let stderr = child.stderr.take().expect("a pipe from the program");
    let mut said = BufReader::new(stderr).lines().map_while(Result::ok);
    let ready = said.any(|line| line.contains("No users yet"));
    child.kill().expect("it can be stopped");
    child.wait().expect("it ends");
    assert!(ready, "the server did not start");
    let mut log = String::new();
    let mut stdout = child.stdout.take().expect("a pipe from the program");
    stdout.read_to_string(&mut log).expect("UTF-8");
    log
}

#[test]
fn serve_tells_the_log_of_every_app_in_development_mode_whether_it_is_served_or_not() {
    const LOUD: &str = "DEVELOPMENT MODE";
    const QUIET: &str = "not served here";
    const FAR: &str = "public_url = \"https://id.example.org\"\n";
    const ALLOWED: &str = "allow_development_mode = true\n";
    const ON: &str = "[broker]\nenabled = true\n";
    let place = Place::new();
    for mode in ["on", "off"] {
        place.json(&[&WEB[..], &["--development-mode", mode]].concat());
    }
    for (settings, loud, quiet) in [
        (String::new(), false, false),
        (ON.to_owned(), true, false),
        (format!("{FAR}{ON}"), false, true),
        (format!("{FAR}{ON}{ALLOWED}"), true, false),
    ] {
        let file = format!("listen = \"127.0.0.1:0\"\n{settings}");
        place.writes("vestibule.toml", &file);
        let log = log_of_start(&place);
        let told = |words: &str| log.matches(words).count() == 1;
        assert_eq!((told(LOUD), told(QUIET)), (loud, quiet), "{file}: {log}");
        if loud || quiet {
            assert!(told("vestibule app edit 1 --development-mode off"), "{log}");
        }
    }
}
