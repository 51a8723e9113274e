//! Every path of the platform API, with methods that it knows and that it does not know, and our files.

use super::tape::Tape;
use crate::kit::app::TestApp;
use crate::kit::exact::{CALLBACK, adds_web_app};
use crate::kit::http::Response;
use crate::kit::root::{paths, place};
use crate::web::each_app;

/// As a page asks: one of a registered app, and one of nobody.
const REGISTERED: &[(&str, &str)] = &[
    ("Origin", "https://client.example"),
    ("Access-Control-Request-Method", "POST"),
    ("Access-Control-Request-Headers", "content-type"),
    ("X-Planted", "do not echo"),
];
const FOREIGN: &[(&str, &str)] = &[
    ("Origin", "https://foreign.example"),
    REGISTERED[1],
    REGISTERED[2],
    REGISTERED[3],
];
const AS_JSON: &[(&str, &str)] = &[("Accept", "application/json")];

/// That there are not: with the name of a page, below the endpoints for programs, and elsewhere.
const UNKNOWN: &str = "/nowhere /platform/oauth/authorize/ /platform/oauth/nothing /api/nothing /oauth/nothing \
     /.well-known/openid-configurations /static/nothing.css /v1/apps /demo /demo/ /demo/callback \
     /platform/oauth/Authorize /platform/oauth/authorize/x //platform/oauth/authorize /platform/oauth \
     /platform/oauth/auth_success/../authorize /static/../Cargo.toml /static/..%2fx /%00";

/// Of the answer the file is left out: it stands in the repository.
#[track_caller]
fn gets_file(app: &TestApp, tape: &mut Tape, path: &str) {
    let answer = app.stranger().get(path);
    let name = path.trim_start_matches("/static");
    let file = std::fs::read(place(&format!("static{name}"))).expect(path);
    assert!(answer.body == file, "{path} is not the file");
    let empty = Response {
        body: b"(the file)".to_vec(),
        ..answer
    };
    tape.records(path, &format!("GET {path}"), &empty);
}

#[test]
fn methods_and_files_are_as_recorded() {
    each_app("[geni]\nshort_paths = true", |app| {
        adds_web_app(app, &[CALLBACK]);
        let mut tape = Tape::new(&app.address);
        let mut asks = |method: &str, path: &str, headers: &[(&str, &str)]| {
            let answer = app.stranger().send(method, path, headers, b"");
            assert!(!answer.text().contains("do not echo"), "{method} {path}");
            let sent = headers.first().map_or("", |(_, value)| value);
            let request = format!("{method} {path} {sent}");
            tape.records(request.trim_end(), request.trim_end(), &answer);
        };
        let table = paths("src/web/routes.rs");
        let plain = table.iter().filter(|path| !path.contains('{'));
        // The keys of each server are its own.
        let elsewhere = ["/favicon.ico", "/oauth/jwks"];
        for path in plain.filter(|path| !elsewhere.contains(&path.as_str())) {
            for method in ["GET", "HEAD", "POST"] {
                asks(method, path, &[]);
            }
            for method in ["PUT", "OPTIONS"] {
                asks(method, path, REGISTERED);
            }
            for method in [
                "PUT", "OPTIONS", "DELETE", "PATCH", "TRACE", "PROPFIND", "get",
            ] {
                asks(method, path, FOREIGN);
            }
        }
        for path in UNKNOWN.split(' ') {
            asks("GET", path, &[]);
            asks("GET", path, AS_JSON);
        }
        let files = "vestibule.css icon.svg form_post.js opener_message.js show_password.js demo.js id_token.js";
        for file in files.split(' ') {
            gets_file(app, &mut tape, &format!("/static/{file}"));
        }
        gets_file(app, &mut tape, "/favicon.ico");
        tape.compares("methods");
    });
}
