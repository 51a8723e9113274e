//! What each act wants before it does anything.

use super::{
    AUTHENTICATOR, LATE, RECOVERY_CODES, SECURITY, SIGN_IN_CODE, ada_with_one, factors_of,
    first_factor,
};
use crate::kit::app::TestApp;
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::web::{each_with_ada, own_path, submits_with};
use vestibule::domain::answer::OwnPath;
use vestibule::domain::answer::place::AccountPlace;

/// Path and button of each that is confirmed first.
fn acts(browser: &mut HttpClient) -> Vec<(String, &'static str)> {
    let key = first_factor(browser);
    vec![
        (AUTHENTICATOR.to_owned(), "Continue"),
        (format!("{SECURITY}/rename?key={key}"), "Rename"),
        (format!("{SECURITY}/remove?key={key}"), "Remove"),
        (RECOVERY_CODES.to_owned(), "Make new codes"),
        (SIGN_IN_CODE.to_owned(), "Make a code"),
    ]
}

/// Each with its form, opened while that may be.
fn opened(browser: &mut HttpClient) -> Vec<(String, Form, &'static str)> {
    let acts = acts(browser).into_iter();
    let opened = acts.map(|(path, button)| {
        let mut form = browser.get(&path).form(button);
        if button == "Rename" {
            form.set("name", "Another name");
        }
        (path, form, button)
    });
    opened.collect()
}

#[track_caller]
fn leads(app: &TestApp, answer: &Response, path: &OwnPath) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(own_path(app, answer.location()), path.as_str());
}

fn place(path: &str) -> AccountPlace {
    AccountPlace::parse(path).expect("a page of the account")
}

#[test]
fn a_page_is_confirmed_first_and_a_form_that_comes_late_changes_nothing() {
    each_with_ada(|app| {
        let (mut ada, _) = ada_with_one(app);
        let opened = opened(&mut ada);
        let before = factors_of(app, "ada");
        app.advance(LATE);
        for (path, form, button) in &opened {
            let confirm = OwnPath::confirm(&place(path));
            leads(app, &ada.get(path), &confirm);
            leads(app, &submits_with(&mut ada, form, button, &[]), &confirm);
        }
        assert_eq!(factors_of(app, "ada"), before);
    });
}

#[test]
fn who_is_not_signed_in_signs_in_first_and_their_form_changes_nothing() {
    each_with_ada(|app| {
        let (mut ada, _) = ada_with_one(app);
        let opened = opened(&mut ada);
        let before = factors_of(app, "ada");
        ada.forgets("session");
        for (path, form, button) in &opened {
            leads(app, &ada.get(path), &OwnPath::sign_in(&place(path)));
            assert_eq!(submits_with(&mut ada, form, button, &[]).status, 403);
        }
        assert_eq!(factors_of(app, "ada"), before);
    });
}

#[test]
fn without_a_good_proof_or_from_elsewhere_nothing_changes() {
    each_with_ada(|app| {
        let (mut ada, _) = ada_with_one(app);
        let opened = opened(&mut ada);
        let before = factors_of(app, "ada");
        for (path, form, button) in &opened {
            let foreign = [("Origin", "https://evil.example")];
            let answer = submits_with(&mut ada, form, button, &foreign);
            assert_eq!(answer.status, 403, "{path}");
            for field in ["proof", "nonce", "request"] {
                let mut bare = form.clone();
                bare.set(field, "");
                let answer = submits_with(&mut ada, &bare, button, &[]);
                assert_eq!(answer.status, 403, "{path} without {field}");
            }
        }
        assert_eq!(factors_of(app, "ada"), before);
    });
}

#[test]
fn a_new_name_is_one_of_eighty_characters_at_most() {
    each_with_ada(|app| {
        let (mut ada, _) = ada_with_one(app);
        let path = format!("{SECURITY}/rename?key={}", first_factor(&mut ada));
        for bad in ["", "  ", &"x".repeat(81), "a\u{202E}b"] {
            let mut form = ada.get(&path).form("Rename");
            form.set("name", bad);
            let answer = submits_with(&mut ada, &form, "Rename", &[]);
            super::complains(&answer, "Give it a name of 1 to 80 characters.");
        }
        let mut form = ada.get(&path).form("Rename");
        form.set("name", " Ada\u{2019}s <phone> ");
        let answer = submits_with(&mut ada, &form, "Rename", &[]);
        let done = own_path(app, answer.location());
        assert_eq!(done, "/account/security?done=renamed");
        let list = ada.get(&done).text();
        assert!(list.contains("The name is changed."));
        assert!(list.contains("Ada\u{2019}s &#60;phone&#62;"), "{list}");
        assert_eq!(
            factors_of(app, "ada").authenticators[0].name,
            "Ada\u{2019}s <phone>"
        );
    });
}

#[test]
fn what_was_done_is_said_by_a_word_of_the_list_alone() {
    each_with_ada(|app| {
        let (mut ada, _) = ada_with_one(app);
        for word in ["x", "", "added&done=removed", "Added", "%3Cb%3E"] {
            let page = ada.get(&format!("{SECURITY}?done={word}"));
            assert_eq!(page.status, 200);
            assert!(!page.text().contains("role=\"status\""), "{word}");
        }
    });
}
