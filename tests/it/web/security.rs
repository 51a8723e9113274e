//! *Security*: what somebody has besides the password, and each act on it.

mod acts;
mod codes;
mod picture;

use super::account::{SIGN_IN, signed_in};
use super::second_step_codes::{adds_authenticator, code, complains, types, wrong};
use super::{each_app, each_with_ada, own_path, submits_with, tries};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::kit::http::{HttpClient, Response};
use crate::races::at_once;
use std::time::Duration;
use vestibule::domain::change::Change;
use vestibule::domain::factor::Factors;
use vestibule::domain::factor::totp::Secret;
use vestibule::domain::mail::kind::MailKind;
use vestibule::flow::{factors, users};

const SECURITY: &str = "/account/security";
pub const AUTHENTICATOR: &str = "/account/security/authenticator";
const RECOVERY_CODES: &str = "/account/security/recovery-codes";
pub const SIGN_IN_CODE: &str = "/account/security/sign-in-code";
const LATE: Duration = Duration::from_secs(600);
const STEP: Duration = Duration::from_secs(30);
const MAIL: &str = "[mail]\nserver = \"smtp+plain://127.0.0.1:9\"\nfrom = \"a@b.example\"\n";

/// A browser in which this user signed in with both steps, and that is remembered.
#[track_caller]
pub fn remembered(app: &TestApp, name: &str, secret: &Secret) -> HttpClient {
    let mut browser = app.stranger();
    let page = tries(&mut browser, SIGN_IN, name, PASSWORD);
    let mut form = page.form("Continue");
    form.set("remember", "on");
    let answer = types(&mut browser, &(page, form), &code(app, secret));
    assert_eq!(answer.status, 303, "{}", answer.text());
    browser
}

/// By what the addresses of the first factor of the list name it.
#[track_caller]
pub fn first_factor(browser: &mut HttpClient) -> String {
    let page = browser.get(SECURITY).text();
    let (_, rest) = page.split_once("remove?key=").expect("a factor");
    rest.chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect()
}

pub fn factors_of(app: &TestApp, name: &str) -> Factors {
    let user = users::find(app.platform(), name).expect("they are there");
    let found = app
        .platform()
        .store
        .read(|reader| factors::of(reader, user.key));
    found.expect("a look")
}

/// The secret that a page shows.
pub fn secret_on(page: &Response) -> Secret {
    let text = page.text();
    let (_, rest) = text.split_once("<code dir=\"ltr\">").expect("a secret");
    secret_of(rest.split('<').next().expect("its end"))
}

/// Of what is shown to be typed.
pub fn secret_of(shown: &str) -> Secret {
    let shown = shown.replace(' ', "");
    let bytes = data_encoding::BASE32_NOPAD
        .decode(shown.as_bytes())
        .expect("base32");
    Secret::from_bytes(&bytes).expect("20 bytes")
}

pub fn codes_on(page: &Response) -> Vec<String> {
    let text = page.text();
    let (_, rest) = text.split_once("<code>").expect("codes");
    let list = rest.split("</code>").next().expect("their end");
    list.lines().map(str::to_owned).collect()
}

/// A sign-in code.
pub fn digits_on(page: &Response) -> String {
    let text = page.text();
    let (_, rest) = text
        .split_once("<p class=\"letters sunk\" dir=\"ltr\">")
        .expect("digits");
    rest.split('<').next().expect("their end").to_owned()
}

/// Ada with an authenticator, in a browser where she signed in with it.
fn ada_with_one(app: &TestApp) -> (HttpClient, Secret) {
    let ada = users::find(app.platform(), "ada").expect("ada");
    let secret = adds_authenticator(app, &ada);
    (remembered(app, "ada", &secret), secret)
}

#[track_caller]
pub fn presses(browser: &mut HttpClient, path: &str, button: &str) -> Response {
    let page = browser.get(path);
    is_page(&page, 200, ORDINARY);
    submits_with(browser, &page.form(button), button, &[])
}

/// Adds an authenticator; the answer to its first code.
#[track_caller]
fn adds(app: &TestApp, browser: &mut HttpClient, name: &str) -> (Response, Secret) {
    let page = browser.get(AUTHENTICATOR);
    is_page(&page, 200, ORDINARY);
    let secret = secret_on(&page);
    let mut form = page.form("Continue");
    form.set("name", name);
    let answer = types(browser, &(page, form), &code(app, &secret));
    (answer, secret)
}

fn mails(app: &TestApp, kind: MailKind) -> usize {
    let user = users::find(app.platform(), "ada").expect("ada");
    let mails = app
        .platform()
        .store
        .read(|reader| reader.mails_of(&user.public_id));
    let mails = mails.expect("a look").into_iter();
    mails.filter(|mail| mail.kind == kind).count()
}

