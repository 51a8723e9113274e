//! A passkey as the first second step, where one is demanded; and for whom it is made.

use super::*;
use crate::web::{asks, web_app};
use serde_json::Value;

const EVERYBODY: &str = "[second_factor]\nrequired = \"everybody\"\n";
const ACCOUNT: &str = "/account/security/passkey";

#[track_caller]
fn user_in(page: &Response) -> Value {
    let asked: Value = serde_json::from_str(&options(page)).expect("JSON");
    asked["user"].clone()
}

/// The page behind Ada's password, read in this language.
#[track_caller]
fn set_up_in(browser: &mut HttpClient, language: &str) -> (Response, Form) {
    let languages = [("Accept-Language", language), ("Origin", HERE)];
    let page = browser.send("GET", SIGN_IN, &languages, b"");
    let button = if language == "et" {
        "Logi sisse"
    } else {
        "Sign in"
    };
    let mut form = page.form(button);
    form.types_name_and_password("ada", PASSWORD);
    let page = submits_with(browser, &form, button, &languages);
    assert_eq!(page.status, 200, "{}", page.text());
    let form = page.form(if language == "et" {
        "Jätka"
    } else {
        "Continue"
    });
    (page, form)
}

/// A passkey whose user is not verified: the page once more.
#[track_caller]
fn is_refused(browser: &mut HttpClient, page: &Response, form: &Form) -> Response {
    let mut refused = Authenticator::at("id.example.org", HERE);
    refused.verifies = false;
    let made = refused.makes(&options(page));
    let no = sends(browser, form, "Continue", &made);
    complains(&no, "That passkey was not added.");
    no
}

#[test]
fn a_user_is_the_same_to_every_device_from_the_first_page_on() {
    each_app(&format!("{SETTINGS}{EVERYBODY}"), |app| {
        let ada = app.adds_user("ada", None);
        let mut browser = app.stranger();
        let (page, form) = set_up_in(&mut browser, "en");
        let first = user_in(&page);
        let no = is_refused(&mut browser, &page, &form);
        assert_eq!(user_in(&no), first);
        assert_eq!(user_in(&set_up_in(&mut app.stranger(), "en").0), first);
        let mut device = Authenticator::at("id.example.org", HERE);
        let form = no.form("Continue");
        let done = sends(
            &mut browser,
            &form,
            "Continue",
            &device.makes(&options(&no)),
        );
        assert_eq!(done.status, 200, "{}", done.text());
        let handle = factors_of(app, &ada).handle.expect("a handle");
        assert_eq!(Some(handle.bytes().to_vec()), device.handle);
        assert_eq!(user_in(&browser.get(ACCOUNT)), first);
        // It tells no key and no id, and is nobody else's.
        let key = ada.key.number().to_be_bytes();
        assert!(!handle.bytes().windows(key.len()).any(|part| part == key));
        let ben = app.adds_user("ben", None);
        assert_ne!(Handle::of(&app.platform().key, ben.key), handle);
    });
}

#[test]
fn it_is_set_up_in_the_pages_of_a_browser_and_never_in_a_programs_window() {
    each_app(&format!("{SETTINGS}{EVERYBODY}"), |app| {
        let ada = app.adds_user("ada", None);
        let issued = web_app(app, "https://client.example/cb");
        let page = |display: &str| {
            let address = ("redirect_uri", "https://client.example/cb");
            let path = asks(&issued, &[address, ("display", display)]);
            let page = tries(&mut app.stranger(), &path, "ada", PASSWORD);
            assert_eq!(page.status, 200, "{}", page.text());
            page.text()
        };
        let offers = |display: &str| {
            let text = page(display);
            assert!(text.contains("Set up a second step"), "{text}");
            text.contains("data-passkey")
        };
        assert!(offers("web"));
        for display in ["desktop", "mobile", "popup"] {
            assert!(!offers(display), "{display}");
        }
        // Who has one may use it in each.
        adds_passkey(app, &ada);
        for display in ["web", "desktop", "mobile", "popup"] {
            assert!(page(display).contains("data-passkey"), "{display}");
        }
    });
}

#[test]
fn a_passkey_without_a_name_is_called_so_in_the_users_language() {
    for (language, name) in [("en", "Passkey"), ("et", "Pääsuvõti")] {
        each_app(&format!("{SETTINGS}{EVERYBODY}"), |app| {
            let ada = app.adds_user("ada", None);
            let mut browser = app.stranger();
            let (page, form) = set_up_in(&mut browser, language);
            let answer = Authenticator::at("id.example.org", HERE).makes(&options(&page));
            let button = if language == "et" {
                "Jätka"
            } else {
                "Continue"
            };
            assert_eq!(sends(&mut browser, &form, button, &answer).status, 200);
            assert_eq!(factors_of(app, &ada).passkeys[0].name, name);
        });
    }
}

#[test]
fn the_field_of_the_code_is_not_at_fault_for_a_passkey() {
    each_app(&format!("{SETTINGS}{EVERYBODY}"), |app| {
        app.adds_user("ada", None);
        let mut browser = app.stranger();
        let (page, mut form) = set_up_in(&mut browser, "en");
        let no = is_refused(&mut browser, &page, &form);
        assert!(!no.text().contains("aria-invalid"));
        form.set("code", "000000");
        let wrong = submits_with(&mut browser, &form, "Continue", &[("Origin", HERE)]);
        assert!(wrong.text().contains("aria-invalid=\"true\""));
    });
}
