//! Which pages of other origins may read an answer: those of the app that the request is about.

use super::{each_app, each_with_ada, one_app, one_with_ada};
use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::kit::program::{INTROSPECT, Program, REQUEST_TOKEN, REVOKE, gives_pair, public_program};
use crate::openid::device::ASK;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps;

const ORIGIN: &str = "https://one.example";
const OTHER: &str = "https://two.example:8443";
const EXPOSED: &str = "WWW-Authenticate, X-API-Rate-Limit, X-API-Rate-Remaining, X-API-Rate-Window";

/// Where pages may call, and what they may be told to use there.
const OPEN: [(&str, &str); 7] = [
    (REQUEST_TOKEN, "POST"),
    ("/platform/oauth/token", "POST"),
    ("/platform/oauth/validate_token", "GET, POST"),
    ("/platform/oauth/invalidate_token", "GET, POST"),
    ("/api/user", "GET, HEAD, POST"),
    (REVOKE, "POST"),
    (ASK, "POST"),
];

fn at(app: &TestApp, addresses: &[&str]) -> Program {
    let addresses = addresses.iter().map(|&address| address.to_owned());
    let wishes = Wishes {
        redirect_uris: Some(addresses.collect()),
        ..Wishes::default()
    };
    public_program(app, wishes)
}

/// One app at each origin; the second has an explicit port and an address of its own scheme as well.
fn two(app: &TestApp) -> (Program, Program) {
    let one = at(app, &["https://one.example/cb"]);
    let two = at(
        app,
        &["https://two.example:8443/a/cb?x=y", "com.example.two:/cb"],
    );
    (one, two)
}

fn preflight(app: &TestApp, path: &str, origin: &str) -> Response {
    let headers = [
        ("Origin", origin),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "authorization"),
    ];
    app.stranger().send("OPTIONS", path, &headers, b"")
}

/// Every header that speaks of CORS.
fn cors(answer: &Response) -> Vec<(String, String)> {
    let mut found: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
        .filter(|(name, _)| name.starts_with("access-control-"))
        .collect();
    found.sort();
    found
}

