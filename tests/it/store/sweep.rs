//! Every retention, with the clock: still there the moment before, gone the moment after.

use crate::kit::db::{START, TestDb, each_db};
use crate::kit::samples::*;
use crate::kit::store::{commit, each_store, empty, reads};
use std::time::Duration;
use vestibule::domain::account::brake::{Charge, Limit, Subject, TRY};
use vestibule::domain::change::{Change, EndReason, Guard, Write};
use vestibule::domain::key::RowKey;
use vestibule::domain::oauth::form::FORM_LIFE;
use vestibule::domain::tally::LimitSubject;
use vestibule::domain::time::{Timestamp, days};
use vestibule::store::{Lifetimes, Store};

const TTL: Duration = Duration::from_secs(86_400);
const MOMENT: Duration = Duration::from_millis(1);

/// Rows of `table` after a sweep just before, and just after, `due`.
#[track_caller]
pub fn lives_until(db: &TestDb, store: &Store, table: &str, due: Timestamp) {
    let before = db.raw().count(table);
    store.sweep(due, lifetimes(TTL)).expect("sweeps");
    assert_eq!(db.raw().count(table), before, "{table}: too early");
    store
        .sweep(due.plus(MOMENT), lifetimes(TTL))
        .expect("sweeps");
    assert_eq!(db.raw().count(table), before - 1, "{table}: too late");
}

#[test]
fn sessions_stay_thirty_days_after_their_end() {
    each_store(settle, |db, store| {
        let at = START.plus(days(1));
        let end = Write::EndSession {
            key: key(1),
            at,
            why: EndReason::SignedOut,
        };
        commit(store, vec![Write::InsertSession(session(1, 1)), end]);
        lives_until(db, store, "sessions", at.plus(days(30)));
        commit(store, vec![Write::InsertSession(session(2, 1))]);
        lives_until(
            db,
            store,
            "sessions",
            session(2, 1).idle_until.plus(days(30)),
        );
    });
}

#[test]
fn browsers_stay_known_for_180_days_without_use() {
    each_store(settle, |db, store| {
        commit(store, vec![Write::InsertKnownBrowser(browser(1, 1))]);
        lives_until(db, store, "known_browsers", START.plus(days(180)));
    });
}

#[test]
fn r03_spent_forms_lose_their_answer_after_seconds_and_go_when_no_form_of_their_age_is_good() {
    each_store(empty, |db, store| {
        let shown = RowKey::first_at(START.minus(Duration::from_secs(60)));
        let spend = Change::guarded(Guard::FormUnspent(form(shown)), Vec::new());
        store.commit(spend).expect("spends");
        let answer = || {
            let found = reads(store, |reader| reader.spent_form(shown));
            found.expect("is there").answer_sealed
        };
        store
            .sweep(form(shown).sealed_until, lifetimes(TTL))
            .expect("sweeps");
        assert_eq!(answer(), [1, 2, 3]);
        store
            .sweep(form(shown).sealed_until.plus(MOMENT), lifetimes(TTL))
            .expect("sweeps");
        assert!(answer().is_empty());
        lives_until(db, store, "spent_forms", START.plus(FORM_LIFE));
    });
}

#[test]
fn tokens_stay_a_day_longer_than_the_longest_lives_and_batches_take_them_all() {
    each_store(settle, |db, store| {
        let first = RowKey::first_at(START).number();
        let mut lasting = token(first + 5000);
        lasting.expires_at = START.plus(days(3));
        let many = (0..1100).map(|number| Write::InsertAccessToken(token(first + number)));
        commit(
            store,
            many.chain([Write::InsertAccessToken(lasting)]).collect(),
        );
        store
            .sweep(START.plus(TTL + days(1)), lifetimes(TTL))
            .expect("sweeps");
        assert_eq!(db.raw().count("access_tokens"), 1101);
        // Keys of the same millisecond are one range, which ends a millisecond later.
        let swept = store
            .sweep(START.plus(TTL + days(1) + MOMENT * 2), lifetimes(TTL))
            .expect("sweeps");
        assert_eq!((swept, db.raw().count("access_tokens")), (1100, 1));
        lives_until(db, store, "access_tokens", START.plus(days(4)));
    });
}

