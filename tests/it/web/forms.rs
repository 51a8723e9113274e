//! The consent form itself: one decision within an hour, by the session that it was shown to.

use super::{assert_form_refused, each_app, is_consent_page, one_app, submits_with};
use crate::kit::app::{AUTHORIZE, TestApp, token_in};
use crate::kit::db::{TestDb, each_db};
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use std::time::Duration;
use vestibule::flow::{apps, users};

/// Ada in front of a consent page.
struct Scene {
    path: String,
    browser: HttpClient,
    page: Response,
    form: Form,
}

impl Scene {
    fn set(app: &TestApp) -> Self {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        Self::at(app, path)
    }

    fn at(app: &TestApp, path: String) -> Self {
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, &path, "ada");
        let form = page.form("Allow");
        Self {
            path,
            browser,
            page,
            form,
        }
    }

    fn presses(&mut self, button: &str) -> Response {
        self.browser.submits(&self.page, &self.form, button)
    }
}

fn each_scene(story: impl Fn(&TestDb, &TestApp, Scene)) {
    each_db(|db| {
        let app = TestApp::start(&db.url, "");
        story(db, &app, Scene::set(&app));
    });
}

fn tokens(db: &TestDb) -> i64 {
    db.raw().count("access_tokens")
}

#[test]
fn r67_a_decision_without_a_proof_or_with_somebody_elses_issues_nothing() {
    each_scene(|db, app, mut ada| {
        app.adds_user("mallory", None);
        let mut mallory = app.stranger();
        let theirs = app.signs_in(&mut mallory, &ada.path, "mallory");
        let theirs = theirs.form("Allow");
        let mut foreign = ada.form.clone();
        foreign.set("proof", theirs.hidden("proof"));
        foreign.set("nonce", theirs.hidden("nonce"));
        for form in [theirs, foreign] {
            for button in ["Allow", "Don't Allow"] {
                let answer = ada.browser.submits(&ada.page, &form, button);
                assert_form_refused(&answer, &ada.path);
            }
        }
        // Nobody signed in at all.
        let answer = submits_with(&mut app.stranger(), &ada.form, "Allow", &[]);
        assert_form_refused(&answer, &ada.path);
        assert_eq!(tokens(db), 0);
        // None of it spoilt the real one.
        assert_eq!(ada.presses("Allow").status, 302);
    });
}

#[test]
fn r67_a_form_older_than_an_hour_issues_nothing_and_can_be_opened_again() {
    each_scene(|db, app, mut ada| {
        app.advance(Duration::from_secs(3600));
        let stale = ada.presses("Allow");
        assert_form_refused(&stale, &ada.path);
        assert_eq!(tokens(db), 0);
        let again = ada.browser.get(&super::link(&stale, "Start again"));
        assert!(is_consent_page(&again));
        let form = again.form("Allow");
        app.advance(Duration::from_secs(3599));
        assert_eq!(ada.browser.submits(&again, &form, "Allow").status, 302);
    });
}

#[test]
fn r39_r40_a_form_with_anything_changed_issues_nothing() {
    each_scene(|db, _, mut ada| {
        for (field, value) in [("nonce", "A".repeat(40).as_str()), ("redirect_uri", "x")] {
            let mut form = ada.form.clone();
            form.set(field, value);
            assert_form_refused(&ada.browser.submits(&ada.page, &form, "Allow"), &ada.path);
        }
        assert_eq!(tokens(db), 0);
    });
}

#[test]
fn r68_a_decision_sent_by_another_site_issues_nothing() {
    each_scene(|db, _, mut ada| {
        let foreign = [("Sec-Fetch-Site", "cross-site")];
        let answer = submits_with(&mut ada.browser, &ada.form, "Allow", &foreign);
        assert_form_refused(&answer, &ada.path);
        assert_eq!(tokens(db), 0);
        let own = [("Sec-Fetch-Site", "same-origin"), ("Origin", "null")];
        let answer = submits_with(&mut ada.browser, &ada.form, "Allow", &own);
        assert_eq!(answer.status, 302, "{}", answer.text());
    });
}

#[test]
fn r69_the_same_decision_within_ten_seconds_gets_the_same_answer() {
    each_scene(|db, app, mut ada| {
        let first = ada.presses("Allow");
        for wait in [0, 5000, 4999] {
            app.advance(Duration::from_millis(wait));
            let again = ada.presses("Allow");
            assert_eq!((again.status, again.location()), (302, first.location()));
        }
        assert_eq!(tokens(db), 1);
        app.advance(Duration::from_millis(1));
        assert_form_refused(&ada.presses("Allow"), &ada.path);
        assert_eq!(tokens(db), 1);
        assert!(app.is_live(&token_in(first.location())));
    });
}

#[test]
fn r69_an_answer_whose_token_was_ended_is_not_given_again() {
    each_scene(|db, app, mut ada| {
        let token = token_in(ada.presses("Allow").location());
        let end = format!("/platform/oauth/invalidate_token?access_token={token}");
        assert_eq!(app.stranger().post_form(&end, &[]).status, 200);
        assert_form_refused(&ada.presses("Allow"), &ada.path);
        assert_eq!(tokens(db), 1);
    });
}

#[test]
fn r69_a_refusal_sent_twice_is_the_same_refusal_and_cannot_be_taken_back() {
    each_scene(|db, _, mut ada| {
        let first = ada.presses("Don't Allow");
        let again = ada.presses("Don't Allow");
        assert_eq!((again.status, again.location()), (302, first.location()));
        assert_form_refused(&ada.presses("Allow"), &ada.path);
        assert_eq!(tokens(db), 0);
    });
}

