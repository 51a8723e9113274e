//! Forms that are sent twice: on a slow line, by a double click, by a reload. Each press gets the same answer, for a
//! moment, and nobody else gets anything.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::browser::{Browser, with_browser};
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use crate::kit::told::says;
use crate::web::account::{SIGN_IN, signed_in};
use crate::web::{
    at_each_entrance, each_app, each_desktop, each_with_ada, filled_in, is_consent_page,
    is_sign_in_page, link, one_app, one_with_ada, own_path, submits_with, tries,
};
use std::time::Duration;
use vestibule::flow::users;

const NEW: &str = "heron-mill-lantern-7";
const CHOOSE: &str = "Save password";
const CHANGE: &str = "Change password";
const SESSION: &str = "vestibule_session";
/// As long as the same answer is given, and not one moment longer.
const MOMENT: Duration = Duration::from_secs(10);

#[track_caller]
fn reset_link(app: &TestApp) -> String {
    let handed = users::reset_link(app.platform(), "ada", users::Way::Printed).expect("a link");
    own_path(app, &handed.link)
}

/// The page behind a link, filled in.
fn chosen(browser: &mut HttpClient, path: &str, password: &str) -> Form {
    let mut form = browser.get(path).form(CHOOSE);
    form.set("password", password);
    form
}

fn changed(browser: &mut HttpClient, old: &str, new: &str) -> Form {
    let mut form = browser.get("/account/password").form(CHANGE);
    form.set("old", old);
    form.set("new", new);
    form
}

#[track_caller]
fn is_chosen(app: &TestApp, answer: &Response) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(own_path(app, answer.location()), "/account/password-chosen");
}

/// The answer leads to a page that says so, and says it again when it is loaded again.
#[track_caller]
fn is_changed(app: &TestApp, hand: &mut HttpClient, answer: &Response) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let path = own_path(app, answer.location());
    assert_eq!(path, "/account/password-changed");
    for _ in 0..2 {
        let page = hand.get(&path);
        assert_eq!(page.status, 200);
        assert!(page.text().contains("Your password is changed."));
    }
}

/// Presses the button that changes the password, and is told that it did.
#[track_caller]
fn changes(app: &TestApp, hand: &mut HttpClient, form: &Form) {
    let answer = submits_with(hand, form, CHANGE, &[]);
    is_changed(app, hand, &answer);
}

fn signs_in(app: &TestApp, password: &str) -> bool {
    tries(&mut app.stranger(), SIGN_IN, "ada", password).status == 303
}

/// Both presses at the same time, each with the cookies that were there before.
fn at_once(browser: &HttpClient, form: &Form, button: &str) -> [(HttpClient, Response); 2] {
    let press = || {
        let mut hand = browser.clone();
        let answer = submits_with(&mut hand, form, button, &[]);
        (hand, answer)
    };
    std::thread::scope(|scope| {
        let hands = [scope.spawn(press), scope.spawn(press)];
        hands.map(|hand| hand.join().expect("both come back"))
    })
}

#[test]
fn p04_a_password_that_is_chosen_twice_is_chosen_once_and_both_presses_say_so() {
    each_with_ada(|app| {
        app.advance(Duration::from_secs(1));
        let mut browser = app.stranger();
        let form = chosen(&mut browser, &reset_link(app), NEW);
        is_chosen(app, &submits_with(&mut browser, &form, CHOOSE, &[]));
        app.advance(MOMENT - Duration::from_millis(1));
        is_chosen(app, &submits_with(&mut browser, &form, CHOOSE, &[]));
        assert!(signs_in(app, NEW));
        app.advance(Duration::from_millis(1));
        let late = submits_with(&mut browser, &form, CHOOSE, &[]);
        assert_eq!(late.status, 403);
        let text = text_of(&late.text());
        says(
            &text,
            &[
                "This form was already used.",
                "Your password was saved the first time. Sign in with it.",
            ],
        );
        // Not to the link, which is spent.
        assert_eq!(link(&late, "Sign in"), SIGN_IN);
        assert!(signs_in(app, NEW), "the first press counts");
    });
}

#[test]
fn p04_who_presses_again_with_the_cookie_that_the_first_answer_brought_is_answered_alike() {
    each_with_ada(|app| {
        let mut ada = signed_in(app, "ada");
        let form = changed(&mut ada, PASSWORD, NEW);
        let mut other = form.clone();
        other.set("new", "another-mill-lantern-8");
        app.advance(Duration::from_millis(1));
        changes(app, &mut ada, &form);
        let session = ada.cookie(SESSION).cloned();
        app.advance(MOMENT - Duration::from_millis(1));
        changes(app, &mut ada, &form);
        assert_eq!(ada.cookie(SESSION).cloned(), session);
        // With other words in it, and too late, it is a form that was used.
        assert_eq!(submits_with(&mut ada, &other, CHANGE, &[]).status, 403);
        app.advance(Duration::from_millis(1));
        let late = submits_with(&mut ada, &form, CHANGE, &[]);
        assert_eq!(late.status, 403);
        assert!(late.text().contains("This form was already used."));
        assert!(signs_in(app, NEW));
    });
}

