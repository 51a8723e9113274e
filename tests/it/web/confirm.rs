//! Confirming: who is signed in proves once more who they are, in the way that they have.

use super::account::{SIGN_IN, signed_in};
use super::second_step_codes::{adds_authenticator, code, complains, types, wrong};
use super::{ELSEWHERE, each_app, each_with_ada, own_path, submits_with};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use std::time::Duration;
use vestibule::domain::answer::OwnPath;
use vestibule::domain::answer::place::AccountPlace;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::factor::totp::Secret;
use vestibule::flow::{factors, users};

const PATH: &str = "/account/confirm?to=%2Faccount%2Fpassword";
const BUTTON: &str = "Continue";
const LATE: Duration = Duration::from_secs(600);

/// The page, in a session in which nothing was proved lately.
#[track_caller]
pub fn asked(app: &TestApp, browser: &mut HttpClient) -> (Response, Form) {
    app.advance(LATE);
    let page = browser.get(PATH);
    is_page(&page, 200, ORDINARY);
    let form = page.form(BUTTON);
    (page, form)
}

#[track_caller]
fn types_password(browser: &mut HttpClient, form: &Form, password: &str) -> Response {
    let mut form = form.clone();
    form.set("password", password);
    submits_with(browser, &form, BUTTON, &[])
}

/// Whether a page that wants it would be shown.
fn is_confirmed(browser: &mut HttpClient) -> bool {
    browser.get(PATH).status == 303
}

fn with_authenticator(app: &TestApp) -> (HttpClient, Secret) {
    let ada = users::find(app.platform(), "ada").expect("ada");
    let browser = signed_in(app, "ada");
    (browser, adds_authenticator(app, &ada))
}

#[test]
fn signing_in_counts_for_ten_minutes_and_then_the_password_does() {
    each_with_ada(|app| {
        let mut ada = signed_in(app, "ada");
        app.advance(LATE - Duration::from_millis(1));
        assert!(is_confirmed(&mut ada));
        app.advance(Duration::from_millis(1));
        assert!(!is_confirmed(&mut ada));
        let session = |browser: &HttpClient| {
            let cookie = browser.cookie("vestibule_session").expect("a session");
            cookie.value.clone()
        };
        let before = session(&ada);
        let form = ada.get(PATH).form(BUTTON);
        let wrong = types_password(&mut ada, &form, "not-the-password");
        is_page(&wrong, 200, ORDINARY);
        assert!(
            wrong.text().contains("Wrong password.") && wrong.text().contains("role=\"alert\"")
        );
        assert!(!is_confirmed(&mut ada));
        let answer = types_password(&mut ada, &wrong.form(BUTTON), PASSWORD);
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(own_path(app, answer.location()), "/account/password");
        assert!(is_confirmed(&mut ada));
        assert_eq!(session(&ada), before, "the session keeps its name");
        app.advance(LATE);
        assert!(!is_confirmed(&mut ada));
    });
}

#[test]
fn the_same_press_again_leads_on_and_a_used_form_asks_anew_when_it_is_late() {
    each_with_ada(|app| {
        let mut ada = signed_in(app, "ada");
        let (_, form) = asked(app, &mut ada);
        for _ in 0..2 {
            let answer = types_password(&mut ada, &form, PASSWORD);
            assert_eq!(own_path(app, answer.location()), "/account/password");
        }
        app.advance(LATE);
        let late = types_password(&mut ada, &form, PASSWORD);
        assert_eq!(own_path(app, late.location()), PATH);
        assert!(!is_confirmed(&mut ada), "a used form proves nothing");
    });
}

#[test]
fn who_is_not_signed_in_signs_in_and_that_is_enough() {
    each_with_ada(|app| {
        let mut browser = app.stranger();
        let answer = browser.get(PATH);
        let place = AccountPlace::Password;
        let sign_in = OwnPath::sign_in(&place);
        assert_eq!(own_path(app, answer.location()), sign_in.as_str());
        let mut ada = signed_in(app, "ada");
        let (_, form) = asked(app, &mut ada);
        ada.forgets("session");
        let answer = types_password(&mut ada, &form, PASSWORD);
        assert_eq!((answer.status, answer.header("location")), (403, None));
    });
}

#[test]
fn a_form_of_another_browser_or_user_or_from_before_the_hour_confirms_nothing() {
    each_with_ada(|app| {
        app.adds_user("ben", None);
        let (mut ada, mut ben) = (signed_in(app, "ada"), signed_in(app, "ben"));
        let (_, form) = asked(app, &mut ada);
        assert_eq!(types_password(&mut ben, &form, PASSWORD).status, 403);
        let mut moved = form.clone();
        moved.set("request", "/account/sessions");
        assert_eq!(types_password(&mut ada, &moved, PASSWORD).status, 403);
        app.advance(Duration::from_secs(3600));
        let stale = types_password(&mut ada, &form, PASSWORD);
        assert_eq!(stale.status, 403);
        assert!(stale.text().contains("open too long"), "{}", stale.text());
        assert!(!is_confirmed(&mut ada) && !is_confirmed(&mut ben));
    });
}

