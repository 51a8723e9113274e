//! One-time links over HTTP: an invitation, another password, and all the ways in which a link is over.

use super::{each_app, each_with_ada, link, one_app, own_path, submits_with, tries};
use crate::kit::app::{PASSWORD, TestApp, token_in};
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use crate::web::own_email::MAIL;
use std::time::Duration;
use vestibule::domain::account::user::UserState;
use vestibule::flow::users::{self, NewUser, PrintedLink, Role};

const NEW: &str = "lantern under the birch";
const BUTTON: &str = "Save password";

#[track_caller]
fn invites(app: &TestApp, name: &str) -> PrintedLink {
    let new = NewUser {
        name,
        email: None,
        email_verified: false,
        display_name: None,
        locale: None,
        role: Role::Person,
    };
    users::invite(app.platform(), new, users::Way::Printed).expect("is invited")
}

#[track_caller]
fn path(app: &TestApp, handed: &PrintedLink) -> String {
    own_path(app, &handed.link)
}

#[track_caller]
fn chooses(browser: &mut HttpClient, path: &str, password: &str) -> Response {
    let page = browser.get(path);
    assert_eq!(page.status, 200, "{}", page.text());
    let mut form = page.form(BUTTON);
    form.set("password", password);
    browser.submits(&page, &form, BUTTON)
}

#[track_caller]
fn is_saved(app: &TestApp, answer: &Response) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(own_path(app, answer.location()), "/account/password-chosen");
}

#[track_caller]
fn is_over(answer: &Response) -> String {
    assert_eq!(answer.status, 404, "{}", answer.text());
    assert_eq!(answer.headers_named("set-cookie"), Vec::<&str>::new());
    let text = answer.text();
    assert!(text.contains("This link no longer works."), "{text}");
    assert_eq!(link(answer, "Sign in"), "/account/sign-in");
    text
}

#[test]
fn who_was_invited_chooses_a_password_signs_in_with_it_and_not_before() {
    each_app("", |app| {
        let (_, desktop) = app.adds_desktop_app();
        let handed = invites(app, "ada");
        app.advance(Duration::from_secs(1));
        assert_eq!(handed.user.state, UserState::Invited);
        let stranger = |name: &str| tries(&mut app.stranger(), &desktop, name, NEW);
        let (invited, nobody) = (stranger("ada"), stranger("nobody"));
        assert_eq!((invited.status, nobody.status), (200, 200));
        let said = |answer: &Response| text_of(&answer.text());
        assert_eq!(said(&invited), said(&nobody));

        let mut browser = app.stranger();
        let page = browser.get(&path(app, &handed));
        let words = text_of(&page.text());
        assert!(
            words.contains("ada") && words.contains("8 to 128"),
            "{words}"
        );
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        let answer = chooses(&mut browser, &path(app, &handed), NEW);
        is_saved(app, &answer);
        let done = browser.get("/account/password-chosen");
        assert!(done.text().contains("Your password is saved."));
        assert!(browser.cookie("vestibule_session").is_none());
        app.advance(Duration::from_secs(1));
        let user = users::find(app.platform(), "ada").expect("is there");
        assert_eq!(user.state, UserState::Active);
        assert_eq!(stranger("ada").status, 303);
    });
}

#[test]
fn another_password_ends_sessions_and_tokens_and_the_old_password() {
    each_with_ada(|app| {
        let (_, desktop) = app.adds_desktop_app();
        let mut browser = app.stranger();
        let consent = app.signs_in(&mut browser, &desktop, "ada");
        let token = token_in(app.presses(&mut browser, &consent, "Allow").location());
        app.advance(Duration::from_secs(1));
        let handed = users::reset_link(app.platform(), "ada", users::Way::Printed).expect("a link");
        assert!(app.is_live(&token), "a link alone ends nothing");
        // In the very browser where she is signed in.
        is_saved(app, &chooses(&mut browser, &path(app, &handed), NEW));
        assert!(!app.is_live(&token));
        app.advance(Duration::from_secs(1));
        assert!(super::is_sign_in_page(&browser.get(&desktop)));
        let tried = |password| tries(&mut app.stranger(), &desktop, "ada", password).status;
        assert_eq!((tried(PASSWORD), tried(NEW)), (200, 303));
    });
}

