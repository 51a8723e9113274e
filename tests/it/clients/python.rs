//! requests-oauthlib: every grant that it knows, and its own words for every refusal.

use super::{fresh_token, is_ada, scene, server_app};
use crate::kit::app::TestApp;
use crate::kit::clients::{PYTHON, Program};
use crate::kit::told::holds;
use crate::web::web_app;
use serde_json::{Value, json};
use vestibule::domain::oauth::client::{GrantType, Kind};
use vestibule::domain::oauth::registration::Wishes;

const REDIRECT_URI: &str = "https://client.example/cb";

/// The access token that the library made of an answer, and that it got a refresh token beside it.
#[track_caller]
fn renewable_token(app: &TestApp, token: &Value) -> String {
    let refresh_token = token["refresh_token"].as_str().expect("a refresh token");
    assert_eq!(refresh_token.len(), 40);
    fresh_token(app, token)
}

#[test]
fn requests_oauthlib_gets_a_token_by_the_implicit_grant() {
    let name = "requests_oauthlib_gets_a_token_by_the_implicit_grant";
    scene(&PYTHON, name, |app| {
        let issued = web_app(app, REDIRECT_URI);
        let said = Program::new(&PYTHON, "implicit", app, &issued).says();
        fresh_token(app, &said["token"]);
        is_ada(&said["user"]);
        assert_eq!(said["user"]["email"], json!("ada@example.org"));
        assert_eq!(said["token"]["state"], said["state"]);
        assert_eq!(said["token"]["refresh_token"], json!(null));
        let wanted = json!({
            "access_denied": "(access_denied) The user did not allow the request",
            "foreign_state": "Mismatching or missing state in params.",
        });
        holds(&said, &wanted);
    });
}

#[test]
fn requests_oauthlib_trades_codes_with_pkce_and_a_secret() {
    let name = "requests_oauthlib_trades_codes_with_pkce_and_a_secret";
    scene(&PYTHON, name, |app| {
        let issued = server_app(app, REDIRECT_URI);
        let said = Program::new(&PYTHON, "authorization_code", app, &issued).says();
        renewable_token(app, &said["token"]);
        renewable_token(app, &said["body_token"]);
        is_ada(&said["user"]);
        assert_eq!(said["user"]["scope"], json!(["basic", "email"]));
        assert_eq!(said["user"]["client_id"], json!(issued.app.client_id));
        assert_eq!(
            said["wrong_secret"],
            json!("(invalid_client) Invalid application secret")
        );
        // What a code brought ends when the code is shown again (RFC 6749 §4.1.2).
        assert_eq!(
            said["second_use"],
            json!("(invalid_grant) Invalid authorization code")
        );
        let replayed = said["replayed_token"]["access_token"].as_str();
        assert!(!app.is_live(replayed.expect("a token")));
        let wanted = json!({
            "foreign_state": "(mismatching_state) CSRF Warning! State not equal in request and response.",
            "foreign_verifier": "(invalid_grant) Invalid code verifier",
            "access_denied": "(access_denied) The user did not allow the request",
        });
        holds(&said, &wanted);
    });
}

#[test]
fn requests_oauthlib_trades_codes_with_pkce_alone() {
    let name = "requests_oauthlib_trades_codes_with_pkce_alone";
    scene(&PYTHON, name, |app| {
        let issued = web_app(app, REDIRECT_URI);
        let said = Program::new(&PYTHON, "public_code", app, &issued).says();
        let first = renewable_token(app, &said["token"]);
        is_ada(&said["user"]);
        assert_ne!(renewable_token(app, &said["refreshed"]), first);
        renewable_token(app, &said["default_token"]);
    });
}

