//! The writer: batches, errors, and what is durable when.

use crate::kit::broker::{endpoint, endpoint_hash, endpoint_token};
use crate::kit::db::{START, TestDb, each_db};
use crate::kit::samples::*;
use crate::kit::store::{awaited, each_store, empty, finds, is_unavailable};
use std::time::{Duration, Instant};
use vestibule::domain::broker::endpoint_token::EndpointToken;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::oauth::access::AccessToken;
use vestibule::store::{CommitError, Store};

fn token_change(number: i64) -> Change {
    Change::writes(vec![Write::InsertAccessToken(token(number))])
}

/// Commits these at once while the writer is held up, so that they share a transaction.
fn commit_together(
    db: &TestDb,
    store: &Store,
    changes: Vec<Change>,
) -> Vec<Result<(), CommitError>> {
    let mut other = db.raw();
    other.run(if db.is_sqlite() {
        "BEGIN IMMEDIATE"
    } else {
        "BEGIN; LOCK TABLE brake"
    });
    std::thread::scope(|scope| {
        // The writer takes this one alone and waits for the lock.
        let refund = vestibule::domain::account::brake::Refund {
            subject: vestibule::domain::account::brake::Subject([9; 32]),
            thousandths: 1000,
        };
        let first = Change::writes(vec![Write::RefundBrake(refund)]);
        let first = scope.spawn(|| store.commit(first));
        std::thread::sleep(Duration::from_millis(100));
        let waiting: Vec<_> = changes
            .into_iter()
            .map(|change| scope.spawn(|| store.commit(change)))
            .collect();
        std::thread::sleep(Duration::from_millis(100));
        other.run("COMMIT");
        first.join().expect("joins").expect("the first");
        waiting
            .into_iter()
            .map(|one| one.join().expect("joins"))
            .collect()
    })
}

#[test]
fn one_bad_change_fails_nobody_else_in_its_batch() {
    each_store(empty, |db, store| {
        let numbers = [1, 2, 3, 3, 4];
        let changes = numbers.into_iter().map(token_change).collect();
        let outcomes = commit_together(db, store, changes);
        let refused = outcomes
            .iter()
            .filter(|one| **one == Err(CommitError::Conflict));
        assert_eq!(refused.count(), 1);
        assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 4);
        assert_eq!(db.raw().count("access_tokens"), 4);
    });
}

#[test]
fn what_shares_a_statement_comes_back_as_it_was() {
    each_store(settle, |db, store| {
        let millis = |number: i64| START.plus(Duration::from_millis(number.unsigned_abs()));
        let access = |number| AccessToken {
            secret_hash: hash(&format!("access {number}")),
            scopes: scopes(&format!("basic s{number}")),
            expires_at: millis(number + 100),
            revoked_at: (number % 2 == 0).then(|| millis(number + 200)),
            created_at: millis(number + 300),
            ..token(number)
        };
        let endpoint = |number| EndpointToken {
            endpoint_id: endpoint(&format!("ada-{number}@example.org")),
            expires_at: millis(number + 100),
            redeem_until: millis(number + 200),
            redeemed_at: (number % 2 == 0).then(|| millis(number + 300)),
            created_at: millis(number + 400),
            ..endpoint_token(number)
        };
        let writes = (1..9).flat_map(|number| {
            let access = Write::InsertAccessToken(access(number));
            [access, Write::InsertEndpointToken(endpoint(number))]
        });
        let changes = writes.map(|write| Change::writes(vec![write])).collect();
        let outcomes = commit_together(db, store, changes);
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        for number in 1..9 {
            let found = finds(store, |reader| reader.token_standing(key(number)));
            assert_eq!(found.token, access(number));
            let hash = endpoint_hash(number);
            let found = finds(store, |reader| reader.endpoint_token(&hash));
            assert_eq!(found.token, endpoint(number));
        }
    });
}

