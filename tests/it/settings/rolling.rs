//! The server key is replaced on several servers, one after the other, while people sign in at all of them.

use super::KEY;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::db::{TestDb, each_db};
use crate::kit::http::{HttpClient, Response};

const NEW: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";

/// A server that signs with the first key and accepts the others.
fn server(db: &TestDb, keys: [&str; 2]) -> TestApp {
    let [current, accepted] = keys;
    let settings = format!("secret_key = \"{current}\"\nsecret_key_previous = [{accepted:?}]");
    TestApp::start(&db.url, &settings)
}

/// Presses a button of a page at another server than the one that the page came from.
fn presses_at(app: &TestApp, browser: &mut HttpClient, page: &Response, button: &str) -> Response {
    let mut form = page.form(button);
    if button == "Sign in" {
        form.types_name_and_password("ada", PASSWORD);
    }
    browser.moves_to(&app.address);
    browser.submits(page, &form, button)
}

/// Signs in and allows, with each page from one server and its form sent to the other, and the second click
/// at the first again.
fn goes_back_and_forth(one: &TestApp, other: &TestApp, path: &str) {
    let mut browser = one.stranger();
    let page = browser.get(path);
    let answer = presses_at(other, &mut browser, &page, "Sign in");
    assert_eq!(answer.status, 303, "{}", answer.text());
    browser.moves_to(&one.address);
    let consent = browser.get(&format!("{path}&prompt=consent"));
    let allowed = presses_at(other, &mut browser, &consent, "Allow");
    assert_eq!(allowed.status, 302, "{}", allowed.text());
    let again = presses_at(one, &mut browser, &consent, "Allow");
    // But for the address of the server itself: behind one name they would be alike.
    let said = |answer: &Response, at: &TestApp| answer.location().replace(&at.origin(), "");
    assert_eq!(said(&again, one), said(&allowed, other), "the same answer");
}

#[test]
fn at_each_step_of_a_rotation_each_server_knows_what_the_other_signed_and_sealed() {
    each_db(|db| {
        let one = server(db, [KEY, NEW]);
        one.adds_user("ada", None);
        let (_, path) = one.adds_desktop_app();
        let steps = [
            ([KEY, NEW], [KEY, KEY]),
            ([KEY, NEW], [KEY, NEW]),
            ([NEW, KEY], [KEY, NEW]),
            ([NEW, KEY], [NEW, KEY]),
            ([NEW, NEW], [NEW, KEY]),
            ([NEW, NEW], [NEW, NEW]),
        ];
        drop(one);
        for (one, other) in steps {
            let (one, other) = (server(db, one), server(db, other));
            for app in [&one, &other] {
                app.advance(std::time::Duration::from_secs(1));
            }
            goes_back_and_forth(&one, &other, &path);
            goes_back_and_forth(&other, &one, &path);
        }
    });
}

#[test]
fn without_the_first_step_a_form_of_the_new_key_is_refused_by_a_server_that_does_not_know_it() {
    each_db(|db| {
        let old = server(db, [KEY, KEY]);
        old.adds_user("ada", None);
        let (_, path) = old.adds_desktop_app();
        // Goes on as it is: a database that takes on another key turns nobody out who has it open.
        let new = server(db, [NEW, KEY]);
        let mut browser = new.stranger();
        let page = browser.get(&path);
        let refused = presses_at(&old, &mut browser, &page, "Sign in");
        assert_eq!(refused.status, 403, "{}", refused.text());
        goes_back_and_forth(&old, &old, &path);
        let mut browser = old.stranger();
        let page = browser.get(&path);
        assert_eq!(presses_at(&new, &mut browser, &page, "Sign in").status, 303);
    });
}
