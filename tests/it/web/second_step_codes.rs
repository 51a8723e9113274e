//! The second step with codes: a session begins with the right one, once, and with nothing else.

use super::{asks_for, each_app, is_consent_page, is_sign_in_page, tries, web_app};
use crate::factors::code_of;
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::{refuses, server_program};
use std::time::Duration;
use vestibule::domain::account::user::User;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::factor::authenticator::{Authenticator, seal};
use vestibule::domain::factor::recovery::{self, RecoveryCode};
use vestibule::domain::factor::totp::Secret;
use vestibule::domain::factor::write::FactorWrite;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::users;

const STEP: Duration = Duration::from_secs(30);
const WRONG: &str = "That code is not right.";
const USED: &str = "That code was used already. Wait for the next one.";
const CONTINUE: &str = "Continue";
const ENTRANCE: &str = "/account/sign-in";

/// Ada with an authenticator, of which this is the secret.
fn with_authenticator(app: &TestApp) -> (User, Secret) {
    let ada = app.adds_user("ada", None);
    let secret = adds_authenticator(app, &ada);
    (ada, secret)
}

pub fn adds_authenticator(app: &TestApp, user: &User) -> Secret {
    let (platform, dice) = (app.platform(), &mut rand::rng());
    let secret = Secret::make(dice);
    let key = platform.store.next_key(app.now());
    let sealed = seal(&platform.key, (key, user.key), &secret, dice);
    let authenticator = Authenticator {
        key,
        user_key: user.key,
        name: "Phone".to_owned(),
        secret_sealed: sealed.sealed,
        sealed_by: sealed.by,
        last_step: -1,
        last_used_at: None,
        created_at: app.now(),
    };
    writes(app, FactorWrite::Insert(authenticator));
    secret
}

fn writes(app: &TestApp, write: FactorWrite) {
    let change = Change::writes(vec![Write::Factor(write)]);
    app.platform().store.commit(change).expect("it is written");
}

pub fn code(app: &TestApp, secret: &Secret) -> String {
    code_of(secret, app.now())
}

/// A code that is none of now.
pub fn wrong(app: &TestApp, secret: &Secret) -> String {
    other_than(&code(app, secret))
}

pub fn other_than(right: &str) -> String {
    let other = (right.parse::<u32>().expect("digits") + 500_000) % 1_000_000;
    format!("{other:06}")
}

/// The page behind a right password.
#[track_caller]
fn reaches(browser: &mut HttpClient, path: &str) -> (Response, Form) {
    let page = tries(browser, path, "ada", PASSWORD);
    assert_eq!(page.status, 200, "{}", page.text());
    let form = page.form(CONTINUE);
    (page, form)
}

#[track_caller]
pub fn types(browser: &mut HttpClient, (page, form): &(Response, Form), code: &str) -> Response {
    let mut form = form.clone();
    form.set("code", code);
    browser.submits(page, &form, CONTINUE)
}

#[track_caller]
pub fn complains(answer: &Response, words: &str) {
    assert_eq!(answer.status, 200);
    let text = answer.text();
    assert!(
        text.contains(words) && text.contains("role=\"alert\""),
        "{text}"
    );
    assert!(text.contains("<title>Error: "), "{text}");
}

fn is_signed_in(browser: &mut HttpClient) -> bool {
    browser.get("/account/sessions").status == 200
}

#[test]
fn a_right_code_begins_a_session_of_level_two_at_both_entrances() {
    each_app("", |app| {
        let (_, secret) = with_authenticator(app);
        let (_, path) = app.adds_desktop_app();
        for entrance in [ENTRANCE, path.as_str()] {
            app.advance(STEP);
            let mut browser = app.stranger();
            let page = reaches(&mut browser, entrance);
            assert!(browser.cookie("vestibule_session").is_none());
            let typed = code(app, &secret);
            // As people type it.
            let spaced = format!(" {} {}", &typed[..3], &typed[3..]);
            let answer = types(&mut browser, &page, &spaced);
            assert_eq!(answer.status, 303, "{}", answer.text());
            assert!(is_signed_in(&mut browser));
            assert!(is_consent_page(&browser.get(&path)));
        }
    });
}

#[test]
fn a_wrong_code_and_a_used_one_are_told_apart_and_begin_nothing() {
    each_app("", |app| {
        let (_, secret) = with_authenticator(app);
        let mut browser = app.stranger();
        let page = reaches(&mut browser, ENTRANCE);
        let answer = types(&mut browser, &page, &wrong(app, &secret));
        complains(&answer, WRONG);
        assert!(!is_signed_in(&mut browser));
        // The form that comes back is as good as the first.
        let again = answer.form(CONTINUE);
        let right = code(app, &secret);
        assert_eq!(types(&mut browser, &(answer, again), &right).status, 303);
        let mut other = app.stranger();
        let page = reaches(&mut other, ENTRANCE);
        complains(&types(&mut other, &page, &right), USED);
        assert!(!is_signed_in(&mut other));
    });
}

