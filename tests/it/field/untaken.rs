//! A form that is not taken: each cause in words that are true, and how to go on.

use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use crate::web::account::{SIGN_IN, signed_in};
use crate::web::{
    at_each_entrance, each_app, each_desktop, each_with_ada, filled_in, is_sign_in_page, link,
    submits_with, tries,
};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

/// 403 with these words, and with a link that leads to what was asked for.
#[track_caller]
fn says(answer: &Response, words: &str, again: &str) {
    let text = text_of(&answer.text());
    assert_eq!(answer.status, 403, "{text}");
    assert!(text.contains(words), "{text}");
    assert_eq!(link(answer, "Start again"), again);
}

/// Of this press alone: what an earlier one did may be forgotten here.
const NOTHING: &str = "Nothing was shared or changed this time.";
const NO_COOKIES: &str = "Your browser did not send our cookies back.";
const DECIDED: &str = "You already answered this.";
const SIGNED_OUT: &str = "You are no longer signed in.";
const OUT_OF_DATE: &str = "This page is out of date.";
const TOO_OLD: &str = "This page was open too long.";

/// Ada before a consent page of this app.
fn asks(app: &TestApp, path: &str) -> (HttpClient, Form) {
    let mut browser = app.stranger();
    let form = app.signs_in(&mut browser, path, "ada").form("Allow");
    (browser, form)
}

fn allows(browser: &mut HttpClient, form: &Form) -> Response {
    submits_with(browser, form, "Allow", &[])
}

#[test]
fn p05_a_consent_page_that_is_not_taken_says_which_of_the_causes_it_is() {
    each_desktop(|app, path| {
        let (mut browser, form) = asks(app, path);
        says(&allows(&mut app.stranger(), &form), NO_COOKIES, path);

        // Signed in anew meanwhile, in another tab.
        tries(
            &mut browser,
            &format!("{path}&prompt=login"),
            "ada",
            PASSWORD,
        );
        let outdated = allows(&mut browser, &form);
        says(&outdated, OUT_OF_DATE, path);
        assert!(outdated.text().contains(NOTHING));

        let (mut browser, form) = asks(app, path);
        let page = browser.get("/platform/oauth/logout");
        app.presses(&mut browser, &page, "Sign out");
        says(&allows(&mut browser, &form), SIGNED_OUT, path);

        let (mut browser, form) = asks(app, path);
        let foreign = [("Sec-Fetch-Site", "cross-site")];
        let answer = submits_with(&mut browser, &form, "Allow", &foreign);
        says(&answer, "This was not sent from a page of this site.", path);

        app.advance(HOUR);
        let stale = allows(&mut browser, &form);
        says(&stale, TOO_OLD, path);
        assert!(stale.text().contains(NOTHING));
    });
}

#[test]
fn p05_who_answered_already_is_told_that_the_app_may_have_got_its_token() {
    each_desktop(|app, path| {
        let (mut browser, form) = asks(app, path);
        assert_eq!(allows(&mut browser, &form).status, 302);
        app.advance(Duration::from_secs(10));
        let mut presses = |button: &str| submits_with(&mut browser, &form, button, &[]);
        for button in ["Allow", "Don't Allow"] {
            let answer = presses(button);
            says(&answer, DECIDED, path);
            let text = answer.text();
            assert!(text.contains("the app may have access by now"), "{text}");
            assert!(!text.contains("Nothing was shared"), "{text}");
        }
        // An hour later too: it was answered, whatever else is true.
        app.advance(HOUR - Duration::from_secs(11));
        says(&presses("Allow"), DECIDED, path);
    });
}

#[test]
fn p05_long_after_an_answer_nobody_says_that_nothing_was_ever_shared() {
    each_desktop(|app, path| {
        let (mut browser, form) = asks(app, path);
        assert_eq!(allows(&mut browser, &form).status, 302);
        app.advance(2 * HOUR);
        let platform = app.platform();
        let lifetimes = platform.policy.lifetimes();
        platform
            .store
            .sweep(app.now(), lifetimes)
            .expect("it sweeps");
        let speaks_of_this_press = |hand: &mut HttpClient, words: &str| {
            let answer = allows(hand, &form);
            says(&answer, words, path);
            let text = text_of(&answer.text());
            assert!(text.contains(NOTHING), "{text}");
            assert!(!text.contains("shared or changed."), "{text}");
        };
        speaks_of_this_press(&mut browser, TOO_OLD);
        speaks_of_this_press(&mut app.stranger(), NO_COOKIES);
        let page = browser.get("/platform/oauth/logout");
        app.presses(&mut browser, &page, "Sign out");
        speaks_of_this_press(&mut browser, SIGNED_OUT);
    });
}