#[test]
fn p04_who_is_not_signed_in_is_told_of_no_new_password() {
    one_app("", |app| {
        let answer = app.stranger().get("/account/password-changed");
        assert_eq!(answer.status, 303);
        assert_eq!(own_path(app, answer.location()), SIGN_IN);
    });
}

#[test]
fn p04_who_has_the_form_but_not_the_browser_or_another_password_chooses_nothing() {
    each_with_ada(|app| {
        app.advance(Duration::from_secs(1));
        let mut browser = app.stranger();
        let form = chosen(&mut browser, &reset_link(app), NEW);
        is_chosen(app, &submits_with(&mut browser, &form, CHOOSE, &[]));
        let mut other = form.clone();
        other.set("password", "another-mill-lantern-8");
        assert_eq!(submits_with(&mut browser, &other, CHOOSE, &[]).status, 403);
        assert!(!signs_in(app, "another-mill-lantern-8"));
        // Somebody who has a page of ours open elsewhere, and somebody who has nothing.
        let mut thief = app.stranger();
        thief.get(SIGN_IN);
        for thief in [&mut thief, &mut app.stranger()] {
            let answer = submits_with(thief, &form, CHOOSE, &[]);
            assert_eq!((answer.status, answer.header("location")), (403, None));
        }
    });
}

#[test]
fn p04_two_presses_at_the_same_moment_choose_and_change_once() {
    each_with_ada(|app| {
        app.advance(Duration::from_secs(1));
        let mut browser = app.stranger();
        let form = chosen(&mut browser, &reset_link(app), NEW);
        for (_, answer) in at_once(&browser, &form, CHOOSE) {
            is_chosen(app, &answer);
        }
        app.advance(Duration::from_secs(1));
        let mut browser = app.stranger();
        let (_, form) = filled_in(&mut browser, SIGN_IN, "ada", NEW);
        assert_eq!(
            submits_with(&mut browser, &form, "Sign in", &[]).status,
            303
        );
        let form = changed(&mut browser, NEW, PASSWORD);
        app.advance(Duration::from_millis(1));
        let hands = at_once(&browser, &form, CHANGE);
        let [one, other] = hands.map(|(mut hand, answer)| {
            is_changed(app, &mut hand, &answer);
            assert_eq!(hand.get("/account/password").status, 200, "signed out");
            hand.cookie(SESSION).cloned()
        });
        assert_eq!(one, other, "two sessions for one change");
    });
}

#[test]
fn p04_a_password_that_is_changed_twice_is_changed_once_and_its_owner_stays_signed_in() {
    each_with_ada(|app| {
        let mut first = signed_in(app, "ada");
        let form = changed(&mut first, PASSWORD, NEW);
        // The first answer never arrived: the second press comes with the cookies from before.
        let mut second = first.clone();
        let mut late = first.clone();
        let mut thief = app.stranger();
        thief.get(SIGN_IN);
        app.advance(Duration::from_millis(1));
        changes(app, &mut first, &form);
        app.advance(MOMENT - Duration::from_millis(1));
        changes(app, &mut second, &form);
        assert_eq!(second.cookie(SESSION), first.cookie(SESSION));
        assert_eq!(second.get("/account/password").status, 200);
        assert!(signs_in(app, NEW));
        // The same form with other words in it, from another browser, and too late.
        let mut other = form.clone();
        other.set("old", NEW);
        for (who, form) in [(&mut late.clone(), &other), (&mut thief, &form)] {
            let answer = submits_with(who, form, CHANGE, &[]);
            assert_eq!(answer.status, 403);
            assert_eq!(answer.headers_named("set-cookie"), Vec::<&str>::new());
        }
        app.advance(Duration::from_millis(1));
        let answer = submits_with(&mut late, &form, CHANGE, &[]);
        assert_eq!(answer.status, 403);
        assert!(answer.text().contains("This form was already used."));
    });
}

#[test]
fn p04_signing_in_twice_is_one_session() {
    each_app("", |app| {
        at_each_entrance(app, |entrance, mut browser, form| {
            let hands = at_once(&browser, &form, "Sign in");
            let sessions = hands.map(|(hand, answer)| {
                assert_eq!(answer.status, 303, "{}", answer.text());
                hand.cookie(SESSION).cloned().expect("a session")
            });
            assert_eq!(sessions[0], sessions[1], "{entrance}");
            // Too late, or with a wrong password, it is a form that was used.
            app.advance(MOMENT);
            let late = submits_with(&mut browser.clone(), &form, "Sign in", &[]);
            assert_eq!(late.status, 403);
            let mut guess = form.clone();
            guess.types_name_and_password("ada", "not-the-password");
            let guessed = submits_with(&mut browser, &guess, "Sign in", &[]);
            assert!(is_sign_in_page(&guessed));
            assert!(browser.cookie(SESSION).is_none());
        });
    });
}