#[test]
fn the_first_authenticator_brings_recovery_codes_and_the_next_sign_in_asks() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some("ada@example.org"));
        let mut ada = signed_in(app, "ada");
        let home = ada.get("/").text();
        assert!(home.contains("href=\"/account/security\""), "{home}");
        let list = ada.get(SECURITY);
        is_page(&list, 200, ORDINARY);
        assert!(list.text().contains("Your password alone signs you in."));
        for nothing in [RECOVERY_CODES, SIGN_IN_CODE] {
            assert_eq!(own_path(app, ada.get(nothing).location()), SECURITY);
        }
        let page = ada.get(AUTHENTICATOR);
        let secret = secret_on(&page);
        let form = page.form("Continue");
        let answer = types(&mut ada, &(page, form), &wrong(app, &secret));
        complains(&answer, "That code is not right.");
        assert!(answer.text().contains(&*secret.groups()), "the same again");
        let mut form = answer.form("Continue");
        form.set("name", " ");
        let answer = types(&mut ada, &(answer, form), &code(app, &secret));
        complains(&answer, "Give it a name of 1 to 80 characters.");
        let mut form = answer.form("Continue");
        form.set("name", "My phone");
        let press = (answer, form);
        let typed = code(app, &secret);
        let done = types(&mut ada, &press, &typed);
        assert_eq!(done.status, 200, "{}", done.text());
        let codes = codes_on(&done);
        assert_eq!(codes.len(), 10);
        // The same press again shows the same; later it is a used form.
        assert_eq!(types(&mut ada, &press, &typed).text(), done.text());
        app.advance(Duration::from_secs(11));
        assert_eq!(types(&mut ada, &press, &typed).status, 403);
        assert_eq!(factors_of(app, "ada").authenticators.len(), 1);
        assert_eq!(mails(app, MailKind::FactorAdded), 1);
        let list = text_of(&ada.get("/account/security?done=added").text());
        for words in [
            "The authenticator app is added.",
            "My phone",
            "10 of 10 left.",
        ] {
            assert!(list.contains(words), "{list}");
        }
        let mut next = app.stranger();
        let page = tries(&mut next, SIGN_IN, "ada", PASSWORD);
        let form = page.form("Continue");
        complains(&types(&mut next, &(page, form), &typed), "used already");
    });
}

#[test]
fn another_one_makes_no_codes_and_there_are_five_also_at_once() {
    each_app("sign_in_limit.per_address = 1000", |app| {
        app.adds_user("ada", None);
        let (mut ada, _) = ada_with_one(app);
        let (answer, _) = adds(app, &mut ada, "Tablet");
        assert_eq!(
            own_path(app, answer.location()),
            "/account/security?done=added"
        );
        assert_eq!(factors_of(app, "ada").recovery_codes, []);
        let opened: Vec<_> = (0..8)
            .map(|_| {
                let page = ada.get(AUTHENTICATOR);
                let secret = secret_on(&page);
                let form = page.form("Continue");
                (page, form, secret)
            })
            .collect();
        let statuses = at_once(8, |number| {
            let (page, form, secret) = &opened[number];
            let press = (page.clone(), form.clone());
            types(&mut ada.clone(), &press, &code(app, secret)).status
        });
        let of = |status| statuses.iter().filter(|one| **one == status).count();
        assert_eq!((of(303), of(409)), (3, 5), "{statuses:?}");
        assert_eq!(factors_of(app, "ada").authenticators.len(), 5);
        let full = ada.get(AUTHENTICATOR);
        assert_eq!(full.status, 409);
        assert!(full.text().contains("You have five authenticator apps."));
        assert!(
            !ada.get(SECURITY)
                .text()
                .contains("Add an authenticator app")
        );
    });
}

#[test]
fn a_removed_one_takes_what_was_remembered_and_the_last_the_recovery_codes() {
    each_app(MAIL, |app| {
        let user = app.adds_user("ada", Some("ada@example.org"));
        let (mut ada, _) = ada_with_one(app);
        let (write, _) = factors::make_codes(app.platform(), &user, app.now());
        let kept = app.platform().store.commit(Change::writes(vec![write]));
        kept.expect("they are kept");
        app.advance(STEP);
        adds(app, &mut ada, "Tablet");
        presses(&mut ada, SIGN_IN_CODE, "Make a code");
        assert!(factors_of(app, "ada").sign_in_code.is_some());
        let path = format!("{SECURITY}/remove?key={}", first_factor(&mut ada));
        let page = ada.get(&path);
        is_page(&page, 200, ORDINARY);
        assert!(text_of(&page.text()).contains("Remove Phone?"));
        assert!(!page.text().contains("It is the last one."));
        let form = page.form("Remove");
        for _ in 0..2 {
            let answer = submits_with(&mut ada, &form, "Remove", &[]);
            assert_eq!(
                own_path(app, answer.location()),
                "/account/security?done=removed"
            );
        }
        let left = factors_of(app, "ada");
        assert_eq!(left.authenticators.len(), 1);
        assert_eq!(left.authenticators[0].name, "Tablet");
        assert_eq!((left.recovery_codes_left(), left.sign_in_code), (10, None));
        assert_eq!(mails(app, MailKind::FactorRemoved), 1);
        let mut again = ada.clone();
        again.forgets("session");
        let asked = tries(&mut again, SIGN_IN, "ada", PASSWORD);
        assert_eq!(asked.status, 200, "the browser is remembered no more");
        let path = format!("{SECURITY}/remove?key={}", first_factor(&mut ada));
        assert!(ada.get(&path).text().contains("It is the last one."));
        presses(&mut ada, &path, "Remove");
        assert_eq!(factors_of(app, "ada"), Factors::default());
        assert_eq!(mails(app, MailKind::FactorRemoved), 2);
        let alone = tries(&mut app.stranger(), SIGN_IN, "ada", PASSWORD);
        assert_eq!(alone.status, 303);
    });
}

