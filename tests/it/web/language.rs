//! The language of pages over HTTP: chosen by the request, changed by a form of our own.

use super::second_step_codes::adds_authenticator;
use super::{asks, one_app, one_with_ada, tries, web_app};
use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::http::{HttpClient, Response};
use vestibule::flow::users::{self, Edit};

/// What a page is written in.
fn language(page: &Response) -> String {
    let text = page.text();
    let (_, after) = text.split_once("<html lang=\"").expect("a page");
    after.split('"').next().expect("a language").to_owned()
}

fn gets(browser: &mut HttpClient, path: &str, accepted: &str) -> Response {
    browser.send("GET", path, &[("Accept-Language", accepted)], b"")
}

fn presses(browser: &mut HttpClient, page: &Response, button: &str) -> Response {
    let form = page.form(button);
    browser.submits(page, &form, button)
}

fn path_of(app: &TestApp, answer: &Response) -> String {
    let location = answer.location();
    location
        .strip_prefix(&app.origin())
        .expect("our own")
        .to_owned()
}

#[test]
fn the_request_says_the_language_of_its_pages_and_of_what_its_forms_answer() {
    one_with_ada(|app| {
        let (_, path) = app.adds_desktop_app();
        let path = format!("{path}&locale=et_EE");
        let mut browser = app.stranger();
        let page = browser.get(&path);
        assert_eq!(language(&page), "et");
        let mut form = page.form("Logi sisse");
        form.types_name_and_password("ada", "wrong-password");
        let wrong = browser.submits(&page, &form, "Logi sisse");
        assert_eq!(language(&wrong), "et");
        assert!(wrong.text().contains("Vale nimi või parool."));
        let mut form = wrong.form("Logi sisse");
        form.types_name_and_password("ada", PASSWORD);
        let answer = browser.submits(&wrong, &form, "Logi sisse");
        let consent = browser.get(&path_of(app, &answer));
        assert!(consent.text().contains("näha sinu nime"));
        let mut form = consent.form("Luba");
        form.set("nonce", "x");
        let expired = browser.submits(&consent, &form, "Luba");
        assert_eq!((expired.status, language(&expired).as_str()), (403, "et"));
        let allowed = presses(&mut browser, &consent, "Luba");
        assert_eq!(allowed.status, 302);
    });
}

#[test]
fn the_switch_is_remembered_and_leads_back_to_the_same_request_without_its_locale() {
    one_app("", |app| {
        let issued = web_app(app, "https://client.example/cb");
        let path = asks(&issued, &[("state", "&\" x")]);
        let mut browser = app.stranger();
        let asked = format!("{path}&lo%63ale=et&prompt=login");
        let page = browser.get(&asked);
        let back = presses(&mut browser, &page, "In English");
        assert_eq!(back.status, 303);
        assert_eq!(path_of(app, &back), format!("{path}&prompt=login"));
        let page = gets(&mut browser, &path, "et");
        assert_eq!(language(&page), "en");
        let back = presses(&mut browser, &page, "Eesti keeles");
        assert_eq!(path_of(app, &back), path);
        assert_eq!(language(&gets(&mut browser, "/nowhere", "en")), "et");
        let cookie = browser.cookie("vestibule_language").expect("a cookie");
        assert_eq!(
            (cookie.value.as_str(), cookie.attributes.as_str()),
            ("et", "HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000")
        );
    });
}

#[test]
fn behind_https_the_language_cookie_too_belongs_to_this_host_alone() {
    one_app("public_url = \"https://id.example.org\"", |app| {
        let fields = [("language", "et"), ("back", "/")];
        let answer = app.stranger().post_form("/language", &fields);
        let cookie = answer.header("set-cookie").expect("a cookie");
        assert!(
            cookie.starts_with("__Host-vestibule_language=et; "),
            "{cookie}"
        );
        assert!(cookie.contains("; Secure"), "{cookie}");
    });
}

