//! A one-time token becomes a session, once; the session ends.

use super::*;
use crate::kit::samples::turned;
use crate::kit::told::holds;
use crate::races::at_once;
use std::time::Duration;
use vestibule::domain::oauth::client::Switch;
use vestibule::flow::apps;

fn redeem(app: &TestApp, token: &str) -> Response {
    redeems(&app.address, &json!({ "tokenId": token }))
}

/// Whether a session still opens something.
fn is_live(app: &TestApp, session: &str) -> bool {
    let answer = with_app_token(app, ("GET", "/v1/turn"), session);
    match answer.status {
        401 => false,
        // No role with a relay, or no relay: the session was taken.
        403 | 503 => true,
        status => panic!("{status} {}", answer.text()),
    }
}

#[test]
fn a_token_is_redeemed_once_in_any_spelling() {
    each_server(ON, |app, server| {
        let role = server.adds_role(&json!({"name": "caller"}));
        let token = server.asks_token(&role);
        let body =
            json!({"appId": server.app.uuid.to_lowercase(), "tokenId": token.to_lowercase()});
        let told = succeeded(&call(
            &app.address,
            ("POST", "/v1/appauthsessions"),
            &[],
            &body,
        ));
        assert_eq!(told["message"], "Authorization successful");
        let session = told["token"].as_str().expect("a token");
        assert!(session.len() == 36 && session != token && is_live(app, session));
        unauthorized(&redeem(app, &token));
        assert!(is_live(app, session), "the second try ends nothing");
        for other in [MADE_UP, "x", "", session, &server.secret] {
            unauthorized(&redeem(app, other));
        }
        invalid(&redeems(&app.address, &json!({})), "tokenId");
    });
}

#[test]
fn another_apps_name_does_not_spend_it_and_time_does() {
    each_app(ON, |app| {
        let (server, other) = (server(app), server(app));
        let role = server.adds_role(&json!({"name": "caller"}));
        let token = server.asks_token(&role);
        for uuid in [other.app.uuid.as_str(), MADE_UP, "x"] {
            unauthorized(&redeems(
                &app.address,
                &json!({"appId": uuid, "tokenId": token}),
            ));
        }
        let late = server.asks_token(&role);
        app.advance(Duration::from_millis(86_399_999));
        let told = succeeded(&redeem(app, &token));
        let session = told["token"].as_str().expect("a token");
        assert!(is_live(app, session));
        app.advance(Duration::from_millis(1));
        unauthorized(&redeem(app, &late));
        assert!(!is_live(app, session), "it dies when its token would have");
    });
}

#[test]
fn r116_sixty_four_redeem_at_once_and_one_gets_a_session() {
    each_server(ON, |app, server| {
        let role = server.adds_role(&json!({"name": "caller"}));
        for _ in 0..5 {
            let token = server.asks_token(&role);
            let answers = at_once(64, |_| redeem(app, &token));
            let given = answers.iter().filter(|answer| answer.status == 200);
            assert_eq!(given.count(), 1);
            let refused = answers.iter().filter(|answer| answer.status == 401);
            assert_eq!(refused.count(), 63);
        }
    });
}

#[test]
fn signing_out_ends_that_session() {
    each_server(ON, |app, server| {
        let role = server.adds_role(&json!({"name": "caller"}));
        let (one, other) = (server.begins_session(&role), server.begins_session(&role));
        let out = || with_app_token(app, ("DELETE", "/v1/session-tokens"), &one);
        assert_eq!(succeeded(&out()), json!({"message": "Success"}));
        unauthorized(&out());
        assert!(!is_live(app, &one) && is_live(app, &other));
        let both = [("Admin-Token", "x"), ("App-Token", other.as_str())];
        let path = ("DELETE", "/v1/session-tokens");
        unauthorized(&call(&app.address, path, &both, &Value::Null));
        forbidden(&server.calls("DELETE", "/v1/session-tokens", &Value::Null));
        assert!(is_live(app, &other));
        unauthorized(&call(
            &app.address,
            ("DELETE", "/v1/session-tokens"),
            &[],
            &Value::Null,
        ));
    });
}

#[test]
fn a_removed_role_and_a_disabled_app_take_their_tokens_along() {
    each_server(ON, |app, server| {
        let role = server.adds_role(&json!({"name": "caller"}));
        let other = server.adds_role(&json!({"name": "other"}));
        let (waiting, session) = (server.asks_token(&role), server.begins_session(&role));
        let (later, kept) = (server.asks_token(&other), server.begins_session(&other));
        let path = format!("/v1/roles/{}", role["id"].as_str().expect("an id"));
        succeeded(&server.calls("DELETE", &path, &Value::Null));
        unauthorized(&redeem(app, &waiting));
        assert!(!is_live(app, &session) && is_live(app, &kept));
        app.advance(Duration::from_millis(1));
        apps::disable(app.platform(), &server.app.uuid).expect("disables");
        app.advance(Duration::from_millis(1));
        unauthorized(&redeem(app, &later));
        assert!(!is_live(app, &kept));
        unauthorized(&server.calls("GET", "/v1/roles", &Value::Null));
        apps::enable(app.platform(), &server.app.uuid).expect("enables");
        assert!(!is_live(app, &kept), "what had ended stays ended");
    });
}

/// Off loopback the operator has to allow it.
#[test]
fn development_mode_is_not_served_where_other_people_are() {
    let settings = format!("public_url = \"https://id.example\"\n{ON}");
    each_server(&settings, |app, server| {
        let wishes = Wishes {
            on: vec![Switch::DevelopmentMode],
            ..Wishes::default()
        };
        apps::edit(app.platform(), &server.app.uuid, &wishes).expect("edits");
        let body = json!({"appId": server.app.uuid, "endpointId": "bob"});
        unauthorized(&call(&app.address, ("POST", "/v1/tokens"), &[], &body));
        invalid(&server.calls("POST", "/v1/tokens", &body), "roleId");
    });
}

#[test]
fn development_mode_gives_tokens_to_anybody_and_ends_with_its_flag() {
    each_server(ON, |app, server| {
        let asks = || {
            let body =
                json!({"appId": server.app.uuid, "endpointId": "bob", "roleName": "ignored"});
            call(&app.address, ("POST", "/v1/tokens"), &[], &body)
        };
        let development = |mode| {
            let wishes = turned(Switch::DevelopmentMode, mode);
            apps::edit(app.platform(), &server.app.uuid, &wishes).expect("edits");
        };
        unauthorized(&asks());
        development(true);
        let told = succeeded(&asks());
        holds(&told, &json!({"roleId": null, "forDevelopment": true}));
        let token = told["tokenId"].as_str().expect("a token").to_owned();
        let waiting = succeeded(&asks())["tokenId"]
            .as_str()
            .expect("a token")
            .to_owned();
        let session = succeeded(&redeem(app, &token))["token"]
            .as_str()
            .expect("one")
            .to_owned();
        assert!(is_live(app, &session));
        development(false);
        unauthorized(&redeem(app, &waiting));
        assert!(!is_live(app, &session));
        unauthorized(&asks());
        development(true);
        assert!(!is_live(app, &session), "what had ended stays ended");
        unauthorized(&redeem(app, &waiting));
    });
}
