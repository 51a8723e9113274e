//! Sign-out that an app begins (OpenID Connect RP-Initiated Logout 1.0).

use super::{allows, asks, code_in, each_openid, signs_in};
use crate::kit::app::{AUTHORIZE, TestApp};
use crate::kit::exact::CALLBACK;
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{Program, encoded};
use std::time::Duration;
use vestibule::domain::time::days;

pub const LOGOUT: &str = "/platform/oauth/logout";
const SIGNED_OUT: &str = "/platform/oauth/signed_out";
pub const BYE: &str = "https://client.example/bye?from=here";

/// Signs in, and gives back the ID token.
#[track_caller]
fn hint(app: &TestApp, program: &Program, browser: &mut HttpClient) -> String {
    let answer = allows(app, browser, &asks(program, &[]));
    let tokens = program.redeems(&code_in(&answer)).json();
    tokens["id_token"].as_str().expect("an ID token").to_owned()
}

fn leaves(browser: &mut HttpClient, fields: &[(&str, &str)]) -> Response {
    browser.get(&format!("{LOGOUT}?{}", encoded(fields)))
}

#[track_caller]
fn goes_to(answer: &Response, location: &str) {
    assert_eq!((answer.status, answer.location()), (303, location));
}

fn is_signed_in(browser: &mut HttpClient, program: &Program) -> bool {
    let answer = browser.get(&asks(program, &[("prompt", "none")]));
    !answer.location().contains("error=login_required")
}

#[test]
fn who_is_meant_is_signed_out_without_a_question_and_goes_where_the_app_registered() {
    each_openid(|app, program| {
        let mut browser = app.stranger();
        let token = hint(app, program, &mut browser);
        app.advance(days(1) - Duration::from_secs(60));
        let fields = [
            ("id_token_hint", token.as_str()),
            ("post_logout_redirect_uri", BYE),
            ("state", "s t&é"),
        ];
        // Nothing ends by a look ahead.
        let head = browser.send("HEAD", &format!("{LOGOUT}?{}", encoded(&fields)), &[], b"");
        assert_eq!(head.status, 200);
        assert!(is_signed_in(&mut browser, program));
        let answer = leaves(&mut browser, &fields);
        goes_to(&answer, &format!("{BYE}&state=s+t%26%C3%A9"));
        assert!(browser.cookie("vestibule_session").is_none());
        assert!(!is_signed_in(&mut browser, program));
        // Once more, with nobody signed in.
        goes_to(&leaves(&mut browser, &fields[..2]), BYE);
        let own = format!("{}{SIGNED_OUT}", app.origin());
        goes_to(&leaves(&mut browser, &fields[..1]), &own);
    });
}

#[test]
fn who_may_not_be_meant_is_asked_and_then_goes_to_the_same_place() {
    each_openid(|app, program| {
        app.adds_user("bob", None);
        let elsewhere = hint(app, program, &mut app.stranger());
        let path = asks(program, &[]);
        // The first time he allows it.
        let mut first = app.stranger();
        let page = app.signs_in(&mut first, &path, "bob");
        app.presses(&mut first, &page, "Allow");
        let signed_in = || {
            let mut browser = app.stranger();
            app.signs_in(&mut browser, &path, "bob");
            browser
        };
        let id = program.app.client_id.as_str();
        let bye = ("post_logout_redirect_uri", BYE);
        for fields in [
            vec![("id_token_hint", elsewhere.as_str()), bye],
            vec![("client_id", id), bye],
            vec![("id_token_hint", "a.b.c"), ("client_id", id), bye],
        ] {
            let mut browser = signed_in();
            let page = leaves(&mut browser, &fields);
            assert_eq!(page.status, 200, "{fields:?}");
            assert!(text_of(&page.text()).contains("You are signed in as bob"));
            assert!(is_signed_in(&mut browser, program));
            goes_to(&app.presses(&mut browser, &page, "Sign out"), BYE);
        }
        // Where nobody tells which app asks, no address is known.
        let mut browser = signed_in();
        let page = leaves(&mut browser, &[bye]);
        let own = format!("{}{SIGNED_OUT}", app.origin());
        goes_to(&app.presses(&mut browser, &page, "Sign out"), &own);
        // Nobody is signed in, and nobody is meant.
        let page = leaves(&mut browser, &[("client_id", id), bye]);
        assert_eq!(page.status, 200);
        assert!(page.text().contains("You are signed out."));
    });
}