#[test]
fn r82_a_link_that_is_unknown_used_or_expired_gets_one_and_the_same_page() {
    each_with_ada(|app| {
        let reset =
            || users::reset_link(app.platform(), "ada", users::Way::Printed).expect("a link");
        let used = path(app, &reset());
        is_saved(app, &chooses(&mut app.stranger(), &used, NEW));
        app.advance(Duration::from_secs(1));
        let replaced = path(app, &reset());
        let expired = path(app, &reset());
        app.advance(Duration::from_secs(3600));
        let base = "/account/choose-password";
        let never = format!("{base}?link={}", "0".repeat(40));
        let forged = format!("{}{}", &used[..used.len() - 29], "x".repeat(29));
        let twice = format!("{used}&link=x");
        let mut pages = Vec::new();
        for over in [
            base,
            &never,
            &forged,
            &twice,
            &used,
            &replaced,
            &expired,
            "/account/choose-password?link=%00",
        ] {
            pages.push(is_over(&app.stranger().get(over)));
        }
        pages.dedup();
        assert_eq!(pages.len(), 1);
    });
}

#[test]
fn an_invitation_lives_72_hours_and_ends_with_the_next_and_with_the_user() {
    each_app("", |app| {
        let first = path(app, &invites(app, "ada"));
        app.advance(Duration::from_secs(72 * 3600 - 1));
        assert_eq!(app.stranger().get(&first).status, 200);
        let second = path(app, &invites(app, "ada"));
        is_over(&app.stranger().get(&first));
        assert_eq!(app.stranger().get(&second).status, 200);
        users::disable(app.platform(), "ada").expect("disabled");
        is_over(&app.stranger().get(&second));
        let back = users::enable(app.platform(), "ada").expect("enabled");
        assert_eq!(back.state, UserState::Invited);
        is_over(&app.stranger().get(&second));
        let third = path(app, &invites(app, "ada"));
        users::set_password(app.platform(), "ada", NEW).expect("set");
        is_over(&app.stranger().get(&third));
        users::remove(app.platform(), "ada").expect("removed");
        is_over(&app.stranger().get(&third));
    });
}

#[test]
fn r82_of_many_that_open_a_link_at_once_one_sets_a_password() {
    each_app("", |app| {
        let (_, desktop) = app.adds_desktop_app();
        let handed = invites(app, "ada");
        let ready: Vec<_> = (0..4)
            .map(|number| {
                let mut browser = app.stranger();
                let page = browser.get(&path(app, &handed));
                let mut form = page.form(BUTTON);
                let password = format!("birch lantern {number}");
                form.set("password", &password);
                (browser, page, form, password)
            })
            .collect();
        let answers: Vec<_> = std::thread::scope(|scope| {
            let sent: Vec<_> = ready
                .into_iter()
                .map(|(mut browser, page, form, password)| {
                    scope.spawn(move || (browser.submits(&page, &form, BUTTON), password))
                })
                .collect();
            let ended = sent.into_iter().map(|thread| thread.join());
            ended.map(|answer| answer.expect("no panic")).collect()
        });
        let (saved, over): (Vec<_>, Vec<_>) = answers
            .into_iter()
            .partition(|(answer, _)| answer.status == 303);
        assert_eq!((saved.len(), over.len()), (1, 3));
        over.iter().for_each(|(answer, _)| drop(is_over(answer)));
        app.advance(Duration::from_secs(1));
        let signs_in =
            |password: &str| tries(&mut app.stranger(), &desktop, "ada", password).status;
        assert_eq!(signs_in(&saved[0].1), 303);
        assert_eq!(signs_in(&over[0].1), 200);
    });
}

