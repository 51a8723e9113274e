//! `display=iframe`: sign-in and consent are never framed. An app's own canvas origin may frame one page,
//! which holds nothing but a link to a window of its own (row 73).

use super::{each_with_ada, link, one_app, one_with_ada};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::{CALLBACK, LEADS_AWAY, asking, is_page, is_refused, login_required};
use crate::kit::http::{HttpClient, Response};
use vestibule::domain::oauth::client::{Confidentiality, Kind};
use vestibule::domain::oauth::registration::Wishes;

const IFRAME: (&str, &str) = ("display", "iframe");
const CANVAS: &str = "https://apps.client.example";

fn canvas_app(app: &TestApp, canvas_origin: Option<&str>) -> String {
    let issued = app.adds_app(Wishes {
        kind: Some(Kind::Web),
        confidentiality: Some(Confidentiality::Public),
        redirect_uris: Some(vec![CALLBACK.to_owned()]),
        canvas_origin: canvas_origin.map(str::to_owned),
        ..Wishes::default()
    });
    issued.app.client_id
}

/// The one page that may be framed, by this origin alone; where its link leads.
#[track_caller]
fn only_links(answer: &Response) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
         frame-ancestors {CANVAS}; form-action 'self'"
    );
    assert_eq!(answer.headers_named("content-security-policy"), [policy]);
    assert_eq!(answer.header("x-frame-options"), None);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(answer.header("set-cookie"), None);
    let html = answer.text();
    assert!(
        !html.contains("<form") && !html.contains("<script"),
        "{html}"
    );
    assert_eq!(html.matches("<a ").count(), 1, "{html}");
    assert!(
        html.contains("target=\"_blank\" rel=\"noopener\""),
        "{html}"
    );
    link(answer, "Continue in a new window")
}

fn signed_in(app: &TestApp, client_id: &str) -> HttpClient {
    let mut browser = app.stranger();
    browser.signs_in(&asking(client_id, &[]), "ada", PASSWORD);
    browser
}

#[test]
fn r73_a_canvas_origin_may_frame_one_page_that_only_links() {
    each_with_ada(|app| {
        let client_id = canvas_app(app, Some(CANVAS));
        let path = asking(
            &client_id,
            &[IFRAME, ("state", "a&b\"<"), ("prompt", "consent")],
        );
        let window = path.replace("&display=iframe", "") + "&display=web";
        let mut browser = signed_in(app, &client_id);
        for browser in [&mut app.stranger(), &mut browser] {
            let opened = only_links(&browser.get(&path));
            assert_eq!(opened, window);
            is_page(&browser.get(&opened), 200, LEADS_AWAY);
        }
        // Even where a consent is remembered: in a frame nothing is given.
        let page = browser.get(&window);
        assert_eq!(app.presses(&mut browser, &page, "Allow").status, 302);
        only_links(&browser.get(&asking(&client_id, &[IFRAME])));
    });
}

#[test]
fn r73_without_a_canvas_origin_a_frame_is_the_web() {
    one_with_ada(|app| {
        let client_id = canvas_app(app, None);
        let page = app.stranger().get(&asking(&client_id, &[IFRAME]));
        is_page(&page, 200, LEADS_AWAY);
        page.form("Sign in");
        assert!(page.text().contains("<body class=\"web\""));
        let page = signed_in(app, &client_id).get(&asking(&client_id, &[IFRAME]));
        is_page(&page, 200, LEADS_AWAY);
        page.form("Allow");
    });
}

#[test]
fn the_page_in_the_frame_comes_after_all_checks_and_never_when_no_page_is_wanted() {
    one_app("", |app| {
        let client_id = canvas_app(app, Some(CANVAS));
        let opened = |more: &[(&str, &str)]| app.stranger().get(&asking(&client_id, more));
        let foreign = ("redirect_uri", "https://evil.example/cb");
        is_refused(&opened(&[IFRAME, foreign]), "redirect_uri_mismatch");
        let answer = opened(&[IFRAME, ("scope", "nonsense")]);
        assert!(answer.location().contains("error=invalid_scope"));
        let silent = opened(&[IFRAME, ("prompt", "none")]);
        assert_eq!(
            silent.location(),
            login_required(&format!("{CALLBACK}#"), app)
        );
        for display in ["web", "mobile", "desktop"] {
            let more = [("display", display), ("redirect_uri", CALLBACK)];
            is_page(&opened(&more), 200, LEADS_AWAY);
        }
    });
}
