//! The MUSTs of RFC 7009 (token revocation) that bind the server, and what it says happens, in document order.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::http::HttpClient;
use crate::kit::program::{REVOKE, gives_pair, public_program, refuses, server_program};
use crate::web::each_app;
use crate::web::each_program;
use std::time::{Duration, Instant};
use vestibule::domain::oauth::registration::Wishes;

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
#[test]
fn s2_1_r100_a_wrong_hint_hides_no_token() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let other = gives_pair(&program.trades("ada", PASSWORD));
        for (token, hint) in [
            (&pair.access, "refresh_token"),
            (&other.refresh, "access_token"),
        ] {
            let fields = [("token", token.as_str()), ("token_type_hint", hint)];
            assert_eq!(program.posts(REVOKE, &fields).status, 200);
        }
        assert!(!app.is_live(&pair.access) && !app.is_live(&other.access));
    });
}

/// "The authorization server first validates the client credentials (in case of a confidential client) and then
/// verifies whether the token was issued to the client making the revocation request." Where it was not, the answer
/// is that of an invalid token, and the token lives.
#[test]
fn s2_1_only_the_app_that_a_token_was_issued_to_ends_it() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let id = ("client_id", program.app.client_id.as_str());
        let fields = [id, ("client_secret", "x"), ("token", &pair.access)];
        let answer = program.sends(REVOKE, &[], &fields);
        refuses(&answer, 401, "invalid_client", "Invalid application secret");
        for other in [
            server_program(app, Wishes::default()),
            public_program(app, Wishes::default()),
        ] {
            assert_eq!(other.revokes(&pair.access).status, 200);
            assert_eq!(other.revokes(&pair.refresh).status, 200);
        }
        assert!(app.is_live(&pair.access));
        assert_eq!(program.revokes(&pair.access).status, 200);
        assert!(!app.is_live(&pair.access));
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

/// "The authorization server responds with HTTP status code 200 if the token has been revoked successfully or if the
/// client submitted an invalid token."
#[test]
fn s2_2_revoked_and_invalid_are_both_200() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        for token in [&pair.access, &pair.access, "x", &"A".repeat(40)] {
            assert_eq!(program.revokes(token).status, 200);
        }
        assert!(!app.is_live(&pair.access));
    });
}

/// "An invalid token type hint value is ignored by the authorization server and does not influence the revocation
/// response."
#[test]
fn s2_2_a_hint_that_nobody_knows_is_ignored() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let fields = [("token", pair.access.as_str()), ("token_type_hint", "x\"y")];
        assert_eq!(program.posts(REVOKE, &fields).status, 200);
        assert!(!app.is_live(&pair.access));
    });
}

/// "If the server responds with HTTP status code 503, the client must assume the token still exists and may retry
/// after a reasonable delay."
#[test]
fn s2_2_1_r101_503_means_that_the_token_lives() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        let program = server_program(&app, Wishes::default());
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        db.raw()
            .run("ALTER TABLE access_tokens RENAME TO elsewhere");
        let answer = program.revokes(&pair.access);
        assert_eq!(answer.status, 503);
        assert!(answer.header("retry-after").is_some());
        db.raw()
            .run("ALTER TABLE elsewhere RENAME TO access_tokens");
        assert!(app.is_live(&pair.access));
        assert_eq!(program.revokes(&pair.access).status, 200);
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