/// Makes COMMIT itself fail for token 666: a reference that is looked at only then.
fn poison_commit(db: &TestDb) {
    let mut raw = db.raw();
    raw.run(
        "CREATE TABLE poison (user_key BIGINT REFERENCES users (key) DEFERRABLE INITIALLY DEFERRED)",
    );
    raw.run(if db.is_sqlite() {
        "CREATE TRIGGER poisoned AFTER INSERT ON access_tokens WHEN NEW.key = 666
         BEGIN INSERT INTO poison VALUES (-1); END"
    } else {
        "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN INSERT INTO poison VALUES (-1); RETURN NULL; END';
         CREATE TRIGGER poisoned AFTER INSERT ON access_tokens FOR EACH ROW
         WHEN (NEW.key = 666) EXECUTE FUNCTION poison()"
    });
}

#[test]
fn after_an_error_from_commit_the_whole_batch_hears_unavailable_and_nothing_is_tried_again() {
    each_store(empty, |db, store| {
        poison_commit(db);
        let numbers = [1, 2, 666, 3, 4];
        let changes = numbers.into_iter().map(token_change).collect();
        let outcomes = commit_together(db, store, changes);
        let unavailable =
            |one: &Result<(), CommitError>| matches!(one, Err(CommitError::Unavailable(_)));
        assert!(outcomes.iter().all(unavailable), "{outcomes:?}");
        assert_eq!(db.raw().count("access_tokens"), 0);
        store.commit(token_change(5)).expect("the writer serves on");
        assert_eq!(db.raw().count("access_tokens"), 1);
    });
}

#[test]
fn close_finishes_what_is_queued_and_refuses_the_rest() {
    each_store(empty, |db, store| {
        for number in 0..500 {
            store.note(token_change(number));
        }
        store.close();
        assert_eq!(db.raw().count("access_tokens"), 500);
        is_unavailable(store.commit(token_change(501)));
        assert!(store.is_ready().is_err());
        let found = store.read(|reader| reader.token_standing(key(1)));
        assert_eq!(found, Ok(None), "reading still works");
    });
}

#[test]
fn a_change_can_be_awaited() {
    each_store(empty, |_, store| {
        let submit = || awaited(store.submit(token_change(1)));
        assert_eq!(submit(), Ok(()));
        assert_eq!(submit(), Err(CommitError::Conflict));
    });
}

#[test]
fn keys_are_each_later_than_the_one_before_even_when_the_clock_steps_back() {
    each_db(|db| {
        let store = db.open();
        let mut last = store.next_key(START);
        for turn in 0..10_000 {
            let now = if turn % 2 == 0 {
                START
            } else {
                START.minus(Duration::from_secs(5))
            };
            let next = store.next_key(now);
            assert!(next > last);
            last = next;
        }
        let far = store.next_key(START.plus(Duration::from_secs(60)));
        assert!(
            far >= vestibule::domain::key::RowKey::first_at(START.plus(Duration::from_secs(60)))
        );
        let other = db.open();
        assert_ne!(
            store.next_key(START.plus(Duration::from_secs(90))),
            other.next_key(START.plus(Duration::from_secs(90))),
            "each opening has a node of its own"
        );
    });
}

/// Tells how fast it is; says nothing about how fast it must be.
#[test]
fn batches_of_one_ten_and_a_hundred_are_timed() {
    each_store(settle, |db, store| {
        let mut next = 1000;
        for committers in [1, 10, 32, 100] {
            let each = 2000 / committers;
            let began = Instant::now();
            std::thread::scope(|scope| {
                for _ in 0..committers {
                    let (store, from) = (store, next);
                    next += each;
                    scope.spawn(move || {
                        for number in from..from + each {
                            store.commit(token_change(number)).expect("commits");
                        }
                    });
                }
            });
            let backend = if db.is_sqlite() {
                "SQLite"
            } else {
                "PostgreSQL"
            };
            let rate = 2000.0 / began.elapsed().as_secs_f64();
            println!("{backend}, {committers} committers: {rate:.0} commits/s");
        }
    });
}
