//! What programs and pages of registered origins are told where the endpoint itself has no answer.

use crate::kit::app::TestApp;
use crate::kit::db::on_sqlite;
use crate::kit::http::Response;
use crate::kit::program::{INTROSPECT, NOBODYS, Program, REQUEST_TOKEN, REVOKE, public_program};
use crate::web::{each_app, one_app};
use vestibule::domain::oauth::registration::Wishes;

const ORIGIN: &str = "https://one.example";
const METADATA: &str = "/.well-known/oauth-authorization-server";
const VALIDATE: &str = "/platform/oauth/validate_token";
const INVALIDATE: &str = "/platform/oauth/invalidate_token";
const USER: &str = "/api/user";
const SHORT: &str = "[geni]\nshort_paths = true";

fn at_one_example(app: &TestApp) -> Program {
    let wishes = Wishes {
        redirect_uris: Some(vec![format!("{ORIGIN}/cb")]),
        ..Wishes::default()
    };
    public_program(app, wishes)
}

fn from(app: &TestApp, origin: &str, (method, path): (&str, &str), body: &str) -> Response {
    let headers = [
        ("Origin", origin),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    app.stranger().send(method, path, &headers, body.as_bytes())
}

fn reader(answer: &Response) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

#[test]
fn p02_a_page_of_a_registered_origin_reads_refusals_that_are_about_no_app() {
    each_app("", |app| {
        at_one_example(app);
        let token = format!("access_token={NOBODYS}");
        let large = "x".repeat(128 * 1024 + 1);
        let refused: [((&str, &str), &str, u16); 14] = [
            (("GET", USER), "", 401),
            (("POST", USER), &token, 401),
            (("POST", USER), "access_token=cut-off", 401),
            (("POST", USER), &large, 413),
            (("PUT", USER), "", 405),
            (("POST", REQUEST_TOKEN), "grant_type=refresh_token", 400),
            (("POST", REQUEST_TOKEN), "client_id=999&code=x", 401),
            (("POST", REQUEST_TOKEN), &large, 413),
            (("GET", REQUEST_TOKEN), "", 405),
            (("POST", REVOKE), "client_id=999&token=x", 401),
            (("POST", REVOKE), &large, 413),
            (("POST", VALIDATE), &token, 400),
            (("POST", VALIDATE), &large, 413),
            (("POST", INVALIDATE), "", 400),
        ];
        for (what, body, status) in refused {
            let answer = from(app, ORIGIN, what, body);
            assert_eq!(answer.status, status, "{what:?} {}", answer.text());
            assert_eq!(reader(&answer), Some(ORIGIN), "{what:?}");
            assert_eq!(answer.header("vary"), Some("Origin"), "{what:?}");
            let exposed = answer.header("access-control-expose-headers");
            assert!(exposed.is_some_and(|names| names.contains("WWW-Authenticate")));
            assert_eq!(answer.header("access-control-allow-credentials"), None);
            for foreign in ["https://evil.example", "null", "http://one.example"] {
                let answer = from(app, foreign, what, body);
                assert_eq!((answer.status, reader(&answer)), (status, None), "{what:?}");
            }
        }
    });
}

#[test]
fn p02_a_refusal_about_an_app_is_read_by_its_own_pages_alone() {
    each_app("", |app| {
        let one = at_one_example(app);
        let other = "https://two.example";
        public_program(
            app,
            Wishes {
                redirect_uris: Some(vec![format!("{other}/cb")]),
                ..Wishes::default()
            },
        );
        let body = format!("client_id={}&code=x", one.app.client_id);
        let asked = ("POST", REQUEST_TOKEN);
        assert_eq!(reader(&from(app, ORIGIN, asked, &body)), Some(ORIGIN));
        assert_eq!(reader(&from(app, other, asked, &body)), None);
    });
}

/// JSON of this form, which nobody keeps.
#[track_caller]
fn is_in_form(answer: &Response, path: &str) {
    let told = format!("{path} {} {}", answer.status, answer.text());
    assert_eq!(
        answer.header("content-type"),
        Some("application/json"),
        "{told}"
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{told}");
    let json = answer.json();
    if path == USER {
        let error = &json["error"];
        assert!(
            error["type"].is_string() && error["message"].is_string(),
            "{told}"
        );
    } else {
        let [error, about] = ["error", "error_description"].map(|name| &json[name]);
        assert!(error.is_string() && about.is_string(), "{told}");
    }
}

#[test]
fn p03_programs_are_told_in_the_form_of_their_endpoint_whatever_accept_says() {
    one_app(SHORT, |app| {
        let large = "x".repeat(128 * 1024 + 1);
        let endpoints = [
            (USER, "GET, HEAD, POST"),
            (REQUEST_TOKEN, "POST"),
            ("/platform/oauth/token", "POST"),
            ("/oauth/token", "POST"),
            (INTROSPECT, "POST"),
            (REVOKE, "POST"),
            (VALIDATE, "GET, POST"),
            (INVALIDATE, "GET, POST"),
            ("/oauth/validate_token", "GET, POST"),
            ("/oauth/invalidate", "GET, POST"),
            (METADATA, "GET, HEAD"),
            ("/healthz", "GET, HEAD"),
            ("/readyz", "GET, HEAD"),
        ];
        for (path, methods) in endpoints {
            for accept in ["text/html", "*/*", "application/json", "\u{e4}"] {
                let headers = [("Accept", accept)];
                for method in ["PUT", "DELETE", "OPTIONS"] {
                    let answer = app.stranger().send(method, path, &headers, b"");
                    assert_eq!(
                        (answer.status, answer.header("allow")),
                        (405, Some(methods))
                    );
                    is_in_form(&answer, path);
                }
                if methods.contains("POST") {
                    let answer = app
                        .stranger()
                        .send("POST", path, &headers, large.as_bytes());
                    assert_eq!(answer.status, 413, "{path}");
                    is_in_form(&answer, path);
                }
            }
        }
        // What apps may opt in to.
        let answer = app.stranger().get(REQUEST_TOKEN);
        assert_eq!(answer.status, 405);
        is_in_form(&answer, REQUEST_TOKEN);
    });
}

/// geni.md: every answer of the API has them.
#[track_caller]
fn tells_the_limit(answer: &Response) {
    for name in ["limit", "remaining", "window"] {
        let value = answer.header(&format!("x-api-rate-{name}"));
        let is_number = value.is_some_and(|value| value.parse::<u32>().is_ok());
        assert!(is_number, "{} {name}: {value:?}", answer.status);
    }
}

#[test]
fn p03_every_answer_of_the_api_tells_its_limit() {
    one_app("", |app| {
        let token = format!("access_token={NOBODYS}");
        let large = "x".repeat(128 * 1024 + 1);
        for (method, path, body, status) in [
            ("GET", USER, "", 401),
            ("POST", USER, token.as_str(), 401),
            ("POST", USER, "{}", 400),
            ("POST", USER, &large, 413),
            ("PUT", USER, "", 405),
            ("OPTIONS", USER, "", 405),
            ("GET", "/api/nothing", "", 404),
        ] {
            let answer = app.stranger().send(method, path, &[], body.as_bytes());
            assert_eq!(answer.status, status, "{method} {path}");
            tells_the_limit(&answer);
        }
    });
}

#[test]
fn p03_more_fields_than_anybody_sends_are_too_large_everywhere() {
    one_app("", |app| {
        let many = "a&".repeat(101);
        for path in [
            USER,
            REQUEST_TOKEN,
            INTROSPECT,
            REVOKE,
            VALIDATE,
            INVALIDATE,
        ] {
            for answer in [
                from(app, ORIGIN, ("POST", path), &many),
                from(app, ORIGIN, ("POST", &format!("{path}?{many}")), ""),
            ] {
                assert_eq!(answer.status, 413, "{path} {}", answer.text());
                is_in_form(&answer, path);
            }
        }
        let answer = app.stranger().get(&format!("{USER}?{many}"));
        assert_eq!(answer.status, 413);
        is_in_form(&answer, USER);
    });
}

#[test]
fn p03_where_nothing_is_programs_are_told_so_in_the_form_of_the_paths_above() {
    one_app("", |app| {
        for accept in ["text/html", "application/json", "*/*"] {
            let asks = |method: &str, path: &str| {
                let headers = [("Accept", accept)];
                app.stranger().send(method, path, &headers, b"")
            };
            for path in [
                "/oauth/token",
                "/oauth/introspec",
                "/platform/oauth/request_tokens",
                "/platform/oauth/validate_token/",
                "/.well-known/openid-configurations",
            ] {
                for method in ["GET", "POST", "OPTIONS"] {
                    let answer = asks(method, path);
                    assert_eq!(answer.status, 404, "{method} {path}");
                    is_in_form(&answer, path);
                }
            }
            let answer = asks("GET", "/api/user/me");
            assert_eq!(answer.status, 404);
            is_in_form(&answer, USER);
        }
        for path in [
            "/oauth/authorize",
            "/platform/oauth/Authorize",
            "/platform/oauth/logout/",
            "/platform/oauth/auth_success/x",
            "/platform/oauth/auth_failed/",
            "/platform/oauth/signed_out/",
            "/platform/oauth/DeAuthorize",
            "/oauth/logout",
            "/account/nothing",
            "/api",
            "/nothing",
        ] {
            let answer = app.stranger().get(path);
            assert_eq!(answer.status, 404, "{path}");
            assert!(answer.text().contains("There is no page here."), "{path}");
        }
    });
}

#[test]
fn p03_a_body_that_breaks_off_is_answered_in_the_form_of_the_endpoint() {
    one_app("", |app| {
        for path in [USER, REQUEST_TOKEN, INTROSPECT, REVOKE, VALIDATE] {
            // A chunk that is none: the body cannot be read to its end.
            let request = format!(
                "POST {path} HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n",
                app.address
            );
            let answer = app.stranger().raw(request.as_bytes()).expect("an answer");
            assert_eq!(answer.status, 400, "{path}: {}", answer.text());
            is_in_form(&answer, path);
        }
    });
}

#[test]
fn p03_while_the_store_says_no_programs_are_told_in_their_form() {
    on_sqlite(|db| {
        let app = TestApp::start(&db.url, "");
        at_one_example(&app);
        db.raw().run("ALTER TABLE apps RENAME TO apps_elsewhere");
        db.raw()
            .run("ALTER TABLE access_tokens RENAME TO tokens_elsewhere");
        let token = format!("access_token={NOBODYS}");
        for (path, body) in [
            (USER, token.as_str()),
            (VALIDATE, &token),
            (INVALIDATE, &token),
            (REQUEST_TOKEN, "client_id=1&code=x"),
            (REVOKE, "client_id=1&token=x"),
            (INTROSPECT, "client_id=1&client_secret=x&token=x"),
        ] {
            let answer = from(&app, ORIGIN, ("POST", path), body);
            assert_eq!(answer.status, 503, "{path} {}", answer.text());
            assert!(answer.header("retry-after").is_some());
            is_in_form(&answer, path);
        }
        db.raw().run("ALTER TABLE apps_elsewhere RENAME TO apps");
        db.raw()
            .run("ALTER TABLE tokens_elsewhere RENAME TO access_tokens");
    });
}

fn asks_to_send(app: &TestApp, path: &str, origin: &str, names: &str) -> Response {
    let headers = [
        ("Origin", origin),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", names),
    ];
    app.stranger().send("OPTIONS", path, &headers, b"")
}

#[test]
fn p10_a_page_may_send_the_headers_that_its_libraries_add_and_never_a_servers_credentials() {
    each_app("", |app| {
        at_one_example(app);
        let sendable = |names: &str| {
            let answer = asks_to_send(app, REQUEST_TOKEN, ORIGIN, names);
            assert_eq!(answer.status, 204, "{names}");
            assert_eq!(answer.header("access-control-allow-credentials"), None);
            let allowed = answer.header("access-control-allow-headers");
            allowed.expect("names").to_owned()
        };
        let always = "Authorization, Content-Type";
        assert_eq!(sendable("authorization"), always);
        let more = "traceparent, x-requested-with";
        assert_eq!(sendable(more), format!("{always}, {more}"));
        assert_eq!(
            sendable("authorization,x-requested-with"),
            format!("{always}, x-requested-with")
        );
        for strange in [
            "app-secret, Admin-Token, cookie, proxy-authorization",
            "a b, x\"y, \u{e4}, , :",
            &"x".repeat(2000),
            "*;q=1",
            "*",
        ] {
            assert_eq!(sendable(strange), always, "{strange}");
        }
        let many = vec!["x-a"; 500].join(",");
        assert!(sendable(&many).len() < 300);
        let refused = asks_to_send(app, REQUEST_TOKEN, "https://evil.example", more);
        assert_eq!((refused.status, reader(&refused)), (405, None));
    });
}

#[test]
fn p10_metadata_answers_the_preflight_of_every_page() {
    one_app("", |app| {
        for origin in [ORIGIN, "https://anybody.example"] {
            let answer = asks_to_send(app, METADATA, origin, "x-requested-with");
            assert_eq!((answer.status, reader(&answer)), (204, Some("*")));
            assert_eq!(answer.header("access-control-allow-methods"), Some("GET"));
            let names = answer.header("access-control-allow-headers");
            assert!(names.is_some_and(|names| names.contains("x-requested-with")));
        }
        let plain = app.stranger().send("OPTIONS", METADATA, &[], b"");
        assert_eq!(plain.status, 405);
    });
}
