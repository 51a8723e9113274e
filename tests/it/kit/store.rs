//! A store with something in it, what is written into it, and what it then holds.

use super::db::{TestDb, each_db};
use vestibule::domain::change::{Change, Write};
use vestibule::store::{CommitError, LoadError, Loaded, Reader, Store};

/// The same test on each database, once `settle` has filled its store.
#[track_caller]
pub fn each_store(settle: impl Fn(&Store), test: impl Fn(&TestDb, &Store)) {
    each_db(|db| {
        let store = db.open();
        settle(&store);
        test(db, &store);
    });
}

/// Settles nothing.
pub fn empty(_: &Store) {}

/// The store takes these.
#[track_caller]
pub fn commit(store: &Store, writes: Vec<Write>) {
    store.commit(Change::writes(writes)).expect("commits");
}

/// The store does not take this: it says the same as something that is there, or hangs on nothing.
#[track_caller]
pub fn conflicts(store: &Store, write: Write) {
    let outcome = store.commit(Change::writes(vec![write]));
    assert_eq!(outcome, Err(CommitError::Conflict));
}

/// The database is not to be written.
#[track_caller]
pub fn is_unavailable(outcome: Result<(), CommitError>) {
    let is_so = matches!(outcome, Err(CommitError::Unavailable(_)));
    assert!(is_so, "{outcome:?}");
}

#[track_caller]
pub fn reads<T>(store: &Store, look: impl FnOnce(&mut Reader) -> Loaded<T>) -> T {
    store.read(look).expect("reads")
}

/// What a task of the server would wait for.
pub fn awaited<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(work)
}

/// Something that is there.
#[track_caller]
pub fn finds<T>(store: &Store, look: impl FnOnce(&mut Reader) -> Loaded<Option<T>>) -> T {
    reads(store, look).expect("is there")
}

/// The refusal of a row that no release of ours wrote.
pub fn impossible(table: &'static str, column: &'static str, key: &str) -> LoadError {
    LoadError::ImpossibleRow {
        table,
        column,
        key: key.to_owned(),
    }
}
