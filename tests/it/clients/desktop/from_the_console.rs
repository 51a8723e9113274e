//! The samples as the console shows them, with the values of an app: they are saved as they stand there, and run.

use super::{ALLOWS, GTK, NAME, PASSWORD, QT, Sample, decides, names_the_user, signs_in};
use crate::clients::console::{MODE, registers, sample};
use crate::kit::screen::Screen;
use crate::kit::server::Home;
use crate::kit::{note_in_ledger, skip};
use std::fs;

#[track_caller]
fn runs(name: &str, sample_of: &Sample, toolkit: &str) {
    let (screen, program) = match (Screen::open(), (sample_of.program)()) {
        (Ok(screen), Ok(program)) => (screen, program),
        (Err(missing), _) | (_, Err(missing)) => return skip(name, missing),
    };
    note_in_ledger("desktop", name);
    let home = Home::new(MODE);
    home.adds_user(NAME, PASSWORD);
    let server = home.serves();
    let platform = server.url("");
    let (mut browser, path) = registers(&server, "Paint", "desktop", "");
    let text = sample(&browser.get(&format!("{path}/code")), toolkit);
    // Another life of it tells of the sign-in in the window alone.
    server.stops();
    let server = home.serves();
    assert_eq!(server.url(""), platform);
    let file = home.path().join("from_the_page.py");
    fs::write(&file, text).expect("a file");
    let python = program[0].to_str().expect("UTF-8");
    let mut shown = screen.starts(&[python, file.to_str().expect("UTF-8")]);
    signs_in(&server, &mut shown, "signed in");
    names_the_user(&decides(&server, shown, ALLOWS));
}

#[test]
fn the_sample_for_qt_runs_as_the_console_shows_it() {
    let name = "the_sample_for_qt_runs_as_the_console_shows_it";
    runs(name, &QT, "qt");
}

#[test]
fn the_sample_for_gtk_runs_as_the_console_shows_it() {
    let name = "the_sample_for_gtk_runs_as_the_console_shows_it";
    runs(name, &GTK, "gtk");
}
