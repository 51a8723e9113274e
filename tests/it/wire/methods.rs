//! Every path of the platform API, with methods that it knows and that it does not know; files; health.

use super::tape::{Sent, Tape};
use crate::kit::app::TestApp;
use crate::kit::http::Response;
use crate::kit::root::place;
use crate::web::each_app;

/// Of the answer a file of ours is left out, which stands in the repository.
#[track_caller]
fn gets_file(app: &TestApp, tape: &mut Tape, path: &str) {
    let answer = app.stranger().get(path);
    let name = path.trim_start_matches('/').trim_start_matches("static/");
    let file = std::fs::read(place("static").join(name)).expect("a file of ours");
    assert!(answer.body == file, "{path} is not the file");
    let empty = Response {
        body: b"(the file)".to_vec(),
        ..answer
    };
    tape.records(&format!("GET {path}"), &format!("GET {path}"), &empty);
}

#[test]
fn methods_and_files_are_as_recorded() {
    let json = [("Accept", "application/json")];
    let from_page = [
        ("Origin", "https://client.example"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "authorization"),
    ];
    each_app("[geni]\nshort_paths = true", |app| {
        let mut tape = Tape::of(app);
        for path in PATHS {
            for (method, headers) in [
                ("GET", &[][..]),
                ("HEAD", &[]),
                ("POST", &[]),
                ("PUT", &[]),
                ("OPTIONS", &from_page),
            ] {
                let sent = Sent { headers, body: "" };
                let title = format!("{method} {path}");
                tape.sends(&mut app.stranger(), &title, (method, path), sent);
            }
        }
        for path in UNKNOWN {
            let sent = Sent {
                headers: &json,
                body: "",
            };
            let title = format!("unknown, as a page: {path}");
            tape.gets(&mut app.stranger(), &title, path);
            let title = format!("unknown, as JSON: {path}");
            tape.sends(&mut app.stranger(), &title, ("GET", path), sent);
        }
        for path in FILES {
            gets_file(app, &mut tape, path);
        }
        tape.compares("methods");
    });
}

/// Of `src/web/routes.rs`; a test looks whether one is missing.
const PATHS: [&str; 35] = [
    "/",
    "/platform/oauth/authorize",
    "/platform/oauth/auth_success",
    "/platform/oauth/auth_failed",
    "/platform/oauth/logout",
    "/platform/oauth/signed_out",
    "/platform/oauth/deauthorize",
    "/platform/oauth/request_token",
    "/platform/oauth/token",
    "/platform/oauth/validate_token",
    "/platform/oauth/invalidate_token",
    "/language",
    "/account/choose-password",
    "/account/password-chosen",
    "/account/sign-in",
    "/account/apps",
    "/account/sessions",
    "/account/password",
    "/account/password-changed",
    "/api/user",
    "/oauth/introspect",
    "/oauth/revoke",
    "/oauth/authorize",
    "/oauth/token",
    "/oauth/validate_token",
    "/oauth/invalidate_token",
    "/oauth/invalidate",
    "/.well-known/oauth-authorization-server",
    "/.well-known/change-password",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/demo",
    "/demo/",
    "/demo/callback",
];

const UNKNOWN: [&str; 8] = [
    "/nowhere",
    "/platform/oauth/authorize/",
    "/platform/oauth/nothing",
    "/api/nothing",
    "/oauth/nothing",
    "/.well-known/openid-configuration",
    "/static/nothing.css",
    "/v1/apps",
];

const FILES: [&str; 7] = [
    "/static/vestibule.css",
    "/static/icon.svg",
    "/static/form_post.js",
    "/static/opener_message.js",
    "/static/show_password.js",
    "/static/demo.js",
    "/favicon.ico",
];
