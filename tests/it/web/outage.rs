//! Refusal 118: the database says no for a while. 503 with Retry-After, never "wrong password", and well
//! again by itself.

use super::{each_desktop_on, filled_in, is_consent_page, tries};
use crate::kit::app::{PASSWORD, TestApp, token_in};
use crate::kit::db::on_sqlite;
use crate::kit::http::Response;
use std::time::{Duration, Instant};
use vestibule::domain::account::brake::Subject;
use vestibule::domain::account::password::TypedPassword;
use vestibule::flow::{Behalf, Failure, ForWhom, Hashers, PasswordMatch, Presence, Unhashed};

#[track_caller]
fn assert_unavailable(answer: &Response) {
    assert_eq!(answer.status, 503, "{}", answer.text());
    let wait = answer.header("retry-after").expect("Retry-After");
    assert!(
        wait.parse::<u32>().is_ok_and(|seconds| seconds > 0),
        "{wait}"
    );
    assert!(!answer.text().contains("Wrong name"), "{}", answer.text());
    assert_eq!(answer.header("location"), None);
    assert_eq!(answer.headers_named("set-cookie"), Vec::<&str>::new());
}

#[test]
fn r118_while_another_writer_holds_the_file_nothing_is_issued_and_nobody_is_told_wrong_password() {
    on_sqlite(|db| {
        let app = TestApp::start(&db.url, "");
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        let token = app.gets_token(&path, "ada");
        let mut new = app.stranger();
        let (page, form) = filled_in(&mut new, &path, "ada", PASSWORD);
        let mut deciding = app.stranger();
        tries(&mut deciding, &path, "ada", PASSWORD);
        let ask = format!("{path}&prompt=consent");
        let consent = deciding.get(&ask);
        let mut remembered = deciding.clone();
        let mut other = db.raw();
        other.run("BEGIN IMMEDIATE");
        let began = Instant::now();
        std::thread::scope(|scope| {
            let answers = [
                scope.spawn(|| new.submits(&page, &form, "Sign in")),
                scope.spawn(|| app.presses(&mut deciding, &consent, "Allow")),
                scope.spawn(|| remembered.get(&path)),
                scope.spawn(|| app.stranger().get("/readyz")),
            ];
            for answer in answers {
                assert_unavailable(&answer.join().expect("an answer"));
            }
        });
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "{:?}",
            began.elapsed()
        );
        // Reading goes on, and the process is alive.
        assert!(app.is_live(&token));
        assert_eq!(app.stranger().get("/healthz").status, 200);
        assert!(is_consent_page(&deciding.get(&ask)));
        other.run("ROLLBACK");
        // The very same forms are still good.
        assert_eq!(new.submits(&page, &form, "Sign in").status, 303);
        let allowed = app.presses(&mut deciding, &consent, "Allow");
        assert!(app.is_live(&token_in(allowed.location())));
        assert!(app.is_live(&token_in(remembered.get(&path).location())));
        assert_eq!(app.stranger().get("/readyz").status, 200);
    });
}

/// The same server key for a second server on one database.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";

#[test]
fn r118_a_file_that_may_only_be_read_is_read_and_nothing_is_issued() {
    on_sqlite(|db| {
        let app = TestApp::start(&db.url, KEY);
        app.adds_user("ada", None);
        let (_, path) = app.adds_desktop_app();
        let mut browser = app.stranger();
        let consent = app.signs_in(&mut browser, &path, "ada");
        let answer = app.presses(&mut browser, &consent, "Allow");
        let token = token_in(answer.location());
        let now = app.now();
        drop(app);
        db.is_written_no_more();

        let app = TestApp::start(&db.url, KEY);
        app.advance(now.since(app.now()));
        browser.moves_to(&app.address);
        let mut new = app.stranger();
        assert_unavailable(&tries(&mut new, &path, "ada", PASSWORD));
        assert_unavailable(&tries(&mut new, &path, "ada", "wrong-password"));
        assert_unavailable(&tries(&mut new, &path, "nobody", "wrong-password"));
        assert_unavailable(&browser.get(&path));
        let consent = browser.get(&format!("{path}&prompt=consent"));
        assert_unavailable(&app.presses(&mut browser, &consent, "Allow"));
        assert_unavailable(&app.stranger().get("/readyz"));
        assert!(app.is_live(&token));
    });
}

#[test]
fn r118_a_write_that_fails_at_the_last_moment_answers_unavailable_and_the_form_stays_good() {
    each_desktop_on(|db, app, path| {
        let mut browser = app.stranger();
        let consent = app.signs_in(&mut browser, path, "ada");
        db.raw().run("ALTER TABLE spent_forms RENAME TO elsewhere");
        assert_unavailable(&app.presses(&mut browser, &consent, "Allow"));
        db.raw().run("ALTER TABLE elsewhere RENAME TO spent_forms");
        assert_eq!(db.raw().count("access_tokens"), 0);
        let allowed = app.presses(&mut browser, &consent, "Allow");
        assert!(app.is_live(&token_in(allowed.location())));
    });
}

#[test]
fn when_too_many_passwords_wait_to_be_checked_the_next_is_told_to_come_again() {
    let hashers = Hashers::start(1);
    let phc = TypedPassword::parse(PASSWORD)
        .expect("a password")
        .hash(&mut rand::rng());
    // Each for another account, from another place.
    let check = &|number: u8| {
        let whom = ForWhom {
            account: Subject([number; 32]),
            place: Subject([number + 100; 32]),
        };
        let behalf = Behalf {
            whom,
            presence: Presence::default(),
        };
        let password = TypedPassword::parse(PASSWORD).expect("a password");
        hashers.opens(behalf, password, &phc)
    };
    let answers: Vec<_> = std::thread::scope(|scope| {
        let waiting: Vec<_> = (0..100)
            .map(|number| scope.spawn(move || check(number)))
            .collect();
        let ended = waiting.into_iter().map(|thread| thread.join());
        ended.map(|answer| answer.expect("no panic")).collect()
    });
    let refused = answers
        .iter()
        .filter(|answer| matches!(answer, Err(Unhashed::Failure(Failure::Unavailable(_)))));
    let refused = refused.count();
    assert!(refused > 0, "nobody was refused");
    let right = answers
        .iter()
        .filter(|answer| **answer == Ok(PasswordMatch::Yes))
        .count();
    assert_eq!(right + refused, 100);
    assert!(right >= 64, "only {right} were checked");
    assert_eq!(check(0), Ok(PasswordMatch::Yes));
}