#[test]
fn an_app_with_long_lived_tokens_makes_the_range_longer() {
    each_store(empty, |db, store| {
        let mut patient = app(7, "Patient");
        patient.token_ttl = Some(days(10));
        let key = RowKey::first_at(START).number();
        let writes = vec![
            Write::InsertApp(patient),
            Write::InsertAccessToken(token(key)),
        ];
        commit(store, writes);
        store
            .sweep(START.plus(days(10)), lifetimes(TTL))
            .expect("sweeps");
        assert_eq!(db.raw().count("access_tokens"), 1);
        store
            .sweep(START.plus(days(12)), lifetimes(TTL))
            .expect("sweeps");
        assert_eq!(db.raw().count("access_tokens"), 0);
    });
}

#[test]
fn r02_what_is_owed_at_sign_in_stays_for_the_window_that_was_set_and_no_longer() {
    each_store(empty, |db, store| {
        for window in [Duration::from_secs(600), days(3)] {
            owes(store, window);
            let lifetimes = Lifetimes {
                token: TTL,
                brake: window,
                audit: days(90),
            };
            let due = START.plus(window);
            store.sweep(due, lifetimes).expect("sweeps");
            assert_eq!(db.raw().count("brake"), 1, "{window:?}: too early");
            store.sweep(due.plus(MOMENT), lifetimes).expect("sweeps");
            assert_eq!(db.raw().count("brake"), 0, "{window:?}: too late");
        }
    });
}

/// A wrong password.
fn owes(store: &Store, window: Duration) {
    let charge = Charge {
        subject: Subject([1; 32]),
        limit: Limit {
            tries: 10,
            window,
            setting: "sign_in_limit.per_account",
            whose: LimitSubject::Account,
        },
        cost: TRY,
        at: START,
    };
    let pay = Change::guarded(Guard::BrakeAllows(vec![charge]), Vec::new());
    store.commit(pay).expect("pays");
}

#[test]
fn withdrawn_consents_and_ended_secrets_stay_thirty_days_and_living_ones_stay() {
    each_store(settle, |db, store| {
        let mut withdrawn = consent(3, 1, 7);
        withdrawn.withdrawn_at = Some(START);
        let mut expired = secret(1, 7);
        expired.expires_at = Some(START.plus(days(5)));
        let mut revoked = secret(2, 7);
        revoked.revoked_at = Some(START);
        let writes = vec![
            Write::InsertApp(app(8, "Other")),
            Write::InsertConsent(consent(4, 1, 8)),
            Write::InsertAppSecret(secret(3, 7)),
            Write::InsertAppSecret(expired),
            Write::UpdateConsent(withdrawn),
        ];
        commit(store, writes);
        lives_until(db, store, "consents", START.plus(days(30)));
        lives_until(db, store, "app_secrets", START.plus(days(35)));
        commit(store, vec![Write::InsertAppSecret(revoked)]);
        lives_until(
            db,
            store,
            "app_secrets WHERE key <> 0",
            START.plus(days(30)),
        );
        store
            .sweep(START.plus(days(1000)), lifetimes(TTL))
            .expect("sweeps");
        assert_eq!(
            (db.raw().count("consents"), db.raw().count("app_secrets")),
            (1, 1)
        );
        assert_eq!((db.raw().count("users"), db.raw().count("apps")), (1, 2));
    });
}

#[test]
fn sweeping_goes_on_in_the_background_until_the_store_is_closed() {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        commit(&store, vec![Write::InsertKnownBrowser(browser(1, 1))]);
        let far = START.plus(days(1000));
        let every = Duration::from_millis(5);
        store
            .keep_swept(every, lifetimes(TTL), move || far)
            .expect("starts");
        let began = std::time::Instant::now();
        while db.raw().count("known_browsers") > 0 {
            assert!(
                began.elapsed() < Duration::from_secs(10),
                "nothing is swept"
            );
            std::thread::sleep(every);
        }
        drop(store);
    });
}
