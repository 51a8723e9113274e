//! The MUSTs of RFC 7009 (token revocation) that bind the server, and what it says happens, in document order.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{
    Program, REVOKE, gives, gives_pair, public_program, refuses, server_program,
};
use crate::web::revoke::is_done;
use crate::web::{each_app, each_pair, each_program};
use std::time::{Duration, Instant};
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::oauth::registration::Wishes;

fn hinted(program: &Program, token: &str, hint: &str) -> Response {
    program.posts(REVOKE, &[("token", token), ("token_type_hint", hint)])
}

/// "Since requests to the token revocation endpoint result in the transmission of plaintext credentials in the HTTP
/// request, URLs for token revocation endpoints MUST be HTTPS URLs." Except on the person's own machine.
#[test]
fn s2_the_published_address_is_https() {
    each_app("public_url = \"https://id.example.org\"", |app| {
        let told = app
            .stranger()
            .get("/.well-known/oauth-authorization-server");
        let endpoint = &told.json()["revocation_endpoint"];
        assert_eq!(endpoint, "https://id.example.org/oauth/revoke");
    });
}

/// "If the server is unable to locate the token using the given hint, it MUST extend its search across all of its
/// supported token types."
/// §2.2: "The authorization server responds with HTTP status code 200 if the token has been revoked successfully or if the
/// client submitted an invalid token."
/// "An invalid token type hint value is ignored by the authorization server and does not influence the revocation
/// response."
#[test]
fn s2_1_r100_a_wrong_hint_and_an_unknown_token_are_200() {
    each_program(|app, program| {
        for hint in ["access_token", "refresh_token", "x\"y", ""] {
            let pair = gives_pair(&program.trades("ada", PASSWORD));
            is_done(&hinted(program, &pair.access, hint));
            assert!(!app.is_live(&pair.access), "{hint}");
            let pair = gives_pair(&program.trades("ada", PASSWORD));
            is_done(&hinted(program, &pair.refresh, hint));
            assert!(!app.is_live(&pair.access), "{hint}");
        }
        let live = gives_pair(&program.trades("ada", PASSWORD));
        let (row, secret) = live.access.split_at(11);
        for unknown in [
            "x",
            "\0",
            &"z".repeat(40),
            &"x".repeat(20_000),
            &format!("{row}{}", "A".repeat(29)),
            &format!("00000000001{secret}"),
        ] {
            is_done(&program.revokes(unknown));
        }
        assert!(app.is_live(&live.access));
    });
}

/// "The authorization server first validates the client credentials (in case of a confidential client) and then
/// verifies whether the token was issued to the client making the revocation request." Where it was not, the answer
/// is that of an invalid token, and the token lives.
#[test]
fn s2_1_r100_another_apps_token_is_200_and_untouched() {
    each_pair("", |app, program, pair| {
        let own = [("grant_type", "client_credentials")];
        let body = r#"{"access_token":"ACCESS","expires_in":86400,"token_type":"bearer"}"#;
        let machine = gives(&program.asks(&own), body).access;
        for other in [
            server_program(
                app,
                Wishes {
                    on: vec![Switch::ResourceServer],
                    ..Wishes::default()
                },
            ),
            public_program(app, Wishes::default()),
        ] {
            for token in [&pair.access, &pair.refresh, &machine] {
                is_done(&other.revokes(token));
            }
        }
        assert!(app.is_live(&pair.access) && app.is_live(&machine));
        let id = ("client_id", program.app.client_id.as_str());
        let fields = [id, ("client_secret", "x"), ("token", &pair.access)];
        let answer = program.sends(REVOKE, &[], &fields);
        refuses(&answer, 401, "invalid_client", "Invalid application secret");
        assert!(app.is_live(&pair.access));
        gives_pair(&program.refreshes(&pair.refresh));
        is_done(&program.revokes(&machine));
        assert!(!app.is_live(&machine));
    });
}

/// "The invalidation takes place immediately, and the token cannot be used again after the revocation."
#[test]
fn s2_1_the_next_request_meets_a_dead_token_on_every_server() {
    each_db(|db| {
        let key = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";
        let servers = [(); 2].map(|()| TestApp::start(&db.url, key));
        servers[0].adds_user("ada", None);
        let program = server_program(&servers[0], Wishes::default());
        servers[1].advance(servers[0].now().since(servers[1].now()));
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        assert!(servers[1].is_live(&pair.access));
        assert_eq!(program.revokes(&pair.refresh).status, 200);
        assert!(!servers[0].is_live(&pair.access) && !servers[1].is_live(&pair.access));
        let text = "Invalid refresh token";
        let answer = program.at(&servers[1]).refreshes(&pair.refresh);
        refuses(&answer, 400, "invalid_grant", text);
    });
}

/// "If the particular token is a refresh token and the authorization server supports the revocation of access
/// tokens, then the authorization server SHOULD also invalidate all access tokens based on the same authorization
/// grant (see Implementation Note)."
#[test]
fn s2_1_a_refresh_token_takes_all_access_tokens_of_its_grant_along() {
    each_program(|app, program| {
        let first = gives_pair(&program.trades("ada", PASSWORD));
        let second = gives_pair(&program.refreshes(&first.refresh));
        assert!(app.is_live(&first.access) && app.is_live(&second.access));
        assert_eq!(program.revokes(&second.refresh).status, 200);
        assert!(!app.is_live(&first.access) && !app.is_live(&second.access));
    });
}

/// "If the server responds with HTTP status code 503, the client must assume the token still exists and may retry
/// after a reasonable delay."
#[test]
fn s2_2_1_r101_while_the_database_fails_it_is_503_and_the_token_lives() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        let program = server_program(&app, Wishes::default());
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        for table in ["grants", "access_tokens"] {
            db.raw()
                .run(&format!("ALTER TABLE {table} RENAME TO elsewhere"));
            for token in [&pair.access, &pair.refresh] {
                let answer = program.revokes(token);
                assert_eq!(answer.status, 503, "{}", answer.text());
                let wait = answer.header("retry-after").expect("Retry-After");
                assert!(wait.parse::<u32>().is_ok_and(|seconds| seconds > 0));
            }
            db.raw()
                .run(&format!("ALTER TABLE elsewhere RENAME TO {table}"));
        }
        assert!(app.is_live(&pair.access));
        is_done(&program.revokes(&pair.refresh));
        assert!(!app.is_live(&pair.access));
    });
}

/// "Care MUST be taken to prevent malicious clients from exploiting this feature to launch denial-of-service
/// attacks." Hints are not looked at, and what cannot be a token is not looked up.
#[test]
fn s5_hints_and_nonsense_cost_no_look_up() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        let program = server_program(&app, Wishes::default());
        // Without the tables that hold tokens, only a look-up would fail.
        db.raw()
            .run("ALTER TABLE access_tokens RENAME TO elsewhere");
        let began = Instant::now();
        for hint in ["access_token", "refresh_token", "x"] {
            for token in ["x", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", &"z".repeat(40)] {
                let fields = [("token", token), ("token_type_hint", hint)];
                assert_eq!(program.posts(REVOKE, &fields).status, 200);
            }
        }
        let looked_up = program.revokes(&"0".repeat(40));
        assert_eq!(looked_up.status, 503);
        db.raw()
            .run("ALTER TABLE elsewhere RENAME TO access_tokens");
        assert!(began.elapsed() < Duration::from_secs(20));
        let address = &app.address;
        assert_eq!(HttpClient::new(address).get("/healthz").status, 200);
    });
}