#[test]
fn the_same_press_again_is_answered_alike_for_ten_seconds_and_makes_one_session() {
    each_app("", |app| {
        let (_, secret) = with_authenticator(app);
        let mut first = app.stranger();
        let page = reaches(&mut first, ENTRANCE);
        let mut second = first.clone();
        let mut late = first.clone();
        let typed = code(app, &secret);
        let answer = types(&mut first, &page, &typed);
        let again = types(&mut second, &page, &typed);
        assert_eq!((answer.status, again.status), (303, 303));
        let session = |browser: &HttpClient| {
            let cookie = browser.cookie("vestibule_session").expect("a session");
            cookie.value.clone()
        };
        assert_eq!(session(&first), session(&second));
        app.advance(Duration::from_secs(11));
        let answer = types(&mut late, &page, &typed);
        assert_eq!(answer.status, 303);
        assert!(late.cookie("vestibule_session").is_none());
    });
}

#[test]
fn too_many_wrong_codes_are_braked_and_twenty_in_a_row_close_them() {
    each_app("[sign_in_limit]\nper_address = 1000", |app| {
        let (ada, secret) = with_authenticator(app);
        let mut browser = app.stranger();
        let page = reaches(&mut browser, ENTRANCE);
        let tried = |browser: &mut HttpClient| types(browser, &page, &wrong(app, &secret)).status;
        let statuses: Vec<u16> = (0..6).map(|_| tried(&mut browser)).collect();
        assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
        let right = types(&mut browser, &page, &code(app, &secret));
        assert_eq!(right.status, 429, "the code is not looked at");
        assert!(right.header("retry-after").is_some());
        for _ in 0..3 {
            app.advance(Duration::from_secs(601));
            let page = reaches(&mut browser, ENTRANCE);
            for _ in 0..5 {
                types(&mut browser, &page, &wrong(app, &secret));
            }
        }
        app.advance(Duration::from_secs(601));
        let page = reaches(&mut browser, ENTRANCE);
        let closed = types(&mut browser, &page, &code(app, &secret));
        complains(&closed, "Too many wrong codes were typed");
        assert!(!is_signed_in(&mut browser));
        // A recovery code opens all again.
        let shown = recovery::make(&mut rand::rng());
        writes(
            app,
            FactorWrite::SetRecoveryCodes {
                user_key: ada.key,
                codes: vec![RecoveryCode {
                    key: app.platform().store.next_key(app.now()),
                    user_key: ada.key,
                    hash: recovery::hash(&shown).expect("a code"),
                    used_at: None,
                    created_at: app.now(),
                }],
            },
        );
        let (page, form) = reaches(&mut browser, ENTRANCE);
        let other = browser.submits(&page, &form, "Use a recovery code");
        assert_eq!(other.status, 200);
        let form = other.form(CONTINUE);
        let answer = types(&mut browser, &(other, form), &shown.to_uppercase());
        assert_eq!(answer.status, 303, "{}", answer.text());
        let mut next = app.stranger();
        let page = reaches(&mut next, ENTRANCE);
        assert_eq!(types(&mut next, &page, &code(app, &secret)).status, 303);
    });
}

#[test]
fn a_ticket_that_is_late_or_dead_leads_back_to_the_password() {
    each_app("", |app| {
        let (_, secret) = with_authenticator(app);
        let mut browser = app.stranger();
        let late = reaches(&mut browser, ENTRANCE);
        app.advance(Duration::from_secs(600));
        let answer = types(&mut browser, &late, &code(app, &secret));
        assert_eq!(answer.status, 303);
        assert!(answer.location().ends_with(ENTRANCE));
        assert!(!is_signed_in(&mut browser));
        let dead = reaches(&mut browser, ENTRANCE);
        users::disable(app.platform(), "ada").expect("she is disabled");
        let answer = types(&mut browser, &dead, &code(app, &secret));
        assert_eq!(answer.status, 303);
        users::enable(app.platform(), "ada").expect("she is enabled");
        assert_eq!(types(&mut browser, &dead, &code(app, &secret)).status, 303);
        assert!(!is_signed_in(&mut browser), "the ticket stays dead");
    });
}

#[test]
fn a_ticket_of_another_browser_or_form_and_none_at_all_are_refused() {
    each_app("", |app| {
        let (_, secret) = with_authenticator(app);
        let mut browser = app.stranger();
        let (page, form) = reaches(&mut browser, ENTRANCE);
        let other = reaches(&mut app.stranger(), ENTRANCE);
        let typed = code(app, &secret);
        let mut foreign = app.stranger();
        foreign.get(ENTRANCE);
        let answer = types(&mut foreign, &(page.clone(), form.clone()), &typed);
        assert_eq!(answer.status, 403);
        for ticket in ["", "x", other.1.hidden("ticket")] {
            let mut changed = form.clone();
            changed.set("ticket", ticket);
            changed.set("code", &typed);
            let answer = browser.submits(&page, &changed, CONTINUE);
            assert_eq!(answer.status, 403, "{ticket:?}");
            assert!(answer.text().contains("Start again"), "{}", answer.text());
        }
        assert!(!is_signed_in(&mut browser));
        assert_eq!(types(&mut browser, &(page, form), &typed).status, 303);
    });
}

