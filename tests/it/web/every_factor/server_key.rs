//! The server key is rotated, and lost, while every kind of second step is in use.

use super::*;
use crate::kit::db::{TestDb, each_db};
use crate::kit::program::{refuses, server_program};
use crate::web::second_step_codes::{adds_authenticator, complains};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::domain::time::Timestamp;
use vestibule::flow::factors;

const OLD: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const NEW: &str = "ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0A";
const WRONG: &str = "That code is not right.";
const UNREADABLE: &str = "That code cannot be checked";

/// Later than all that was before.
#[track_caller]
fn started(db: &TestDb, keys: (&str, &[&str]), at: Timestamp) -> TestApp {
    let app = begins(db, keys, "");
    app.advance(at.apart(app.now()));
    app.advance(STEP);
    app
}

#[track_caller]
fn begins(db: &TestDb, (key, accepted): (&str, &[&str]), more: &str) -> TestApp {
    let keys = format!("secret_key = \"{key}\"\nsecret_key_previous = {accepted:?}\n");
    TestApp::start(&db.url, &format!("{keys}{more}{SETTINGS}"))
}

/// Ada under the old key, somebody at her second step there, and when that was.
struct Before {
    ada: Ada,
    half_way: (HttpClient, Response),
    at: Timestamp,
}

#[track_caller]
fn before(db: &TestDb) -> Before {
    let app = begins(db, (OLD, &[]), "");
    let mut ada = Ada::sets_up(&app);
    assert_eq!(ada.signs_in_by_passkey(&app).status, 303);
    Before {
        half_way: behind_password(&app),
        at: app.now(),
        ada,
    }
}

/// Goes on at this server, behind the same address.
fn moves(browser: &HttpClient, app: &TestApp) -> HttpClient {
    let mut browser = browser.clone();
    browser.address.clone_from(&app.address);
    browser
}

/// Its password alone, in a browser that was remembered.
#[track_caller]
fn signs_in_where_remembered(browser: &HttpClient, app: &TestApp) -> u16 {
    let mut browser = moves(browser, app);
    browser.forgets("session");
    tries(&mut browser, SIGN_IN, "ada", PASSWORD).status
}

#[test]
fn under_a_new_key_all_that_people_have_goes_on_while_the_old_one_is_accepted() {
    each_db(|db| {
        let Before {
            mut ada,
            half_way,
            at,
        } = before(db);
        let app = started(db, (NEW, &[OLD]), at);
        for browser in [&ada.at_home, &ada.remembered] {
            assert!(is_signed_in(&mut moves(browser, &app)));
        }
        let (browser, page) = half_way;
        let form = page.form(CONTINUE);
        let typed = code(&app, &ada.phone);
        let done = types(&mut moves(&browser, &app), &(page, form), &typed);
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(signs_in_where_remembered(&ada.remembered, &app), 303);
        assert_eq!(ada.signs_in_by_passkey(&app).status, 303);
        assert_eq!(ada.uses_passkey(&app).status, 303);
        assert_eq!(types_code(&app, &ada.sign_in_code).status, 303);
        let (_, by_paper) = types_recovery_code(&app, &ada.recovery_codes[0]);
        assert_eq!(by_paper.status, 303);
        assert_eq!(factors::reseal(app.platform()).expect("it is sealed"), 1);
        let at = app.now();
        drop(app);

        // Once all is sealed anew, nobody needs the old one.
        let app = started(db, (NEW, &[]), at);
        assert!(is_signed_in(&mut moves(&ada.at_home, &app)));
        let typed = code(&app, &ada.phone);
        assert_eq!(types_code(&app, &typed).status, 303);
        assert_eq!(ada.signs_in_by_passkey(&app).status, 303);
        assert_eq!(ada.uses_passkey(&app).status, 303);
        let (_, by_paper) = types_recovery_code(&app, &ada.recovery_codes[1]);
        assert_eq!(by_paper.status, 303);
    });
}

#[test]
fn when_a_key_is_lost_codes_open_nothing_and_nobody_gets_in_by_a_password_alone() {
    each_db(|db| {
        let Before {
            mut ada,
            half_way,
            at,
        } = before(db);
        // The database takes the new key on, and the old one is gone before anything is sealed anew.
        drop(started(db, (NEW, &[OLD]), at));
        let app = started(db, (NEW, &[]), at);
        let lost = factors::unopened(app.platform()).expect("a count").lost;
        assert_eq!(lost, 1);
        complains(&types_code(&app, &code(&app, &ada.phone)), UNREADABLE);
        complains(&types_code(&app, &ada.sign_in_code), WRONG);
        let program = server_program(&app, Wishes::default());
        let wrong = "Invalid username and/or password combination";
        let traded = program.trades("ada", PASSWORD);
        refuses(&traded, 400, "invalid_grant", wrong);

        // What the old key sealed in an open form is nothing under the new one.
        let (browser, page) = half_way;
        let mut browser = moves(&browser, &app);
        let form = page.form(CONTINUE);
        let late = types(&mut browser, &(page, form), &code(&app, &ada.phone));
        assert_eq!(late.status, 403);
        assert!(!is_signed_in(&mut browser));

        // What is kept as a hash or as a public key hangs on no key of ours.
        assert!(is_signed_in(&mut moves(&ada.at_home, &app)));
        assert_eq!(signs_in_where_remembered(&ada.remembered, &app), 303);
        assert_eq!(ada.signs_in_by_passkey(&app).status, 303);
        assert_eq!(ada.uses_passkey(&app).status, 303);
        let (_, by_paper) = types_recovery_code(&app, &ada.recovery_codes[0]);
        assert_eq!(by_paper.status, 303);
        assert_eq!(signs_in_where_remembered(&ada.remembered, &app), 200);
    });
}

#[test]
fn whoever_has_nothing_but_an_authenticator_of_a_lost_key_sets_up_no_other() {
    each_db(|db| {
        let app = begins(db, (OLD, &[]), "");
        let ada = app.adds_user("ada", None);
        let phone = adds_authenticator(&app, &ada);
        let at = app.now();
        drop(app);
        drop(started(db, (NEW, &[OLD]), at));
        let demanded = "second_factor.required = \"everybody\"\n";
        let app = begins(db, (NEW, &[]), demanded);
        app.advance(at.apart(app.now()));
        let (mut browser, page) = behind_password(&app);
        assert!(!page.text().contains("<svg"), "{}", page.text());
        let form = page.form(CONTINUE);
        let answer = types(&mut browser, &(page, form), &code(&app, &phone));
        complains(&answer, UNREADABLE);
        assert!(!is_signed_in(&mut browser));
    });
}
