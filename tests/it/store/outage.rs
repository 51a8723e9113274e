//! When the database says no: unavailable, never a panic, and well again by itself.

use crate::kit::db::{TestDb, on_postgresql, on_sqlite};
use crate::kit::samples::*;
use crate::kit::store::{awaited, each_store, is_unavailable, reads};
use crate::kit::waits_for;
use crate::races::at_once;
use std::time::{Duration, Instant};
use vestibule::domain::change::{Change, Write};
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::access::TokenStanding;
use vestibule::domain::oauth::client::ClientName;
use vestibule::store::Loaded;

fn token_change(number: i64) -> Change {
    Change::writes(vec![Write::InsertAccessToken(token(number))])
}

#[test]
fn while_another_process_writes_reads_go_on_and_writes_are_unavailable_in_time() {
    on_sqlite(|db| {
        let store = db.open();
        settle(&store);
        let mut other = db.raw();
        other.run("BEGIN IMMEDIATE");
        let began = Instant::now();
        is_unavailable(store.commit(token_change(1)));
        assert!(
            began.elapsed() < Duration::from_secs(8),
            "{:?}",
            began.elapsed()
        );
        assert!(store.is_ready().is_err());
        assert!(reads(&store, |reader| reader.user(key(1))).is_some());
        other.run("ROLLBACK");
        store.commit(token_change(1)).expect("well again");
        waits_for("ready", || store.is_ready() == Ok(()));
    });
}

#[test]
fn when_every_backend_is_killed_reading_and_writing_heal_by_themselves() {
    on_postgresql(|db| {
        let store = db.open();
        settle(&store);
        // Warm every connection of the pool first.
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    store.read(|reader| {
                        std::thread::sleep(Duration::from_millis(50));
                        reader.user(key(1))
                    })
                });
            }
        });
        kill_backends(db);
        for _ in 0..8 {
            assert!(reads(&store, |reader| reader.user(key(1))).is_some());
        }
        assert!(awaited(store.token(key(1))).expect("an answer").is_none());
        kill_backends(db);
        let asked = awaited(store.client(&ClientName::Number(AppId(7))));
        assert!(asked.expect("an answer").is_some());
        store.commit(token_change(1)).expect("heals");
        assert!(awaited(store.token(key(1))).expect("an answer").is_some());
        kill_backends(db);
        store
            .commit(token_change(2))
            .expect("heals, without a read before");
        assert_eq!(store.is_ready(), Ok(()));
    });
}

/// All that work in this test's schema but the one that asks.
fn kill_backends(db: &TestDb) {
    let schema = db
        .url
        .rsplit("%3D")
        .next()
        .expect("named in the URL")
        .to_owned();
    let others = format!(
        "FROM pg_stat_activity WHERE application_name = 'vestibule-{schema}' AND pid <> pg_backend_pid()"
    );
    let mut raw = db.raw();
    let killed = raw.number(&format!(
        "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) AS number {others}"
    ));
    assert!(killed > 0, "nobody was killed");
    // They are told, and end a moment later.
    while raw.number(&format!("SELECT count(*) AS number {others}")) > 0 {
        std::thread::yield_now();
    }
}

#[test]
fn a_database_that_may_not_be_written_is_read_and_says_unavailable() {
    on_sqlite(|db| {
        let store = db.open();
        settle(&store);
        store.close();
        drop(store);
        db.is_written_no_more();
        let store = db.open();
        is_unavailable(store.commit(token_change(1)));
        assert!(reads(&store, |reader| reader.user(key(1))).is_some());
        let why = store.is_ready().expect_err("nothing can be written");
        // The line in the log says it before.
        assert!(!why.contains("unavailable"), "{why}");
    });
}

#[test]
fn a_write_that_the_database_refuses_is_unavailable_and_the_next_one_is_not() {
    each_store(settle, |db, store| {
        db.raw()
            .run("ALTER TABLE access_tokens RENAME TO elsewhere");
        is_unavailable(store.commit(token_change(1)));
        assert!(store.read(|reader| reader.token_standing(key(1))).is_err());
        db.raw()
            .run("ALTER TABLE elsewhere RENAME TO access_tokens");
        store.commit(token_change(1)).expect("well again");
        assert!(reads(store, |reader| reader.token_standing(key(1))).is_some());
    });
}

#[test]
fn who_asks_while_the_database_stands_still_can_give_up_and_is_answered_later() {
    on_postgresql(|db| {
        let store = db.open();
        settle(&store);
        store.commit(token_change(1)).expect("commits");
        let mut other = db.raw();
        other.run("BEGIN");
        other.run("LOCK TABLE access_tokens IN ACCESS EXCLUSIVE MODE");
        let given_up = at_once(8, |_| {
            let patience = Duration::from_millis(300);
            awaited(async { tokio::time::timeout(patience, store.token(key(1))).await })
        });
        assert!(given_up.iter().all(Result::is_err), "{given_up:?}");
        other.run("ROLLBACK");
        let answers = at_once(8, |_| awaited(store.token(key(1))));
        let is_found = |answer: &Loaded<Option<TokenStanding>>| matches!(answer, Ok(Some(_)));
        assert!(answers.iter().all(is_found), "{answers:?}");
    });
}
