//! Twenty wrong codes in a row: what they close, what opens it again, and the mail that says so.

use super::{Ada, GENEROUS, KEY, outcome, tries_at};
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::races::at_once;
use crate::web::each_app;
use crate::web::own_email::{MAIL, waiting};
use std::time::Duration;
use vestibule::domain::factor::{Factors, Way};
use vestibule::domain::mail::kind::MailKind;
use vestibule::flow::factors::Verdict;
use vestibule::flow::users;

fn mails_of_closing(app: &TestApp) -> usize {
    let mails = waiting(app).into_iter();
    mails
        .filter(|(mail, _)| mail.kind == MailKind::CodesClosed)
        .count()
}

/// With an address, and nineteen wrong codes in a row.
#[track_caller]
fn one_try_left(app: &TestApp) -> Ada<'_> {
    app.adds_user("ada", Some("ada@example.org"));
    let ada = Ada::of(app);
    for _ in 0..19 {
        app.advance(Duration::from_secs(120));
        let wrong = ada.tries(Way::Code, &ada.wrong_code());
        assert_eq!(outcome(app, wrong), "wrong");
    }
    app.advance(Duration::from_secs(120));
    ada
}

#[test]
fn twenty_wrong_in_a_row_close_the_codes_until_a_recovery_code_or_an_operator() {
    each_app(GENEROUS, |app| {
        let ada = Ada::of(app);
        for _ in 0..20 {
            app.advance(Duration::from_secs(120));
            assert_eq!(
                outcome(app, ada.tries(Way::Code, &ada.wrong_code())),
                "wrong"
            );
        }
        app.advance(Duration::from_secs(3600));
        assert_eq!(outcome(app, ada.tries(Way::Code, &ada.code())), "closed");
        let (_, listed) = users::factors(app.platform(), "ada").expect("a list");
        assert!(listed.is_closed());
        let recovery = ada.recovery_codes[1].to_uppercase();
        ada.passes(Way::RecoveryCode, &recovery);
        ada.passes(Way::Code, &ada.code());
        users::reset_factors(app.platform(), "ada").expect("a reset");
        assert_eq!(ada.factors(), Factors::default());
    });
}

#[test]
fn a_sign_in_code_passes_and_neither_opens_closed_codes_nor_forgets_wrong_ones() {
    each_app(GENEROUS, |app| {
        let ada = Ada::of(app);
        for wrong in 1..=20 {
            app.advance(Duration::from_secs(120));
            let wrong_one = outcome(app, ada.tries(Way::Code, &ada.wrong_code()));
            assert_eq!(wrong_one, "wrong");
            if [1, 20].contains(&wrong) {
                ada.passes(Way::Code, &ada.makes_sign_in_code());
                assert_eq!(ada.factors().wrong_codes, wrong);
            }
        }
        app.advance(Duration::from_secs(120));
        assert_eq!(outcome(app, ada.tries(Way::Code, &ada.code())), "closed");
    });
}

#[test]
fn of_twenty_wrong_codes_the_last_is_mailed_of_once_however_many_come_at_once() {
    each_db(|db| {
        let settings = format!("{KEY}\n{MAIL}{GENEROUS}");
        let servers = [(); 2].map(|()| TestApp::start(&db.url, &settings));
        servers[0].adds_user("ada", Some("ada@example.org"));
        let ada = Ada::of(&servers[0]);
        let mailed = || mails_of_closing(&servers[0]);
        for round in 0..4 {
            assert_eq!((ada.factors().wrong_codes, mailed()), (round * 5, 0));
            let code = ada.wrong_code();
            let outcomes = at_once(40, |number| {
                let server = &servers[number % 2];
                outcome(server, tries_at(server, &ada.user, Way::Code, &code))
            });
            let wrong = outcomes.iter().filter(|one| **one == "wrong").count();
            assert_eq!(wrong, 5, "{outcomes:?}");
            for server in &servers {
                server.advance(Duration::from_secs(601));
            }
        }
        assert_eq!((ada.factors().wrong_codes, mailed()), (20, 1));
        assert_eq!(
            outcome(&servers[1], ada.tries(Way::Code, &ada.code())),
            "closed"
        );
        assert_eq!(mailed(), 1);
    });
}

#[test]
fn a_right_code_at_the_last_try_is_no_news_and_nineteen_wrong_ones_before_are_forgotten() {
    each_app(&format!("{MAIL}{GENEROUS}"), |app| {
        let ada = one_try_left(app);
        ada.passes(Way::Code, &ada.code());
        assert_eq!(ada.factors().wrong_codes, 0);
        assert_eq!(mails_of_closing(app), 0);
    });
}

/// As a server does that ends in between.
#[test]
fn codes_are_never_closed_without_a_mail_of_it() {
    each_app(&format!("{MAIL}{GENEROUS}"), |app| {
        let ada = one_try_left(app);
        assert_eq!(mails_of_closing(app), 0);
        // It is right, and what follows is never written.
        let right = ada.tries(Way::Code, &ada.code());
        assert!(matches!(right, Verdict::Right(_)));
        assert!(ada.factors().is_closed());
        assert_eq!(mails_of_closing(app), 1);
        let due = |app: &TestApp| {
            let now = app.now();
            let due = app.platform().store.read(|reader| reader.due_mails(now, 9));
            let due = due.expect("a look");
            due.iter().any(|mail| mail.kind == MailKind::CodesClosed)
        };
        assert!(!due(app), "a right code takes it back before it is sent");
        app.advance(Duration::from_secs(30));
        assert!(due(app));
    });
}
