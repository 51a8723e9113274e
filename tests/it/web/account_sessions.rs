//! *Sessions*: seen, told apart, and ended from another browser.

use super::account::{SIGN_IN, signed_in};
use super::{each_with_ada, filled_in, one_app, own_path, submits_with};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use std::time::Duration;

const SESSIONS: &str = "/account/sessions";
const OTHERS: &str = "End all others";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

fn is_signed_in(browser: &mut HttpClient) -> bool {
    browser.get(SESSIONS).status == 200
}

/// The form with the value of its nth button to end one session.
fn ending(page: &Response, nth: usize) -> Form {
    let text = page.text();
    let keys = text.split("name=\"end\" value=\"").skip(1);
    let keys = keys.filter_map(|rest| rest.split('"').next());
    let keys: Vec<&str> = keys.filter(|key| *key != "others").collect();
    let mut form = page.form("End");
    form.set("end", keys[nth]);
    form
}

/// Without the button's own pair, which the form holds by then.
#[track_caller]
fn sends(browser: &mut HttpClient, form: &Form) -> Response {
    let fields: Vec<(&str, &str)> = form
        .fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    browser.post_form(SESSIONS, &fields)
}

#[test]
fn this_browser_is_marked_and_one_or_all_others_end_at_the_next_request() {
    each_with_ada(|app| {
        app.adds_user("ivy", None);
        let mut ivy = signed_in(app, "ivy");
        let mut first = signed_in(app, "ada");
        let alone = first.get(SESSIONS);
        is_page(&alone, 200, ORDINARY);
        let text = alone.text();
        let (main, _) = text.split_once("</main>").expect("a main part");
        assert!(main.contains("This browser") && !main.contains("<button"));
        app.advance(Duration::from_secs(60));
        let mut second = signed_in(app, "ada");
        app.advance(Duration::from_secs(60));
        let mut third = signed_in(app, "ada");
        let page = third.get(SESSIONS);
        assert_eq!(page.text().matches("This browser").count(), 1);
        assert_eq!(page.text().matches(">End</button>").count(), 2);
        // The youngest stands first.
        let answer = sends(&mut third, &ending(&page, 0));
        assert_eq!(
            (answer.status, own_path(app, answer.location()).as_str()),
            (303, SESSIONS)
        );
        assert_eq!(
            [&mut first, &mut second, &mut third].map(is_signed_in),
            [true, false, true]
        );
        let mut fourth = signed_in(app, "ada");
        let page = third.get(SESSIONS);
        app.presses(&mut third, &page, "End all others");
        assert_eq!(
            [&mut first, &mut third, &mut fourth].map(is_signed_in),
            [false, true, false]
        );
        assert!(is_signed_in(&mut ivy), "somebody else's ended");
    });
}

#[test]
fn a_session_is_called_by_its_browser_and_the_user_agent_is_not_kept() {
    each_with_ada(|app| {
        let mut browser = app.stranger();
        let (_, form) = filled_in(&mut browser, SIGN_IN, "ada", PASSWORD);
        let answer = submits_with(&mut browser, &form, "Sign in", &[("User-Agent", FIREFOX)]);
        assert_eq!(answer.status, 303);
        let page = text_of(&browser.get(SESSIONS).text());
        assert!(page.contains("Firefox on Linux This browser"), "{page}");
        assert!(page.contains("Since 15 January 2027. Last seen on 15 January 2027, 08:00 UTC."));
        let (_, path) = app.adds_desktop_app();
        let mut program = app.stranger();
        app.signs_in(&mut program, &path, "ada");
        let page = text_of(&browser.get(SESSIONS).text());
        assert!(
            page.contains("A browser or program Signed in to use Sample"),
            "{page}"
        );
    });
}

#[test]
fn nobody_ends_somebody_elses_session() {
    each_with_ada(|app| {
        app.adds_user("ivy", None);
        let mut ada = signed_in(app, "ada");
        let mut adas_other = signed_in(app, "ada");
        let mut ivy = signed_in(app, "ivy");
        signed_in(app, "ivy");
        let theirs = ending(&ada.get(SESSIONS), 0);
        let mut own = ending(&ivy.get(SESSIONS), 0);
        own.set("end", theirs.value("end").expect("a key"));
        assert_eq!(sends(&mut ivy, &own).status, 303);
        assert!(is_signed_in(&mut adas_other), "ivy ended ada's session");
    });
}

/// Two browsers of ada: the form of one is sent by the other, late, or by another site.
#[test]
fn r67_r68_sessions_end_only_by_a_form_of_this_session() {
    each_with_ada(|app| {
        let (mut one, mut other) = (signed_in(app, "ada"), signed_in(app, "ada"));
        let own = one.get(SESSIONS).form(OTHERS);
        let theirs = other.get(SESSIONS).form(OTHERS);
        submits_with(&mut one, &own, OTHERS, &[("Sec-Fetch-Site", "cross-site")]);
        assert_eq!(submits_with(&mut one, &theirs, OTHERS, &[]).status, 403);
        let mut nothing = own.clone();
        nothing.set("end", "everything");
        assert_eq!(sends(&mut one, &nothing).status, 403);
        app.advance(Duration::from_secs(3600));
        assert_eq!(submits_with(&mut one, &own, OTHERS, &[]).status, 403);
        assert!(is_signed_in(&mut other));
    });
}

#[test]
fn ended_and_idle_sessions_are_not_listed() {
    one_app("", |app: &TestApp| {
        app.adds_user("ada", None);
        signed_in(app, "ada");
        app.advance(Duration::from_secs(25 * 3600));
        let mut browser = signed_in(app, "ada");
        let page = browser.get(SESSIONS).text();
        assert_eq!(page.matches("<li class=\"row\">").count(), 1, "{page}");
    });
}