fn pairs(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
    wanted
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The answer may be read by pages of this origin.
#[track_caller]
fn is_open_to(answer: &Response, origin: &str) {
    let wanted = pairs(&[
        ("access-control-allow-origin", origin),
        ("access-control-expose-headers", EXPOSED),
    ]);
    assert_eq!(cors(answer), wanted);
    assert_eq!(answer.header("vary"), Some("Origin"));
}

#[track_caller]
fn is_closed(answer: &Response) {
    assert_eq!(cors(answer), pairs(&[]), "{}", answer.path);
}

#[test]
fn the_preflight_is_answered_for_an_origin_that_any_app_registered() {
    each_app("", |app| {
        two(app);
        for (path, _) in OPEN {
            for origin in [ORIGIN, OTHER] {
                let answer = preflight(app, path, origin);
                assert_eq!((answer.status, answer.body.len()), (204, 0), "{path}");
                let wanted = pairs(&[
                    (
                        "access-control-allow-headers",
                        "Authorization, Content-Type",
                    ),
                    ("access-control-allow-methods", "GET, POST"),
                    ("access-control-allow-origin", origin),
                    ("access-control-max-age", "600"),
                ]);
                assert_eq!(cors(&answer), wanted);
                assert_eq!(answer.header("vary"), Some("Origin"));
            }
        }
    });
}

#[test]
fn r64_for_every_other_origin_the_method_is_not_there() {
    each_app("", |app| {
        two(app);
        let foreign = [
            "https://evil.example",
            "http://one.example",
            "https://one.example:8443",
            "https://one.example:443",
            "https://two.example",
            "https://ONE.example",
            "https://one.example/",
            "https://sub.one.example",
            "https://one.example.evil.example",
            "com.example.two://",
            "com.example.two:",
            "null",
            "*",
            "",
            "a\u{e4}",
        ];
        let long = format!("https://{}.example", "x".repeat(5000));
        for (path, allowed) in OPEN {
            for origin in foreign.iter().copied().chain([long.as_str()]) {
                let answer = preflight(app, path, origin);
                let told = (answer.status, answer.header("allow"));
                assert_eq!(told, (405, Some(allowed)), "{path} {origin}");
                is_closed(&answer);
            }
            // Not a preflight, though from a page that may ask.
            let plain = app
                .stranger()
                .send("OPTIONS", path, &[("Origin", ORIGIN)], b"");
            assert_eq!(plain.status, 405);
            is_closed(&plain);
        }
    });
}

#[test]
fn an_app_that_is_disabled_or_removed_or_moved_has_no_origin_any_more() {
    each_app("", |app| {
        let (one, two) = two(app);
        let (one, two) = (one.app.client_id, two.app.client_id);
        apps::disable(app.platform(), &one).expect("disabled");
        assert_eq!(preflight(app, REQUEST_TOKEN, ORIGIN).status, 405);
        apps::enable(app.platform(), &one).expect("enabled");
        assert_eq!(preflight(app, REQUEST_TOKEN, ORIGIN).status, 204);
        let moved = Wishes {
            redirect_uris: Some(vec!["https://three.example/cb".to_owned()]),
            ..Wishes::default()
        };
        apps::edit(app.platform(), &one, &moved).expect("edited");
        assert_eq!(preflight(app, REQUEST_TOKEN, ORIGIN).status, 405);
        assert_eq!(
            preflight(app, REQUEST_TOKEN, "https://three.example").status,
            204
        );
        apps::remove(app.platform(), &two).expect("removed");
        assert_eq!(preflight(app, REQUEST_TOKEN, OTHER).status, 405);
    });
}

#[test]
fn an_answer_is_open_to_pages_of_its_own_app_alone() {
    each_with_ada(|app| {
        let (one, _) = two(app);
        let pair = gives_pair(&one.trades("ada", PASSWORD));
        let bearer = format!("Bearer {}", pair.access);
        let id = ("client_id", one.app.client_id.as_str());
        let token = ("token", pair.access.as_str());
        let access = [("access_token", pair.access.as_str())];
        let refresh = [
            id,
            ("grant_type", "refresh_token"),
            ("refresh_token", &pair.refresh),
        ];
        let asks = |origin: &str| {
            let headers = [("Origin", origin)];
            let with_token = [("Origin", origin), ("Authorization", &bearer)];
            [
                // Refused and granted alike.
                one.sends(REQUEST_TOKEN, &headers, &[id]),
                one.sends(REQUEST_TOKEN, &headers, &refresh),
                one.sends("/platform/oauth/validate_token", &headers, &access),
                one.sends("/platform/oauth/invalidate_token", &headers, &[]),
                app.stranger().send("GET", "/api/user", &with_token, b""),
                one.sends(REVOKE, &headers, &[id]),
                one.sends(REVOKE, &headers, &[id, ("token", "x")]),
            ]
        };
        let statuses = [400, 200, 200, 400, 200, 400, 200];
        let answers = asks(ORIGIN);
        assert_eq!(answers.each_ref().map(|answer| answer.status), statuses);
        for answer in &answers {
            is_open_to(answer, ORIGIN);
        }
        // Another app's origin is a stranger here, but where the answer is about no app.
        for origin in [OTHER, "https://evil.example", "null"] {
            let answers = asks(origin);
            assert_eq!(answers.each_ref().map(|answer| answer.status), statuses);
            for (number, answer) in answers.iter().enumerate() {
                if number == 3 && origin == OTHER {
                    is_open_to(answer, OTHER);
                } else {
                    is_closed(answer);
                }
            }
        }
        let headers = [("Origin", ORIGIN)];
        let ended = one.sends("/platform/oauth/invalidate_token", &headers, &access);
        is_open_to(&ended, ORIGIN);
        let revoked = one.sends(REVOKE, &headers, &[id, token]);
        is_open_to(&revoked, ORIGIN);
    });
}

#[test]
fn an_unknown_app_and_an_unknown_token_are_nobodys_and_every_registered_page_is_told() {
    one_app("", |app| {
        let (one, _) = two(app);
        let headers = [("Origin", ORIGIN)];
        for fields in [&[][..], &[("client_id", "999")]] {
            is_open_to(&one.sends(REQUEST_TOKEN, &headers, fields), ORIGIN);
            is_open_to(&one.sends(REVOKE, &headers, fields), ORIGIN);
        }
        let dead = [("access_token", "0000000000000000000000000000000000000000")];
        for path in [
            "/platform/oauth/validate_token",
            "/platform/oauth/invalidate_token",
        ] {
            is_open_to(&one.sends(path, &headers, &dead), ORIGIN);
        }
    });
}

#[test]
fn an_answer_without_an_origin_speaks_of_none() {
    one_with_ada(|app| {
        let (one, _) = two(app);
        let answer = one.trades("ada", PASSWORD);
        gives_pair(&answer);
        is_closed(&answer);
        // A cache must not give it to a page either.
        assert_eq!(answer.header("vary"), Some("Origin"));
    });
}

#[test]
fn r64_pages_for_people_and_introspection_are_closed_to_all() {
    one_app("", |app| {
        let (one, _) = two(app);
        let path = format!(
            "{AUTHORIZE}?client_id={}&response_type=token",
            one.app.client_id
        );
        for path in [
            path.as_str(),
            AUTHORIZE,
            "/platform/oauth/auth_success",
            "/platform/oauth/logout",
            INTROSPECT,
        ] {
            let answer = preflight(app, path, ORIGIN);
            assert_eq!(answer.status, 405, "{path}");
            is_closed(&answer);
            let headers = [("Origin", ORIGIN)];
            is_closed(&app.stranger().send("GET", path, &headers, b""));
            is_closed(&app.stranger().send("POST", path, &headers, b""));
        }
    });
}
