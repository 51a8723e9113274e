//! Every path of the platform API, with methods that it knows and that it does not know, and our files.

use super::tape::Tape;
use crate::kit::app::TestApp;
use crate::kit::http::Response;
use crate::kit::root::{paths, place};
use crate::web::each_app;

const FROM_A_PAGE: &[(&str, &str)] = &[
    ("Origin", "https://client.example"),
    ("Access-Control-Request-Method", "POST"),
    ("Access-Control-Request-Headers", "authorization"),
];
const AS_JSON: &[(&str, &str)] = &[("Accept", "application/json")];

/// That there are not: with the name of a page, below the endpoints for programs, and elsewhere.
const UNKNOWN: &str = "/nowhere /platform/oauth/authorize/ /platform/oauth/nothing /api/nothing /oauth/nothing \
     /.well-known/openid-configuration /static/nothing.css /v1/apps /demo /demo/ /demo/callback";

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
        let mut tape = Tape::new(&app.address);
        let mut asks = |method: &str, path: &str, headers: &[(&str, &str)]| {
            let answer = app.stranger().send(method, path, headers, b"");
            let title = format!(
                "{method} {path}{}",
                if headers == AS_JSON { ", as JSON" } else { "" }
            );
            tape.records(&title, &format!("{method} {path}"), &answer);
        };
        let table = paths("src/web/routes.rs");
        for path in table
            .iter()
            .filter(|path| !path.contains('{') && *path != "/favicon.ico")
        {
            for method in ["GET", "HEAD", "POST", "PUT"] {
                asks(method, path, &[]);
            }
            asks("OPTIONS", path, FROM_A_PAGE);
        }
        for path in UNKNOWN.split(' ') {
            asks("GET", path, &[]);
            asks("GET", path, AS_JSON);
        }
        for file in [
            "vestibule.css",
            "icon.svg",
            "form_post.js",
            "opener_message.js",
            "show_password.js",
            "demo.js",
        ] {
            gets_file(app, &mut tape, &format!("/static/{file}"));
        }
        gets_file(app, &mut tape, "/favicon.ico");
        tape.compares("methods");
    });
}
