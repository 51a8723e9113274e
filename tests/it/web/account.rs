//! Home, and a sign-in that belongs to no app.

use super::{
    ELSEWHERE, each_app, each_with_ada, filled_in, is_sign_in_page, one_with_ada, own_path,
    submits_with, tries,
};
use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::kit::http::HttpClient;
use std::time::Duration;

pub const SIGN_IN: &str = "/account/sign-in";
const PAGES: [&str; 3] = ["/account/apps", "/account/sessions", "/account/password"];

/// A browser in which this user is signed in, for no app.
#[track_caller]
pub fn signed_in(app: &TestApp, name: &str) -> HttpClient {
    let mut browser = app.stranger();
    let home = app.signs_in(&mut browser, SIGN_IN, name);
    assert!(is_home_of(&home.text(), name), "{}", home.text());
    browser
}

fn is_home_of(page: &str, name: &str) -> bool {
    let text = text_of(page);
    text.contains("Your account") && text.contains(&format!("Signed in as {name}"))
}

#[test]
fn home_signs_out_who_is_in_and_then_asks_to_sign_in() {
    each_with_ada(|app| {
        let mut browser = app.stranger();
        let home = app.signs_in(&mut browser, SIGN_IN, "ada");
        assert_eq!(home.path, "/");
        let answer = app.presses(&mut browser, &home, "Sign out");
        let path = own_path(app, answer.location());
        assert_eq!(path, "/platform/oauth/signed_out");
        let out = browser.get("/").text();
        assert!(out.contains("href=\"/account/sign-in\""), "{out}");
    });
}

#[test]
fn each_page_asks_to_sign_in_first_and_is_returned_to() {
    each_with_ada(|app| {
        let more = [
            "/account/apps?page=3",
            "/platform/oauth/deauthorize?client_id=7",
        ];
        for path in PAGES.into_iter().chain(more) {
            let mut browser = app.stranger();
            let asked = browser.get(path);
            assert_eq!(asked.status, 303, "{path}");
            let sign_in = own_path(app, asked.location());
            assert!(sign_in.starts_with(SIGN_IN), "{sign_in}");
            let page = browser.get(&sign_in);
            is_page(&page, 200, ORDINARY);
            let answer = tries(&mut browser, &sign_in, "ada", PASSWORD);
            assert_eq!(answer.status, 303);
            assert_eq!(own_path(app, answer.location()), path);
            // Who is signed in already goes on at once.
            let again = browser.get(&sign_in);
            assert_eq!(
                (again.status, own_path(app, again.location()).as_str()),
                (303, path)
            );
        }
    });
}

#[test]
fn r84_after_signing_in_one_stays_on_a_page_of_ours() {
    one_with_ada(|app| {
        let more = [
            "https://evil.example/account/apps",
            "/account/apps/../../evil",
            "//evil.example/account/apps",
            "/platform/oauth/deauthorize?client_id=//evil",
            "/platform/oauth/authorize?client_id=1",
            "",
        ];
        for elsewhere in ELSEWHERE.into_iter().chain(more) {
            let to: String = form_urlencoded::byte_serialize(elsewhere.as_bytes()).collect();
            let mut browser = app.stranger();
            let answer = tries(&mut browser, &format!("{SIGN_IN}?to={to}"), "ada", PASSWORD);
            assert_eq!(own_path(app, answer.location()), "/", "{elsewhere}");
        }
        let mut browser = app.stranger();
        let twice = format!("{SIGN_IN}?to=%2Faccount%2Fapps&to=%2F%2Fevil.example");
        let answer = tries(&mut browser, &twice, "ada", PASSWORD);
        assert_eq!(own_path(app, answer.location()), "/");
    });
}

#[test]
fn r67_r72_a_sign_in_form_is_good_for_its_own_browser_and_its_own_entrance() {
    each_with_ada(|app| {
        let (_, authorize) = app.adds_desktop_app();
        let mut ada = app.stranger();
        let (_, own) = filled_in(&mut ada, SIGN_IN, "ada", PASSWORD);
        let (_, theirs) = filled_in(&mut app.stranger(), SIGN_IN, "ada", PASSWORD);
        let (_, mut apps) = filled_in(&mut ada, &authorize, "ada", PASSWORD);
        apps.action = Some(SIGN_IN.to_owned());
        let mut elsewhere = own.clone();
        elsewhere.action = Some(AUTHORIZE.to_owned());
        let mut changed = own.clone();
        changed.set("request", "/account/password");
        for form in [theirs, apps, elsewhere, changed] {
            let answer = submits_with(&mut ada, &form, "Sign in", &[]);
            assert_eq!((answer.status, answer.header("location")), (403, None));
            assert!(ada.cookie("vestibule_session").is_none());
        }
        let answer = submits_with(&mut ada, &own, "Sign in", &[("Origin", "null")]);
        assert_eq!(answer.status, 303);
    });
}

#[test]
fn the_brake_counts_a_wrong_password_with_all_others() {
    each_app("[sign_in_limit]\nper_account = 3\n", |app| {
        app.adds_user("ada", None);
        let (_, authorize) = app.adds_desktop_app();
        for path in [SIGN_IN, &authorize, SIGN_IN] {
            let wrong = tries(&mut app.stranger(), path, "ada", "not-the-password");
            assert!(is_sign_in_page(&wrong));
        }
        let braked = tries(&mut app.stranger(), SIGN_IN, "ada", PASSWORD);
        assert_eq!(braked.status, 429);
    });
}

#[test]
fn a_form_that_was_open_too_long_is_shown_once_more() {
    one_with_ada(|app| {
        let mut browser = app.stranger();
        let path = format!("{SIGN_IN}?to=%2Faccount%2Fpassword");
        let (_, form) = filled_in(&mut browser, &path, "ada", PASSWORD);
        app.advance(Duration::from_secs(3600));
        let stale = submits_with(&mut browser, &form, "Sign in", &[]);
        assert!(is_sign_in_page(&stale), "{}", stale.text());
        let again = stale.form("Sign in");
        assert_eq!(again.hidden("request"), "/account/password");
    });
}

#[test]
fn r71_a_session_for_the_account_is_new_and_never_skips_a_programs_own_consent() {
    each_with_ada(|app| {
        let (_, authorize) = app.adds_desktop_app();
        app.gets_token(&authorize, "ada");
        // Born for no app: a program's answer on the landing page is asked for again (RFC 8252 §8.6).
        let mut browser = signed_in(app, "ada");
        assert!(super::is_consent_page(&browser.get(&authorize)));
    });
}
