//! openid-client: discovery, code with PKCE, refreshing, introspection and revocation, each found by what the
//! platform says of itself.

use super::{fresh_token, is_ada, scene, server_app};
use crate::kit::app::TestApp;
use crate::kit::clients::{NODE, Program};
use crate::kit::signer::Signer;
use crate::web::web_app;
use serde_json::{Value, json};
use vestibule::domain::oauth::client::{GrantType, Kind, ResponseType, Switch};
use vestibule::domain::oauth::registration::{UserinfoAlg, Wishes};
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::flow::apps::IssuedApp;

const REDIRECT_URI: &str = "https://client.example/cb";

#[track_caller]
fn access_token(token: &Value) -> &str {
    token["access_token"].as_str().expect("a token")
}

/// The answer of an endpoint, as the library's error carries it.
fn answered(status: u16, error: &str, description: &str) -> Value {
    json!({
        "name": "ResponseBodyError", "code": "OAUTH_RESPONSE_BODY_ERROR", "status": status,
        "error": error, "error_description": description,
    })
}

fn challenged() -> Value {
    json!({
        "name": "WWWAuthenticateChallengeError", "code": "OAUTH_WWW_AUTHENTICATE_CHALLENGE",
        "status": 401,
    })
}

#[test]
fn openid_client_discovers_the_platform_and_trades_codes() {
    let name = "openid_client_discovers_the_platform_and_trades_codes";
    scene(&NODE, name, |app| {
        let issued = server_app(app, REDIRECT_URI);
        let said = Program::new(&NODE, "authorization_code", app, &issued).says();
        let server = &said["server"];
        assert_eq!(server["issuer"], json!(app.origin()));
        for (name, path) in [
            ("authorization_endpoint", "/platform/oauth/authorize"),
            ("token_endpoint", "/platform/oauth/request_token"),
            ("introspection_endpoint", "/oauth/introspect"),
            ("revocation_endpoint", "/oauth/revoke"),
        ] {
            assert_eq!(server[name], json!(format!("{}{path}", app.origin())));
        }
        // Without it, the library would not ask for the issuer in answers (RFC 9207).
        let issuer_is_sent = &server["authorization_response_iss_parameter_supported"];
        assert_eq!(*issuer_is_sent, json!(true));
        fresh_token(app, &said["token"]);
        is_ada(&said["user"]);
        let used_code = answered(400, "invalid_grant", "Invalid authorization code");
        assert_eq!(said["secondUse"], used_code);
        assert!(!app.is_live(access_token(&said["headerToken"])));
        let wrong_secret = answered(401, "invalid_client", "Invalid application secret");
        assert_eq!(said["wrongSecret"], wrong_secret);
        assert_eq!(said["challenged"], challenged());
        let wrong_verifier = answered(400, "invalid_grant", "Invalid code verifier");
        assert_eq!(said["wrongVerifier"], wrong_verifier);
        assert_eq!(
            said["accessDenied"],
            json!({
                "name": "AuthorizationResponseError", "code": "OAUTH_AUTHORIZATION_RESPONSE_ERROR",
                "error": "access_denied", "error_description": "The user did not allow the request",
            })
        );
        assert_eq!(
            said["foreignState"],
            json!({ "name": "ClientError", "code": "OAUTH_INVALID_RESPONSE" })
        );
    });
}

#[test]
fn openid_client_signs_somebody_in_by_openid_connect() {
    let name = "openid_client_signs_somebody_in_by_openid_connect";
    scene(&NODE, name, |app| {
        let offline = ["openid", "profile", "email", "offline_access"];
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            redirect_uris: Some(vec![REDIRECT_URI.to_owned()]),
            scopes: Some(offline.map(str::to_owned).to_vec()),
            ..Wishes::default()
        });
        let now = app.now().millis() / 1000;
        let said = Program::new(&NODE, "openid", app, &issued)
            .told("NOW", &now.to_string())
            .says();
        let answer = said["answer"].as_str().expect("a query");
        assert!(
            answer.contains("&iss=") && !answer.contains("expires_in"),
            "{answer}"
        );
        let claims = &said["claims"];
        assert_eq!(claims["iss"], json!(app.origin()));
        assert_eq!(claims["aud"], json!(issued.app.client_id));
        assert_eq!(
            (&claims["acr"], &claims["amr"]),
            (&json!("pwd"), &json!(["pwd"]))
        );
        assert!(
            claims.get("name").is_none() && claims.get("email").is_none(),
            "{claims}"
        );
        let userinfo = json!({
            "sub": claims["sub"], "name": "ada", "preferred_username": "ada",
            "updated_at": said["userinfo"]["updated_at"],
            "email": "ada@example.org", "email_verified": false,
        });
        assert_eq!(said["userinfo"], userinfo);
        let again = &said["again"];
        for same in ["iss", "sub", "aud", "sid", "auth_time"] {
            assert_eq!(again[same], claims[same], "{same}");
        }
        assert!(again.get("nonce").is_none());
        let foreign = json!({ "name": "ClientError", "code": "OAUTH_JWT_CLAIM_COMPARISON_FAILED" });
        assert_eq!(said["foreignNonce"], foreign);
        assert!(said["token"].get("id_token").is_none());
        assert_eq!(said["noUserinfo"]["status"], json!(403));
    });
}

