//! Cookies: their flags on plain http and behind https (refusal 122), and how long each lives.

use super::{filled_in, is_consent_page, is_sign_in_page, one_app, one_desktop, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::{Cookie, HttpClient, Response, plain_name};
use std::collections::BTreeSet;

const PUBLIC_URL: &str = "https://id.example.org";
const BEHIND_HTTPS: &str = "public_url = \"https://id.example.org\"";

/// What is set: by name, its value and its attributes.
fn set_by(answer: &Response) -> Vec<(String, String, BTreeSet<String>)> {
    let lines = answer.headers_named("set-cookie").into_iter();
    let cookies = lines.map(|line| {
        let (pair, attributes) = line.split_once("; ").expect("attributes");
        let (name, value) = pair.split_once('=').expect("name=value");
        let attributes = attributes.split("; ").map(str::to_owned).collect();
        (plain_name(name).to_owned(), value.to_owned(), attributes)
    });
    cookies.collect()
}

/// Cookies and their whole attributes, in the order in which they are set.
#[track_caller]
fn assert_sets(answer: &Response, wanted: &[(&str, &[&str])]) {
    let set: Vec<_> = set_by(answer)
        .into_iter()
        .map(|(name, _, attributes)| (name, attributes))
        .collect();
    let wanted: Vec<_> = wanted
        .iter()
        .map(|(name, attributes)| {
            let attributes = attributes.iter().map(|text| (*text).to_owned()).collect();
            ((*name).to_owned(), attributes)
        })
        .collect();
    assert_eq!(set, wanted);
}

/// Signs in at `path`, with the box ticked or not.
fn signs_in(browser: &mut HttpClient, path: &str, keep: &str) -> Response {
    let (page, mut form) = filled_in(browser, path, "ada", PASSWORD);
    if !keep.is_empty() {
        form.set("keep", keep);
    }
    let answer = browser.submits(&page, &form, "Sign in");
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer
}

const HALF_A_YEAR: &str = "Max-Age=15552000";
const NINETY_DAYS: &str = "Max-Age=7776000";

#[test]
fn r122_on_plain_http_every_cookie_is_http_only_and_lax() {
    one_desktop(|app, path| {
        let plain = ["HttpOnly", "SameSite=Lax", "Path=/"];
        let with = |age| ["HttpOnly", "SameSite=Lax", "Path=/", age];
        let mut browser = app.stranger();
        let page = browser.get(path);
        assert_sets(&page, &[("vestibule_prelogin", &plain)]);
        // 128 random bits.
        assert_eq!(set_by(&page)[0].1.len(), 22);
        let answer = signs_in(&mut browser, path, "");
        let wanted: [(&str, &[&str]); 3] = [
            ("vestibule_session", &plain),
            ("vestibule_prelogin", &with("Max-Age=0")),
            ("vestibule_browser", &with(HALF_A_YEAR)),
        ];
        assert_sets(&answer, &wanted);
        let kept = signs_in(&mut app.stranger(), path, "on");
        assert!(
            set_by(&kept)[0].2.contains(NINETY_DAYS),
            "{:?}",
            set_by(&kept)
        );
        let page = browser.get("/platform/oauth/logout");
        assert_sets(&page, &[]);
        let answer = app.presses(&mut browser, &page, "Sign out");
        assert_sets(&answer, &[("vestibule_session", &with("Max-Age=0"))]);
    });
}

#[test]
fn r122_behind_https_every_cookie_is_secure_and_belongs_to_this_host_alone() {
    one_app(BEHIND_HTTPS, |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        let plain = ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"];
        let with = |age| ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", age];
        let mut browser = app.stranger();
        assert_sets(
            &browser.get(&path),
            &[("__Host-vestibule_prelogin", &plain)],
        );
        let answer = signs_in(&mut browser, &path, "");
        assert_eq!(answer.location(), format!("{PUBLIC_URL}{path}"));
        let wanted: [(&str, &[&str]); 3] = [
            ("__Host-vestibule_session", &plain),
            ("__Host-vestibule_prelogin", &with("Max-Age=0")),
            ("__Host-vestibule_browser", &with(HALF_A_YEAR)),
        ];
        assert_sets(&answer, &wanted);
        let page = browser.get("/platform/oauth/logout");
        let answer = app.presses(&mut browser, &page, "Sign out");
        assert_sets(&answer, &[("__Host-vestibule_session", &with("Max-Age=0"))]);
    });
}

#[test]
fn r122_a_cookie_that_a_sibling_host_could_set_is_nobodys_session() {
    one_app(BEHIND_HTTPS, |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        let mut browser = app.stranger();
        signs_in(&mut browser, &path, "");
        assert!(is_consent_page(&browser.get(&path)));
        for cookie in &mut browser.jar {
            cookie.name = cookie.name.replace("__Host-", "");
        }
        assert!(is_sign_in_page(&browser.get(&path)));
    });
}

#[test]
fn cookies_that_are_not_ours_are_passed_over_and_another_pre_login_is_made() {
    one_desktop(|app, path| {
        let strange = [
            "",
            "x",
            "=;,\"",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ];
        for value in strange {
            let mut browser = app.stranger();
            for name in [
                "vestibule_prelogin",
                "vestibule_session",
                "vestibule_browser",
            ] {
                let (_, port) = app.address.rsplit_once(':').expect("a port");
                browser.jar.push(Cookie {
                    name: format!("{name}_{port}"),
                    value: value.to_owned(),
                    attributes: String::new(),
                });
            }
            let page = browser.get(path);
            assert!(is_sign_in_page(&page), "{value:?}");
            assert_eq!(set_by(&page)[0].0, "vestibule_prelogin");
            assert_eq!(tries(&mut browser, path, "ada", PASSWORD).status, 303);
        }
    });
}

#[test]
fn a_browser_that_is_known_gets_no_second_cookie_and_another_person_gets_their_own() {
    one_app("", |app: &TestApp| {
        app.adds_user("ada", None);
        app.adds_user("ivy", None);
        let (_, path) = app.adds_desktop_app();
        let ask = format!("{path}&prompt=login");
        let mut browser = app.stranger();
        tries(&mut browser, &ask, "ada", PASSWORD);
        let adas = browser.cookie("vestibule_browser").cloned();
        let again = tries(&mut browser, &ask, "ada", PASSWORD);
        assert!(
            set_by(&again)
                .iter()
                .all(|(name, ..)| name != "vestibule_browser")
        );
        tries(&mut browser, &ask, "ivy", PASSWORD);
        assert_ne!(browser.cookie("vestibule_browser").cloned(), adas);
    });
}
