//! A browser that somebody left open, and passwords that somebody else knows: neither sets up nor takes away a second
//! step.

use super::account::{SIGN_IN, signed_in};
use super::second_step::guarded;
use super::second_step_codes::{adds_authenticator, code, types};
use super::security::{codes_on, factors_of, remembered, secret_on};
use super::{each_app, each_with_ada, is_sign_in_page, own_path, submits_with, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::{HttpClient, Response};
use crate::races::at_once;
use std::time::Duration;
use vestibule::domain::factor::totp::Secret;

const EVERYBODY: &str = "[second_factor]\nrequired = \"everybody\"";
const AUTHENTICATOR: &str = "/account/security/authenticator";
const RECOVERY_CODES: &str = "/account/security/recovery-codes";
const LATE: Duration = Duration::from_secs(600);

/// Ada in a remembered browser, where she signed in by her password alone since.
fn ada_remembered(app: &TestApp) -> (HttpClient, Secret) {
    let ada = app.adds_user("ada", None);
    let secret = adds_authenticator(app, &ada);
    let mut browser = remembered(app, "ada", &secret);
    app.advance(LATE);
    browser.forgets("session");
    let answer = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
    assert_eq!(answer.status, 303, "{}", answer.text());
    (browser, secret)
}

#[track_caller]
fn leads_to(app: &TestApp, answer: &Response, path: &str) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let place = own_path(app, answer.location());
    assert!(place.starts_with(path), "{place}");
}

#[test]
fn a_session_that_was_left_open_sets_up_no_second_step_without_the_password() {
    each_with_ada(|app| {
        let mut browser = signed_in(app, "ada");
        app.advance(LATE);
        let path = guarded(app, &[]);
        let page = browser.get(&path);
        assert!(is_sign_in_page(&page), "{}", page.text());
        assert!(!page.text().contains("<svg"));
        let page = tries(&mut browser, &path, "ada", "not-the-password");
        assert!(is_sign_in_page(&page), "{}", page.text());
        let page = tries(&mut browser, &path, "ada", PASSWORD);
        let typed = code(app, &secret_on(&page));
        let form = page.form("Continue");
        let done = types(&mut browser, &(page, form), &typed);
        assert_eq!(codes_on(&done).len(), 10);
        assert!(browser.get(&path).text().contains("Allow"));
    });
}

#[test]
fn a_password_in_a_remembered_browser_confirms_nothing() {
    each_app("", |app| {
        let (mut browser, secret) = ada_remembered(app);
        let answer = browser.get(AUTHENTICATOR);
        leads_to(app, &answer, "/account/confirm");
        let page = browser.get(&own_path(app, answer.location()));
        let form = page.form("Continue");
        let answer = types(&mut browser, &(page, form), &code(app, &secret));
        leads_to(app, &answer, AUTHENTICATOR);
        assert_eq!(browser.get(AUTHENTICATOR).status, 200);
    });
}

#[test]
fn where_a_step_is_demanded_it_is_taken_before_anything_of_it_is_changed() {
    each_app(EVERYBODY, |app| {
        let (mut browser, secret) = ada_remembered(app);
        // A remembered browser is enough for everything else.
        assert_eq!(browser.get("/account/sessions").status, 200);
        let answer = browser.get(RECOVERY_CODES);
        leads_to(app, &answer, "/account/sign-in");
        let page = browser.get(&own_path(app, answer.location()));
        let form = page.form("Continue");
        let answer = types(&mut browser, &(page, form), &code(app, &secret));
        leads_to(app, &answer, RECOVERY_CODES);
        let page = browser.get(RECOVERY_CODES);
        let button = "Make new codes";
        let form = page.form(button);
        let made = submits_with(&mut browser, &form, button, &[]);
        assert_eq!(codes_on(&made).len(), 10);
        let again = submits_with(&mut browser, &form, button, &[]);
        assert_eq!(codes_on(&again), codes_on(&made));
    });
}

#[test]
fn several_who_set_up_the_first_one_at_once_get_one_of_it() {
    each_app(EVERYBODY, |app| {
        app.adds_user("ada", None);
        let pages: Vec<_> = (0..6)
            .map(|_| {
                let mut browser = app.stranger();
                let page = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
                let typed = code(app, &secret_on(&page));
                let form = page.form("Continue");
                (browser, (page, form), typed)
            })
            .collect();
        let answers = at_once(pages.len(), |number| {
            let (browser, page, typed) = &pages[number];
            types(&mut browser.clone(), page, typed)
        });
        let shown = answers.iter().filter(|answer| answer.status == 200);
        assert_eq!(shown.count(), 1);
        assert!(
            answers
                .iter()
                .all(|answer| matches!(answer.status, 200 | 303))
        );
        assert_eq!(factors_of(app, "ada").authenticators.len(), 1);
    });
}

/// The codes that a page of set-up leads to, and all that its form leads to when it is sent again.
#[track_caller]
fn reloads(app: &TestApp, browser: &mut HttpClient, page: Response) {
    let typed = code(app, &secret_on(&page));
    let form = page.form("Continue");
    let sent = (page, form);
    let done = types(browser, &sent, &typed);
    let codes = codes_on(&done);
    assert_eq!(codes.len(), 10);
    assert!(done.text().contains("make new ones"), "{}", done.text());
    let session = |browser: &HttpClient| {
        let cookie = browser.cookie("vestibule_session").expect("a session");
        cookie.value.clone()
    };
    let before = session(browser);
    for _ in 0..2 {
        let again = types(browser, &sent, &typed);
        assert_eq!(again.status, 200, "{}", again.text());
        assert_eq!(codes_on(&again), codes);
        assert_eq!(session(browser), before);
    }
    // Whoever has only a part of it is told nothing.
    let mut stranger = app.stranger();
    stranger.get(SIGN_IN);
    assert_eq!(types(&mut stranger, &sent, &typed).status, 403);
    let other = types(browser, &sent, "000000");
    assert_eq!(other.status, 303);
    app.advance(Duration::from_secs(11));
    let late = types(browser, &sent, &typed);
    assert_eq!(late.status, 303);
    assert!(!late.text().contains(&codes[0]));
}

#[test]
fn the_recovery_codes_of_a_set_up_are_not_lost_by_a_reload() {
    each_app(EVERYBODY, |app| {
        app.adds_user("ada", None);
        app.adds_user("ben", None);
        let (_, path) = app.adds_desktop_app();
        for (entrance, name) in [(SIGN_IN, "ada"), (path.as_str(), "ben")] {
            let mut browser = app.stranger();
            let page = tries(&mut browser, entrance, name, PASSWORD);
            reloads(app, &mut browser, page);
            assert_eq!(factors_of(app, name).authenticators.len(), 1);
        }
    });
    // In a session, which goes on under another name.
    each_with_ada(|app| {
        let mut browser = signed_in(app, "ada");
        let page = browser.get(&guarded(app, &[]));
        reloads(app, &mut browser, page);
        assert_eq!(factors_of(app, "ada").authenticators.len(), 1);
    });
}