#[test]
fn r69_after_allow_neither_the_other_button_nor_another_session_gets_anything() {
    each_scene(|db, app, mut ada| {
        assert_eq!(ada.presses("Allow").status, 302);
        assert_form_refused(&ada.presses("Don't Allow"), &ada.path);
        // The same person in another browser, and somebody without any session.
        let mut elsewhere = app.stranger();
        super::signs_in_to(app, &mut elsewhere, &ada.path, "ada");
        for thief in [&mut elsewhere, &mut app.stranger()] {
            let answer = submits_with(thief, &ada.form, "Allow", &[]);
            assert_form_refused(&answer, &ada.path);
        }
        let mut changed = ada.form.clone();
        changed.set(
            "request",
            &format!("{}&state=x", ada.form.hidden("request")),
        );
        let answer = ada.browser.submits(&ada.page, &changed, "Allow");
        assert_eq!((answer.status, answer.header("location")), (403, None));
        // The second sign-in of the same program was a remembered grant of its own.
        assert_eq!(tokens(db), 2);
    });
}

#[test]
fn r69_two_forms_of_two_pages_are_two_grants() {
    each_scene(|db, app, mut ada| {
        let ask = format!("{}&prompt=consent", ada.path);
        let other = ada.browser.get(&ask);
        let other_form = other.form("Allow");
        let first = ada.presses("Allow");
        let second = ada.browser.submits(&other, &other_form, "Allow");
        let both = [token_in(first.location()), token_in(second.location())];
        assert_ne!(both[0], both[1]);
        assert!(both.iter().all(|token| app.is_live(token)));
        assert_eq!((tokens(db), db.raw().count("consents")), (2, 1));
    });
}

#[test]
fn a_form_dies_with_its_session_its_person_and_its_app() {
    each_scene(|db, app, mut ada| {
        let platform = app.platform();
        users::set_password(platform, "ada", "another-password-1").expect("set");
        assert_form_refused(&ada.presses("Allow"), &ada.path);
        users::set_password(platform, "ada", crate::kit::app::PASSWORD).expect("set");
        app.advance(Duration::from_millis(1));

        let path = ada.path.clone();
        let mut ada = Scene::at(app, path.clone());
        app.presses(&mut ada.browser.clone(), &ada.page, "Not you?");
        assert_form_refused(&ada.presses("Allow"), &path);

        let mut ada = Scene::at(app, path.clone());
        users::disable(platform, "ada").expect("disabled");
        assert_form_refused(&ada.presses("Allow"), &path);
        users::enable(platform, "ada").expect("enabled");
        app.advance(Duration::from_millis(1));

        let mut ada = Scene::at(app, path.clone());
        apps::disable(platform, "Sample").expect("disabled");
        assert_form_refused(&ada.presses("Allow"), &path);
        assert_eq!(tokens(db), 0);
    });
}

#[test]
fn a_form_whose_app_may_ask_for_less_by_now_issues_nothing() {
    // The proof holds exactly the scopes that were shown.
    each_app("", |app| {
        let mut ada = Scene::set(app);
        let fewer = vestibule::domain::oauth::registration::Wishes {
            scopes: Some(vec!["basic".to_owned()]),
            ..Default::default()
        };
        apps::edit(app.platform(), "Sample", &fewer).expect("edited");
        assert_form_refused(&ada.presses("Allow"), &ada.path);
        let page = ada.browser.get(&ada.path);
        assert_eq!(super::listed_scopes(&page), ["see your name"]);
    });
}

#[test]
fn nothing_is_issued_to_a_head_or_to_a_browser_that_fetches_ahead() {
    each_scene(|db, _, mut ada| {
        assert_eq!(ada.presses("Allow").status, 302);
        let before = tokens(db);
        let ahead = [
            ("GET", "Sec-Purpose", "prefetch"),
            ("GET", "Sec-Purpose", "prefetch;prerender"),
            ("GET", "Purpose", "prefetch"),
            ("HEAD", "Accept", "text/html"),
        ];
        for (method, name, value) in ahead {
            let answer = ada.browser.send(method, &ada.path, &[(name, value)], b"");
            assert_eq!(
                (answer.status, answer.header("location")),
                (200, None),
                "{method} {value}"
            );
        }
        let page = ada.browser.get(&format!("{}&prompt=consent", ada.path));
        let form = page.form("Allow");
        let early = submits_with(
            &mut ada.browser,
            &form,
            "Allow",
            &[("Sec-Purpose", "prefetch")],
        );
        assert_eq!((early.status, early.header("location")), (403, None));
        assert_eq!(tokens(db), before);
        assert_eq!(ada.browser.submits(&page, &form, "Allow").status, 302);
        assert_eq!(ada.browser.get(&ada.path).status, 302);
        assert_eq!(tokens(db), before + 2);
    });
}

#[test]
fn a_body_that_is_too_large_or_no_form_decides_nothing() {
    one_app("", |app| {
        let mut ada = Scene::set(app);
        let large = vec![b'x'; 129 * 1024];
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let answer = ada.browser.send("POST", AUTHORIZE, &form, &large);
        assert_eq!((answer.status, answer.header("location")), (413, None));
        // Each field takes many times the memory of its bytes on the wire.
        let many = b"a&".repeat(101);
        let answer = ada.browser.send("POST", AUTHORIZE, &form, &many);
        assert_eq!((answer.status, answer.header("location")), (413, None));
        // What is no form of ours is an app's request by POST.
        let answer = app.stranger().send("POST", AUTHORIZE, &form, b"");
        let by_get = format!("{}{AUTHORIZE}", app.origin());
        assert_eq!((answer.status, answer.location()), (303, &*by_get));
        assert_eq!(ada.presses("Allow").status, 302);
    });
}
