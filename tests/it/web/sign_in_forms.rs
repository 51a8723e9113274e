//! The sign-in form itself: bound to one browser and one request, good for an hour.

use super::{
    assert_form_refused, each_app, each_desktop, each_with_ada, filled_in, is_consent_page,
    is_sign_in_page, one_app, one_desktop, own_path, submits_with, tries,
};
use crate::kit::app::{AUTHORIZE, PASSWORD};
use std::time::Duration;

const PRE_LOGIN: &str = "vestibule_prelogin";
const SESSION: &str = "vestibule_session";

#[test]
fn r72_a_sign_in_form_from_another_browser_signs_nobody_in() {
    each_app("", |app| {
        app.adds_user("mallory", None);
        let (_, path) = app.adds_desktop_app();
        let mut mallory = app.stranger();
        let (_, form) = filled_in(&mut mallory, &path, "mallory", PASSWORD);
        // A victim who never was here, and one who has a sign-in page open.
        let mut fresh = app.stranger();
        let mut open = app.stranger();
        open.get(&path);
        for victim in [&mut fresh, &mut open] {
            let answer = submits_with(victim, &form, "Sign in", &[]);
            assert_form_refused(&answer, &path);
            assert!(victim.cookie(SESSION).is_none());
        }
        assert_eq!(
            submits_with(&mut mallory, &form, "Sign in", &[]).status,
            303
        );
    });
}

#[test]
fn r72_a_sign_in_form_sent_by_another_site_is_refused_whatever_it_holds() {
    one_desktop(|app, path| {
        let foreign = [
            ("Sec-Fetch-Site", "cross-site"),
            ("Origin", "http://127.0.0.1"),
            ("Origin", "\u{ff}"),
        ];
        for header in foreign {
            let mut browser = app.stranger();
            let (_, form) = filled_in(&mut browser, path, "ada", PASSWORD);
            let answer = submits_with(&mut browser, &form, "Sign in", &[header]);
            assert_form_refused(&answer, path);
            assert!(browser.cookie(SESSION).is_none(), "{header:?}");
        }
        let origin = app.origin();
        let own = [
            ("Sec-Fetch-Site", "same-origin"),
            ("Origin", origin.as_str()),
            // What Chromium sends from our own pages, for their Referrer-Policy.
            ("Origin", "null"),
        ];
        for header in own {
            let mut browser = app.stranger();
            let (_, form) = filled_in(&mut browser, path, "ada", PASSWORD);
            let answer = submits_with(&mut browser, &form, "Sign in", &[header]);
            assert_eq!(answer.status, 303, "{header:?}");
        }
    });
}

#[test]
fn a_sign_in_form_with_anything_changed_or_missing_is_refused() {
    each_with_ada(|app| {
        let (issued, path) = app.adds_desktop_app();
        let client_id = &issued.app.client_id;
        let other = format!("client_id={client_id}&response_type=token&display=desktop&state=x");
        let changes = [
            ("request", other.as_str()),
            ("nonce", &"A".repeat(40)),
            ("proof", "1800000000000.AAAA"),
            ("proof", ""),
        ];
        for (field, value) in changes {
            let mut browser = app.stranger();
            let (page, mut form) = filled_in(&mut browser, &path, "ada", PASSWORD);
            form.set(field, value);
            let answer = browser.submits(&page, &form, "Sign in");
            let request = form.hidden("request").to_owned();
            assert_form_refused(&answer, &format!("{AUTHORIZE}?{request}"));
            assert!(browser.cookie(SESSION).is_none(), "{field}");
        }
        for field in ["request", "nonce", "proof"] {
            let mut browser = app.stranger();
            let (page, mut form) = filled_in(&mut browser, &path, "ada", PASSWORD);
            form.fields.retain(|(name, _)| name != field);
            let answer = browser.submits(&page, &form, "Sign in");
            assert_eq!(
                (answer.status, answer.header("location")),
                (403, None),
                "{field}"
            );
        }
    });
}

#[test]
fn r84_a_request_field_from_outside_is_a_link_on_our_own_site_at_most() {
    one_desktop(|app, path| {
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "\"><script>",
            "\r\nX: y",
        ] {
            let mut browser = app.stranger();
            let (page, mut form) = filled_in(&mut browser, path, "ada", PASSWORD);
            form.set("request", elsewhere);
            let answer = browser.submits(&page, &form, "Sign in");
            assert_eq!((answer.status, answer.header("location")), (403, None));
            assert_eq!(answer.header("x"), None);
            let link = super::link(&answer, "Start again");
            assert!(link.starts_with(&format!("{AUTHORIZE}?")), "{link}");
            assert!(!answer.text().contains("<script>"), "{}", answer.text());
        }
    });
}

