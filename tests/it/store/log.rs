//! SQLite's write-ahead log: short, whatever goes on, and nobody waits for that.

use crate::kit::db::{TestDb, on_sqlite};
use crate::kit::samples::*;
use crate::kit::waits_for;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::thread;
use vestibule::domain::change::{Change, Write};
use vestibule::store::Store;

const MEGABYTE: u64 = 1 << 20;

fn log_size(db: &TestDb) -> u64 {
    let log = db.file().with_extension("db-wal");
    std::fs::metadata(log).expect("a log").len()
}

/// One transaction after the other.
fn writes(store: &Store, next: &AtomicI64, is_over: impl Fn() -> bool) {
    while !is_over() {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let change = Change::writes(vec![Write::InsertAccessToken(token(number))]);
        store.commit(change).expect("commits");
    }
}

fn reads(store: &Store, is_over: &AtomicBool) {
    while !is_over.load(Ordering::Acquire) {
        let found = store.read(|reader| reader.user(key(1)));
        assert!(found.expect("reads").is_some());
    }
}

#[test]
fn the_log_stays_short_while_reads_and_writes_never_pause() {
    on_sqlite(|db| {
        let store = db.open();
        settle(&store);
        let (next, largest, is_over) =
            (AtomicI64::new(1), AtomicU64::new(0), AtomicBool::new(false));
        thread::scope(|scope| {
            let readers: Vec<_> = (0..2)
                .map(|_| scope.spawn(|| reads(&store, &is_over)))
                .collect();
            let writers: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        writes(&store, &next, || {
                            largest.fetch_max(log_size(db), Ordering::Relaxed);
                            next.load(Ordering::Relaxed) > 60_000
                        });
                    })
                })
                .collect();
            for writer in writers {
                writer.join().expect("writes");
            }
            is_over.store(true, Ordering::Release);
            for reader in readers {
                reader.join().expect("reads");
            }
        });
        let largest = largest.into_inner() / MEGABYTE;
        assert!(largest < 24, "{largest} MB");
    });
}

#[test]
fn a_log_that_grew_behind_a_long_read_is_short_again() {
    on_sqlite(|db| {
        let store = db.open();
        settle(&store);
        let next = AtomicI64::new(1);
        let mut long = db.raw();
        long.run("BEGIN; SELECT count(*) FROM users");
        writes(&store, &next, || log_size(db) > 40 * MEGABYTE);
        long.run("COMMIT");
        waits_for("a short log", || {
            let until = next.load(Ordering::Relaxed) + 100;
            writes(&store, &next, || next.load(Ordering::Relaxed) > until);
            log_size(db) <= 32 * MEGABYTE
        });
    });
}
