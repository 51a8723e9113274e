//! `display=popup` without an address: the answer goes as a message to the page that opened the window, and
//! to pages of the app only (row 91).

use super::{decides, each_web_app, each_with_ada, one_app};
use crate::kit::app::TestApp;
use crate::kit::code::{asking_code, token_for};
use crate::kit::exact::{
    CALLBACK, ORDINARY, adds_desktop_app, adds_web_app, asking, asks_to_sign_in, is_page,
    is_refused,
};
use crate::kit::form::text_of;
use crate::kit::http::Response;
use std::time::Duration;

const POPUP: (&str, &str) = ("display", "popup");
const ORIGIN: (&str, &str) = ("origin", "https://client.example");
const CALL: (&str, &str) = ("callback", "fn-1");

/// The text of the message, with which the page tells exactly this origin.
#[track_caller]
fn tells(answer: &Response, origin: &str) -> String {
    is_page(answer, 200, ORDINARY);
    assert_eq!(answer.header("location"), None);
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    let html = answer.text();
    assert!(html.contains("<script src=\"/static/opener_message.js\" defer></script>"));
    assert!(html.contains("You can close this window."), "{html}");
    let value = |name: &str| {
        let (_, rest) = html.split_once(&format!("{name}=\"")).expect("is there");
        text_of(rest.split_once('"').expect("a quoted value").0)
    };
    assert_eq!(value("data-origin"), origin);
    value("data-message")
}

fn value_in(message: &str, name: &str) -> String {
    let mut fields = form_urlencoded::parse(message.as_bytes());
    let found = fields.find(|(known, _)| known == name);
    found.expect("the field is there").1.into_owned()
}

#[test]
fn allowed_and_refused_are_told_in_the_contracts_words() {
    each_with_ada(|app| {
        let client_id = adds_web_app(app, &[CALLBACK, "https://other.example:8443/cb"]);
        for origin in ["https://client.example", "https://other.example:8443"] {
            let path = asking(&client_id, &[POPUP, ("origin", origin), CALL]);
            let message = tells(&decides(app, &path, "ada", "Allow"), origin);
            let token = value_in(&message, "access_token");
            assert_eq!(
                message,
                format!("access_token={token}&expires_in=86400&callback=fn-1")
            );
            assert!(app.is_live(&token));
            let message = tells(&decides(app, &path, "ada", "Don't Allow"), origin);
            assert_eq!(
                message,
                "status=unauthorized&message=user+canceled&callback=fn-1"
            );
        }
        let path = asking_code(&client_id, &[POPUP, ORIGIN, ("state", "a&b")]);
        let message = tells(&decides(app, &path, "ada", "Allow"), ORIGIN.1);
        let code = value_in(&message, "code");
        assert_eq!(message, format!("code={code}&expires_in=600&state=a%26b"));
        // No address was named, so none has to be named again; if one is, it is the origin.
        token_for(app, &client_id, &code, &[]);
        let message = tells(&decides(app, &path, "ada", "Allow"), ORIGIN.1);
        let code = value_in(&message, "code");
        token_for(app, &client_id, &code, &[("redirect_uri", ORIGIN.1)]);
    });
}

#[test]
fn other_faults_are_told_in_the_same_shape() {
    each_web_app(|app, client_id| {
        for (fault, error, description) in [
            (
                ("prompt", "none"),
                "login_required",
                "The+user+is+not+signed+in",
            ),
            (
                ("response_mode", "fragment"),
                "invalid_request",
                "This+response_mode+cannot+be+used+for+this+destination",
            ),
            (
                ("response_mode", "query"),
                "invalid_request",
                "response_mode+query+cannot+be+used+for+a+token",
            ),
        ] {
            let answer = app
                .stranger()
                .get(&asking(client_id, &[POPUP, ORIGIN, CALL, fault]));
            assert_eq!(
                tells(&answer, ORIGIN.1),
                format!(
                    "status={error}&message={description}&error={error}\
                     &error_description={description}&callback=fn-1"
                )
            );
        }
    });
}

