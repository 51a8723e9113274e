//! The headers of every HTML answer: never framed, never kept, never telling where one came from.

use super::{asks, one_app, one_with_ada, tries, web_app};
use crate::kit::app::PASSWORD;
use crate::kit::exact::{LEADS_AWAY, ORDINARY, is_page};
use crate::kit::http::Response;
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;

/// Exactly the headers of a page of ours, and nothing loaded from elsewhere.
#[track_caller]
fn assert_page(answer: &Response, status: u16, policy: &str) {
    is_page(answer, status, policy);
    assert_loads_nothing_from_elsewhere(answer);
}

fn assert_loads_nothing_from_elsewhere(answer: &Response) {
    let text = answer.text();
    for attribute in ["src=\"", "href=\"", "action=\""] {
        for rest in text.split(attribute).skip(1) {
            let own = rest.starts_with('/') && !rest.starts_with("//");
            assert!(
                own,
                "{}: {attribute}{}",
                answer.path,
                rest.split('"').next().unwrap_or("")
            );
        }
    }
    assert!(
        !text.contains("<script"),
        "a page that runs a script: {text}"
    );
    assert!(
        !text.contains("style=\""),
        "the policy would drop it: {text}"
    );
    assert!(
        !text.contains(" target="),
        "it opens another window: {text}"
    );
}

#[test]
fn r73_sign_in_and_consent_are_never_framed_whatever_the_display() {
    one_with_ada(|app| {
        let issued = web_app(app, "https://client.example/cb");
        for display in ["web", "desktop", "mobile", "popup", "iframe", "strange", ""] {
            let address = ("redirect_uri", "https://client.example/cb");
            let path = asks(&issued, &[("display", display), address]);
            let mut browser = app.stranger();
            assert_page(&browser.get(&path), 200, LEADS_AWAY);
            let wrong = tries(&mut browser, &path, "ada", "wrong-password");
            assert_page(&wrong, 200, LEADS_AWAY);
            tries(&mut browser, &path, "ada", PASSWORD);
            assert_page(&browser.get(&path), 200, LEADS_AWAY);
        }
    });
}

#[test]
fn r125_a_landing_page_asked_for_by_a_frame_a_prefetcher_or_with_a_referer_is_the_same() {
    one_app("", |app| {
        for page in ["auth_success", "auth_failed"] {
            let path = format!("/platform/oauth/{page}");
            let plain = app.stranger().get(&path);
            let asked = [
                ("Referer", "https://client.example/?access_token=x"),
                ("Sec-Fetch-Dest", "iframe"),
                ("Sec-Purpose", "prefetch"),
                ("Origin", "https://client.example"),
            ];
            for header in asked {
                let answer = app.stranger().send("GET", &path, &[header], b"");
                assert_page(&answer, 200, ORDINARY);
                assert_eq!(answer.text(), plain.text(), "{header:?}");
                assert_eq!(answer.headers_named("set-cookie"), Vec::<&str>::new());
            }
            let head = app.stranger().send("HEAD", &path, &[], b"");
            assert_eq!(
                (head.status, head.header("x-frame-options")),
                (200, Some("DENY"))
            );
        }
    });
}

#[test]
fn r93_the_redirect_that_carries_a_token_is_not_kept_and_tells_no_referrer() {
    one_with_ada(|app| {
        let issued = app.adds_app(Wishes {
            kind: Some(Kind::Desktop),
            ..Wishes::default()
        });
        let path = asks(&issued, &[("display", "desktop")]);
        let mut browser = app.stranger();
        let consent = app.signs_in(&mut browser, &path, "ada");
        let allowed = app.presses(&mut browser, &consent, "Allow");
        let remembered = browser.get(&path);
        for answer in [allowed, remembered] {
            assert_eq!(answer.status, 302);
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
            assert_eq!(answer.header("set-cookie"), None);
            assert!(answer.body.is_empty());
        }
    });
}
