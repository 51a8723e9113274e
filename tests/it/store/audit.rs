//! Events: written with what they tell of or not at all, found by an index each, and swept.

use crate::kit::db::{START, TestDb, each_db};
use crate::kit::rounds;
use crate::kit::samples::{key, lifetimes, session, settle, user};
use crate::kit::statements::{Statements, answered_by_indexes};
use crate::kit::store::{commit, each_store, reads};
use std::time::{Duration, Instant};
use vestibule::domain::audit::happened::Happened;
use vestibule::domain::audit::kind::EventKind;
use vestibule::domain::audit::{By, Event};
use vestibule::domain::change::{Change, EndReason, Guard, Write};
use vestibule::domain::key::{AppId, RowKey};
use vestibule::domain::time::{Timestamp, days};
use vestibule::store::{After, Begins, CommitError, Events, Lifetimes, Lost, Page, Reader, Store};

/// `scripts/test --long` looks among a million, and says how long each look took.
fn many() -> usize {
    rounds("events among which lists are found", 10_000, 1_000_000)
}

/// What is looked at, and how long the slowest of its looks took.
fn timed<T>(slowest: &mut Duration, look: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let found = look();
    *slowest = begun.elapsed().max(*slowest);
    found
}

/// Every tenth signs in, of one of a hundred people; every tenth at one of fifty apps.
pub fn event(store: &Store, number: usize, at: Timestamp) -> Event {
    let happened = if number.is_multiple_of(10) {
        Happened::SignOut
    } else {
        Happened::SignInFailed(1)
    };
    let whose = i64::try_from(number % 100).expect("small");
    let event = Event::new(store.next_key(at), &By::SYSTEM, &happened, at);
    let event = event.concerning(Some(key(whose + 1)));
    if number % 10 == 3 {
        event.at_app(AppId(whose))
    } else {
        event
    }
}

fn page(before: RowKey, most: i64) -> Page {
    Page {
        before,
        from: RowKey::first_at(Timestamp::NEVER),
        begins: Begins::Newest,
        most,
    }
}

#[test]
fn each_list_of_many_events_is_found_by_an_index_newest_first_and_following_oldest_first() {
    each_db(|db: &TestDb| {
        let statements = Statements::watch(db);
        let many = many();
        let store = db.open();
        commit(&store, vec![Write::InsertUser(user(1, "ada"))]);
        for first in (0..many).step_by(500) {
            let some = first..first + 500;
            let at = START.plus(Duration::from_secs(u64::try_from(first).expect("small")));
            commit(
                &store,
                some.map(|number| event(&store, number, at).into())
                    .collect(),
            );
        }
        statements.forget();
        for (which, there) in [
            (Events::All, many + 1),
            (Events::OfUser(key(1)), many / 100),
            (Events::OfApp(AppId(3)), many / 100),
            (Events::Named(EventKind::SignOut), many / 10),
        ] {
            let (mut found, mut before) = (Vec::new(), RowKey::LAST);
            let mut slowest = Duration::ZERO;
            loop {
                let some = timed(&mut slowest, || {
                    reads(&store, |reader| reader.events(which, page(before, 400)))
                });
                let Some(last) = some.last() else { break };
                before = last.key;
                found.extend(some);
            }
            println!("{which:?}: {there} of {many}, 400 at a time, each within {slowest:?}");
            assert_eq!(found.len(), there, "{which:?}");
            let oldest = Page {
                begins: Begins::Oldest,
                ..page(RowKey::LAST, 5)
            };
            let some = reads(&store, |reader| reader.events(which, oldest));
            let end: Vec<_> = found.iter().rev().take(5).cloned().collect();
            assert_eq!(some, end, "{which:?}");
            assert!(
                found.is_sorted_by(|one, next| one.key > next.key),
                "{which:?}"
            );
        }
        let own = reads(&store, |reader| {
            reader.events(Events::OfUser(key(1)), page(RowKey::LAST, 1))
        });
        assert_eq!(own[0].people.user, Some(user(1, "ada").public_id));
        let keys = [own[0].key];
        assert_eq!(reads(&store, |reader| reader.events_by_keys(&keys)), own);
        let after = After {
            key: Some(own[0].key),
            most: 5,
        };
        assert!(reads(&store, |reader| reader.event_keys(after)).len() <= 5);
        reads(&store, |reader| reader.events_of(key(1), after));
        follows(&store, many);

        answered_by_indexes(&mut db.raw(), &statements.seen(), "audit");
    });
}

