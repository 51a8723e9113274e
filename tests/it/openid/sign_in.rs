//! When somebody is asked to sign in again, and what the pages make of the parameters that only OpenID Connect has.

use super::{allows, asks, claims_in, code_in, each_openid};
use crate::kit::app::PASSWORD;
use crate::kit::exact::CALLBACK;
use serde_json::json;
use std::time::Duration;

#[test]
fn an_answer_has_a_code_the_state_and_the_issuer_and_no_more() {
    each_openid(|app, program| {
        let mut browser = app.stranger();
        let answer = allows(app, &mut browser, &asks(program, &[]));
        let code = code_in(&answer);
        let issuer = form_urlencoded::byte_serialize(app.origin().as_bytes()).collect::<String>();
        assert_eq!(
            answer.location(),
            format!("{CALLBACK}?code={code}&state=s+t&iss={issuer}#")
        );
        // A request without the scope is answered as ever.
        let plain = allows(app, &mut browser, &asks(program, &[("scope", "email")]));
        assert!(
            plain.location().contains("&expires_in=600&"),
            "{}",
            plain.location()
        );
        let form = asks(program, &[("response_mode", "form_post")]);
        let posted = browser.get(&form).text();
        assert!(posted.contains("name=\"iss\"") && !posted.contains("expires_in"));
    });
}

#[test]
fn a_sign_in_that_is_too_old_counts_as_none_and_is_asked_for_once() {
    each_openid(|app, program| {
        let mut browser = app.stranger();
        let old = app.now().millis() / 1000;
        allows(app, &mut browser, &asks(program, &[]));
        app.advance(Duration::from_secs(10));
        let within = browser.get(&asks(program, &[("max_age", "10000")]));
        let tokens = program.redeems(&code_in(&within));
        assert_eq!(claims_in(app, &tokens)["auth_time"], json!(old));
        let none = asks(program, &[("max_age", "9"), ("prompt", "none")]);
        let refused = browser.get(&none);
        assert!(refused.location().contains("error=login_required"));
        for (name, value) in [("max_age", "9"), ("max_age", "0"), ("prompt", "login")] {
            let path = asks(program, &[(name, value)]);
            let page = browser.get(&path);
            assert!(page.text().contains("Sign in"), "{name}={value}");
            let mut form = page.form("Sign in");
            form.types_name_and_password("ada", PASSWORD);
            let onward = browser.submits(&page, &form, "Sign in");
            app.advance(Duration::from_secs(10));
            let next = onward.location().to_owned();
            assert!(!next.contains(&format!("{name}={value}")), "{next}");
            let tokens = program.redeems(&code_in(&browser.get(&next)));
            let now = app.now().millis() / 1000;
            assert_eq!(claims_in(app, &tokens)["auth_time"], json!(now - 10));
        }
    });
}

#[test]
fn the_consent_page_is_shown_again_to_who_wants_to_choose_an_account() {
    each_openid(|app, program| {
        let mut browser = app.stranger();
        allows(app, &mut browser, &asks(program, &[]));
        assert_eq!(browser.get(&asks(program, &[])).status, 302);
        let page = browser.get(&asks(program, &[("prompt", "select_account")]));
        assert!(page.text().contains("Not you?"), "{}", page.text());
        let none = browser.get(&asks(program, &[("prompt", "none select_account")]));
        assert!(none.location().contains("error=invalid_request"));
    });
}

#[test]
fn the_consent_page_says_in_words_what_each_scope_lets_an_app_do() {
    each_openid(|app, program| {
        let mut browser = app.stranger();
        let scope = ("scope", "openid profile offline_access");
        browser.signs_in(&asks(program, &[scope]), "ada", PASSWORD);
        let page = browser.get(&asks(program, &[scope, ("ui_locales", "fr et en")]));
        let page = page.text();
        assert!(page.contains("teada, kes sa siin oled"), "{page}");
        let path = asks(program, &[("scope", "openid profile offline_access email")]);
        let page = browser.get(&path).text();
        for words in [
            "know who you are here",
            "see your name",
            "see your e-mail address",
            "keep access while you are away",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
    });
}

#[test]
fn a_hint_fills_the_field_for_the_name_and_tells_nothing_of_anybody() {
    each_openid(|app, program| {
        let hint = "\"ada\"<b>@example.org";
        let page = app.stranger().get(&asks(program, &[("login_hint", hint)]));
        let form = page.form("Sign in");
        assert_eq!(form.value("name"), Some(hint));
        let long = "x".repeat(513);
        let page = app.stranger().get(&asks(program, &[("login_hint", &long)]));
        assert_eq!(page.form("Sign in").value("name"), Some(""));
        // Only an OpenID request knows it.
        let plain = asks(program, &[("login_hint", "ada"), ("scope", "email")]);
        let page = app.stranger().get(&plain);
        assert_eq!(page.form("Sign in").value("name"), Some(""));
    });
}
