//! Ada with every kind of second step at once, and what becomes of each.

mod lost;
mod mails;
mod server_key;

use super::account::SIGN_IN;
use super::passkeys::{HERE, SETTINGS, adds_passkey, options, sends};
use super::second_step_codes::{code, types};
use super::security::{AUTHENTICATOR, SIGN_IN_CODE, codes_on, digits_on, remembered, secret_on};
use super::{submits_with, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::kit::passkey::Authenticator;
use std::time::Duration;
use vestibule::domain::account::user::User;
use vestibule::domain::factor::totp::Secret;

const STEP: Duration = Duration::from_secs(30);
const CONTINUE: &str = "Continue";

/// What she has at hand.
struct Ada {
    user: User,
    phone: Secret,
    laptop: Authenticator,
    /// On paper.
    recovery_codes: Vec<String>,
    sign_in_code: String,
    /// Where she set all up.
    at_home: HttpClient,
    /// Where a password alone is enough.
    remembered: HttpClient,
}

impl Ada {
    #[track_caller]
    fn sets_up(app: &TestApp) -> Self {
        let user = app.adds_user("ada", Some("ada@example.org"));
        let mut at_home = app.stranger();
        assert_eq!(tries(&mut at_home, SIGN_IN, "ada", PASSWORD).status, 303);
        let page = at_home.get(AUTHENTICATOR);
        let phone = secret_on(&page);
        let form = page.form(CONTINUE);
        let done = types(&mut at_home, &(page, form), &code(app, &phone));
        let recovery_codes = codes_on(&done);
        let laptop = adds_passkey(app, &user);
        app.advance(STEP);
        let mut remembered = remembered(app, "ada", &phone);
        let form = remembered.get(SIGN_IN_CODE).form("Make a code");
        let made = submits_with(&mut remembered, &form, "Make a code", &[("Origin", HERE)]);
        Self {
            user,
            phone,
            laptop,
            recovery_codes,
            sign_in_code: digits_on(&made),
            at_home,
            remembered,
        }
    }

    /// By the passkey alone.
    #[track_caller]
    fn signs_in_by_passkey(&mut self, app: &TestApp) -> Response {
        let mut browser = app.stranger();
        let page = browser.get(SIGN_IN);
        let answer = self.laptop.answers(&options(&page));
        sends(&mut browser, &page.form("Sign in"), "Sign in", &answer)
    }

    /// Behind the password.
    #[track_caller]
    fn uses_passkey(&mut self, app: &TestApp) -> Response {
        let (mut browser, page) = behind_password(app);
        let answer = self.laptop.answers(&options(&page));
        // The script sends the form by no button.
        sends(&mut browser, &page.form(CONTINUE), CONTINUE, &answer)
    }
}

/// What a right password of hers leads to, in a browser that was never seen.
#[track_caller]
fn behind_password(app: &TestApp) -> (HttpClient, Response) {
    let mut browser = app.stranger();
    let page = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
    assert_eq!(page.status, 200, "a password is not enough");
    (browser, page)
}

/// The same, and this code of an authenticator or for a sign-in.
#[track_caller]
fn types_code(app: &TestApp, code: &str) -> Response {
    let (mut browser, page) = behind_password(app);
    let form = page.form(CONTINUE);
    types(&mut browser, &(page, form), code)
}

/// The same, and this recovery code; the browser is signed in then.
#[track_caller]
fn types_recovery_code(app: &TestApp, code: &str) -> (HttpClient, Response) {
    let (mut browser, page) = behind_password(app);
    let form = page.form(CONTINUE);
    let (page, form) = for_recovery_code(&mut browser, &page, &form);
    let answer = types(&mut browser, &(page, form), code);
    (browser, answer)
}

#[track_caller]
fn for_recovery_code(browser: &mut HttpClient, page: &Response, form: &Form) -> (Response, Form) {
    let page = browser.submits(page, form, "Use a recovery code");
    let form = page.form(CONTINUE);
    (page, form)
}

fn is_signed_in(browser: &mut HttpClient) -> bool {
    browser.get("/account/sessions").status == 200
}