#[test]
fn a_remembered_browser_asks_for_the_password_alone_until_its_time_is_over() {
    each_app("", |app| {
        let (_, secret) = with_authenticator(app);
        let mut browser = app.stranger();
        let (page, mut form) = reaches(&mut browser, ENTRANCE);
        form.set("remember", "on");
        let answer = types(&mut browser, &(page, form), &code(app, &secret));
        assert_eq!(answer.status, 303);
        app.advance(Duration::from_secs(29 * 86_400));
        assert_eq!(tries(&mut browser, ENTRANCE, "ada", PASSWORD).status, 303);
        // Not anywhere else, and no longer than was said.
        reaches(&mut app.stranger(), ENTRANCE);
        app.advance(Duration::from_secs(86_400));
        browser.forgets("session");
        reaches(&mut browser, ENTRANCE);
    });
}

#[test]
fn whoever_has_a_factor_gets_nothing_by_a_password_alone() {
    each_app("", |app| {
        let program = server_program(app, Wishes::default());
        let (_, secret) = with_authenticator(app);
        let wrong = "Invalid username and/or password combination";
        let answer = program.trades("ada", PASSWORD);
        refuses(&answer, 400, "invalid_grant", wrong);
        // The sign-in page alone asks for the rest.
        let mut browser = app.stranger();
        let page = reaches(&mut browser, ENTRANCE);
        assert_eq!(types(&mut browser, &page, &code(app, &secret)).status, 303);
    });
}

#[test]
fn a_session_from_before_is_raised_for_who_asks_for_more_and_goes_on() {
    each_app("", |app| {
        let ada = app.adds_user("ada", None);
        let mut browser = app.stranger();
        assert_eq!(tries(&mut browser, ENTRANCE, "ada", PASSWORD).status, 303);
        let before = browser
            .cookie("vestibule_session")
            .expect("one")
            .value
            .clone();
        let secret = adds_authenticator(app, &ada);
        let client_id = web_app(app, "https://client.example/cb").app.client_id;
        let openid = [
            ("scope", "openid basic"),
            ("nonce", "n"),
            ("acr_values", "x mfa"),
        ];
        let path = asks_for(&client_id, &openid);
        let page = browser.get(&path);
        let form = page.form(CONTINUE);
        let answer = types(&mut browser, &(page, form), &code(app, &secret));
        assert_eq!(answer.status, 303, "{}", answer.text());
        let after = browser
            .cookie("vestibule_session")
            .expect("one")
            .value
            .clone();
        assert_ne!(before, after);
        assert!(is_consent_page(&browser.get(&path)));
        assert!(!is_sign_in_page(&browser.get(ENTRANCE)));
    });
}

#[test]
fn who_must_have_a_second_step_sets_it_up_behind_the_password_and_goes_on() {
    each_app("[second_factor]\nrequired = \"everybody\"", |app| {
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        let mut browser = app.stranger();
        let (page, form) = reaches(&mut browser, &path);
        let text = page.text();
        assert!(
            text.contains("Set up a second step") && text.contains("<svg"),
            "{text}"
        );
        assert!(
            !text.contains("otpauth:"),
            "a program's window opens no other"
        );
        let shown = text.split("<code dir=\"ltr\">").nth(1).expect("a secret");
        let shown = shown
            .split("</code>")
            .next()
            .expect("its end")
            .replace(' ', "");
        let secret = data_encoding::BASE32_NOPAD
            .decode(shown.as_bytes())
            .expect("base32");
        let secret = Secret::from_bytes(&secret).expect("20 bytes");
        let answer = types(&mut browser, &(page, form), &wrong(app, &secret));
        complains(&answer, WRONG);
        assert!(
            answer.text().contains(&*secret.groups()),
            "the same picture again"
        );
        let again = answer.form(CONTINUE);
        let mut other = browser.clone();
        let typed = code(app, &secret);
        let press = (answer, again);
        let done = types(&mut browser, &press, &typed);
        assert_eq!(done.status, 200);
        let codes = done.text();
        assert!(codes.contains("Your recovery codes"), "{codes}");
        assert_eq!(
            types(&mut other, &press, &typed).text(),
            codes,
            "the same press"
        );
        assert!(is_consent_page(&browser.get(&path)));
        // The code that set it up is used, and a recovery code opens.
        let mut next = app.stranger();
        let (page, form) = reaches(&mut next, ENTRANCE);
        complains(
            &types(&mut next, &(page.clone(), form.clone()), &typed),
            USED,
        );
        let one = codes
            .split("<code>")
            .nth(1)
            .expect("codes")
            .lines()
            .next()
            .expect("one");
        let other = next.submits(&page, &form, "Use a recovery code");
        let form = other.form(CONTINUE);
        assert_eq!(types(&mut next, &(other, form), one).status, 303);
    });
}
