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

#[test]
fn nobody_but_whom_the_app_means_is_let_in() {
    each_openid(|app, program| {
        app.adds_user("bob", None);
        let other = super::openid_program(app);
        let mut browser = app.stranger();
        let hint_of = |program: &_, browser: &mut _| {
            let answer = allows(app, browser, &asks(program, &[]));
            let tokens = redeems(program, &answer);
            tokens["id_token"].as_str().expect("an ID token").to_owned()
        };
        let hint = hint_of(program, &mut browser);
        let foreign = hint_of(&other, &mut browser);
        // Whatever its age.
        app.advance(Duration::from_secs(2 * 3600));
        let meant = asks(program, &[("id_token_hint", &hint)]);
        assert!(browser.get(&meant).location().contains("code="));
        let none = asks(program, &[("id_token_hint", &hint), ("prompt", "none")]);
        assert!(browser.get(&none).location().contains("code="));
        // Nobody is signed in.
        assert!(app.stranger().get(&meant).text().contains("Sign in"));
        let refused = app.stranger().get(&none);
        assert!(refused.location().contains("error=login_required"));
        // Somebody else signs in.
        let refused = app.stranger().signs_in(&meant, "bob", PASSWORD);
        let words =
            "error=login_required&error_description=Another+user+is+signed+in&state=s+t&iss=";
        assert!(refused.location().contains(words), "{}", refused.location());
        let words = "error=invalid_request&error_description=id_token_hint+is+no+ID+token+of+this+application";
        for text in [foreign.as_str(), "a.b.c", "x", &hint[..hint.len() - 3]] {
            let refused = browser.get(&asks(program, &[("id_token_hint", text)]));
            assert!(refused.location().contains(words), "{text}");
        }
        let plain = asks(program, &[("id_token_hint", "x"), ("scope", "email")]);
        assert!(browser.get(&plain).location().contains("code="), "ignored");
    });
}

fn redeems(
    program: &crate::kit::program::Program,
    answer: &crate::kit::http::Response,
) -> serde_json::Value {
    program.redeems(&code_in(answer)).json()
}