#[test]
fn requests_oauthlib_refreshes_by_hand_and_by_itself() {
    let name = "requests_oauthlib_refreshes_by_hand_and_by_itself";
    scene(&PYTHON, name, |app| {
        let issued = server_app(app, REDIRECT_URI);
        let said = Program::new(&PYTHON, "refresh", app, &issued).says();
        is_ada(&said["user"]);
        let pairs = ["first", "by_hand", "by_header", "by_itself"].map(|step| &said[step]);
        for kind in ["access_token", "refresh_token"] {
            let mut tokens: Vec<&str> = pairs
                .map(|pair| pair[kind].as_str().expect("text"))
                .to_vec();
            tokens.sort_unstable();
            tokens.dedup();
            assert_eq!(tokens.len(), pairs.len(), "each time a new {kind}");
        }
        fresh_token(app, &said["by_itself"]);
        let too_wide = said["too_wide"].as_str().expect("text");
        assert!(too_wide.starts_with("(invalid_scope) "), "{too_wide}");
    });
}

#[test]
fn requests_oauthlib_learns_that_a_stale_refresh_token_ends_them_all() {
    let name = "requests_oauthlib_learns_that_a_stale_refresh_token_ends_them_all";
    scene(&PYTHON, name, |app| {
        let issued = server_app(app, REDIRECT_URI);
        let said = Program::new(&PYTHON, "stale_refresh", app, &issued).says();
        let refused = json!("(invalid_grant) Invalid refresh token");
        assert_eq!(said["stale"], refused);
        assert_eq!(said["ended"], refused);
        for step in ["first", "second", "third"] {
            let token = said[step]["access_token"].as_str().expect("text");
            assert!(!app.is_live(token), "{step}");
        }
    });
}

#[test]
fn requests_oauthlib_gets_a_token_for_the_app_itself() {
    let name = "requests_oauthlib_gets_a_token_for_the_app_itself";
    scene(&PYTHON, name, |app| {
        let issued = server_app(app, REDIRECT_URI);
        let said = Program::new(&PYTHON, "client_credentials", app, &issued).says();
        for token in [&said["token"], &said["by_header"], &said["in_body"]] {
            fresh_token(app, token);
            assert_eq!(token["refresh_token"], json!(null));
        }
        let wanted = json!({
            "type": "app", "name": "Sample", "id": format!("app:{}", issued.app.uuid),
        });
        holds(&said["user"], &wanted);
        let wanted = json!({
            "wrong_secret": "(invalid_client) Invalid application secret",
            "unknown_app": "(invalid_client) invalid client application id",
        });
        holds(&said, &wanted);
    });
}

#[test]
fn requests_oauthlib_trades_a_name_and_a_password_where_the_owner_named_that() {
    let name = "requests_oauthlib_trades_a_name_and_a_password_where_the_owner_named_that";
    scene(&PYTHON, name, |app| {
        let trusted = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            redirect_uris: Some(vec![REDIRECT_URI.to_owned()]),
            grants: Some(vec![GrantType::Password, GrantType::RefreshToken]),
            ..Wishes::default()
        });
        let said = Program::new(&PYTHON, "password", app, &trusted).says();
        let first = renewable_token(app, &said["token"]);
        assert_ne!(renewable_token(app, &said["refreshed"]), first);
        is_ada(&said["user"]);
        assert_eq!(
            said["wrong_password"],
            json!("(invalid_grant) Invalid username and/or password combination")
        );
    });
}

#[test]
fn requests_oauthlib_learns_that_a_grant_is_not_the_apps() {
    let name = "requests_oauthlib_learns_that_a_grant_is_not_the_apps";
    scene(&PYTHON, name, |app| {
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            redirect_uris: Some(vec![REDIRECT_URI.to_owned()]),
            grants: Some(vec![GrantType::AuthorizationCode]),
            ..Wishes::default()
        });
        let said = Program::new(&PYTHON, "not_enabled", app, &issued).says();
        for grant in ["client_credentials", "password"] {
            let words = format!(
                "(unauthorized_client) This application is not authorized to use grant_type {grant}"
            );
            assert_eq!(said[grant], json!(words));
        }
    });
}