#[test]
fn the_last_one_stays_where_one_is_demanded_also_when_two_go_at_once() {
    each_app("second_factor.required = \"everybody\"", |app| {
        app.adds_user("ada", None);
        let (mut ada, _) = ada_with_one(app);
        adds(app, &mut ada, "Tablet");
        let keys: Vec<_> = factors_of(app, "ada").authenticators;
        let forms: Vec<_> = keys
            .iter()
            .map(|one| {
                let path = format!("{SECURITY}/remove?key={}", one.key.encode());
                ada.get(&path).form("Remove")
            })
            .collect();
        let mut statuses = at_once(2, |number| {
            submits_with(&mut ada.clone(), &forms[number], "Remove", &[]).status
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        assert_eq!(factors_of(app, "ada").authenticators.len(), 1);
        let path = format!("{SECURITY}/remove?key={}", first_factor(&mut ada));
        let kept = ada.get(&path);
        assert_eq!(kept.status, 409);
        assert!(kept.text().contains("cannot remove your last second step"));
    });
}

#[test]
fn remembered_browsers_are_counted_and_forgotten() {
    each_with_ada(|app| {
        let (mut ada, _) = ada_with_one(app);
        let list = text_of(&ada.get(SECURITY).text());
        assert!(
            list.contains("One browser asks for your password alone."),
            "{list}"
        );
        // That only makes things harder, so it is not confirmed.
        app.advance(LATE);
        let answer = presses(&mut ada, SECURITY, "Forget all");
        let list = ada.get(&own_path(app, answer.location()));
        let list = text_of(&list.text());
        assert!(list.contains("Every browser asks for the second step again."));
        assert!(!list.contains("Forget all"), "{list}");
        ada.forgets("session");
        assert_eq!(tries(&mut ada, SIGN_IN, "ada", PASSWORD).status, 200);
    });
}

#[test]
fn home_says_when_few_recovery_codes_are_left() {
    each_with_ada(|app| {
        let (mut ada, _) = ada_with_one(app);
        assert!(ada.get("/").text().contains("Recovery codes left: "));
        let made = presses(&mut ada, RECOVERY_CODES, "Make new codes");
        for (used, code) in codes_on(&made).iter().enumerate().take(7) {
            let says = ada.get("/").text().contains("Recovery codes left: ");
            assert!(!says, "after {used}");
            app.advance(LATE);
            let page = ada.get("/account/confirm");
            let other = ada.submits(&page, &page.form("Continue"), "Use a recovery code");
            let form = other.form("Continue");
            assert_eq!(types(&mut ada, &(other, form), code).status, 303);
        }
        let home = text_of(&ada.get("/").text());
        assert!(home.contains("Recovery codes left: 3."), "{home}");
        let none = users::reset_factors(app.platform(), "ada");
        none.expect("a reset");
        let mut again = signed_in(app, "ada");
        assert!(!again.get("/").text().contains("Recovery codes left: "));
    });
}

#[test]
fn nobody_elses_factor_is_renamed_or_removed() {
    each_with_ada(|app| {
        let ben = app.adds_user("ben", None);
        adds_authenticator(app, &ben);
        let (mut ada, _) = ada_with_one(app);
        let theirs = factors_of(app, "ben").authenticators[0].key.encode();
        for act in ["rename", "remove"] {
            for key in [theirs.as_str(), "00000000000", "x", ""] {
                let answer = ada.get(&format!("{SECURITY}/{act}?key={key}"));
                assert!([200, 303].contains(&answer.status), "{key}");
                assert!(!answer.text().contains("<input id=\"name\""), "{key}");
            }
        }
        let own = format!("{SECURITY}/remove?key={}", first_factor(&mut ada));
        let own = ada.get(&own);
        let mut form = own.form("Remove");
        form.set("request", &format!("{SECURITY}/remove?key={theirs}"));
        assert_eq!(submits_with(&mut ada, &form, "Remove", &[]).status, 403);
        assert_eq!(factors_of(app, "ben").authenticators.len(), 1);
    });
}
