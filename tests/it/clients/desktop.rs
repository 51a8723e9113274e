//! The samples of `examples/desktop`, as somebody copies them: each opens its window, a person signs in there and
//! presses Allow, and it prints their name. They take no word from the tests.

mod from_the_console;
mod second_step;

use crate::kit::clients::DESKTOP_QT;
use crate::kit::root::place;
use crate::kit::screen::{End, Screen, Shown, settles};
use crate::kit::server::{Home, Server};
use crate::kit::{note_in_ledger, skip};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const NAME: &str = "ada";
const PASSWORD: &str = "otter-lamp-river-42";
const LONGEST_SAMPLE: usize = 60;

/// One of them: how it is started, or what is missing.
struct Sample {
    program: fn() -> Result<Vec<PathBuf>, &'static str>,
}

const QT: Sample = Sample {
    program: || {
        let python = DESKTOP_QT.interpreter();
        let python = python.ok_or("PySide6 is not installed as its requirements.txt says")?;
        Ok(vec![python, source("qt.py")])
    },
};

const GTK: Sample = Sample {
    program: || {
        // The one that Debian's own packages are for.
        let python = "/usr/bin/python3";
        let asks = "import gi; gi.require_version('WebKit2', '4.1')";
        let asked = Command::new(python).args(["-c", asks]).output();
        let is_there = asked.is_ok_and(|output| output.status.success());
        let program = vec![python.into(), source("gtk.py")];
        is_there
            .then_some(program)
            .ok_or("there is no WebKitGTK for Python")
    },
};

const WRY: Sample = Sample {
    program: || {
        let built = place("target/clients/desktop-wry");
        let read = |path: PathBuf| fs::read(path).unwrap_or_default();
        let sources = ["Cargo.lock", "src/main.rs"].map(|name| read(source("wry").join(name)));
        let is_current = read(built.join("installed")) == sources.concat();
        let program = vec![built.join("debug/vestibule-example-wry")];
        let missing = "the sample in Rust is not built, or not as its source is now";
        is_current.then_some(program).ok_or(missing)
    },
};

fn source(name: &str) -> PathBuf {
    place("examples/desktop").join(name)
}

/// Opens the window of this sample for Ada.
#[track_caller]
fn in_a_window(
    name: &str,
    sample: &Sample,
    settings: &str,
    story: impl FnOnce(&Server, Shown<'_>),
) {
    let (screen, program) = match (Screen::open(), (sample.program)()) {
        (Ok(screen), Ok(program)) => (screen, program),
        (Err(missing), _) | (_, Err(missing)) => return skip(name, missing),
    };
    note_in_ledger("desktop", name);
    let home = Home::new(settings);
    home.adds_user(NAME, PASSWORD);
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let server = home.serves();
    let platform = server.url("");
    let client_id = app["client_id"].as_str().expect("a key");
    let program = program.iter().map(|part| part.to_str().expect("UTF-8"));
    let program: Vec<&str> = program.chain([platform.as_str(), client_id]).collect();
    story(&server, screen.starts(&program));
}

/// Types name and password, until the server tells of this.
#[track_caller]
fn signs_in(server: &Server, shown: &mut Shown<'_>, decision: &str) {
    let name = format!("type {NAME}");
    let password = format!("type {PASSWORD}");
    let filled_in = ["key Tab", "key ctrl+a", &name, "key Tab", "key ctrl+a"];
    let filled_in = [&filled_in[..], &[&password, "key Return"]].concat();
    shown.until(server, decision, &filled_in);
}

/// Answers the question whether the program is allowed.
#[track_caller]
fn decides(server: &Server, mut shown: Shown<'_>, (decision, keys): (&str, &[&str])) -> End {
    shown.until(server, "asks for consent", &[]);
    settles();
    shown.until(server, decision, keys);
    shown.ends()
}

/// Somebody signs in in the window of this sample and answers its question.
#[track_caller]
fn answers(name: &str, sample: &Sample, decision: (&str, &[&str]), then: fn(&End)) {
    in_a_window(name, sample, "", |server, mut shown| {
        signs_in(server, &mut shown, "signed in");
        then(&decides(server, shown, decision));
    });
}

/// Of the consent page: *Not you?*, details, *Don't Allow*, *Allow*.
const ALLOWS: (&str, &[&str]) = ("allowed", &["key Tab Tab Tab Tab Return"]);
const REFUSES: (&str, &[&str]) = ("not allowed", &["key Tab Tab Tab Return"]);

fn names_the_user(end: &End) {
    assert_eq!((end.code, end.said.as_str()), (Some(0), "ada\n"), "{end:?}");
}

fn is_not_allowed(end: &End) {
    assert_eq!((end.code, end.said.as_str()), (Some(1), ""), "{end:?}");
    // An engine whose window is closed under it may complain after the sample has spoken.
    let mut lines = end.complained.lines();
    assert!(lines.any(|line| line == "not allowed"), "{end:?}");
}

#[test]
fn the_sample_for_qt_signs_somebody_in_and_prints_their_name() {
    let name = "the_sample_for_qt_signs_somebody_in_and_prints_their_name";
    answers(name, &QT, ALLOWS, names_the_user);
}

#[test]
fn the_sample_for_qt_says_when_it_is_not_allowed() {
    let name = "the_sample_for_qt_says_when_it_is_not_allowed";
    answers(name, &QT, REFUSES, is_not_allowed);
}

#[test]
fn the_sample_for_gtk_signs_somebody_in_and_prints_their_name() {
    let name = "the_sample_for_gtk_signs_somebody_in_and_prints_their_name";
    answers(name, &GTK, ALLOWS, names_the_user);
}

#[test]
fn the_sample_for_gtk_says_when_it_is_not_allowed() {
    let name = "the_sample_for_gtk_says_when_it_is_not_allowed";
    answers(name, &GTK, REFUSES, is_not_allowed);
}

#[test]
fn the_sample_in_rust_signs_somebody_in_and_prints_their_name() {
    let name = "the_sample_in_rust_signs_somebody_in_and_prints_their_name";
    answers(name, &WRY, ALLOWS, names_the_user);
}

#[test]
fn the_sample_in_rust_says_when_it_is_not_allowed() {
    let name = "the_sample_in_rust_says_when_it_is_not_allowed";
    answers(name, &WRY, REFUSES, is_not_allowed);
}

#[test]
fn each_sample_is_short_enough_to_be_copied() {
    for name in ["qt.py", "gtk.py", "wry/src/main.rs"] {
        let text = fs::read_to_string(source(name)).expect("a sample");
        let lines = text.lines().count();
        assert!(lines <= LONGEST_SAMPLE, "{name} has {lines} lines");
    }
}