#[test]
fn a_weak_password_is_refused_with_its_reason_and_the_link_stays_good() {
    each_app("", |app| {
        let handed = invites(app, "Ada Lovelace");
        let mut browser = app.stranger();
        for (weak, reason) in [
            ("", "Use at least 8 characters."),
            ("otter42", "Use at least 8 characters."),
            ("ada LOVELACE", "your name"),
            ("Password123", "Many people use that one"),
            (&"x".repeat(129), "Use at most 128 characters."),
            (&"x".repeat(1025), "cannot be a password"),
            ("otter\0lamp", "cannot be a password"),
        ] {
            let before = app.platform().hashers.checked();
            let answer = chooses(&mut browser, &path(app, &handed), weak);
            assert_eq!(answer.status, 200, "{weak}");
            let words = text_of(&answer.text());
            assert!(words.contains(reason), "{weak}: {words}");
            assert!(weak.len() < 8 || !answer.text().contains(weak), "{weak}");
            assert_eq!(app.platform().hashers.checked(), before, "not even hashed");
            // The page that came back is as good as the first.
            assert!(answer.text().contains("role=\"alert\""));
        }
        is_saved(
            app,
            &chooses(
                &mut browser,
                &path(app, &handed),
                "\u{1F9A6}caf\u{e9}-river",
            ),
        );
    });
}

#[test]
fn looking_at_a_link_writes_nothing_and_does_not_use_it() {
    one_app("", |app| {
        let handed = invites(app, "ada");
        let path = path(app, &handed);
        let before = users::find(app.platform(), "ada").expect("is there");
        for _ in 0..3 {
            assert_eq!(app.stranger().get(&path).status, 200);
            let head = app.stranger().send("HEAD", &path, &[], b"");
            assert_eq!(head.status, 200);
        }
        let after = users::find(app.platform(), "ada").expect("is there");
        assert_eq!(before, after);
        let links = app
            .platform()
            .store
            .read(|reader| reader.links_of(after.key));
        assert_eq!(links.expect("reads")[0].used_at, None);
    });
}

#[test]
fn a_form_from_elsewhere_or_from_another_browser_sets_nothing() {
    one_app("", |app| {
        let handed = invites(app, "ada");
        let path = path(app, &handed);
        let mut browser = app.stranger();
        let page = browser.get(&path);
        let mut form = page.form(BUTTON);
        form.set("password", NEW);
        let refused = |answer: Response| {
            assert_eq!(answer.status, 403, "{}", answer.text());
            assert_eq!(link(&answer, "Start again"), path);
        };
        let ahead = [("Sec-Purpose", "prefetch")];
        refused(submits_with(&mut browser, &form, BUTTON, &ahead));
        let mut other = app.stranger();
        other.get(&path);
        refused(other.submits(&page, &form, BUTTON));
        let mut forged = form.clone();
        forged.set("proof", "1800000000000.AAAA");
        refused(browser.submits(&page, &forged, BUTTON));
        app.advance(Duration::from_secs(3600));
        refused(browser.submits(&page, &form, BUTTON));
        let mut renamed = browser.get(&path).form(BUTTON);
        let reset = format!("link={}", "1".repeat(40));
        renamed.set("request", &reset);
        assert_eq!(browser.submits(&page, &renamed, BUTTON).status, 403);
        let user = users::find(app.platform(), "ada").expect("is there");
        assert_eq!(user.state, UserState::Invited);
        is_saved(app, &chooses(&mut browser, &path, NEW));
    });
}

#[test]
fn whoever_keeps_sending_links_that_are_over_is_braked_and_good_ones_cost_nothing() {
    one_app("[sign_in_limit]\nper_address = 3\n", |app| {
        let mut browser = app.stranger();
        let handed = invites(app, "ada");
        let page = browser.get(&path(app, &handed));
        let mut form = page.form(BUTTON);
        form.set("password", "short");
        for _ in 0..5 {
            assert_eq!(browser.submits(&page, &form, BUTTON).status, 200);
        }
        invites(app, "ada");
        form.set("password", NEW);
        let mut statuses = Vec::new();
        for _ in 0..5 {
            statuses.push(browser.submits(&page, &form, BUTTON).status);
        }
        assert_eq!(statuses, [404, 404, 404, 429, 429]);
    });
}

#[test]
fn a_link_that_is_over_leads_to_another_one_where_mail_goes_out() {
    for (settings, is_offered) in [("", false), (MAIL, true)] {
        one_app(settings, |app| {
            let answer = app.stranger().get("/account/choose-password?link=x");
            is_over(&answer);
            let page = answer.text();
            assert_eq!(
                page.contains("href=\"/account/forgot\""),
                is_offered,
                "{page}"
            );
        });
    }
}
