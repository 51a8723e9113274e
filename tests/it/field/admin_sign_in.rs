//! Operators sign in to the broker API by programs: no page of another origin can make its visitor do so.

use crate::broker::{ON, call, operator, succeeded};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::{HttpClient, Response};
use crate::web::each_app;
use serde_json::json;

const PATHS: [&str; 2] = ["/v1/admin-sessions", "/v1/adminsessions"];

fn tries(app: &TestApp, path: &str, headers: &[(&str, &str)], password: &str) -> Response {
    let body = json!({"username": "root", "password": password}).to_string();
    HttpClient::new(&app.address).send("POST", path, headers, body.as_bytes())
}

#[track_caller]
fn is_closed(answer: &Response) {
    let open = answer.headers.iter();
    let mut open =
        open.filter(|(name, _)| name.to_ascii_lowercase().starts_with("access-control-"));
    assert_eq!(open.next(), None);
}

#[test]
fn s12_a_foreign_page_neither_signs_in_nor_spends_a_try() {
    let settings = format!("{ON}\n[sign_in_limit]\nper_account = 3\nper_address = 3");
    each_app(&settings, |app| {
        operator(app);
        let json = ("Content-Type", "application/json");
        let own = app.origin();
        for path in PATHS {
            for foreign in [
                ("Origin", "https://evil.example"),
                ("Origin", "null"),
                ("Origin", "\u{e4}"),
                ("Sec-Fetch-Site", "cross-site"),
                ("Sec-Fetch-Site", "same-site"),
            ] {
                for password in ["wrong-otter-lamp", PASSWORD] {
                    let answer = tries(app, path, &[json, foreign], password);
                    assert_eq!(answer.status, 403, "{foreign:?} {}", answer.text());
                    is_closed(&answer);
                }
            }
            for kind in [
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "text/plain; x=application/json",
                "",
                "\u{e4}",
            ] {
                let answer = tries(app, path, &[("Content-Type", kind)], PASSWORD);
                assert_eq!(answer.status, 415, "{kind}");
                assert!(answer.json()["error"].is_string());
                assert!(answer.header("request-id").is_some());
                is_closed(&answer);
            }
            assert_eq!(tries(app, path, &[], PASSWORD).status, 415);
        }
        // None of these was a try; programs and our own pages sign in.
        for headers in [
            &[json][..],
            &[("Content-Type", "Application/JSON; charset=utf-8")],
            &[json, ("Origin", &own), ("Sec-Fetch-Site", "same-origin")],
            &[json, ("Sec-Fetch-Site", "none")],
        ] {
            for path in PATHS {
                let answer = tries(app, path, headers, PASSWORD);
                succeeded(&answer);
                is_closed(&answer);
            }
        }
    });
}

#[test]
fn s12_no_preflight_lets_a_page_ask_there_and_the_neighbours_stay_as_they_are() {
    each_app(ON, |app| {
        let asks = |path: &str| {
            let headers = [
                ("Origin", "https://evil.example"),
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "content-type"),
            ];
            HttpClient::new(&app.address).send("OPTIONS", path, &headers, b"")
        };
        for path in PATHS {
            let answer = asks(path);
            assert_eq!(answer.status, 404);
            is_closed(&answer);
            is_closed(&call(&app.address, ("GET", path), &[], &json!(null)));
        }
        for path in ["/v1/tokens", "/v1/session-tokens", "/v1/turn"] {
            let answer = asks(path);
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
            let names = answer.header("access-control-allow-headers");
            assert_eq!(names, Some("Content-Type, Respoke-SDK, App-Token"));
        }
        // Forms of other origins, as mobile SDKs send them.
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", "https://app.example"),
        ];
        let answer = HttpClient::new(&app.address).send(
            "POST",
            "/v1/session-tokens",
            &headers,
            b"tokenId=x",
        );
        assert!([400, 401].contains(&answer.status), "{}", answer.text());
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    });
}
