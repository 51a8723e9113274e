//! Who must have a second step, while they have proved a password alone.

use super::{each_app, is_consent_page, is_sign_in_page, tries};
use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{encoded, refuses, server_program};
use vestibule::domain::oauth::client::{GrantType, Switch};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps;

const EVERYBODY: &str = "[second_factor]\nrequired = \"everybody\"";
const CALLBACK: &str = "https://client.example/cb";

#[track_caller]
fn asks_for_second_step(answer: &Response) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(
        answer.text().contains("Set up a second step"),
        "{}",
        answer.text()
    );
}

/// An app to which nobody gets by a password alone, as it asks.
pub fn guarded(app: &TestApp, more: &[(&str, &str)]) -> String {
    let wishes = Wishes {
        on: vec![Switch::SecondFactor],
        redirect_uris: Some(vec![CALLBACK.to_owned()]),
        ..Wishes::default()
    };
    let program = server_program(app, wishes);
    let usual = [("redirect_uri", CALLBACK), ("response_type", "code")];
    asking(&program.app.client_id, &[&usual, more].concat())
}

fn asking(client_id: &str, more: &[(&str, &str)]) -> String {
    let named = [&[("client_id", client_id)], more].concat();
    format!("{AUTHORIZE}?{}", encoded(&named))
}

fn signed_in(app: &TestApp) -> HttpClient {
    let mut browser = app.stranger();
    let answer = tries(&mut browser, "/account/sign-in", "ada", PASSWORD);
    assert_eq!(answer.status, 303, "{}", answer.text());
    browser
}

#[test]
fn a_right_password_of_who_must_have_a_second_step_begins_no_session() {
    each_app(EVERYBODY, |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        for entrance in ["/account/sign-in", path.as_str()] {
            let mut browser = app.stranger();
            asks_for_second_step(&tries(&mut browser, entrance, "ada", PASSWORD));
            assert!(browser.cookie("vestibule_session").is_none());
            assert!(browser.cookie("vestibule_browser").is_none());
            assert!(is_sign_in_page(&browser.get(&path)));
        }
    });
}

#[test]
fn a_password_alone_is_refused_as_a_wrong_one_where_no_page_can_be_shown() {
    each_app("", |app| {
        app.adds_user("ada", None);
        let wishes = Wishes {
            on: vec![Switch::SecondFactor],
            ..Wishes::default()
        };
        let program = server_program(app, wishes);
        let wrong = "Invalid username and/or password combination";
        for password in [PASSWORD, "otter-lamp-river-43"] {
            let answer = program.trades("ada", password);
            refuses(&answer, 400, "invalid_grant", wrong);
        }
        // The same password, where the app leaves it to the person.
        let program = server_program(app, Wishes::default());
        assert_eq!(program.trades("ada", PASSWORD).status, 200);
    });
}

#[test]
fn an_app_that_demands_a_second_step_gets_nothing_in_a_session_of_a_password() {
    each_app("", |app| {
        app.adds_user("ada", None);
        let mut browser = signed_in(app);
        asks_for_second_step(&browser.get(&guarded(app, &[])));
        let silent = browser.get(&guarded(app, &[("prompt", "none"), ("scope", "openid")]));
        let location = silent.location();
        assert!(
            location.contains("error=interaction_required"),
            "{location}"
        );
        // Another app goes on as before.
        let (_, plain) = app.adds_desktop_app();
        assert!(is_consent_page(&browser.get(&plain)));
    });
}

/// The page that takes a device's code would ask for none.
#[test]
fn an_app_that_demands_a_second_step_has_no_devices() {
    each_app("", |app| {
        let demanding = Wishes {
            on: vec![Switch::SecondFactor],
            ..Wishes::default()
        };
        let for_devices = Wishes {
            grants: Some(vec![GrantType::AuthorizationCode, GrantType::DeviceCode]),
            ..Wishes::default()
        };
        for (first, second) in [(&demanding, &for_devices), (&for_devices, &demanding)] {
            let program = server_program(app, first.clone());
            let refused = apps::edit(app.platform(), &program.app.client_id, second);
            let why = refused.err().map(|why| why.to_string());
            assert!(why.is_some_and(|why| why.contains("device_code")));
        }
    });
}

#[test]
fn the_page_that_sets_one_up_says_who_demands_it_and_what_an_authenticator_app_is() {
    for (settings, by_app, who) in [
        (EVERYBODY, false, "Vestibule asks for more than a password."),
        (EVERYBODY, true, "Vestibule asks for more than a password."),
        ("", true, "Sample asks for more than a password."),
    ] {
        each_app(settings, |app| {
            app.adds_user("ada", None);
            let path = match by_app {
                true => guarded(app, &[]),
                false => "/account/sign-in".to_owned(),
            };
            let page = tries(&mut app.stranger(), &path, "ada", PASSWORD);
            asks_for_second_step(&page);
            let text = text_of(&page.text());
            assert!(text.contains(who), "{text}");
            assert!(text.contains("shows a new six-digit code"), "{text}");
        });
    }
}
