//! *Password*: what a change asks for, what it ends, and what it keeps.

use super::account::{SIGN_IN, signed_in};
use super::account_apps::program;
use super::{
    each_app, each_with_ada, is_consent_page, one_with_ada, own_path, submits_with, tries,
};
use crate::kit::app::{PASSWORD, TestApp, token_in};
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use std::time::Duration;
use vestibule::flow::users;

const PATH: &str = "/account/password";
const NEW: &str = "heron-mill-lantern-7";
const BUTTON: &str = "Change password";

fn typed(form: &Form, old: &str, new: &str) -> Form {
    let mut form = form.clone();
    form.set("old", old);
    form.set("new", new);
    form
}

#[track_caller]
fn changes(browser: &mut HttpClient, old: &str, new: &str) -> Response {
    let form = browser.get(PATH).form(BUTTON);
    submits_with(browser, &typed(&form, old, new), BUTTON, &[])
}

fn is_signed_in(browser: &mut HttpClient) -> bool {
    browser.get(PATH).status == 200
}

#[test]
fn a_new_password_ends_everything_else_and_this_browser_stays_signed_in() {
    each_with_ada(|app| {
        app.adds_user("ivy", None);
        let (_, path) = program(app, "Paint");
        let ivys = app.gets_token(&path, "ivy");
        let mut elsewhere = app.stranger();
        let consent = app.signs_in(&mut elsewhere, &path, "ada");
        let open = elsewhere.get(&path).form("Allow");
        let answer = app.presses(&mut elsewhere, &consent, "Allow");
        let token = token_in(answer.location());
        let mut ada = signed_in(app, "ada");
        let before = ada.clone();
        let form = ada.get(PATH).form(BUTTON);
        app.advance(Duration::from_millis(1));
        let done = submits_with(&mut ada, &typed(&form, PASSWORD, NEW), BUTTON, &[]);
        assert_eq!(done.status, 303);
        let told = ada.get(&own_path(app, done.location()));
        is_page(&told, 200, ORDINARY);
        assert!(told.text().contains("Your password is changed."));
        assert!(is_signed_in(&mut ada));
        assert!(!app.is_live(&token) && app.is_live(&ivys));
        assert!(!is_signed_in(&mut elsewhere));
        let late = submits_with(&mut elsewhere, &open, "Allow", &[]);
        assert_eq!(late.status, 403, "a form from before was taken");
        // Whoever copied the old cookie is out as well, and the form is used up.
        assert!(!is_signed_in(&mut before.clone()));
        let again = submits_with(&mut ada, &typed(&form, NEW, PASSWORD), BUTTON, &[]);
        assert_eq!(again.status, 403);
        app.advance(Duration::from_millis(1));
        assert_eq!(
            tries(&mut app.stranger(), SIGN_IN, "ada", PASSWORD).status,
            200
        );
        assert_eq!(tries(&mut app.stranger(), SIGN_IN, "ada", NEW).status, 303);
        // The session that goes on is good for everything.
        assert!(is_consent_page(&ada.get(&path)));
        let consent = ada.get(&path);
        let answer = app.presses(&mut ada, &consent, "Allow");
        assert!(app.is_live(&token_in(answer.location())));
        assert_eq!(changes(&mut ada, NEW, PASSWORD).status, 303);
        assert!(is_signed_in(&mut ada));
    });
}

#[test]
fn the_session_that_goes_on_lasts_no_longer_than_before() {
    one_with_ada(|app| {
        let mut ada = signed_in(app, "ada");
        app.advance(Duration::from_secs(23 * 3600));
        changes(&mut ada, PASSWORD, NEW);
        assert!(is_signed_in(&mut ada));
        app.advance(Duration::from_secs(3600));
        assert!(!is_signed_in(&mut ada));
    });
}

#[test]
fn what_is_wrong_is_said_and_nothing_changes() {
    each_app("", |app| {
        app.adds_user("ada lovelace", None);
        let mut ada = signed_in(app, "ada lovelace");
        let long = "x".repeat(1025);
        for (old, new, said) in [
            ("not-the-password", NEW, "The old password is wrong."),
            ("", NEW, "The old password is wrong."),
            (PASSWORD, "short", "Use at least 8 characters."),
            (PASSWORD, "Ada LOVELACE", "That is your name"),
            (PASSWORD, "password1", "Many people use that one"),
            (PASSWORD, &"x".repeat(129), "Use at most 128 characters."),
            (PASSWORD, &long, "That cannot be a password."),
        ] {
            let answer = changes(&mut ada, old, new);
            is_page(&answer, 200, ORDINARY);
            assert!(answer.text().contains(said), "{}", answer.text());
            assert!(answer.text().contains("role=\"alert\""));
            assert!(!answer.text().contains(NEW), "a password is on the page");
        }
        assert!(is_signed_in(&mut ada));
        assert_eq!(
            tries(&mut app.stranger(), SIGN_IN, "ada lovelace", PASSWORD).status,
            303
        );
    });
}