#[test]
fn openid_client_takes_an_id_token_at_once_with_a_code_and_alone() {
    let name = "openid_client_takes_an_id_token_at_once_with_a_code_and_alone";
    scene(&NODE, name, |app| {
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            redirect_uris: Some(vec![REDIRECT_URI.to_owned()]),
            response_types: Some(vec![ResponseType::Code, ResponseType::IdToken]),
            ..Wishes::default()
        });
        let now = app.now().millis() / 1000;
        let said = Program::new(&NODE, "sets", app, &issued)
            .told("NOW", &now.to_string())
            .says();
        let (code, alone) = (&said["code"], &said["claims"]);
        for same in ["iss", "sub", "aud", "sid", "auth_time"] {
            assert_eq!(code[same], alone[same], "{same}");
        }
        // Who gets nothing but the ID token is told in it what the scopes allow.
        assert_eq!(alone["email"], json!("ada@example.org"));
        assert!(code.get("email").is_none(), "{code}");
        assert_eq!(said["foreignCode"]["name"], json!("ClientError"));
    });
}

#[test]
fn openid_client_signs_in_place_of_a_secret_and_verifies_what_the_platform_signed() {
    let name = "openid_client_signs_in_place_of_a_secret_and_verifies_what_the_platform_signed";
    scene(&NODE, name, |app| {
        for algorithm in [Algorithm::Rs256, Algorithm::Es256] {
            let signer = Signer::new(algorithm, "k");
            let issued = app.adds_app(Wishes {
                kind: Some(Kind::Web),
                redirect_uris: Some(vec![REDIRECT_URI.to_owned()]),
                id_token_alg: Some(algorithm),
                userinfo_alg: Some(UserinfoAlg::Signed(algorithm)),
                ..signer.wishes()
            });
            let now = app.now().millis() / 1000;
            let said = Program::new(&NODE, "private_key_jwt", app, &issued)
                .told("NOW", &now.to_string())
                .told("ALG", algorithm.word())
                .told("KID", &signer.kid)
                .told("PKCS8", &signer.pkcs8())
                .says();
            let methods = &said["server"]["token_endpoint_auth_methods_supported"];
            let methods = methods.as_array().expect("methods");
            assert!(methods.contains(&json!("private_key_jwt")), "{methods:?}");
            assert_eq!(said["claims"]["aud"], json!(issued.app.client_id));
            assert_eq!(said["userinfo"]["sub"], said["claims"]["sub"]);
            assert_eq!(said["userinfo"]["name"], json!("ada"));
            assert_eq!(said["looked"]["active"], json!(true));
            assert_eq!(said["afterRevocation"], json!({ "active": false }));
            let wrong = answered(401, "invalid_client", "Invalid client assertion");
            assert_eq!(said["wrongKey"], wrong);
            let secret = answered(401, "invalid_client", "Invalid application secret");
            assert_eq!(said["withSecret"], secret);
        }
    });
}

