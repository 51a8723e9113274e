//! What people do for themselves, over HTTP: each act leaves one event that names them, their session and the request.

use super::{MAIL, detail, leaves, left_by, one_left};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::mail::tries as sends_mail;
use crate::web::account::{SIGN_IN, signed_in};
use crate::web::account_apps::{program, withdraws};
use crate::web::own_email::{NEW, confirms, waiting, wishes};
use crate::web::second_step_codes::{adds_authenticator, code, types};
use crate::web::security::{
    AUTHENTICATOR, SIGN_IN_CODE, codes_on, first_factor, presses, secret_on,
};
use crate::web::{each_app, own_path, submits_with, tries};
use std::time::Duration;
use vestibule::domain::audit::ActorKind;
use vestibule::domain::audit::kind::Outcome;
use vestibule::domain::mail::kind::MailKind;
use vestibule::flow::users::{self, Way};

const LATE: Duration = Duration::from_secs(600);
const STEP: Duration = Duration::from_secs(30);
const NEW_PASSWORD: &str = "lantern under the birch";

#[track_caller]
fn fills(browser: &mut HttpClient, path: &str, button: &str, typed: &[(&str, &str)]) -> Response {
    let mut form = browser.get(path).form(button);
    for (name, value) in typed {
        form.set(name, value);
    }
    let answer = submits_with(browser, &form, button, &[]);
    assert!(answer.status < 400, "{path}: {}", answer.text());
    answer
}

/// The path of the newest mail of this kind.
#[track_caller]
fn mailed_link(app: &TestApp, kind: MailKind) -> String {
    let mails = waiting(app).into_iter();
    let mut links = mails.filter(|(mail, _)| mail.kind == kind);
    let (_, payload) = links.next_back().expect("a mail");
    own_path(app, &payload.link.expect("a link"))
}

/// The page that asks for a recovery code.
#[track_caller]
fn by_recovery_code(browser: &mut HttpClient, page: &Response) -> (Response, Form) {
    let asked = browser.submits(page, &page.form("Continue"), "Use a recovery code");
    let form = asked.form("Continue");
    (asked, form)
}

