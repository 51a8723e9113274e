//! Recovery codes made anew, and sign-in codes.

use super::{
    MAIL, RECOVERY_CODES, SIGN_IN_CODE, STEP, ada_with_one, codes_on, digits_on, factors_of,
    presses,
};
use crate::kit::app::PASSWORD;
use crate::web::account::{SIGN_IN, signed_in};
use crate::web::own_email::waiting;
use crate::web::second_step_codes::{code, complains, types};
use crate::web::{each_app, each_with_ada, own_path, submits_with, tries};
use std::time::Duration;
use vestibule::domain::mail::kind::MailKind;

#[test]
fn new_recovery_codes_end_the_old_ones_and_what_was_remembered() {
    each_with_ada(|app| {
        let (mut ada, _) = ada_with_one(app);
        let made = presses(&mut ada, RECOVERY_CODES, "Make new codes");
        let old = codes_on(&made);
        assert_eq!(old.len(), 10);
        presses(&mut ada, SIGN_IN_CODE, "Make a code");
        let form = ada.get(RECOVERY_CODES).form("Make new codes");
        let made = submits_with(&mut ada, &form, "Make new codes", &[]);
        let again = submits_with(&mut ada, &form, "Make new codes", &[]);
        assert_eq!(codes_on(&made), codes_on(&again), "the same press");
        let new = codes_on(&made);
        assert!(new.iter().all(|code| !old.contains(code)));
        assert_eq!(factors_of(app, "ada").sign_in_code, None);
        app.advance(Duration::from_secs(11));
        let late = submits_with(&mut ada, &form, "Make new codes", &[]);
        assert_eq!(late.status, 403);
        let mut next = ada.clone();
        next.forgets("session");
        let page = tries(&mut next, SIGN_IN, "ada", PASSWORD);
        let other = next.submits(&page, &page.form("Continue"), "Use a recovery code");
        let form = other.form("Continue");
        let answer = types(&mut next, &(other, form), &old[0]);
        complains(&answer, "That recovery code is not right.");
        let form = answer.form("Continue");
        assert_eq!(types(&mut next, &(answer, form), &new[0]).status, 303);
    });
}

#[test]
fn the_codes_can_be_kept_as_a_text_file() {
    each_with_ada(|app| {
        let (mut ada, _) = ada_with_one(app);
        let made = presses(&mut ada, RECOVERY_CODES, "Make new codes");
        let text = made.text();
        let (_, rest) = text
            .split_once("download=\"recovery-codes.txt\" href=\"data:text/plain;charset=utf-8,")
            .expect("a file");
        let data = rest.split('"').next().expect("its end");
        let file = percent_encoding::percent_decode_str(data).decode_utf8_lossy();
        let lines: Vec<_> = file.lines().skip(1).map(str::to_owned).collect();
        assert_eq!(lines, codes_on(&made));
    });
}

#[test]
fn a_sign_in_code_wants_level_two_and_passes_once_behind_the_password() {
    each_with_ada(|app| {
        let mut low = signed_in(app, "ada");
        let (mut ada, secret) = ada_with_one(app);
        // A session of a password alone is raised first, and that is proof enough.
        let asked = own_path(app, low.get(SIGN_IN_CODE).location());
        assert!(asked.starts_with(SIGN_IN), "{asked}");
        let page = low.get(&asked);
        let form = page.form("Continue");
        app.advance(STEP);
        let answer = types(&mut low, &(page, form), &code(app, &secret));
        assert_eq!(own_path(app, answer.location()), SIGN_IN_CODE);
        assert_eq!(low.get(SIGN_IN_CODE).status, 200);
        let form = ada.get(SIGN_IN_CODE).form("Make a code");
        let made = submits_with(&mut ada, &form, "Make a code", &[]);
        let again = submits_with(&mut ada, &form, "Make a code", &[]);
        let shown = digits_on(&made);
        assert_eq!((shown.len(), digits_on(&again)), (9, shown.clone()));
        let opens = |typed: &str| {
            let mut window = app.stranger();
            let page = tries(&mut window, SIGN_IN, "ada", PASSWORD);
            let form = page.form("Continue");
            types(&mut window, &(page, form), typed).status
        };
        assert_eq!(opens(&shown), 303);
        assert_eq!(opens(&shown), 200, "it passes once");
        let old = digits_on(&presses(&mut ada, SIGN_IN_CODE, "Make a code"));
        let new = digits_on(&presses(&mut ada, SIGN_IN_CODE, "Make a code"));
        assert_eq!(opens(&old), 200, "another took its place");
        app.advance(Duration::from_secs(300));
        assert_eq!(opens(&new), 200, "it is over");
    });
}

#[test]
fn new_recovery_codes_are_told_of_by_mail_once() {
    each_app(MAIL, |app| {
        app.adds_user("ada", Some("ada@example.org"));
        let (mut ada, _) = ada_with_one(app);
        let form = ada.get(RECOVERY_CODES).form("Make new codes");
        for _ in 0..2 {
            let made = submits_with(&mut ada, &form, "Make new codes", &[]);
            assert_eq!(codes_on(&made).len(), 10);
        }
        let told = waiting(app);
        let told: Vec<_> = told.iter().map(|(mail, it)| (mail.kind, it.left)).collect();
        assert_eq!(told, [(MailKind::FactorAdded, Some(10))]);
    });
}
