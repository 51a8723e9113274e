//! `/api/user`: whom a token stands for (RFC 6750), and the limit on calls.

use super::{asks, each_app, each_desktop, each_desktop_on, each_with_ada, one_app};
use crate::kit::app::TestApp;
use crate::kit::http::Response;
use crate::kit::samples::turned;
use serde_json::json;
use vestibule::domain::oauth::client::{Kind, Switch};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::users;

const USER: &str = "/api/user";
const REFUSED: &str = r#"{"error":{"message":"Invalid access token","type":"OAuthException"}}"#;

fn calls(app: &TestApp, authorization: &str) -> Response {
    let header = [("Authorization", authorization)];
    app.stranger().send("GET", USER, &header, b"")
}

#[track_caller]
fn assert_refused(app: &TestApp, answer: &Response) {
    assert_eq!(answer.status, 401, "{}", answer.text());
    let body: serde_json::Value = serde_json::from_str(REFUSED).expect("JSON");
    assert_eq!(answer.json(), body);
    let wanted = format!("Bearer realm=\"{}\", error=\"invalid_token\"", app.origin());
    assert_eq!(answer.header("www-authenticate"), Some(wanted.as_str()));
}

#[test]
fn it_tells_who_it_is_and_the_address_only_with_scope_email() {
    each_app("", |app| {
        let ada = app.adds_user("ada", Some("ada@example.org"));
        let (issued, path) = app.adds_desktop_app();
        let full = app.gets_token(&path, "ada");
        let narrow = app.gets_token(&format!("{path}&scope=basic&prompt=consent"), "ada");
        let client_id = &issued.app.client_id;
        let mut wanted = json!({
            "id": ada.public_id, "type": "person", "name": "ada", "email": "ada@example.org",
            "scope": ["basic", "email"], "client_id": client_id,
        });
        assert_eq!(app.asks_user(&full).json(), wanted);
        wanted["scope"] = json!(["basic"]);
        wanted.as_object_mut().expect("an object").remove("email");
        assert_eq!(app.asks_user(&narrow).json(), wanted);
        let edit = users::Edit {
            name: Some("ada2".to_owned()),
            display_name: Some("Ada Lovelace".to_owned()),
            ..users::Edit::default()
        };
        users::edit(app.platform(), "ada", &edit).expect("renamed");
        let renamed = app.asks_user(&full).json();
        assert_eq!(renamed["id"], json!(ada.public_id), "for ever the same");
        assert_eq!(renamed["name"], json!("Ada Lovelace"));
    });
}

#[test]
fn r96_what_is_no_live_token_is_refused_in_the_same_words() {
    each_desktop(|app, path| {
        let token = app.gets_token(path, "ada");
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
        let (row, _) = token.split_at(11);
        let bad = [
            format!("Bearer {jwt}"),
            "Bearer".to_owned(),
            "Bearer ".to_owned(),
            format!("Bearer {token}x"),
            format!("Bearer {row}{}", "A".repeat(29)),
            format!("Bearer {}", "z".repeat(40)),
        ];
        for authorization in bad {
            assert_refused(app, &calls(app, &authorization));
        }
        assert_eq!(app.asks_user(&token).status, 200);
        app.stranger().get(&format!(
            "/platform/oauth/invalidate_token?access_token={token}"
        ));
        assert_refused(app, &app.asks_user(&token));
    });
}

#[test]
fn r96_what_cannot_be_a_token_is_not_looked_up() {
    each_desktop_on(|db, app, path| {
        let token = app.gets_token(path, "ada");
        // Whoever looks now finds a table missing.
        db.raw()
            .run("ALTER TABLE access_tokens RENAME TO elsewhere");
        assert_eq!(app.asks_user(&token).status, 503);
        for bad in ["a.b.c", "x", &token[..39], &"z".repeat(40)] {
            assert_refused(app, &app.asks_user(bad));
            let asked = format!("/platform/oauth/validate_token?access_token={bad}");
            assert_eq!(app.stranger().get(&asked).status, 400);
        }
        db.raw()
            .run("ALTER TABLE elsewhere RENAME TO access_tokens");
        assert_eq!(app.asks_user(&token).status, 200);
    });
}

#[test]
fn r102_a_token_in_the_address_works_only_for_apps_that_opted_in() {
    each_with_ada(|app| {
        for opted_in in [false, true] {
            let issued = app.adds_app(Wishes {
                kind: Some(Kind::Desktop),
                ..turned(Switch::TokenInQuery, opted_in)
            });
            let token = app.gets_token(&asks(&issued, &[("display", "desktop")]), "ada");
            let answer = app.stranger().get(&format!("{USER}?access_token={token}"));
            if opted_in {
                assert_eq!(answer.status, 200);
            } else {
                assert_refused(app, &answer);
            }
        }
    });
}

#[test]
fn calls_are_counted_per_token_and_over_the_limit_there_is_one_answer() {
    one_app("[rate_limit]\napi = 3", |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        let token = app.gets_token(&path, "ada");
        let other = app.gets_token(&format!("{path}&prompt=consent"), "ada");
        let bearer = format!("Bearer {token}");
        for left in ["2", "1", "0"] {
            let answer = calls(app, &bearer);
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("x-api-rate-limit"), Some("3"));
            assert_eq!(answer.header("x-api-rate-remaining"), Some(left));
            assert_eq!(answer.header("x-api-rate-window"), Some("10"));
        }
        let over = calls(app, &bearer);
        assert_eq!(over.status, 429);
        let body = json!({"error": {"type": "ApiException", "message": "Rate limit exceeded."}});
        assert_eq!(over.json(), body);
        assert_eq!(over.header("x-api-rate-remaining"), Some("0"));
        assert_eq!(app.asks_user(&other).status, 200);
    });
}

#[test]
fn refusals_carry_the_counters_too_and_no_limit_is_a_limit_of_none() {
    one_app("", |app| {
        // The limit is one per token: who has none is told so however often they ask.
        for _ in 0..60 {
            let answer = calls(app, "Bearer x");
            assert_eq!(answer.status, 401);
            assert_eq!(answer.header("x-api-rate-limit"), Some("40"));
            assert_eq!(answer.header("x-api-rate-remaining"), Some("40"));
        }
    });
    one_app("[rate_limit]\napi = 0", |app| {
        for _ in 0..60 {
            let answer = calls(app, "Bearer x");
            assert_eq!(
                (answer.status, answer.header("x-api-rate-limit")),
                (401, None)
            );
        }
    });
}
