//! Every set of response types, in its own place and by `form_post`: when somebody is asked, and what no parameter
//! breaks. Tests are called as the modules of OpenID's conformance suite are.

use super::sets::{FORM_POST, SETS, all_sets, asks_for, each_set, told, value};
use super::{allows, claims_in, claims_of, each_openid, openid_wishes};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::kit::program::Program;
use serde_json::{Map, Value, json};
use std::time::Duration;

const MODES: [(&str, &str); 2] = [("response_mode", "-"), FORM_POST];

/// What the app is told of the sign-in, at the latest when it redeems the code.
#[track_caller]
fn told_claims(app: &TestApp, program: &Program, answer: &Response) -> Map<String, Value> {
    let (_, fields) = told(answer);
    match (value(&fields, "id_token"), value(&fields, "code")) {
        (Some(text), _) => claims_of(app, text),
        (None, Some(code)) => claims_in(app, &program.redeems(code)),
        (None, None) => panic!("nothing is told: {fields:?}"),
    }
}

#[track_caller]
fn error_of(answer: &Response) -> (String, String) {
    let (_, fields) = told(answer);
    let said = |name| value(&fields, name).unwrap_or_default().to_owned();
    (said("error"), said("state"))
}

#[test]
fn max_age_1_prompt_login_and_max_age_10000() {
    each_set(|app, program, (set, _)| {
        for mode in MODES {
            let mut browser = app.stranger();
            let first = allows(app, &mut browser, &asks_for(program, set, &[mode]));
            let first = told_claims(app, program, &first);
            app.advance(Duration::from_secs(10));
            let within = browser.get(&asks_for(program, set, &[mode, ("max_age", "10000")]));
            let within = told_claims(app, program, &within);
            for claim in ["sub", "auth_time"] {
                assert_eq!(within[claim], first[claim], "{set} {claim}");
            }
            for again in [("max_age", "1"), ("prompt", "login")] {
                let page = browser.get(&asks_for(program, set, &[mode, again]));
                let mut form = page.form("Sign in");
                form.types_name_and_password("ada", PASSWORD);
                let onward = browser.submits(&page, &form, "Sign in");
                let answer = browser.get(onward.location());
                let later = told_claims(app, program, &answer);
                assert_eq!(later["sub"], first["sub"]);
                let now = app.now().millis() / 1000;
                assert_eq!(later["auth_time"], json!(now), "{set} {again:?}");
                app.advance(Duration::from_secs(10));
            }
        }
    });
}

#[test]
fn prompt_none_logged_in_and_not_logged_in_and_id_token_hint() {
    each_set(|app, program, (set, _)| {
        for mode in MODES {
            let none = ("prompt", "none");
            let state = "s".repeat(128);
            let asked = asks_for(program, set, &[mode, none, ("state", &state)]);
            let refused = app.stranger().get(&asked);
            assert_eq!(error_of(&refused), ("login_required".to_owned(), state));
            let mut browser = app.stranger();
            let with_token = allows(app, &mut browser, &asks_for(program, "id_token", &[]));
            let (_, fields) = told(&with_token);
            let hint = value(&fields, "id_token").expect("an ID token").to_owned();
            allows(app, &mut browser, &asks_for(program, set, &[mode]));
            let meant = [mode, none, ("id_token_hint", hint.as_str())];
            let answer = browser.get(&asks_for(program, set, &meant));
            let claims = told_claims(app, program, &answer);
            assert_eq!(claims["sub"], claims_of(app, &hint)["sub"], "{set}");
        }
    });
}

#[test]
fn display_ui_locales_claims_locales_acr_values_login_hint_and_unknown_parameter() {
    each_openid(|app, _| {
        let program = all_sets(app, openid_wishes());
        let mut browser = app.stranger();
        for (set, mode) in SETS
            .into_iter()
            .flat_map(|(set, _)| MODES.map(|mode| (set, mode)))
        {
            for more in [
                ("display", "page"),
                ("display", "touch"),
                ("display", "wap"),
                ("ui_locales", "se fr"),
                ("claims_locales", "se"),
                ("acr_values", "1 2 pwd"),
                ("login_hint", "ada@example.org"),
                ("extra", "foobar"),
            ] {
                let answer = allows(app, &mut browser, &asks_for(&program, set, &[mode, more]));
                let claims = told_claims(app, &program, &answer);
                assert_eq!(claims["acr"], json!("pwd"), "{set} {more:?}");
            }
            // Nobody is let through silently for long.
            app.advance(Duration::from_secs(60));
        }
    });
}
