//! What the scopes of a token tell, and to whom nothing is told.

use super::{each_openid, signs_in};
use crate::kit::app::TestApp;
use crate::kit::http::Response;
use serde_json::json;
use vestibule::flow::users::{self, Edit};

const USERINFO: &str = "/oauth/userinfo";

fn asks(app: &TestApp, token: &str) -> Response {
    let bearer = format!("Bearer {token}");
    app.stranger()
        .send("GET", USERINFO, &[("Authorization", &bearer)], b"")
}

fn token(answer: &Response) -> String {
    answer.json()["access_token"]
        .as_str()
        .expect("a token")
        .to_owned()
}

#[test]
fn each_scope_tells_its_claims_and_nothing_that_has_no_value() {
    each_openid(|app, program| {
        let told =
            |scope: &str| asks(app, &token(&signs_in(app, program, &[("scope", scope)]))).json();
        let sub = told("openid")["sub"].clone();
        assert_eq!(told("openid"), json!({ "sub": sub }));
        // Ada has no address.
        assert_eq!(told("openid email"), json!({ "sub": sub }));
        let profile = told("openid profile");
        assert_eq!(profile["name"], json!("ada"));
        assert_eq!(profile["preferred_username"], json!("ada"));
        let updated = profile["updated_at"].as_i64().expect("seconds");
        assert!((updated - app.now().millis() / 1000).abs() < 60);
        assert_eq!(profile.as_object().expect("members").len(), 4);
        app.adds_user("bob", Some("bob@example.org"));
        let mut browser = app.stranger();
        let path = super::asks(program, &[]);
        let page = app.signs_in(&mut browser, &path, "bob");
        let answer = app.presses(&mut browser, &page, "Allow");
        let tokens = program.redeems(&super::code_in(&answer));
        let told = asks(app, &token(&tokens)).json();
        assert_eq!(
            (&told["email"], &told["email_verified"]),
            (&json!("bob@example.org"), &json!(false))
        );
        assert_ne!(told["sub"], sub);
        let vouched = |edit: Edit| {
            users::edit(app.platform(), "bob", &edit).expect("edits");
            asks(app, &token(&tokens)).json()["email_verified"].clone()
        };
        let verified = Edit {
            email_verified: true,
            ..Edit::default()
        };
        assert_eq!(vouched(verified), json!(true));
        let email = |email: &str| Edit {
            email: Some(email.to_owned()),
            ..Edit::default()
        };
        assert_eq!(vouched(email("bob@example.org")), json!(true));
        assert_eq!(vouched(email("bobby@example.org")), json!(false));
        let language = |locale: &str| {
            let edit = Edit {
                locale: Some(locale.to_owned()),
                ..Edit::default()
            };
            users::edit(app.platform(), "bob", &edit).expect("edits");
            asks(app, &token(&tokens)).json().get("locale").cloned()
        };
        assert_eq!(language("pt_br"), Some(json!("pt-BR")));
        assert_eq!(language(""), None);
    });
}

#[test]
fn a_token_comes_in_the_header_or_in_a_form_and_nowhere_else() {
    each_openid(|app, program| {
        let token = token(&signs_in(app, program, &[]));
        let answer = asks(app, &token);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.header("x-api-rate-remaining").is_some());
        let posted = app
            .stranger()
            .post_form(USERINFO, &[("access_token", &token)]);
        assert_eq!(posted.text(), answer.text());
        let in_query = app
            .stranger()
            .get(&format!("{USERINFO}?access_token={token}"));
        let challenge = format!("Bearer realm=\"{}\"", app.origin());
        is_refused(&in_query, 401, None, &challenge);
        is_refused(&app.stranger().get(USERINFO), 401, None, &challenge);
        let bearer = format!("Bearer {token}");
        let form = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let body = format!("access_token={token}");
        let twice = app
            .stranger()
            .send("POST", USERINFO, &form, body.as_bytes());
        let challenge = format!("{challenge}, error=\"invalid_request\"");
        is_refused(&twice, 400, Some("invalid_request"), &challenge);
        let path = format!("{USERINFO}?access_token={token}");
        let twice = app.stranger().send("GET", &path, &form[..1], b"");
        is_refused(&twice, 400, Some("invalid_request"), &challenge);
    });
}

#[track_caller]
fn is_refused(answer: &Response, status: u16, error: Option<&str>, challenge: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("www-authenticate"), Some(challenge));
    assert_eq!(answer.json()["error"].as_str(), error);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[test]
fn dead_tokens_and_those_of_other_scopes_are_told_nothing() {
    each_openid(|app, program| {
        let realm = format!("Bearer realm=\"{}\"", app.origin());
        let invalid = format!("{realm}, error=\"invalid_token\"");
        for nobodys in ["", "x", crate::kit::program::NOBODYS] {
            is_refused(&asks(app, nobodys), 401, Some("invalid_token"), &invalid);
        }
        let dead = token(&signs_in(app, program, &[]));
        program.revokes(&dead);
        is_refused(&asks(app, &dead), 401, Some("invalid_token"), &invalid);
        let scope = format!("{realm}, error=\"insufficient_scope\", scope=\"openid\"");
        let other = token(&signs_in(app, program, &[("scope", "profile email")]));
        is_refused(&asks(app, &other), 403, Some("insufficient_scope"), &scope);
        let own = token(&program.asks(&[("grant_type", "client_credentials")]));
        is_refused(&asks(app, &own), 403, Some("insufficient_scope"), &scope);
    });
}