#[test]
fn signing_in_and_out_leaves_who_in_which_session_and_by_which_request() {
    each_app("[audit]\nnetworks = true", |app| {
        let ada = app.adds_user("ada", None);
        let mut browser = app.stranger();
        let event = one_left(app, || tries(&mut browser, SIGN_IN, "ada", PASSWORD));
        assert_eq!(
            (event.event.word(), event.outcome),
            ("sign_in", Outcome::Ok)
        );
        assert_eq!(event.actor_kind, ActorKind::User);
        assert_eq!(event.people.actor.as_ref(), Some(&ada.public_id));
        assert_eq!(
            (event.user_key, event.people.user),
            (Some(ada.key), Some(ada.public_id))
        );
        assert!(event.session_key.is_some());
        assert_eq!(event.request_id.map(|id| id.len()), Some(10));
        assert_eq!(event.network.as_deref(), Some("127.0.0.0/24"));
        assert_eq!(event.detail.as_deref(), Some(r#"{"methods":["pwd"]}"#));
        let home = browser.get("/");
        let out = one_left(app, || app.presses(&mut browser, &home, "Sign out"));
        assert_eq!(out.event.word(), "sign_out");
        assert_eq!(out.session_key, event.session_key);
        // The same button once more: nobody is signed in.
        leaves(app, &[], || app.presses(&mut browser, &home, "Sign out"));
        // A page that is read leaves nothing.
        leaves(app, &[], || browser.get(SIGN_IN));
    });
}

#[test]
fn each_act_on_the_own_account_leaves_exactly_its_event() {
    each_app(MAIL, |app| {
        let platform = app.platform();
        app.adds_user("ada", Some("ada@example.org"));
        let mut ada = signed_in(app, "ada");
        let profile = [("display_name", "Countess"), ("language", "en")];
        let event = one_left(app, || {
            fills(&mut ada, "/account/profile", "Save", &profile)
        });
        assert_eq!(event.event.word(), "profile_changed");
        assert_eq!(
            detail(&event),
            r#"{"fields":["display_name","locale"],"old":{"locale":null},"new":{"locale":"en"}}"#
        );
        leaves(app, &["email_asked"], || wishes(&mut ada, NEW));
        let link = mailed_link(app, MailKind::Verify);
        leaves(app, &["email_changed"], || {
            confirms(&mut app.stranger(), &link)
        });
        leaves(app, &["data_downloaded"], || {
            presses(&mut ada, "/account/data", "Download")
        });
        app.advance(LATE);
        leaves(app, &["confirmed"], || {
            let to = "/account/confirm?to=%2Faccount%2Femail";
            fills(&mut ada, to, "Continue", &[("password", PASSWORD)])
        });
        leaves(app, &["password_changed"], || {
            let typed = [("old", PASSWORD), ("new", NEW_PASSWORD)];
            fills(&mut ada, "/account/password", "Change password", &typed)
        });
        let mut other = app.stranger();
        leaves(app, &["sign_in"], || {
            tries(&mut other, SIGN_IN, "ada", NEW_PASSWORD)
        });
        let others = one_left(app, || {
            let page = ada.get("/account/sessions");
            app.presses(&mut ada, &page, "End all others")
        });
        assert_eq!(others.event.word(), "session_ended");
        assert_eq!(detail(&others), r#"{"which":"others"}"#);
        let reset = users::reset_link(platform, "ada", Way::Printed).expect("a link");
        let chosen = one_left(app, || {
            let path = own_path(app, &reset.link);
            fills(
                &mut app.stranger(),
                &path,
                "Save password",
                &[("password", PASSWORD)],
            )
        });
        assert_eq!(chosen.event.word(), "link_used");
        assert_eq!(detail(&chosen), r#"{"purpose":"reset"}"#);
        let mut ada = app.stranger();
        tries(&mut ada, SIGN_IN, "ada", PASSWORD);
        let deleted = one_left(app, || {
            fills(
                &mut ada,
                "/account/delete",
                "Delete my account",
                &[("name", "ada")],
            )
        });
        assert_eq!(deleted.event.word(), "account_deleted");
        assert_eq!(deleted.people.user, None, "she is gone");
        assert!(deleted.user_key.is_some());
    });
}

#[test]
fn each_act_on_the_second_step_leaves_exactly_its_event() {
    each_app("", |app| {
        app.adds_user("ada", None);
        let mut ada = signed_in(app, "ada");
        let page = ada.get(AUTHENTICATOR);
        let secret = secret_on(&page);
        let mut form = page.form("Continue");
        form.set("name", "Phone");
        let (left, answer) = left_by(app, || types(&mut ada, &(page, form), &code(app, &secret)));
        let words: Vec<&str> = left.iter().map(|event| event.event.word()).collect();
        assert_eq!(words, ["factor_added"]);
        assert_eq!(detail(&left[0]), r#"{"factor":"authenticator"}"#);
        let recovery = codes_on(&answer);
        app.advance(STEP);

        let mut other = app.stranger();
        let page = leaves(app, &[], || tries(&mut other, SIGN_IN, "ada", PASSWORD));
        let mut form = page.form("Continue");
        form.set("remember", "on");
        leaves(app, &["sign_in", "browser_remembered"], || {
            types(&mut other, &(page, form), &code(app, &secret))
        });
        app.advance(STEP);
        let codes = "/account/security/recovery-codes";
        leaves(app, &["recovery_codes_made"], || {
            presses(&mut other, codes, "Make new codes")
        });
        leaves(app, &["sign_in_code_made"], || {
            presses(&mut other, SIGN_IN_CODE, "Make a code")
        });
        let mut lost = app.stranger();
        let page = tries(&mut lost, SIGN_IN, "ada", PASSWORD);
        let asked = by_recovery_code(&mut lost, &page);
        let answer = leaves(app, &["second_step_failed"], || {
            types(&mut lost, &asked, &recovery[0])
        });
        assert_eq!(answer.status, 200, "the old ones are dead");
        let key = first_factor(&mut other);
        leaves(app, &["factor_removed"], || {
            presses(
                &mut other,
                &format!("/account/security/remove?key={key}"),
                "Remove",
            )
        });
    });
}

#[test]
fn a_recovery_code_is_used_where_somebody_signs_in_by_it() {
    each_app("", |app| {
        let ada = app.adds_user("ada", None);
        adds_authenticator(app, &ada);
        let (kept, codes) = vestibule::flow::factors::make_codes(app.platform(), &ada, app.now());
        let change = vestibule::domain::change::Change::writes(vec![kept]);
        app.platform().store.commit(change).expect("codes");
        let mut browser = app.stranger();
        let page = tries(&mut browser, SIGN_IN, "ada", PASSWORD);
        let asked = by_recovery_code(&mut browser, &page);
        leaves(app, &["recovery_code_used", "sign_in"], || {
            types(&mut browser, &asked, &codes[0])
        });
    });
}

#[test]
fn what_is_allowed_and_withdrawn_leaves_an_event_and_what_is_allowed_before_leaves_none() {
    each_app("", |app| {
        app.adds_user("ada", None);
        let (id, path) = program(app, "Paint");
        let mut browser = app.stranger();
        let page = app.signs_in(&mut browser, &path, "ada");
        leaves(app, &[], || {
            app.presses(&mut app.stranger(), &page, "Don't Allow")
        });
        let given = one_left(app, || app.presses(&mut browser, &page, "Allow"));
        assert_eq!(
            (given.event.word(), given.app_id),
            ("consent_given", Some(id))
        );
        assert_eq!(detail(&given), r#"{"scopes":"basic email"}"#);
        leaves(app, &[], || assert_eq!(browser.get(&path).status, 302));
        // The same press again has the same answer.
        leaves(app, &[], || app.presses(&mut browser, &page, "Allow"));
        let gone = one_left(app, || withdraws(app, &mut browser, id));
        assert_eq!(
            (gone.event.word(), gone.app_id),
            ("consent_withdrawn", Some(id))
        );
        leaves(app, &[], || browser.get("/account/apps"));
    });
}

#[test]
fn a_link_that_was_asked_for_leaves_an_event_only_for_who_gets_one() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some("ada@example.org"));
        leaves(app, &[], || crate::mail::forgot::asks(app, "nobody"));
        leaves(app, &[], || sends_mail(app));
        leaves(app, &[], || crate::mail::forgot::asks(app, "ada"));
        let asked = one_left(app, || sends_mail(app));
        assert_eq!(asked.event.word(), "reset_asked");
        assert_eq!(asked.actor_kind, ActorKind::System);
        assert_eq!(detail(&asked), r#"{"purpose":"reset"}"#);
        let failed = one_left(app, || {
            app.advance(Duration::from_secs(3 * 3600));
            sends_mail(app)
        });
        assert_eq!(
            (failed.event.word(), failed.outcome),
            ("mail_failed", Outcome::Failed)
        );
        assert_eq!(detail(&failed), r#"{"kind":"reset"}"#);
    });
}
