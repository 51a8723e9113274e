//! The guides in `docs/apps`, and those for the broker API and the socket gateway, carried out word by word against a real server.

mod container;
mod decisions;
mod output;
pub mod page;
mod person;
mod ports;
mod reader;
mod reference;
mod unit;
mod words;

use crate::kit::browser::{Browser, with_browser};
use crate::kit::clients::{
    GATEWAY_NODE, GATEWAY_PYTHON_5, PYTHON, RESPOKE, Runtime, with_libraries,
};
use crate::kit::root::{files, read};
use crate::kit::server::Home;
use crate::kit::{find_program, skip};
use ports::Ports;
use reader::Reader;

/// Does all that this page says, in its order.
#[track_caller]
fn follow(page: &str, browser: Option<&Browser>, libraries: &[&Runtime]) {
    let markdown = read(&format!("docs/apps/{page}"));
    let steps = page::steps(&markdown);
    assert!(!steps.is_empty(), "{page} has nothing to carry out");
    let mut ports = Ports::default();
    let home = Home::new(&ports.translate(&page::settings(&markdown)));
    // Where the program looks by itself, so that commands need no more words than on the page.
    let settings = home.path().join("settings.toml");
    std::fs::copy(settings, home.path().join("vestibule.toml")).expect("the settings file");
    home.adds_user(person::NAME, person::PASSWORD);
    let _server = home.serves();
    let mut reader = Reader::new(&home, ports, browser);
    for runtime in libraries {
        reader.has(runtime);
    }
    for step in &steps {
        reader.does(step, page);
    }
}

/// The same in an empty folder: the page itself says how a platform gets there.
#[track_caller]
fn follow_from_nothing(page: &str) {
    for program in ["curl", "sqlite3"] {
        if find_program(&[program]).is_none() {
            return skip(page, &format!("there is no {program}"));
        }
    }
    let markdown = read(&format!("docs/apps/{page}"));
    let home = Home::new("");
    let mut reader = Reader::from_nothing(&home);
    for step in &page::steps(&markdown) {
        reader.does(step, page);
    }
}

#[track_caller]
fn follow_in_a_terminal(page: &str) {
    for program in ["curl", "python3"] {
        if find_program(&[program]).is_none() {
            return skip(page, &format!("there is no {program}"));
        }
    }
    follow(page, None, &[]);
}

#[test]
fn the_guide_for_servers_does_what_it_says() {
    follow_in_a_terminal("server.md");
}

#[test]
fn the_guide_for_apps_that_speak_openid_connect_does_what_it_says() {
    let name = "the_guide_for_apps_that_speak_openid_connect_does_what_it_says";
    with_libraries(&PYTHON, name, || follow("openid.md", None, &[&PYTHON]));
}

#[test]
fn the_guide_for_browser_programs_does_what_it_says() {
    let name = "the_guide_for_browser_programs_does_what_it_says";
    with_browser(name, |browser| {
        follow("browser.md", Some(browser), &[]);
        assert_eq!(browser.console_errors(), Vec::<String>::new());
    });
}

#[test]
fn the_guide_for_desktop_programs_does_what_it_says() {
    follow_in_a_terminal("desktop.md");
}

#[test]
fn the_guide_for_mobile_apps_does_what_it_says() {
    follow_in_a_terminal("mobile.md");
}

#[test]
fn the_guide_for_devices_does_what_it_says() {
    follow_in_a_terminal("device.md");
}

#[test]
fn the_guide_for_machines_does_what_it_says() {
    follow_in_a_terminal("machine.md");
}

#[test]
fn the_guide_for_apis_that_check_tokens_does_what_it_says() {
    follow_in_a_terminal("checking-tokens.md");
}

#[test]
fn the_guide_for_short_tokens_does_what_it_says() {
    let name = "the_guide_for_short_tokens_does_what_it_says";
    with_libraries(&RESPOKE, name, || {
        with_browser(name, |browser| {
            follow("../broker.md", Some(browser), &[&RESPOKE]);
            assert_eq!(browser.console_errors(), Vec::<String>::new());
        });
    });
}

#[test]
fn the_guide_for_socket_clients_does_what_it_says() {
    let name = "the_guide_for_socket_clients_does_what_it_says";
    with_libraries(&GATEWAY_NODE, name, || {
        with_libraries(&GATEWAY_PYTHON_5, name, || {
            follow("../gateway.md", None, &[&GATEWAY_NODE, &GATEWAY_PYTHON_5]);
        });
    });
}

#[test]
fn the_first_hour_does_what_it_says() {
    follow_from_nothing("../first-hour.md");
}

#[test]
fn the_page_for_operators_does_what_it_says() {
    follow_from_nothing("../operating.md");
}

#[test]
fn the_threat_model_turns_off_what_it_says() {
    follow_from_nothing("../threat-model.md");
}

#[test]
fn the_page_about_privacy_does_what_it_says() {
    follow_from_nothing("../privacy.md");
}

#[test]
fn every_guide_is_carried_out_by_a_test_and_named_in_the_index() {
    let source = include_str!("mod.rs");
    let index = read("docs/apps/README.md");
    for page in files("docs/apps", "md") {
        let name = page.trim_start_matches("docs/apps/");
        if name == "README.md" {
            continue;
        }
        assert!(
            source.contains(&format!("\"{name}\"")),
            "{name} has no test"
        );
        assert!(
            index.contains(&format!("({name})")),
            "{name} is not in the index"
        );
    }
}
