//! What wants a fresh proof: its page asks for one first, and its form that comes too late changes nothing.

use super::account::signed_in;
use super::own_email::{MAIL, waiting};
use super::{each_app, is_sign_in_page, own_path, submits_with};
use crate::kit::app::TestApp;
use std::time::Duration;
use vestibule::domain::mail::kind::MailKind;
use vestibule::flow::users;

/// Page, button, and what is typed.
type Page = (
    &'static str,
    &'static str,
    Option<(&'static str, &'static str)>,
);

const PAGES: [Page; 3] = [
    (
        "/account/email",
        "Send link",
        Some(("email", "ada@example.net")),
    ),
    ("/account/data", "Download", None),
    (
        "/account/delete",
        "Delete my account",
        Some(("name", "ada")),
    ),
];

/// That were mailed.
fn links(app: &TestApp) -> usize {
    let mails = waiting(app).into_iter();
    mails
        .filter(|(mail, _)| mail.kind == MailKind::Verify)
        .count()
}

#[test]
fn who_proved_it_ten_minutes_ago_is_asked_once_more_and_a_form_of_before_does_nothing() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some("ada@example.org"));
        for (path, button, typed) in PAGES {
            let mut browser = signed_in(app, "ada");
            let mut form = browser.get(path).form(button);
            if let Some((name, value)) = typed {
                form.set(name, value);
            }
            app.advance(Duration::from_secs(599));
            assert_eq!(browser.get(path).status, 200, "{path}");
            app.advance(Duration::from_secs(1));
            let there = format!("/account/confirm?to={}", path.replace('/', "%2F"));
            let asked = browser.get(path);
            assert_eq!(
                (asked.status, own_path(app, asked.location())),
                (303, there.clone())
            );
            let late = submits_with(&mut browser, &form, button, &[]);
            assert_eq!((late.status, own_path(app, late.location())), (303, there));
        }
        assert_eq!(links(app), 0);
        users::find(app.platform(), "ada").expect("is still there");
    });
}

#[test]
fn who_is_not_signed_in_is_asked_to_and_a_form_without_session_or_proof_does_nothing() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some("ada@example.org"));
        for (path, button, typed) in PAGES {
            let mut stranger = app.stranger();
            let asked = stranger.get(path);
            assert_eq!(asked.status, 303);
            assert!(is_sign_in_page(
                &stranger.get(&own_path(app, asked.location()))
            ));
            let mut browser = signed_in(app, "ada");
            let mut form = browser.get(path).form(button);
            if let Some((name, value)) = typed {
                form.set(name, value);
            }
            let mut bare = form.clone();
            bare.set("proof", "");
            let foreign = [("Sec-Fetch-Site", "cross-site")];
            assert_eq!(
                submits_with(&mut app.stranger(), &form, button, &[]).status,
                403
            );
            assert_eq!(submits_with(&mut browser, &bare, button, &[]).status, 403);
            assert_eq!(
                submits_with(&mut browser, &form, button, &foreign).status,
                403
            );
            // Another's form is none of theirs.
            let mut elsewhere = signed_in(app, "ada");
            assert_eq!(submits_with(&mut elsewhere, &form, button, &[]).status, 403);
        }
        assert_eq!(links(app), 0);
        users::find(app.platform(), "ada").expect("is still there");
    });
}