/// What `audit follow` and the webhook ask.
fn follows(store: &Store, many: usize) {
    let mut slowest = Duration::ZERO;
    let (mut all, mut last) = (0, None);
    loop {
        let after = After {
            key: last,
            most: 5000,
        };
        let some = timed(&mut slowest, || {
            reads(store, |reader| reader.event_keys(after))
        });
        let Some(key) = some.last() else { break };
        last = Some(*key);
        all += some.len();
    }
    assert_eq!(all, many + 1);
    println!("follow: {many} keys, 5000 at a time, each within {slowest:?}");
    let first = RowKey::first_at(START);
    let hundred = After {
        key: Some(first),
        most: 100,
    };
    let between = |reader: &mut Reader| reader.events_between(hundred, RowKey::LAST);
    let next = timed(&mut slowest, || reads(store, between));
    assert!(next.len() == 100 && next.is_sorted_by(|one, next| one.key < next.key));
    let end = next[99].key;
    let between = |reader: &mut Reader| reader.events_between(hundred, end);
    assert_eq!(reads(store, between).len(), 99);
    let counted = reads(store, |reader| reader.count_events(first, end));
    assert_eq!(counted, 100);
}

#[test]
fn an_event_is_written_with_what_it_tells_of_or_not_at_all() {
    each_store(settle, |db, store| {
        commit(store, vec![Write::InsertSession(session(1, 1))]);
        let before = db.raw().count("audit");
        let ends = || {
            let writes = vec![
                Write::EndSession {
                    key: key(1),
                    at: START,
                    why: EndReason::SignedOut,
                },
                event(store, 0, START).into(),
            ];
            store.commit(Change::guarded(Guard::SessionOpen(key(1)), writes))
        };
        assert_eq!(ends(), Ok(()));
        assert_eq!(db.raw().count("audit"), before + 1);
        assert_eq!(ends(), Err(CommitError::Lost(Lost::Ended)));
        assert_eq!(db.raw().count("audit"), before + 1);
        // What it goes along with is refused.
        let writes = vec![
            event(store, 0, START).into(),
            Write::InsertSession(session(1, 1)),
        ];
        assert_eq!(
            store.commit(Change::writes(writes)),
            Err(CommitError::Conflict)
        );
        assert_eq!(db.raw().count("audit"), before + 1);
    });
}

#[test]
fn events_stay_as_long_as_the_operator_says() {
    each_store(settle, |db, store| {
        let later = START.plus(days(10));
        commit(store, vec![event(store, 0, later).into()]);
        let sweeps = |at: Timestamp| {
            let lifetimes = Lifetimes {
                audit: days(90),
                ..lifetimes(days(1))
            };
            store.sweep(at, lifetimes).expect("sweeps");
            db.raw().count("audit")
        };
        // That of the migration goes first.
        assert_eq!(sweeps(later.plus(days(81))), 1);
        let due = later.plus(days(90));
        assert_eq!(sweeps(due), 1);
        assert_eq!(sweeps(due.plus(Duration::from_millis(1))), 0);
    });
}

#[test]
fn details_of_somebody_who_is_removed_are_emptied_in_the_same_change() {
    each_store(settle, |db, store| {
        let signs = |user: i64| {
            let event = event(store, 1, START).concerning(Some(key(user)));
            Write::from(event)
        };
        commit(store, vec![signs(1), signs(2)]);
        let told = "audit WHERE detail IS NOT NULL AND user_key = ";
        let count = |user: i64| {
            db.raw()
                .number(&format!("SELECT count(*) AS number FROM {told}{user}"))
        };
        assert_eq!((count(1), count(2)), (1, 1));
        commit(store, vec![Write::RemoveUser(key(1))]);
        assert_eq!((count(1), count(2)), (0, 1));
    });
}

#[test]
fn a_migration_leaves_its_event_in_the_same_transaction() {
    each_db(|db| {
        drop(db.raw_at_step("0029"));
        let store = db.open();
        let told = reads(&store, |reader| {
            reader.events(Events::All, page(RowKey::LAST, 9))
        });
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].event, EventKind::Migrated);
        let schema = Store::schema().expect("a schema");
        let detail = format!(r#"{{"from":"0029","to":"{schema}"}}"#);
        assert_eq!(told[0].detail, Some(detail));
        store.close();
        let store = db.open();
        let again = reads(&store, |reader| {
            reader.events(Events::All, page(RowKey::LAST, 9))
        });
        assert_eq!(
            again, told,
            "an opening that migrates nothing leaves nothing"
        );
    });
}