#[test]
fn who_has_a_second_step_confirms_by_a_code_and_by_no_password() {
    each_with_ada(|app| {
        let mut before = signed_in(app, "ada");
        let (_, by_password) = asked(app, &mut before);
        let (mut ada, secret) = with_authenticator(app);
        // The page was there before the authenticator was.
        let answer = types_password(&mut before, &by_password, PASSWORD);
        assert_eq!(answer.status, 200);
        assert!(answer.text().contains("Code from your authenticator app"));
        let (page, form) = asked(app, &mut ada);
        assert_eq!(types_password(&mut ada, &form, PASSWORD).status, 200);
        assert!(!is_confirmed(&mut ada));
        let answer = types(&mut ada, &(page, form), &wrong(app, &secret));
        complains(&answer, "That code is not right.");
        let again = answer.form(BUTTON);
        let right = code(app, &secret);
        let press = (answer, again);
        for _ in 0..2 {
            let answer = types(&mut ada, &press, &right);
            assert_eq!(own_path(app, answer.location()), "/account/password");
        }
        assert!(is_confirmed(&mut ada));
        // Its step is used, for whatever is asked next.
        let (page, form) = (before.get(PATH), before.get(PATH).form(BUTTON));
        complains(&types(&mut before, &(page, form), &right), "used already");
    });
}

#[test]
fn a_recovery_code_confirms_once_and_a_sign_in_code_never() {
    each_with_ada(|app| {
        let (mut ada, _) = with_authenticator(app);
        let user = users::find(app.platform(), "ada").expect("ada");
        let (write, codes) = factors::make_codes(app.platform(), &user, app.now());
        let (made, digits) = vestibule::domain::factor::sign_in_code::SignInCode::make(
            &app.platform().key,
            user.key,
            app.now().plus(LATE),
            &mut rand::rng(),
        );
        let sign_in = vestibule::domain::factor::write::FactorWrite::SetSignInCode(made);
        let change = Change::writes(vec![write, Write::Factor(sign_in)]);
        app.platform().store.commit(change).expect("they are kept");
        let press = asked(app, &mut ada);
        let answer = types(&mut ada, &press, &digits);
        complains(&answer, "That code is not right.");
        let form = answer.form(BUTTON);
        let other = ada.submits(&answer, &form, "Use a recovery code");
        assert_eq!(other.status, 200);
        let form = other.form(BUTTON);
        let press = (other, form);
        let answer = types(&mut ada, &press, "2345-6789-abcd-efgh");
        complains(&answer, "That recovery code is not right.");
        let form = answer.form(BUTTON);
        let answer = types(&mut ada, &(answer, form), &codes[0]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(is_confirmed(&mut ada));
        let found = app
            .platform()
            .store
            .read(|reader| factors::of(reader, user.key));
        let found = found.expect("a look");
        assert_eq!(found.recovery_codes_left(), 9);
        assert_eq!(found.sign_in_code, None, "it dies with a recovery code");
    });
}

#[test]
fn guesses_are_braked_and_the_right_one_is_not_looked_at() {
    each_app("[sign_in_limit]\nper_account = 3", |app| {
        app.adds_user("ada", None);
        app.adds_user("eve", None);
        let mut ada = signed_in(app, "ada");
        let (_, form) = asked(app, &mut ada);
        let mut tried = |password: &str| types_password(&mut ada, &form, password);
        for _ in 0..3 {
            assert_eq!(tried("not-the-password").status, 200);
        }
        let braked = tried(PASSWORD);
        assert_eq!(braked.status, 429);
        assert!(braked.header("retry-after").is_some());
        let mut eve = signed_in(app, "eve");
        let user = users::find(app.platform(), "eve").expect("eve");
        let secret = adds_authenticator(app, &user);
        let (page, form) = asked(app, &mut eve);
        let press = (page, form);
        for _ in 0..5 {
            let answer = types(&mut eve, &press, &wrong(app, &secret));
            assert_eq!(answer.status, 200);
        }
        assert_eq!(types(&mut eve, &press, &code(app, &secret)).status, 429);
        assert!(!is_confirmed(&mut ada) && !is_confirmed(&mut eve));
    });
}

#[test]
fn it_leads_to_a_page_of_the_list_and_else_home() {
    each_with_ada(|app| {
        let mut ada = signed_in(app, "ada");
        app.advance(LATE);
        for elsewhere in ELSEWHERE
            .into_iter()
            .chain([SIGN_IN, "/account/confirm", ""])
        {
            let to: String = form_urlencoded::byte_serialize(elsewhere.as_bytes()).collect();
            let page = ada.get(&format!("/account/confirm?to={to}"));
            assert_eq!(page.form(BUTTON).hidden("request"), "/", "{elsewhere}");
        }
        let form = ada.get("/account/confirm").form(BUTTON);
        let answer = types_password(&mut ada, &form, PASSWORD);
        assert_eq!(own_path(app, answer.location()), "/");
    });
}

#[test]
fn looking_at_the_page_changes_nothing() {
    each_with_ada(|app| {
        let mut ada = signed_in(app, "ada");
        app.advance(LATE);
        for _ in 0..3 {
            ada.get(PATH);
        }
        assert!(!is_confirmed(&mut ada));
    });
}
