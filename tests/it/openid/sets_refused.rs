//! What a request for a set is refused for, and where that is told. Rows are called as the modules of OpenID's
//! conformance suite are.

use super::claims_of;
use super::sets::{FORM_POST, SETS, all_sets, asks_for, each_set, fields_in, told, value};
use super::{allows, each_openid, openid_wishes, wishes_of};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use serde_json::json;
use std::time::Duration;
use vestibule::domain::oauth::client::ResponseType;
use vestibule::domain::oauth::registration::Wishes;

const INVALID: &str = "invalid_request";

/// These fields at that place, and no others.
#[track_caller]
fn is_refused(app: &TestApp, answer: &Response, place: &str, (error, text): (&str, &str)) {
    let origin = app.origin();
    let expected = [
        ("error", error),
        ("error_description", text),
        ("state", "s t"),
        ("iss", origin.as_str()),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (found, fields) = told(answer);
    assert_eq!((found, fields), (place, expected.to_vec()));
}

fn place(set: &str) -> &'static str {
    if set == "code" { "query" } else { "fragment" }
}

/// `ensure-request-without-nonce-fails`, `ensure-request-without-nonce-succeeds-for-code-flow`.
#[test]
fn a_nonce_is_required_where_an_id_token_comes_at_once_and_given_back_exactly() {
    each_set(|app, program, (set, names)| {
        let mut browser = app.stranger();
        let path = asks_for(program, set, &[("nonce", "-"), ("scope", "openid")]);
        let answer = allows(app, &mut browser, &path);
        if names.contains(&"id_token") {
            let error = (INVALID, "nonce is required");
            is_refused(app, &answer, place(set), error);
            let posted = browser.get(&format!("{path}&response_mode=form_post"));
            is_refused(app, &posted, "form", error);
        } else {
            assert!(value(&told(&answer).1, "code").is_some());
        }
        for length in [43, 128, 1024] {
            let nonce = "n~".repeat(512)[..length].to_owned();
            let path = asks_for(program, set, &[("nonce", &nonce)]);
            let fields = fields_in(app, &mut browser, &path);
            if let Some(id_token) = value(&fields, "id_token") {
                assert_eq!(claims_of(app, id_token)["nonce"], json!(nonce));
                assert!(id_token.len() <= 4096, "{}", id_token.len());
            }
        }
    });
}

/// `response-type-missing`; and what is no set.
#[test]
fn errors_about_the_response_type_itself_go_to_the_query() {
    each_openid(|app, _| {
        let program = all_sets(app, openid_wishes());
        let unknown = (
            "unsupported_response_type",
            "This response_type is not supported",
        );
        for (set, error) in [
            ("-", (INVALID, "response_type is required")),
            ("", (INVALID, "response_type is required")),
            ("id_tokens", unknown),
            ("code code", unknown),
            ("id_token  token", unknown),
            ("code none", unknown),
            (" id_token", unknown),
        ] {
            let path = asks_for(&program, set, &[]);
            is_refused(app, &app.stranger().get(&path), "query", error);
            let posted = app.stranger().get(&asks_for(&program, set, &[FORM_POST]));
            is_refused(app, &posted, "form", error);
        }
    });
}

#[test]
fn an_app_gets_a_set_only_where_it_is_registered_for_each_of_its_words() {
    each_openid(|app, _| {
        let error = (
            "unauthorized_client",
            "This application is not registered for this response_type",
        );
        for registered in ResponseType::ALL {
            let missing = ResponseType::ALL.iter().filter(|word| *word != registered);
            let wishes = Wishes {
                response_types: Some(missing.copied().collect()),
                ..openid_wishes()
            };
            let program = crate::kit::program::server_program(app, wishes);
            for (set, _) in SETS {
                let answer = app.stranger().get(&asks_for(&program, set, &[]));
                let is_missing = set.split(' ').any(|word| word == registered.word());
                if is_missing {
                    is_refused(app, &answer, place(set), error);
                } else {
                    assert_eq!(answer.status, 200, "{set}");
                }
            }
        }
    });
}

#[test]
fn a_token_never_goes_to_a_query_and_a_set_needs_the_scope_openid() {
    each_set(|app, program, (set, _)| {
        if set == "code" {
            return;
        }
        let path = asks_for(program, set, &[("response_mode", "query")]);
        let error = (INVALID, "response_mode query cannot be used for a token");
        is_refused(app, &app.stranger().get(&path), "fragment", error);
        let error = "The scope openid is required for this response_type";
        for scope in ["email", "-", "profile offline_access"] {
            let path = asks_for(program, set, &[("scope", scope)]);
            is_refused(
                app,
                &app.stranger().get(&path),
                "fragment",
                (INVALID, error),
            );
        }
        // Nor does it help to name a scope that the app may not have.
        let plain = all_sets(app, wishes_of(&["email"]));
        let path = asks_for(&plain, set, &[("scope", "openid email")]);
        is_refused(
            app,
            &app.stranger().get(&path),
            "fragment",
            (INVALID, error),
        );
    });
}