#[test]
fn p04_a_second_press_of_a_sign_in_that_replaces_a_session_goes_on() {
    each_desktop(|app, path| {
        let asked = format!("{path}&prompt=login");
        let mut browser = signed_in(app, "ada");
        let (_, form) = filled_in(&mut browser, &asked, "ada", PASSWORD);
        let mut without = browser.clone();
        let first = submits_with(&mut browser, &form, "Sign in", &[]);
        assert_eq!(first.status, 303);
        // With the old cookie, whose session the first press ended; and with the new one.
        for hand in [&mut without, &mut browser] {
            let again = submits_with(hand, &form, "Sign in", &[]);
            assert_eq!((again.status, again.location()), (303, first.location()));
            assert!(is_consent_page(&hand.get(path)));
        }
        assert_eq!(without.cookie(SESSION), browser.cookie(SESSION));
    });
}

#[test]
fn p04_what_is_done_by_the_first_press_is_no_fault_of_the_second() {
    each_with_ada(|app| {
        let (_, path) = crate::web::account_apps::program(app, "Paint");
        app.gets_token(&path, "ada");
        let mut ada = signed_in(app, "ada");
        let apps = ada.get("/account/apps");
        let page = ada.get(&link(&apps, "Remove access"));
        let withdraw = page.form("Remove access");
        let _elsewhere = signed_in(app, "ada");
        let others = ada.get("/account/sessions").form("End all others");
        let out = ada.get("/platform/oauth/logout").form("Sign out");
        for (form, button) in [
            (&withdraw, "Remove access"),
            (&others, "End all others"),
            (&out, "Sign out"),
        ] {
            for (_, answer) in at_once(&ada, form, button) {
                assert_eq!(answer.status, 303, "{button}: {}", answer.text());
            }
        }
    });
}

/// A browser on a line on which every answer takes a while.
#[track_caller]
fn on_a_slow_line(name: &str, story: impl Fn(&Browser, &TestApp)) {
    with_browser(name, |browser| {
        one_with_ada(|app| {
            story(browser, app);
        });
    });
}

const LATENCY: Duration = Duration::from_millis(1500);

#[track_caller]
fn opens(browser: &Browser, app: &TestApp, path: &str) {
    browser.opens(&format!("{}{path}", app.origin()));
}

fn fills(browser: &Browser, field: &str, text: &str) {
    browser.run_script(&format!(
        "document.getElementById({field:?}).value = {text:?}"
    ));
}

#[test]
fn p04_in_a_browser_on_a_slow_line_a_second_press_chooses_the_password_once() {
    let name = "p04_in_a_browser_on_a_slow_line_a_second_press_chooses_the_password_once";
    on_a_slow_line(name, |browser, app| {
        app.advance(Duration::from_secs(1));
        opens(browser, app, &reset_link(app));
        fills(browser, "password", NEW);
        browser.on_a_slow_line(LATENCY);
        browser.double_clicks(CHOOSE);
        browser.sees("Your password is saved.");
        assert!(signs_in(app, NEW));
    });
}

#[test]
fn p04_in_a_browser_on_a_slow_line_a_second_press_changes_the_password_once() {
    let name = "p04_in_a_browser_on_a_slow_line_a_second_press_changes_the_password_once";
    on_a_slow_line(name, |browser, app| {
        opens(browser, app, SIGN_IN);
        browser.signs_in("ada", PASSWORD);
        browser.sees("Your account");
        app.advance(Duration::from_millis(1));
        opens(browser, app, "/account/password");
        fills(browser, "old", PASSWORD);
        fills(browser, "new", NEW);
        browser.on_a_slow_line(LATENCY);
        browser.double_clicks(CHANGE);
        browser.sees("Your password is changed.");
        browser.on_a_slow_line(Duration::ZERO);
        app.advance(Duration::from_millis(1));
        opens(browser, app, "/account/sessions");
        browser.sees("This browser");
        assert!(signs_in(app, NEW));
    });
}

#[test]
fn p04_in_a_browser_on_a_slow_line_a_second_press_signs_in_once() {
    let name = "p04_in_a_browser_on_a_slow_line_a_second_press_signs_in_once";
    on_a_slow_line(name, |browser, app| {
        opens(browser, app, SIGN_IN);
        fills(browser, "name", "ada");
        fills(browser, "password", PASSWORD);
        browser.on_a_slow_line(LATENCY);
        browser.double_clicks("Sign in");
        browser.sees("Your account");
        browser.on_a_slow_line(Duration::ZERO);
        opens(browser, app, "/account/sessions");
        browser.sees("This browser");
        browser.does_not_see("End all others");
    });
}
