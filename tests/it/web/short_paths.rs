//! Path aliases for older programs: there with the setting, and nothing without it.

use super::{each_app, one_app, own_path};
use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::code::{VERIFIER, asking_code, code_in};
use crate::kit::exact::{CALLBACK, ORDINARY, adds_web_app, asks_to_sign_in, is_page};
use crate::kit::program::refuses;

const ON: &str = "[geni]\nshort_paths = true";
const SHORT: [(&str, &str); 5] = [
    ("/oauth/authorize", AUTHORIZE),
    ("/oauth/token", "/platform/oauth/request_token"),
    ("/oauth/validate_token", "/platform/oauth/validate_token"),
    (
        "/oauth/invalidate_token",
        "/platform/oauth/invalidate_token",
    ),
    ("/oauth/invalidate", "/platform/oauth/invalidate_token"),
];

#[test]
fn without_the_setting_there_is_nothing() {
    one_app("", |app| {
        for (short, _) in SHORT {
            for method in ["GET", "POST", "PUT", "OPTIONS"] {
                let answer = app
                    .stranger()
                    .send(method, &format!("{short}?client_id=1"), &[], b"");
                if short == "/oauth/authorize" {
                    is_page(&answer, 404, ORDINARY);
                } else {
                    let text = "There is nothing at this address";
                    refuses(&answer, 404, "invalid_request", text);
                }
            }
        }
    });
}

#[test]
fn with_it_each_answers_as_the_path_it_stands_for() {
    one_app(ON, |app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        for (short, long) in SHORT {
            for method in ["GET", "POST", "PUT", "OPTIONS", "HEAD"] {
                let [one, other] = [short, long].map(|path| {
                    let path = format!("{path}?client_id={client_id}&response_type=tokenn");
                    let answer = app.stranger().send(method, &path, &[], b"");
                    let location = answer.header("location").map(str::to_owned);
                    let allow = answer.header("allow").map(str::to_owned);
                    (answer.status, location, allow, comparable(&answer.text()))
                });
                assert_eq!(one, other, "{method} {short}");
            }
            let below = app.stranger().get(&format!("{short}/"));
            assert_eq!(below.status, 404);
        }
    });
}

/// Without the reference that each error page has of its own.
fn comparable(page: &str) -> String {
    let (before, after) = page.split_once("reference <bdi").unwrap_or((page, ""));
    let after = after.split_once("</bdi>").map_or("", |(_, rest)| rest);
    format!("{before}{after}")
}

#[test]
fn a_whole_flow_runs_over_them() {
    each_app(ON, |app| {
        app.adds_user("ada", None);
        let client_id = adds_web_app(app, &[CALLBACK]);
        let path = asking_code(&client_id, &[]).replace(AUTHORIZE, "/oauth/authorize");
        asks_to_sign_in(&app.stranger().get(&path));
        let mut browser = app.stranger();
        let page = browser.signs_in(&path, "ada", PASSWORD);
        let answer = app.presses(&mut browser, &page, "Allow");
        let code = code_in(answer.location());
        let fields = [
            ("client_id", client_id.as_str()),
            ("code", &code),
            ("code_verifier", VERIFIER),
        ];
        let answer = app.stranger().post_form("/oauth/token", &fields);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let json = answer.json();
        let token = json["access_token"].as_str().expect("a token");
        for (path, status) in [
            ("/oauth/validate_token", 200),
            ("/oauth/invalidate", 200),
            ("/oauth/validate_token", 400),
        ] {
            assert_eq!(said(app, path, token), status, "{path}");
        }
    });
}

fn said(app: &TestApp, path: &str, token: &str) -> u16 {
    app.stranger()
        .get(&format!("{path}?access_token={token}"))
        .status
}

#[test]
fn links_and_forms_name_the_long_path() {
    one_app(ON, |app| {
        app.adds_user("ada", None);
        let client_id = adds_web_app(app, &[CALLBACK]);
        let path = format!("/oauth/authorize?client_id={client_id}&response_type=token");
        let page = app.stranger().get(&path);
        assert_eq!(page.form("Sign in").action.as_deref(), Some(AUTHORIZE));
        let answer = super::tries(&mut app.stranger(), &path, "ada", PASSWORD);
        assert!(own_path(app, answer.location()).starts_with(&format!("{AUTHORIZE}?client_id=")));
    });
}