/// `prompt-none-not-logged-in`, `prompt-none-logged-in`, `max-age-10000`, `max-age-1`, `prompt-login`.
#[test]
fn each_set_asks_for_a_sign_in_as_often_as_it_says() {
    each_set(|app, program, (set, names)| {
        let state = "s".repeat(128);
        let none = [("prompt", "none"), ("state", &state)];
        for (mode, place) in [(("response_mode", "-"), place(set)), (FORM_POST, "form")] {
            let path = asks_for(program, set, &[&none[..], &[mode]].concat());
            let (found, fields) = told(&app.stranger().get(&path));
            assert_eq!(found, place);
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["error", "error_description", "state", "iss"]);
            assert_eq!(value(&fields, "error"), Some("login_required"));
            assert_eq!(value(&fields, "state"), Some(state.as_str()));
        }
        let mut browser = app.stranger();
        let about = |fields: &[(String, String)]| {
            let id_token = match value(fields, "id_token") {
                Some(id_token) => id_token.to_owned(),
                None => {
                    let told = program.redeems(value(fields, "code").expect("a code"));
                    told.json()["id_token"].as_str().expect("one").to_owned()
                }
            };
            let claims = claims_of(app, &id_token);
            (claims["sub"].clone(), claims["auth_time"].clone())
        };
        let first = about(&fields_in(app, &mut browser, &asks_for(program, set, &[])));
        app.advance(Duration::from_secs(2));
        for quiet in [("prompt", "none"), ("max_age", "10000")] {
            let answer = browser.get(&asks_for(program, set, &[quiet]));
            assert_eq!(about(&told(&answer).1), first, "{quiet:?}");
        }
        for asked in [("max_age", "1"), ("prompt", "login")] {
            let path = asks_for(program, set, &[asked]);
            let answer = browser.signs_in(&path, "ada", PASSWORD);
            let (sub, auth_time) = about(&told(&answer).1);
            assert_eq!(sub, first.0);
            assert!(auth_time.as_i64() > first.1.as_i64(), "{names:?}");
            app.advance(Duration::from_secs(2));
        }
    });
}

/// `id-token-hint`, by a token from the same place.
#[test]
fn an_id_token_of_any_set_is_taken_as_a_hint() {
    each_openid(|app, _| {
        app.adds_user("bob", None);
        let program = all_sets(app, openid_wishes());
        let mut browser = app.stranger();
        let fields = fields_in(app, &mut browser, &asks_for(&program, "id_token", &[]));
        let hint = value(&fields, "id_token").expect("one").to_owned();
        for (set, _) in SETS {
            let more = [("id_token_hint", hint.as_str()), ("prompt", "none")];
            let path = asks_for(&program, set, &more);
            fields_in(app, &mut browser, &asks_for(&program, set, &[]));
            let (_, fields) = told(&browser.get(&path));
            assert!(value(&fields, "error").is_none(), "{set}: {fields:?}");
            let path = asks_for(&program, set, &more[..1]);
            let refused = app.stranger().signs_in(&path, "bob", PASSWORD);
            let error = ("login_required", "Another user is signed in");
            is_refused(app, &refused, place(set), error);
        }
    });
}

/// `display-page`, `display-popup`, `display-touch`, `display-wap`, `ui-locales`, `claims-locales`, `acr-values`,
/// `login-hint`, `unknown-parameter`.
#[test]
fn what_may_come_along_makes_no_error_in_any_set() {
    each_set(|app, program, (set, _)| {
        let mut browser = app.stranger();
        for more in [
            ("display", "page"),
            ("display", "popup"),
            ("display", "touch"),
            ("display", "wap"),
            ("ui_locales", "se"),
            ("claims_locales", "se"),
            ("acr_values", "1 2"),
            ("login_hint", "buffy@example.com"),
            ("extra", "foobar"),
        ] {
            let path = asks_for(program, set, &[more, ("prompt", "consent")]);
            let fields = fields_in(app, &mut browser, &path);
            assert!(value(&fields, "error").is_none(), "{more:?}: {fields:?}");
        }
    });
}
