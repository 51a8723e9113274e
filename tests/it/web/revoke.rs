//! Revocation: an app gives its tokens back, and nobody else's.

use super::each_program;
use super::each_with_ada;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::http::Response;
use crate::kit::program::{
    Program, REVOKE, gives, gives_pair, public_program, refuses, refuses_basic, server_program,
};
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::oauth::registration::Wishes;

/// 200 without a word, whatever there was to revoke.
#[track_caller]
fn is_done(answer: &Response) {
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    assert_eq!(answer.header("set-cookie"), None);
}

fn hinted(program: &Program, token: &str, hint: &str) -> Response {
    program.posts(REVOKE, &[("token", token), ("token_type_hint", hint)])
}

#[test]
fn r100_an_access_token_ends_alone_and_a_refresh_token_with_its_family() {
    each_with_ada(|app| {
        for program in [
            server_program(app, Wishes::default()),
            public_program(app, Wishes::default()),
        ] {
            let first = gives_pair(&program.trades("ada", PASSWORD));
            let other = gives_pair(&program.trades("ada", PASSWORD));
            for _ in 0..2 {
                is_done(&program.revokes(&first.access));
                assert!(!app.is_live(&first.access));
            }
            let second = gives_pair(&program.refreshes(&first.refresh));
            assert!(app.is_live(&second.access));
            for _ in 0..2 {
                is_done(&program.revokes(&second.refresh));
                assert!(!app.is_live(&second.access));
            }
            let text = "Invalid refresh token";
            let answer = program.refreshes(&second.refresh);
            refuses(&answer, 400, "invalid_grant", text);
            assert!(app.is_live(&other.access));
            gives_pair(&program.refreshes(&other.refresh));
        }
    });
}

#[test]
fn a_used_refresh_token_takes_its_family_along_all_the_same() {
    each_program(|app, program| {
        let first = gives_pair(&program.trades("ada", PASSWORD));
        let second = gives_pair(&program.refreshes(&first.refresh));
        is_done(&program.revokes(&first.refresh));
        assert!(!app.is_live(&first.access) && !app.is_live(&second.access));
        assert_eq!(program.refreshes(&second.refresh).status, 400);
    });
}

#[test]
fn r100_a_wrong_hint_and_an_unknown_token_are_200() {
    each_program(|app, program| {
        for hint in ["access_token", "refresh_token", "x", ""] {
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

#[test]
fn r100_no_token_is_a_bad_request() {
    each_program(|_, program| {
        for none in [&[][..], &[("token", "")], &[("access_token", "x")]] {
            let text = "token must be provided";
            refuses(&program.posts(REVOKE, none), 400, "invalid_request", text);
        }
        let twice = [("token", "x"), ("token", "x")];
        let text = "A parameter was sent more than once";
        refuses(&program.posts(REVOKE, &twice), 400, "invalid_request", text);
    });
}

#[test]
fn r100_another_apps_token_is_200_and_untouched() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
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
        gives_pair(&program.refreshes(&pair.refresh));
        is_done(&program.revokes(&machine));
        assert!(!app.is_live(&machine));
    });
}

#[test]
fn who_cannot_show_who_they_are_revokes_nothing() {
    each_program(|app, program| {
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        let token = ("token", pair.access.as_str());
        let id = ("client_id", program.app.client_id.as_str());
        let answer = program.sends(REVOKE, &[], &[token]);
        let text = "client_id must be provided";
        refuses(&answer, 400, "invalid_request", text);
        let answer = program.sends(REVOKE, &[], &[id, token]);
        let text = "Invalid application secret";
        refuses(&answer, 401, "invalid_client", text);
        let header = crate::kit::program::basic(id.1, "x");
        let answer = program.sends(REVOKE, &[("Authorization", &header)], &[token]);
        refuses_basic(app, &answer, text);
        for method in ["GET", "PUT", "DELETE"] {
            let answer = app.stranger().send(method, REVOKE, &[], b"");
            assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
        }
        assert!(app.is_live(&pair.access));
        is_done(&program.posts_with_basic(REVOKE, &[token]));
        assert!(!app.is_live(&pair.access));
    });
}

#[test]
fn r101_while_the_database_fails_it_is_503_and_the_token_lives() {
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

#[test]
fn r101_the_token_endpoint_gives_nothing_while_the_database_fails() {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        let program = server_program(&app, Wishes::default());
        let pair = gives_pair(&program.trades("ada", PASSWORD));
        db.raw()
            .run("ALTER TABLE access_tokens RENAME TO elsewhere");
        let own = [("grant_type", "client_credentials")];
        for answer in [
            program.refreshes(&pair.refresh),
            program.trades("ada", PASSWORD),
            program.asks(&own),
        ] {
            assert_eq!(answer.status, 503, "{}", answer.text());
            assert!(answer.header("retry-after").is_some());
            assert!(!answer.text().contains("access_token"));
        }
        db.raw()
            .run("ALTER TABLE elsewhere RENAME TO access_tokens");
        // The refresh token was not used up by it.
        gives_pair(&program.refreshes(&pair.refresh));
    });
}
