//! *Profile*: the name that others read, the language, and which mail somebody wants.

use super::account::{SIGN_IN, signed_in};
use super::{each_app, each_with_ada, one_app, own_path, submits_with};
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use std::time::Duration;
use vestibule::domain::account::user::User;
use vestibule::flow::users::{self, Edit};

const PATH: &str = "/account/profile";
const BUTTON: &str = "Save";
const MAIL: &str = "[mail]\nserver = \"smtp+plain://127.0.0.1:9\"\nfrom = \"a@b.example\"\n";

#[track_caller]
fn saves(browser: &mut HttpClient, typed: &[(&str, &str)]) -> Response {
    let mut form = browser.get(PATH).form(BUTTON);
    for (name, value) in typed {
        form.set(name, value);
    }
    submits_with(browser, &form, BUTTON, &[])
}

#[track_caller]
fn ada(app: &TestApp) -> User {
    users::find(app.platform(), "ada").expect("is there")
}

#[test]
fn a_profile_is_changed_without_a_fresh_proof_and_the_page_says_so() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some("ada@example.org"));
        let mut browser = signed_in(app, "ada");
        app.advance(Duration::from_secs(3600));
        let answer = saves(
            &mut browser,
            &[("display_name", " Ada Lovelace "), ("language", "en")],
        );
        assert_eq!(answer.status, 303, "{}", answer.text());
        let path = own_path(app, answer.location());
        assert_eq!(path, "/account/profile?done=saved");
        let page = browser.get(&path);
        is_page(&page, 200, ORDINARY);
        assert!(page.text().contains("Your profile is saved."));
        let user = ada(app);
        assert_eq!(user.display_name.as_deref(), Some("Ada Lovelace"));
        assert_eq!((user.locale.as_deref(), user.notices), (Some("en"), true));
        // What is shown comes back as it is.
        assert_eq!(saves(&mut browser, &[]).status, 303);
        assert_eq!(ada(app).version, user.version + 1);
        let mut form = browser.get(PATH).form(BUTTON);
        form.fields.retain(|(name, _)| name != "notices");
        form.set("display_name", "");
        form.set("language", "");
        assert_eq!(submits_with(&mut browser, &form, BUTTON, &[]).status, 303);
        let user = ada(app);
        let kept = (user.display_name, user.locale, user.notices);
        assert_eq!(kept, (None, None, false));
        assert_eq!(user.email.as_deref(), Some("ada@example.org"));
    });
}

#[test]
fn a_name_that_is_no_good_is_refused_and_what_was_typed_stays() {
    each_with_ada(|app| {
        let mut browser = signed_in(app, "ada");
        let long = "x".repeat(81);
        for name in [
            long.as_str(),
            "Ada\u{202e}ecalevoL",
            "a\u{7}b",
            "a\r\nBcc: x@y.example",
        ] {
            let answer = saves(&mut browser, &[("display_name", name), ("language", "et")]);
            is_page(&answer, 200, ORDINARY);
            let page = answer.text();
            assert!(
                page.contains("role=\"alert\"") && page.contains("at most 80"),
                "{page}"
            );
            assert!(page.contains("<option value=\"et\" lang=\"et\" dir=\"ltr\" selected>"));
            assert_eq!(page.matches("aria-invalid").count(), 1);
        }
        let user = ada(app);
        assert_eq!((user.display_name, user.locale), (None, None));
        let strange = saves(&mut browser, &[("language", "no language!")]);
        assert_eq!(strange.status, 403);
        assert_eq!(
            saves(&mut browser, &[("display_name", &"x".repeat(80))]).status,
            303
        );
    });
}

#[test]
fn without_mail_the_page_says_who_changes_the_address_and_asks_nothing_about_notices() {
    let settings = "[site]\nname = \"Aldergrove\"\ncontact = \"help@aldergrove.example\"\n";
    one_app(settings, |app| {
        app.adds_user("ada", Some("ada@example.org"));
        let mut browser = signed_in(app, "ada");
        let page = browser.get(PATH).text();
        let words = text_of(&page);
        assert!(
            words.contains("ada@example.org") && words.contains("Not confirmed"),
            "{words}"
        );
        assert!(
            words.contains("To change it, ask help@aldergrove.example."),
            "{words}"
        );
        assert!(
            !page.contains("notices") && !page.contains("/account/email"),
            "{page}"
        );
        assert_eq!(saves(&mut browser, &[]).status, 303);
        assert!(ada(app).notices, "what was not asked stays");
        let there = browser.get("/account/email");
        assert_eq!(
            (there.status, own_path(app, there.location()).as_str()),
            (303, PATH)
        );
    });
}

/// In which language a page is.
fn language(page: &Response) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("<html lang=\"").expect("a language");
    rest.split('"').next().expect("a tag").to_owned()
}

#[test]
fn pages_are_in_the_language_of_the_user_unless_request_or_browser_ask_for_another() {
    each_with_ada(|app| {
        let (_, path) = app.adds_desktop_app();
        let wants = |tag: &str| {
            let edit = Edit {
                locale: Some(tag.to_owned()),
                ..Edit::default()
            };
            users::edit(app.platform(), "ada", &edit).expect("is changed");
        };
        wants("et-EE");
        let mut browser = app.stranger();
        assert_eq!(language(&browser.get(SIGN_IN)), "en");
        let consent = app.signs_in(&mut browser, &path, "ada");
        assert_eq!(language(&consent), "et");
        assert_eq!(language(&browser.get(PATH)), "et");
        assert_eq!(language(&browser.get("/")), "et");
        assert_eq!(language(&browser.get(&format!("{path}&locale=en"))), "en");
        // The tag that an operator set is there to be kept.
        assert!(
            browser
                .get(PATH)
                .text()
                .contains("<option value=\"et-EE\" selected>")
        );
        let switch = browser.get("/").form("In English");
        submits_with(&mut browser, &switch, "In English", &[]);
        assert_eq!(language(&browser.get("/")), "en");
        // A language that is chosen here counts here.
        saves(&mut browser, &[("language", "et")]);
        assert_eq!(language(&browser.get("/")), "et");
        wants("tlh");
        assert_eq!(language(&signed_in_anew(app).get("/")), "en");
    });
}

fn signed_in_anew(app: &TestApp) -> HttpClient {
    signed_in(app, "ada")
}