#[test]
fn a_hint_that_was_changed_or_is_of_another_app_or_kind_counts_for_nothing() {
    each_openid(|app, program| {
        let other = super::openid_program(app);
        let mut browser = app.stranger();
        let token = hint(app, program, &mut browser);
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let (header, claims) = signed.split_once('.').expect("three parts");
        let other_start = if signature.starts_with('A') { 'B' } else { 'A' };
        let changed = [
            format!("{signed}.{other_start}{}", &signature[1..]),
            format!("{header}.{}.{signature}", &claims[..claims.len() - 4]),
            format!("{signed}."),
            format!("eyJhbGciOiJub25lIn0.{claims}."),
            format!("{token}.x"),
            token[1..].to_owned(),
        ];
        for text in &changed {
            let page = leaves(&mut browser, &[("id_token_hint", text)]);
            assert_eq!(page.status, 200, "{text}");
            assert!(is_signed_in(&mut browser, program), "{text}");
        }
        // It names one app, and the request another.
        let fields = [
            ("id_token_hint", token.as_str()),
            ("client_id", other.app.client_id.as_str()),
        ];
        assert_eq!(leaves(&mut browser, &fields).status, 200);
        assert!(is_signed_in(&mut browser, program));
    });
}

#[test]
fn an_address_that_is_not_registered_is_never_gone_to() {
    each_openid(|app, program| {
        let own = format!("{}{SIGNED_OUT}", app.origin());
        for other in [
            "https://client.example/bye",
            "https://client.example/bye?from=here&x",
            "https://client.example/bye?from=here#x",
            "https://evil.example/",
            CALLBACK,
            "//evil.example",
            "javascript:alert(1)",
        ] {
            let mut browser = app.stranger();
            let token = hint(app, program, &mut browser);
            let fields = [
                ("id_token_hint", token.as_str()),
                ("post_logout_redirect_uri", other),
                ("state", "s"),
            ];
            goes_to(&leaves(&mut browser, &fields), &own);
            assert!(!is_signed_in(&mut browser, program));
        }
    });
}

#[test]
fn a_request_that_cannot_be_read_is_a_page_and_ends_nothing() {
    each_openid(|app, program| {
        let mut browser = app.stranger();
        let token = hint(app, program, &mut browser);
        let long = format!("state={}", "x".repeat(8193));
        for more in [
            "state=a&state=b",
            "state=%ff",
            "ui_locales=%ff",
            "client_id=a&client_id=a",
            &long,
        ] {
            let path = format!("{LOGOUT}?id_token_hint={token}&{more}");
            let page = browser.get(&path);
            assert_eq!(
                (page.status, page.header("location")),
                (400, None),
                "{more}"
            );
            assert!(is_signed_in(&mut browser, program));
        }
        let huge = format!("{LOGOUT}?state={}", "x".repeat(33_000));
        assert_eq!(browser.get(&huge).status, 414);
    });
}

#[test]
fn a_request_by_post_is_the_same_by_get_from_anywhere_and_issues_nothing() {
    each_openid(|app, program| {
        let mut browser = app.stranger();
        let token = hint(app, program, &mut browser);
        let fields = encoded(&[("id_token_hint", &token), ("state", "a b")]);
        let form = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", "https://client.example"),
            ("Sec-Fetch-Site", "cross-site"),
        ];
        let answer = browser.send("POST", LOGOUT, &form, fields.as_bytes());
        goes_to(&answer, &format!("{}{LOGOUT}?{fields}", app.origin()));
        assert!(is_signed_in(&mut browser, program));
        let path = asks(program, &[("nonce", "n&n")]);
        let (_, query) = path.split_once('?').expect("a query");
        let answer = browser.send("POST", AUTHORIZE, &form, query.as_bytes());
        goes_to(&answer, &format!("{}{path}", app.origin()));
        let huge = format!("state={}", "x".repeat(33_000));
        assert_eq!(
            browser
                .send("POST", AUTHORIZE, &form, huge.as_bytes())
                .status,
            413
        );
    });
}

#[test]
fn of_an_app_that_is_disabled_no_hint_counts() {
    each_openid(|app, program| {
        let tokens = signs_in(app, program, &[]).json();
        let token = tokens["id_token"].as_str().expect("an ID token").to_owned();
        super::disables(app, program);
        let answer = leaves(&mut app.stranger(), &[("id_token_hint", &token)]);
        assert_eq!(answer.status, 200);
    });
}
