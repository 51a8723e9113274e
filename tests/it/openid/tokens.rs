//! The ID token of the token endpoint, and how long its family lives.

use super::{allows, asks, claims_in, code_in, each_openid, signs_in};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::program::refuses;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::Duration;

const SECONDS: Duration = Duration::from_secs(7);

fn seconds(app: &TestApp) -> i64 {
    app.now().millis() / 1000
}

#[test]
fn a_code_brings_an_id_token_that_tells_who_signed_in_and_nothing_more() {
    each_openid(|app, program| {
        let nonce = format!("n é&=\0 {}", "x".repeat(1000));
        let signed_in = seconds(app);
        let tokens = signs_in(app, program, &[("nonce", &nonce)]);
        let told = tokens.json();
        let members: Vec<&String> = told.as_object().expect("members").keys().collect();
        assert_eq!(
            members,
            [
                "access_token",
                "expires_in",
                "refresh_token",
                "token_type",
                "id_token"
            ]
        );
        let claims = claims_in(app, &tokens);
        let names: Vec<&String> = claims.keys().collect();
        let expected = [
            "iss",
            "sub",
            "aud",
            "iat",
            "exp",
            "auth_time",
            "acr",
            "amr",
            "nonce",
            "sid",
            "at_hash",
        ];
        assert_eq!(names, expected);
        let access = told["access_token"].as_str().expect("a token");
        assert_eq!(claims["iss"], json!(app.origin()));
        assert_eq!(claims["sub"], app.asks_user(access).json()["id"]);
        assert_eq!(claims["aud"], json!(program.app.client_id));
        assert_eq!(claims["iat"], json!(seconds(app)));
        assert_eq!(claims["exp"], json!(seconds(app) + 3600));
        assert_eq!(claims["auth_time"], json!(signed_in));
        assert_eq!(claims["nonce"], json!(nonce));
        assert!(claims["sid"].as_str().expect("text").len() >= 22);
        let hash = Sha256::digest(access.as_bytes());
        assert_eq!(
            claims["at_hash"],
            json!(URL_SAFE_NO_PAD.encode(&hash[..16]))
        );
    });
}

#[test]
fn without_the_scope_openid_there_is_no_id_token_however_it_was_asked() {
    each_openid(|app, program| {
        for more in [
            &[("scope", "email"), ("nonce", "n")][..],
            &[("scope", "-"), ("nonce", "n")],
            &[("scope", "profile offline_access")],
        ] {
            let told = signs_in(app, program, more).json();
            assert!(told.get("id_token").is_none(), "{told}");
            let token = told["access_token"].as_str().expect("a token");
            let scope = program.introspects(token).json()["scope"].clone();
            assert!(!scope.to_string().contains("openid"), "{scope}");
        }
        let own = program.asks(&[
            ("grant_type", "client_credentials"),
            ("scope", "openid email"),
        ]);
        assert_eq!(own.json()["scope"], json!("email"));
        assert!(own.json().get("id_token").is_none());
        let fields = [
            ("grant_type", "password"),
            ("username", "ada"),
            ("password", PASSWORD),
            ("scope", "openid offline_access basic"),
        ];
        let traded = program.asks(&fields).json();
        assert_eq!(traded["scope"], json!("basic"));
        assert!(traded.get("id_token").is_none());
        let only = program.asks(&[("grant_type", "client_credentials"), ("scope", "openid")]);
        assert_eq!(only.json()["error"], json!("invalid_scope"));
    });
}

#[test]
fn a_refresh_tells_of_the_same_sign_in_and_has_no_nonce() {
    each_openid(|app, program| {
        let first = signs_in(app, program, &[("nonce", "n")]);
        let before = claims_in(app, &first);
        let refresh = first.json()["refresh_token"]
            .as_str()
            .expect("one")
            .to_owned();
        app.advance(SECONDS);
        let second = program.refreshes(&refresh);
        let after = claims_in(app, &second);
        for same in ["iss", "sub", "aud", "sid", "auth_time", "acr", "amr"] {
            assert_eq!(after[same], before[same], "{same}");
        }
        assert_eq!(after["iat"], json!(seconds(app)));
        assert!(!after.contains_key("nonce"));
        assert_ne!(after["at_hash"], before["at_hash"]);
        // The same refresh again, for a moment: the same tokens, and an ID token that fits them.
        let again = program.refreshes(&refresh);
        assert_eq!(again.json()["access_token"], second.json()["access_token"]);
        assert_eq!(claims_in(app, &again)["at_hash"], after["at_hash"]);
    });
}

#[test]
fn a_family_ends_with_its_session_unless_it_may_be_used_while_the_person_is_away() {
    each_openid(|app, program| {
        let mut browser = app.stranger();
        let mut family = |scope: &str| {
            let path = asks(program, &[("scope", scope)]);
            let code = code_in(&allows(app, &mut browser, &path));
            let told = program.redeems(&code).json();
            told["refresh_token"].as_str().expect("one").to_owned()
        };
        let bound = family("openid email");
        let plain = family("email");
        let offline = family("openid email offline_access");
        let bound = program.refreshes(&bound).json()["refresh_token"].clone();
        // A code that was not redeemed before.
        let late = code_in(&browser.get(&asks(program, &[("scope", "openid email")])));
        let page = browser.get("/platform/oauth/logout");
        app.presses(&mut browser, &page, "Sign out");
        let bound = bound.as_str().expect("one");
        let text = "Invalid authorization code";
        refuses(&program.redeems(&late), 400, "invalid_grant", text);
        let text = "Invalid refresh token";
        let is_active = |token: &str| program.introspects(token).json()["active"].clone();
        assert_eq!(
            (is_active(bound), is_active(&offline)),
            (false.into(), true.into())
        );
        refuses(&program.refreshes(bound), 400, "invalid_grant", text);
        assert_eq!(program.refreshes(&offline).status, 200);
        assert_eq!(program.refreshes(&plain).status, 200);
    });
}

#[test]
fn apps_know_one_session_by_other_names_and_keep_them_when_the_person_signs_in_again() {
    each_openid(|app, program| {
        let other = super::openid_program(app);
        let mut browser = app.stranger();
        let mut sid = |program: &_, more: &[(&str, &str)]| {
            let answer = allows(app, &mut browser, &asks(program, more));
            let tokens = program_redeems(program, &answer);
            claims_in(app, &tokens)["sid"].clone()
        };
        let first = sid(program, &[]);
        assert_eq!(sid(program, &[]), first);
        assert_ne!(sid(&other, &[]), first);
        app.advance(SECONDS);
        assert_eq!(sid(program, &[("prompt", "login")]), first);
        let elsewhere = signs_in(app, program, &[]);
        assert_ne!(claims_in(app, &elsewhere)["sid"], first);
    });
}

#[track_caller]
fn program_redeems(
    program: &crate::kit::program::Program,
    answer: &crate::kit::http::Response,
) -> crate::kit::http::Response {
    program.redeems(&code_in(answer))
}
