//! Revocation: an app gives its tokens back, and nobody else's.

use super::each_with_ada;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::each_db;
use crate::kit::http::Response;
use crate::kit::program::{gives_pair, public_program, refuses, server_program};
use crate::kit::waits_for;
use std::io::Write;
use std::net::TcpStream;
use vestibule::domain::oauth::registration::Wishes;

/// 200 without a word, whatever there was to revoke.
#[track_caller]
pub fn is_done(answer: &Response) {
    assert_eq!((answer.status, answer.text().as_str()), (200, ""));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    assert_eq!(answer.header("set-cookie"), None);
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

/// A page that is left, or a program that does not wait: what they end is ended.
#[test]
fn what_is_ended_is_ended_also_for_a_client_that_is_gone() {
    each_with_ada(|app| {
        let program = server_program(app, Wishes::default());
        let basic = program.credentials();
        let fields: Vec<String> = basic
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let own = fields.join("&");
        for round in 0..10 {
            let token = gives_pair(&program.trades("ada", PASSWORD)).access;
            let (path, body) = match round % 2 {
                0 => (
                    "/platform/oauth/invalidate_token",
                    format!("access_token={token}"),
                ),
                _ => ("/oauth/revoke", format!("{own}&token={token}")),
            };
            let request = format!(
                "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: {}\r\n\r\n{body}",
                app.address,
                body.len()
            );
            let mut gone = TcpStream::connect(&app.address).expect("connects");
            gone.write_all(request.as_bytes()).expect("is sent");
            drop(gone);
            waits_for("the end of the token", || !app.is_live(&token));
        }
    });
}