#[test]
fn the_switch_leads_nowhere_but_to_our_own_pages_and_takes_only_languages_that_there_are() {
    one_app("", |app| {
        for (back, wanted) in [
            ("", "/"),
            ("https://evil.example/", "/"),
            ("javascript:alert(1)", "/"),
            ("//evil.example/x", "//evil.example/x"),
            ("/\\evil.example", "/%5Cevil.example"),
            ("/a\r\nSet-Cookie: x=y", "/a%0D%0ASet-Cookie:%20x=y"),
            ("/a?b=1&locale=et#c", "/a?b=1"),
        ] {
            let fields = [("language", "et"), ("back", back)];
            let answer = app.stranger().post_form("/language", &fields);
            assert_eq!(answer.status, 303);
            // A path behind our own origin is a path of ours, however it begins.
            let there = format!("{}{wanted}", app.origin());
            assert_eq!(answer.location(), there.replace("locale=et", ""), "{back}");
            assert_eq!(answer.headers_named("set-cookie").len(), 1);
        }
        for language in ["", "fr", "et\r\nx: y", "../et"] {
            let fields = [("language", language), ("back", AUTHORIZE)];
            let answer = app.stranger().post_form("/language", &fields);
            assert_eq!(answer.headers_named("set-cookie"), Vec::<&str>::new());
        }
        assert_eq!(app.stranger().get("/language").status, 405);
    });
}

#[test]
fn a_programs_window_has_the_switch_only_to_the_language_of_its_browser() {
    one_app("", |app| {
        let (_, path) = app.adds_desktop_app();
        let has = |path: &str, accepted: &str| {
            let page = gets(&mut app.stranger(), path, accepted);
            page.text().contains("action=\"/language\"")
        };
        assert!(!has(&path, "en"));
        assert!(!has(&path, "et"));
        assert!(has(&format!("{path}&locale=et"), "en"));
        let in_browser = web_app(app, "https://client.example/cb");
        assert!(has(&asks(&in_browser, &[]), "en"));
        // Its address is what the program reads: nothing may change it.
        assert!(!has("/platform/oauth/auth_success", "et"));
    });
}

#[test]
fn programs_are_answered_in_ascii_whatever_people_read() {
    one_app("", |app| {
        let headers = [("Accept", "application/json"), ("Accept-Language", "et")];
        let answer = app.stranger().send("GET", AUTHORIZE, &headers, b"");
        assert_eq!(answer.status, 400);
        assert!(answer.text().is_ascii(), "{}", answer.text());
    });
}

#[test]
fn behind_a_right_password_pages_are_in_the_language_of_their_user_unless_this_browser_has_one() {
    one_app("", |app| {
        let user = app.adds_user("ada", None);
        let reads = |locale: &str| {
            let edit = Edit {
                locale: Some(locale.to_owned()),
                ..Edit::default()
            };
            users::edit(app.platform(), "ada", &edit).expect("is changed");
        };
        let (_, path) = app.adds_desktop_app();
        reads("et");
        let mut browser = app.stranger();
        assert_eq!(language(&gets(&mut browser, &path, "en")), "en");
        browser.signs_in(&path, "ada", PASSWORD);
        assert_eq!(language(&gets(&mut browser, &path, "en")), "et", "consent");
        assert_eq!(language(&gets(&mut browser, "/", "en")), "et", "home");
        assert_eq!(
            browser.cookie("vestibule_language").map(|it| &it.value),
            None
        );
        // What was chosen in this browser goes before.
        browser.post_form("/language", &[("language", "en"), ("back", "/")]);
        assert_eq!(language(&browser.get("/")), "en");
        adds_authenticator(app, &user);
        let second_step = tries(&mut app.stranger(), &path, "ada", PASSWORD);
        assert_eq!(language(&second_step), "et", "second step");
        let wrong = tries(&mut app.stranger(), &path, "ada", "otter-lamp-river-43");
        assert_eq!(
            language(&wrong),
            "en",
            "nobody learns it without the password"
        );
    });
}
