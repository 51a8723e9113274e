//! Signing out: a page that asks, a form that does it.

use super::{
    ELSEWHERE, asks, each_desktop, is_consent_page, is_sign_in_page, one_with_ada, own_path,
    submits_with, web_app,
};
use crate::kit::app::{TestApp, token_in};
use crate::kit::form::text_of;
use crate::kit::http::HttpClient;
use std::time::Duration;

const LOGOUT: &str = "/platform/oauth/logout";
const SIGNED_OUT: &str = "/platform/oauth/signed_out";
const SESSION: &str = "vestibule_session";

#[track_caller]
fn signed_in(app: &TestApp, path: &str) -> HttpClient {
    let mut browser = app.stranger();
    assert!(is_consent_page(&app.signs_in(&mut browser, path, "ada")));
    browser
}

#[test]
fn opening_the_page_signs_nobody_out_and_pressing_the_button_does() {
    each_desktop(|app, path| {
        let mut browser = signed_in(app, path);
        let page = browser.get(LOGOUT);
        assert_eq!(page.status, 200);
        assert!(text_of(&page.text()).contains("You are signed in as ada"));
        assert_eq!(browser.send("HEAD", LOGOUT, &[], b"").status, 200);
        assert!(is_consent_page(&browser.get(path)), "signed out by a link");

        let copied = browser.clone();
        let answer = app.presses(&mut browser, &page, "Sign out");
        assert_eq!(answer.status, 303);
        assert_eq!(own_path(app, answer.location()), SIGNED_OUT);
        assert!(browser.cookie(SESSION).is_none());
        let done = browser.get(SIGNED_OUT);
        assert_eq!(done.status, 200);
        assert!(text_of(&done.text()).contains("You are signed out."));
        for mut jar in [browser, copied] {
            assert!(is_sign_in_page(&jar.get(path)), "the session lives on");
        }
    });
}

#[test]
fn only_that_session_ends_and_no_token_does() {
    each_desktop(|app, path| {
        let mut other = signed_in(app, path);
        let mut browser = signed_in(app, path);
        let consent = browser.get(path);
        let answer = app.presses(&mut browser, &consent, "Allow");
        let token = token_in(answer.location());
        let page = browser.get(LOGOUT);
        app.presses(&mut browser, &page, "Sign out");
        assert!(is_sign_in_page(&browser.get(path)));
        assert_eq!(
            other.get(path).status,
            302,
            "another browser was signed out"
        );
        assert!(app.is_live(&token));
    });
}

#[test]
fn r67_a_sign_out_without_a_good_proof_of_this_session_does_nothing() {
    each_desktop(|app, path| {
        let mut ada = signed_in(app, path);
        let mut elsewhere = signed_in(app, path);
        let own = ada.get(LOGOUT).form("Sign out");
        let theirs = elsewhere.get(LOGOUT).form("Sign out");
        let mut consents = own.clone();
        let consent = ada.get(path).form("Allow");
        let mut changed = own.clone();
        changed.set("request", "client_id=x");
        for field in ["request", "nonce", "proof"] {
            consents.set(field, consent.hidden(field));
        }
        let mut empty = own.clone();
        empty.fields.clear();
        // What is no form of ours is an app's request by POST, which asks.
        let by_get = submits_with(&mut ada, &empty, "Sign out", &[]);
        assert_eq!(own_path(app, by_get.location()), LOGOUT);
        for form in [theirs, consents, changed] {
            let answer = submits_with(&mut ada, &form, "Sign out", &[]);
            assert_eq!((answer.status, answer.header("location")), (403, None));
            assert!(is_consent_page(&ada.get(path)));
        }
        let foreign = [("Sec-Fetch-Site", "cross-site")];
        submits_with(&mut ada, &own, "Sign out", &foreign);
        app.advance(Duration::from_secs(3600));
        let stale = submits_with(&mut ada, &own, "Sign out", &[]);
        assert_eq!((stale.status, stale.header("location")), (403, None));
        assert!(is_consent_page(&ada.get(path)));
    });
}

#[test]
fn r84_after_signing_out_one_stays_on_our_site() {
    one_with_ada(|app| {
        let issued = web_app(app, "https://client.example/cb");
        let path = asks(&issued, &[]);
        for elsewhere in ELSEWHERE {
            let encoded: String = form_urlencoded::byte_serialize(elsewhere.as_bytes()).collect();
            let mut browser = signed_in(app, &path);
            let page = browser.get(&format!(
                "{LOGOUT}?return_to={encoded}&redirect_uri={encoded}"
            ));
            let mut form = page.form("Sign out");
            form.set("return_to", elsewhere);
            let answer = submits_with(&mut browser, &form, "Sign out", &[]);
            assert_eq!(own_path(app, answer.location()), SIGNED_OUT);
            // Nobody is signed in now, so no proof is looked at.
            form.set("request", elsewhere);
            let answer = submits_with(&mut browser, &form, "Sign out", &[]);
            assert_eq!(own_path(app, answer.location()), SIGNED_OUT);
        }
    });
}