/// What is out of date for another reason than a second sign-in says nothing of one.
#[track_caller]
fn is_out_of_date(answer: &Response, again: &str) {
    says(answer, OUT_OF_DATE, again);
    let text = text_of(&answer.text());
    assert!(text.contains("That happens when you"), "{text}");
    assert!(text.contains("or when something changes here"), "{text}");
    assert!(!text.contains("you signed in again"), "{text}");
}

#[test]
fn p05_who_closed_the_browser_meanwhile_is_not_told_of_another_tab() {
    each_desktop(|app, path| {
        // Known here for long, and with a page open when the browser is closed.
        let mut known = signed_in(app, "ada");
        known.forgets("session");
        for entrance in [path, SIGN_IN] {
            let mut browser = known.clone();
            let (_, form) = filled_in(&mut browser, entrance, "ada", PASSWORD);
            let answer = submits_with(&mut known.clone(), &form, "Sign in", &[]);
            is_out_of_date(&answer, entrance);
        }
        let (mut browser, form) = asks(app, path);
        browser.forgets("session");
        says(&allows(&mut browser, &form), SIGNED_OUT, path);
    });
}

#[test]
fn p05_a_form_by_a_key_that_was_removed_is_told_of_no_other_tab() {
    each_desktop(|app, path| {
        // What another key signed is what this one did not sign.
        let by_another_key = |mut form: Form| {
            let (at, _) = form.hidden("proof").split_once('.').expect("a time");
            let proof = format!("{at}.{}", "A".repeat(43));
            form.set("proof", &proof);
            form
        };
        let (mut browser, form) = asks(app, path);
        is_out_of_date(&allows(&mut browser, &by_another_key(form)), path);
        let mut browser = app.stranger();
        let (_, form) = filled_in(&mut browser, path, "ada", PASSWORD);
        let form = by_another_key(form);
        let answer = submits_with(&mut browser, &form, "Sign in", &[]);
        is_out_of_date(&answer, path);
    });
}

#[test]
fn p05_a_sign_in_page_that_is_too_old_says_so_and_keeps_the_name() {
    each_app("", |app| {
        at_each_entrance(app, |_, mut browser, form| {
            app.advance(HOUR);
            let page = submits_with(&mut browser, &form, "Sign in", &[]);
            assert!(is_sign_in_page(&page), "{}", page.text());
            let text = text_of(&page.text());
            assert!(text.contains(TOO_OLD), "{text}");
            assert!(!text.contains("Wrong name or password."), "{text}");
            let mut again = page.form("Sign in");
            assert_eq!(again.value("name"), Some("ada"));
            assert_eq!(again.value("password"), Some(""));
            again.types_name_and_password("ada", PASSWORD);
            assert_eq!(
                submits_with(&mut browser, &again, "Sign in", &[]).status,
                303
            );
        });
    });
}

#[test]
fn p05_a_sign_in_page_whose_cookie_did_not_come_back_says_how_to_go_on() {
    each_app("", |app| {
        at_each_entrance(app, |entrance, _, form| {
            let answer = submits_with(&mut app.stranger(), &form, "Sign in", &[]);
            says(&answer, NO_COOKIES, entrance);
            assert!(answer.text().contains("Allow cookies for this site"));
            // Cookies do come back, but this page is another browser's.
            let mut other = app.stranger();
            other.get(entrance);
            let answer = submits_with(&mut other, &form, "Sign in", &[]);
            says(&answer, OUT_OF_DATE, entrance);
        });
    });
}

#[test]
fn p05_forms_of_the_account_say_the_same_causes() {
    each_with_ada(|app| {
        let pages = [
            ("/account/password", "Change password"),
            ("/account/sessions", "End all others"),
        ];
        for (path, button) in pages {
            let _elsewhere = signed_in(app, "ada");
            let mut ada = signed_in(app, "ada");
            let form = ada.get(path).form(button);
            let sends = |browser: &mut HttpClient| submits_with(browser, &form, button, &[]);
            says(&sends(&mut app.stranger()), NO_COOKIES, path);
            let mut other = signed_in(app, "ada");
            says(&sends(&mut other), OUT_OF_DATE, path);
            let mut out = ada.clone();
            let page = out.get("/platform/oauth/logout");
            app.advance(HOUR);
            says(&sends(&mut ada.clone()), TOO_OLD, path);
            let page_again = out.get(&page.path);
            app.presses(&mut out, &page_again, "Sign out");
            says(&sends(&mut out), SIGNED_OUT, path);
        }
    });
}

#[test]
fn p05_programs_get_the_cause_as_a_code() {
    each_desktop(|app, path| {
        let (_, form) = asks(app, path);
        let json = [("Accept", "application/json")];
        let answer = submits_with(&mut app.stranger(), &form, "Allow", &json);
        assert_eq!(answer.status, 403);
        assert_eq!(answer.json()["code"], "no_cookies");
        assert_eq!(answer.json()["error"], "access_denied");
    });
}