#[test]
fn a_sign_in_form_is_good_for_an_hour_and_then_is_shown_once_more() {
    each_desktop(|app, path| {
        let mut early = app.stranger();
        let (page, form) = filled_in(&mut early, path, "ada", PASSWORD);
        let mut late = early.clone();
        app.advance(Duration::from_secs(3599));
        assert_eq!(early.submits(&page, &form, "Sign in").status, 303);
        assert!(early.cookie(SESSION).is_some());
        app.advance(Duration::from_secs(1));
        let answer = late.submits(&page, &form, "Sign in");
        assert!(is_sign_in_page(&answer));
        assert!(late.cookie(SESSION).is_none(), "signed in by a stale form");
        assert!(is_sign_in_page(&late.get(path)));
    });
}

#[test]
fn a_sign_in_form_sent_while_somebody_is_signed_in_leads_on_to_its_request() {
    each_desktop(|app, path| {
        let other = format!("{path}&state=second");
        let mut browser = app.stranger();
        let (first, first_form) = filled_in(&mut browser, path, "ada", PASSWORD);
        let kept = browser
            .cookie(PRE_LOGIN)
            .expect("a pre-login cookie")
            .clone();
        let (second, mut second_form) =
            filled_in(&mut browser, &other, "ada", "wrong, and never looked at");
        assert_eq!(
            browser.cookie(PRE_LOGIN),
            Some(&kept),
            "two tabs, one cookie"
        );
        assert_eq!(browser.submits(&first, &first_form, "Sign in").status, 303);
        let session = browser.cookie(SESSION).expect("a session").clone();
        // The browser still has the old cookie where a tab's request was on its way already.
        let answer = browser.submits(&second, &second_form, "Sign in");
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(own_path(app, answer.location()), other);
        assert_eq!(answer.headers_named("set-cookie"), Vec::<&str>::new());
        assert_eq!(browser.cookie(SESSION), Some(&session));
        assert!(is_consent_page(&browser.get(&other)));
        second_form.set("proof", "forged");
        let answer = browser.submits(&second, &second_form, "Sign in");
        assert_eq!(own_path(app, answer.location()), other);
    });
}

#[test]
fn each_of_two_sign_in_pages_of_one_browser_works() {
    each_desktop(|app, path| {
        for which in [0, 1] {
            let mut browser = app.stranger();
            let tabs = [(); 2].map(|()| filled_in(&mut browser, path, "ada", PASSWORD));
            let (page, form) = &tabs[which];
            assert_eq!(browser.submits(page, form, "Sign in").status, 303);
            assert!(is_consent_page(&browser.get(path)));
        }
    });
}

#[test]
fn parts_of_the_request_beside_the_proven_copy_are_refused() {
    // Contract: POST takes from other fields only name, password, keep and the button (RFC 6749 §3.1).
    one_desktop(|app, path| {
        let mut browser = app.stranger();
        let (_, mut form) = filled_in(&mut browser, path, "ada", PASSWORD);
        form.action = Some(path.to_owned());
        let answer = submits_with(&mut browser, &form, "Sign in", &[]);
        assert_eq!((answer.status, answer.header("location")), (400, None));
        form.action = Some(AUTHORIZE.to_owned());
        form.set("client_id", "x");
        let answer = submits_with(&mut browser, &form, "Sign in", &[]);
        assert_form_refused(&answer, path);
        assert!(browser.cookie(SESSION).is_none());
    });
}

#[test]
fn the_longest_name_signs_in_and_one_too_long_for_anybody_is_not_looked_at() {
    one_app("", |app| {
        // 80 characters of four bytes each.
        let longest = "\u{1F9A6}".repeat(80);
        app.adds_user(&longest, None);
        let (_, path) = app.adds_desktop_app();
        let answer = tries(&mut app.stranger(), &path, &longest, PASSWORD);
        assert_eq!(answer.status, 303, "{}", answer.text());
        // Folded, this one would be eleven times as long: work that no brake stands before.
        let endless = "\u{FDFA}".repeat(13_000);
        let answer = tries(&mut app.stranger(), &path, &endless, PASSWORD);
        assert_eq!(answer.status, 200);
        let given_back = answer.form("Sign in").value("name").map(str::len);
        assert_eq!(given_back, Some(0));
    });
}
