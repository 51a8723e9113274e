//! How what an app is told is signed: by the algorithm that it is registered for.

use super::{asks, each_openid, signs_in, verified};
use crate::kit::app::TestApp;
use crate::kit::http::Response;
use crate::kit::program::Program;
use crate::web::each_app;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256, Sha512};
use std::time::Duration;
use vestibule::domain::oauth::registration::{RegistrationFault, UserinfoAlg, Wishes};
use vestibule::domain::openid::algorithm::Algorithm;
use vestibule::domain::openid::jwt::{Read, Typ};
use vestibule::domain::time::days;
use vestibule::flow::apps::{self, AppRefusal};
use vestibule::flow::keys::{self, Begins};

const ALL: &str = "signing.algorithms = [\"RS256\", \"ES256\", \"EdDSA\"]";
const LOGOUT: &str = "/platform/oauth/logout";

fn edits(app: &TestApp, program: &Program, wishes: &Wishes) {
    apps::edit(app.platform(), &program.app.client_id, wishes).expect("edits");
}

fn by(algorithm: Algorithm) -> Wishes {
    Wishes {
        id_token_alg: Some(algorithm),
        userinfo_alg: Some(UserinfoAlg::Signed(algorithm)),
        ..Wishes::default()
    }
}

#[track_caller]
fn id_token(answer: &Response) -> String {
    answer.json()["id_token"]
        .as_str()
        .expect("an ID token")
        .to_owned()
}

fn userinfo(app: &TestApp, answer: &Response) -> Response {
    let told = answer.json();
    let bearer = format!("Bearer {}", told["access_token"].as_str().expect("a token"));
    app.stranger()
        .send("GET", "/oauth/userinfo", &[("Authorization", &bearer)], b"")
}

/// The claims of an ID token that is signed so, with a hash of its access token that fits.
#[track_caller]
fn is_signed(app: &TestApp, answer: &Response, algorithm: Algorithm) -> Map<String, Value> {
    let claims = verified(app, &id_token(answer), Typ::IdToken, algorithm);
    let access = answer.json()["access_token"]
        .as_str()
        .expect("one")
        .to_owned();
    let half = match algorithm {
        Algorithm::EdDsa => Sha512::digest(access)[..32].to_vec(),
        Algorithm::Rs256 | Algorithm::Es256 => Sha256::digest(access)[..16].to_vec(),
    };
    assert_eq!(claims["at_hash"], json!(URL_SAFE_NO_PAD.encode(half)));
    claims
}

#[test]
fn idtoken_rs256_is_what_an_app_gets_that_asks_for_nothing_else() {
    each_openid(|app, program| {
        is_signed(app, &signs_in(app, program, &[]), Algorithm::Rs256);
        let plain = userinfo(app, &signs_in(app, program, &[]));
        assert_eq!(plain.header("content-type"), Some("application/json"));
    });
}

#[test]
fn each_algorithm_signs_codes_refreshes_and_hints_of_its_app_alone() {
    each_app(ALL, |app| {
        app.adds_user("ada", None);
        let program = super::openid_program(app);
        for &algorithm in Algorithm::ALL {
            edits(app, &program, &by(algorithm));
            let tokens = signs_in(app, &program, &[("nonce", "n")]);
            is_signed(app, &tokens, algorithm);
            let told = tokens.json();
            let refresh = told["refresh_token"].as_str().expect("one");
            is_signed(app, &program.refreshes(refresh), algorithm);
            // The same again, for a moment.
            is_signed(app, &program.refreshes(refresh), algorithm);
            let mut browser = app.stranger();
            super::allows(app, &mut browser, &asks(&program, &[]));
            let hint = [
                ("id_token_hint", id_token(&tokens)),
                ("prompt", "none".to_owned()),
            ];
            let hint = hint.each_ref().map(|(name, value)| (*name, value.as_str()));
            let answer = browser.get(&asks(&program, &hint));
            assert!(answer.location().contains("code="), "{}", answer.location());
            let leaves = format!("{LOGOUT}?id_token_hint={}", id_token(&tokens));
            assert_eq!(app.stranger().get(&leaves).status, 303, "{algorithm:?}");
        }
        let told = app
            .stranger()
            .get("/.well-known/openid-configuration")
            .json();
        for name in ["id_token", "userinfo"] {
            let listed = &told[format!("{name}_signing_alg_values_supported")];
            assert_eq!(*listed, json!(["RS256", "ES256", "EdDSA"]), "{name}");
        }
    });
}