#[test]
fn r91_only_exactly_the_origin_of_a_registered_address_is_told() {
    each_web_app(|app, client_id| {
        let opened = |more: &[(&str, &str)]| app.stranger().get(&asking(client_id, more));
        asks_to_sign_in(&opened(&[POPUP, ORIGIN, CALL]));
        asks_to_sign_in(&opened(&[POPUP, ORIGIN]));
        for origin in [
            "https://evil.example",
            "https://client.example/",
            "https://client.example:443",
            "https://Client.example",
            "http://client.example",
            "https://client.example.evil.example",
            "https://sub.client.example",
            "client.example",
            "https://client.example/cb",
            "https://client.example@evil.example",
            "*",
            "/",
            "null",
        ] {
            is_refused(
                &opened(&[POPUP, ("origin", origin)]),
                "redirect_uri_mismatch",
            );
        }
        is_refused(
            &opened(&[POPUP, ("origin", "https://client.example\n")]),
            "parameter_malformed",
        );
        // One registered address is not taken for a pop-up that names nothing.
        is_refused(&opened(&[POPUP]), "redirect_uri_missing");
        is_refused(&opened(&[POPUP, ("origin", "")]), "redirect_uri_missing");
        for twice in [
            [ORIGIN, ORIGIN],
            [ORIGIN, ("origin", "https://evil.example")],
        ] {
            is_refused(&opened(&[POPUP, twice[0], twice[1]]), "parameter_repeated");
        }
        let program = adds_desktop_app(app, &["com.example.app:/cb"]);
        let answer = app
            .stranger()
            .get(&asking(&program, &[POPUP, ("origin", "com.example.app:")]));
        is_refused(&answer, "redirect_uri_mismatch");
    });
}

#[test]
fn a_callback_is_up_to_a_hundred_letters_digits_and_hyphens() {
    one_app("", |app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let with = |callback: &str| {
            let more = [POPUP, ORIGIN, ("callback", callback)];
            app.stranger().get(&asking(&client_id, &more))
        };
        let longest = "x".repeat(100);
        for good in ["a", "-", "7", longest.as_str(), ""] {
            asks_to_sign_in(&with(good));
        }
        let too_long = "x".repeat(101);
        for bad in [
            "a.b",
            "a b",
            "alert(1)",
            "<script>",
            "a&b",
            "\u{e9}",
            "a_b",
            "a\n",
            too_long.as_str(),
        ] {
            is_refused(&with(bad), "parameter_malformed");
        }
        let twice = asking(&client_id, &[POPUP, ORIGIN, CALL, CALL]);
        is_refused(&app.stranger().get(&twice), "parameter_repeated");
        let not_text = format!("{}&callback=%FF", asking(&client_id, &[POPUP, ORIGIN]));
        is_refused(&app.stranger().get(&not_text), "parameter_malformed");
    });
}

#[test]
fn with_an_address_it_is_an_ordinary_redirect_whatever_the_origin() {
    each_with_ada(|app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let more = [
            POPUP,
            ("redirect_uri", CALLBACK),
            ("origin", "https://evil.example"),
            CALL,
        ];
        let answer = decides(app, &asking(&client_id, &more), "ada", "Allow");
        assert_eq!(answer.status, 302);
        assert!(
            answer
                .location()
                .starts_with(&format!("{CALLBACK}#access_token="))
        );
        assert!(!answer.location().contains("callback="));
    });
}

#[test]
fn r69_a_double_click_tells_the_same_until_the_token_ends() {
    each_with_ada(|app| {
        let client_id = adds_web_app(app, &[CALLBACK]);
        let mut browser = app.stranger();
        let page = app.signs_in(
            &mut browser,
            &asking(&client_id, &[POPUP, ORIGIN, CALL]),
            "ada",
        );
        let first = tells(&app.presses(&mut browser, &page, "Allow"), ORIGIN.1);
        let again = tells(&app.presses(&mut browser, &page, "Allow"), ORIGIN.1);
        assert_eq!(first, again);
        end(app, &value_in(&first, "access_token"));
        assert_eq!(app.presses(&mut browser, &page, "Allow").status, 403);
        app.advance(Duration::from_secs(10));
        assert_eq!(app.presses(&mut browser, &page, "Allow").status, 403);
    });
}

#[track_caller]
fn end(app: &TestApp, token: &str) {
    let path = format!("/platform/oauth/invalidate_token?access_token={token}");
    assert_eq!(app.stranger().get(&path).status, 200);
}