#[test]
fn openid_client_signs_somebody_in_on_a_device() {
    let name = "openid_client_signs_somebody_in_on_a_device";
    scene(&NODE, name, |app| {
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Desktop),
            grants: Some(vec![GrantType::DeviceCode, GrantType::RefreshToken]),
            ..Wishes::default()
        });
        let now = app.now().millis() / 1000;
        let said = Program::new(&NODE, "device", app, &issued)
            .told("NOW", &now.to_string())
            .says();
        let page = format!("{}/device", app.origin());
        assert_eq!(said["codes"]["verification_uri"], json!(page));
        let claims = &said["claims"];
        assert_eq!(claims["aud"], json!(issued.app.client_id));
        assert!(claims.get("sid").is_none(), "{claims}");
        assert_eq!(said["userinfo"]["sub"], claims["sub"]);
        assert_eq!(said["userinfo"]["email"], json!("ada@example.org"));
        for same in ["iss", "sub", "aud", "auth_time"] {
            assert_eq!(said["again"][same], claims[same], "{same}");
        }
        let denied = answered(400, "access_denied", "The user did not allow the request");
        assert_eq!(said["denied"], denied);
    });
}

#[test]
fn openid_client_needs_no_secret_for_an_app_that_has_none() {
    let name = "openid_client_needs_no_secret_for_an_app_that_has_none";
    scene(&NODE, name, |app| {
        let issued = web_app(app, REDIRECT_URI);
        let said = Program::new(&NODE, "public_code", app, &issued).says();
        is_ada(&said["user"]);
        let refused = answered(400, "invalid_grant", "Invalid refresh token");
        assert_eq!(said["ended"], refused);
        let (first, second) = (access_token(&said["first"]), access_token(&said["second"]));
        assert_ne!(first, second);
        assert!(!app.is_live(first) && !app.is_live(second));
    });
}

fn sees_introspection(app: &TestApp, issued: &IssuedApp, seen: &Value) {
    assert_eq!(seen["active"], json!(true), "{seen}");
    assert_eq!(seen["scope"], json!("basic email"));
    assert_eq!(seen["client_id"], json!(issued.app.client_id));
    assert_eq!(seen["username"], json!("ada"));
    assert_eq!(seen["token_type"], json!("bearer"));
    assert_eq!(seen["iss"], json!(app.origin()));
    let [from, until] = ["iat", "exp"].map(|time| seen[time].as_i64().expect("a number"));
    assert_eq!(until - from, 86400);
    let now = app.now().millis() / 1000;
    assert!((now - 60..=now).contains(&from), "{from} is not now, {now}");
}

#[test]
fn openid_client_refreshes_looks_at_and_revokes_tokens() {
    let name = "openid_client_refreshes_looks_at_and_revokes_tokens";
    scene(&NODE, name, |app| {
        let issued = server_app(app, REDIRECT_URI);
        let stranger = server_app(app, REDIRECT_URI);
        let api = app.adds_app(Wishes {
            kind: Some(Kind::Web),
            redirect_uris: Some(vec![REDIRECT_URI.to_owned()]),
            on: vec![Switch::ResourceServer],
            ..Wishes::default()
        });
        let secret = |of: &IssuedApp| of.client_secret.as_deref().expect("a secret").clone();
        let said = Program::new(&NODE, "tokens", app, &issued)
            .told("API_ID", &api.app.client_id)
            .told("API_SECRET", &secret(&api))
            .told("STRANGER_ID", &stranger.app.client_id)
            .told("STRANGER_SECRET", &secret(&stranger))
            .says();
        sees_introspection(app, &issued, &said["looked"]["byItsApp"]);
        sees_introspection(app, &issued, &said["looked"]["byTheApi"]);
        let inactive = json!({ "active": false });
        assert_eq!(said["looked"]["byAStranger"], inactive);
        sees_introspection(app, &issued, &said["afterAStranger"]);
        assert_eq!(said["afterRevocation"], inactive);
        assert_eq!(said["useless"], challenged());
        let [first, second, third] =
            ["first", "second", "third"].map(|step| access_token(&said[step]));
        assert!(first != second && second != third);
        assert!(!app.is_live(second) && app.is_live(third));
        let wrong_secret = answered(401, "invalid_client", "Invalid application secret");
        assert_eq!(said["wrongSecret"], wrong_secret);
    });
}

#[test]
fn openid_client_gets_a_token_for_the_app_itself() {
    let name = "openid_client_gets_a_token_for_the_app_itself";
    scene(&NODE, name, |app| {
        let issued = server_app(app, REDIRECT_URI);
        let said = Program::new(&NODE, "client_credentials", app, &issued).says();
        fresh_token(app, &said["token"]);
        assert_eq!(said["token"]["refresh_token"], json!(null));
        assert_eq!(said["user"]["type"], json!("app"));
        assert_eq!(said["user"]["name"], json!("Sample"));
    });
}