#[test]
fn r77_old_passwords_are_braked_and_a_right_one_costs_nothing() {
    each_app("[sign_in_limit]\nper_account = 3\n", |app: &TestApp| {
        app.adds_user("ada", None);
        let mut ada = signed_in(app, "ada");
        for _ in 0..3 {
            assert_eq!(changes(&mut ada, "not-the-password", NEW).status, 200);
        }
        let braked = changes(&mut ada, PASSWORD, NEW);
        assert_eq!(braked.status, 429);
        assert!(
            braked
                .text()
                .contains("href=\"/account/password\">Try again")
        );
        app.advance(Duration::from_secs(3600));
        assert_eq!(changes(&mut ada, PASSWORD, NEW).status, 303);
    });
}

#[test]
fn r67_r68_a_password_changes_only_by_a_form_of_this_session() {
    each_with_ada(|app| {
        let (mut ada, mut elsewhere) = (signed_in(app, "ada"), signed_in(app, "ada"));
        let own = typed(&ada.get(PATH).form(BUTTON), PASSWORD, NEW);
        let theirs = typed(&elsewhere.get(PATH).form(BUTTON), PASSWORD, NEW);
        let foreign = [("Sec-Fetch-Site", "cross-site")];
        submits_with(&mut ada, &own, BUTTON, &foreign);
        submits_with(&mut app.stranger(), &own, BUTTON, &[]);
        assert_eq!(submits_with(&mut ada, &theirs, BUTTON, &[]).status, 403);
        app.advance(Duration::from_secs(3600));
        assert_eq!(submits_with(&mut ada, &own, BUTTON, &[]).status, 403);
        let old = tries(&mut app.stranger(), SIGN_IN, "ada", PASSWORD);
        assert_eq!(old.status, 303);
    });
}

#[test]
fn a_change_under_way_outlives_no_end_that_came_meanwhile() {
    each_with_ada(|app| {
        for wait in [0, 5, 10, 20, 40] {
            let mut ada = signed_in(app, "ada");
            let form = typed(&ada.get(PATH).form(BUTTON), PASSWORD, NEW);
            std::thread::scope(|scope| {
                scope.spawn(|| submits_with(&mut ada, &form, BUTTON, &[]));
                std::thread::sleep(Duration::from_millis(wait));
                users::disable(app.platform(), "ada").expect("disabled");
            });
            users::enable(app.platform(), "ada").expect("enabled");
            assert!(!is_signed_in(&mut ada), "after {wait} ms");
            app.advance(Duration::from_millis(1));
            users::set_password(app.platform(), "ada", PASSWORD).expect("set");
            app.advance(Duration::from_millis(1));
        }
    });
}

#[test]
fn of_several_changes_with_one_old_password_one_is_made_and_the_others_are_told() {
    each_with_ada(|app| {
        let mut browsers = [(); 3].map(|()| signed_in(app, "ada"));
        let forms = [0, 1, 2].map(|nth: usize| {
            let new = format!("{NEW}{nth}");
            typed(&browsers[nth].get(PATH).form(BUTTON), PASSWORD, &new)
        });
        app.advance(Duration::from_millis(1));
        std::thread::scope(|scope| {
            for (browser, form) in browsers.iter_mut().zip(&forms) {
                scope.spawn(move || submits_with(browser, form, BUTTON, &[]));
            }
        });
        let in_again = browsers
            .iter_mut()
            .filter_map(|browser| is_signed_in(browser).then_some(()));
        assert_eq!(in_again.count(), 1);
        let taken = (0..3).filter(|nth| {
            let new = format!("{NEW}{nth}");
            tries(&mut app.stranger(), SIGN_IN, "ada", &new).status == 303
        });
        assert_eq!(taken.count(), 1);
    });
}

#[test]
fn a_reset_link_from_before_opens_nothing_after_a_change() {
    each_with_ada(|app| {
        let link = users::reset_link(app.platform(), "ada", users::Way::Printed).expect("a link");
        let mut ada = signed_in(app, "ada");
        app.advance(Duration::from_millis(1));
        assert_eq!(changes(&mut ada, PASSWORD, NEW).status, 303);
        assert_eq!(app.stranger().get(&own_path(app, &link.link)).status, 404);
    });
}