#[test]
fn userinfo_rs256_and_the_others_say_for_whom_they_are_and_are_no_id_token() {
    each_app(ALL, |app| {
        app.adds_user("ada", None);
        let program = super::openid_program(app);
        for &algorithm in Algorithm::ALL {
            let wishes = Wishes {
                id_token_alg: None,
                ..by(algorithm)
            };
            edits(app, &program, &wishes);
            let tokens = signs_in(
                app,
                &program,
                &[("nonce", "n"), ("scope", "openid profile")],
            );
            let answer = userinfo(app, &tokens);
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert_eq!(answer.header("content-type"), Some("application/jwt"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert!(answer.header("x-api-rate-remaining").is_some());
            let claims = verified(app, &answer.text(), Typ::UserInfo, algorithm);
            let names: Vec<&String> = claims.keys().collect();
            let expected = [
                "sub",
                "name",
                "preferred_username",
                "updated_at",
                "iss",
                "aud",
            ];
            assert_eq!(names, expected);
            assert_eq!(claims["iss"], json!(app.origin()));
            assert_eq!(claims["aud"], json!(program.app.client_id));
            assert!(Read::parse(&answer.text(), Typ::IdToken).is_none());
            let leaves = format!("{LOGOUT}?id_token_hint={}", answer.text());
            assert_eq!(app.stranger().get(&leaves).status, 200, "no hint");
            // What is refused is refused in JSON.
            let refused = app.stranger().get("/oauth/userinfo");
            assert_eq!(refused.header("content-type"), Some("application/json"));
        }
        let unsigned = Wishes {
            userinfo_alg: Some(UserinfoAlg::Unsigned),
            ..Wishes::default()
        };
        edits(app, &program, &unsigned);
        let answer = userinfo(app, &signs_in(app, &program, &[]));
        assert_eq!(answer.header("content-type"), Some("application/json"));
    });
}

#[test]
fn over_the_rate_limit_nothing_is_signed() {
    each_app("[rate_limit]\napi = 1", |app| {
        app.adds_user("ada", None);
        let program = super::openid_program(app);
        edits(app, &program, &by(Algorithm::Es256));
        let tokens = signs_in(app, &program, &[]);
        assert_eq!(userinfo(app, &tokens).status, 200);
        let over = userinfo(app, &tokens);
        assert_eq!(over.status, 429);
        assert_eq!(over.json()["error"], json!("temporarily_unavailable"));
    });
}

#[test]
fn server_rotate_keys_is_so_for_each_algorithm() {
    each_app(ALL, |app| {
        app.adds_user("ada", None);
        let program = super::openid_program(app);
        for &algorithm in Algorithm::ALL {
            edits(app, &program, &by(algorithm));
            let kid = |token: &str| {
                let read = Read::parse(token, Typ::IdToken).expect("reads");
                read.kid.expect("a kid")
            };
            let old = id_token(&signs_in(app, &program, &[]));
            let next = keys::rotate(app.platform(), algorithm, Begins::AfterTheLead);
            let next = next.expect("rotates");
            keys::look(app.platform()).expect("looks");
            let before = id_token(&signs_in(app, &program, &[]));
            assert_eq!(kid(&before), kid(&old));
            app.advance(days(1) + Duration::from_secs(1));
            let tokens = signs_in(app, &program, &[]);
            is_signed(app, &tokens, algorithm);
            assert_eq!(kid(&id_token(&tokens)), next.kid);
            // What the one before signed still verifies.
            verified(app, &old, Typ::IdToken, algorithm);
        }
    });
}

#[test]
fn an_algorithm_that_there_are_no_keys_for_is_refused_and_one_that_was_lost_gives_way_to_rs256() {
    crate::kit::db::each_db(|db| {
        let key = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";
        let app = TestApp::start(&db.url, &format!("{key}\n{ALL}"));
        app.adds_user("ada", None);
        let program = super::openid_program(&app);
        edits(&app, &program, &by(Algorithm::EdDsa));
        is_signed(&app, &signs_in(&app, &program, &[]), Algorithm::EdDsa);
        drop(app);
        let app = TestApp::start(&db.url, key);
        app.advance(Duration::from_secs(60));
        let program = program.at(&app);
        let tokens = signs_in(&app, &program, &[]);
        is_signed(&app, &tokens, Algorithm::Rs256);
        verified(
            &app,
            &userinfo(&app, &tokens).text(),
            Typ::UserInfo,
            Algorithm::Rs256,
        );
        // Nothing else about it has to change with that.
        let renamed = Wishes {
            name: Some("Another".to_owned()),
            ..Wishes::default()
        };
        edits(&app, &program, &renamed);
        for (wishes, option) in [
            (
                Wishes {
                    userinfo_alg: None,
                    ..by(Algorithm::EdDsa)
                },
                "--id-token-alg",
            ),
            (
                Wishes {
                    id_token_alg: None,
                    ..by(Algorithm::EdDsa)
                },
                "--userinfo-alg",
            ),
        ] {
            let refused = apps::edit(app.platform(), &program.app.client_id, &wishes);
            let fault = RegistrationFault::Algorithm {
                option,
                algorithm: Algorithm::EdDsa,
            };
            assert_eq!(refused.err(), Some(AppRefusal::Fault(fault)));
        }
    });
}
