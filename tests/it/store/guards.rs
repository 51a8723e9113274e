//! Guards: whoever loses writes nothing, and exactly one wins.

use crate::kit::db::{START, TestDb, each_db, on_postgresql};
use crate::kit::samples::*;
use crate::kit::store::{each_store, empty, finds};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use vestibule::domain::account::brake::{Braked, Charge, Limit, Subject, TRY};
use vestibule::domain::change::{Change, Guard, Write};
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::ClientName;
use vestibule::domain::tally::LimitSubject;
use vestibule::store::{CommitError, Lost, Store};

#[test]
fn a_spent_form_is_refused_and_the_first_answer_is_kept() {
    each_store(settle, |db, store| {
        let spend = |token| Change::guarded(Guard::FormUnspent(form(key(50))), vec![token]);
        let [first, second] = [51, 52].map(|number| Write::InsertAccessToken(token(number)));
        assert_eq!(store.commit(spend(first)), Ok(()));
        let spent = Err(CommitError::Lost(Lost::FormSpent));
        assert_eq!(store.commit(spend(second)), spent);
        let kept = finds(store, |reader| reader.spent_form(key(50)));
        assert_eq!(kept, form(key(50)));
        let lost = store.read(|reader| reader.token_standing(key(52)));
        assert_eq!(lost, Ok(None));
        assert_eq!(db.raw().count("access_tokens"), 1);
    });
}

#[test]
fn an_edit_of_a_version_that_moved_on_is_lost() {
    each_store(settle, |_, store| {
        let moved = Err(CommitError::Lost(Lost::VersionMoved));
        let edit = |name| {
            let guard = Guard::UserVersion {
                key: key(1),
                version: 1,
            };
            store.commit(Change::guarded(
                guard,
                vec![Write::UpdateUser(user(1, name))],
            ))
        };
        assert_eq!((edit("Grace"), edit("Linus")), (Ok(()), moved.clone()));
        let found = finds(store, |reader| reader.user(key(1)));
        assert_eq!((found.name.as_str(), found.version), ("Grace", 2));

        let edit = |name| {
            let guard = Guard::AppVersion {
                id: AppId(7),
                version: 1,
            };
            store.commit(Change::guarded(guard, vec![Write::UpdateApp(app(7, name))]))
        };
        assert_eq!((edit("Grace"), edit("Linus")), (Ok(()), moved));
        let found = finds(store, |reader| reader.app(&ClientName::Number(AppId(7))));
        assert_eq!((found.name.as_str(), found.version), ("Grace", 2));
    });
}

/// Eight threads over these stores race for 1,250 forms each time: 10,000 tries.
fn race(stores: &[Store]) {
    const FORMS: usize = 1250;
    let start = Barrier::new(8);
    let won: Vec<AtomicUsize> = (0..FORMS).map(|_| AtomicUsize::new(0)).collect();
    std::thread::scope(|scope| {
        for (racer, store) in stores.iter().cycle().take(8).enumerate() {
            let (start, won) = (&start, &won);
            scope.spawn(move || {
                start.wait();
                for (number, won) in won.iter().enumerate() {
                    let number = i64::try_from(number).expect("small");
                    let racer = i64::try_from(racer).expect("small");
                    let write = Write::InsertAccessToken(token(10_000 + number * 8 + racer));
                    let guard = Guard::FormUnspent(form(key(number)));
                    match store.commit(Change::guarded(guard, vec![write])) {
                        Ok(()) => {
                            won.fetch_add(1, Ordering::Relaxed);
                        }
                        Err(CommitError::Lost(Lost::FormSpent)) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
    assert!(won.iter().all(|won| won.load(Ordering::Relaxed) == 1));
}

#[test]
fn eight_writers_fight_ten_thousand_times_and_exactly_one_wins_each() {
    each_db(|db| {
        race(&[db.open()]);
        assert_eq!(db.raw().count("access_tokens"), 1250);
        assert_eq!(db.raw().count("spent_forms"), 1250);
    });
}

#[test]
fn two_servers_on_one_postgresql_fight_and_exactly_one_wins_each() {
    on_postgresql(|db| {
        race(&[db.open(), db.open()]);
        assert_eq!(db.raw().count("access_tokens"), 1250);
    });
}

fn charge(subject: u8, tries: u32) -> Charge {
    Charge {
        subject: Subject([subject; 32]),
        limit: Limit {
            tries,
            window: Duration::from_secs(600),
            setting: "sign_in_limit.per_account",
            whose: LimitSubject::Account,
        },
        cost: TRY,
        at: START,
    }
}

fn allowed(charges: Vec<Charge>) -> Change {
    Change::guarded(Guard::BrakeAllows(charges), Vec::new())
}

#[test]
fn two_hundred_parallel_guesses_get_as_many_tries_as_the_limit_says() {
    each_db(|db| {
        // Two servers where there can be two.
        let stores = if db.is_sqlite() {
            vec![db.open()]
        } else {
            vec![db.open(), db.open()]
        };
        let passed = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for store in stores.iter().cycle().take(200) {
                scope.spawn(
                    || match store.commit(allowed(vec![charge(2, 50), charge(1, 10)])) {
                        Ok(()) => drop(passed.fetch_add(1, Ordering::Relaxed)),
                        Err(CommitError::Lost(Lost::Braked(braked))) => {
                            assert!(!braked.wait.is_zero())
                        }
                        Err(other) => panic!("{other}"),
                    },
                );
            }
        });
        assert_eq!(passed.into_inner(), 10);
        // Who was refused by the one paid nothing to the other.
        assert_eq!(level(db, 1), 10_000);
        assert_eq!(level(db, 2), 10_000);
    });
}

fn level(db: &TestDb, subject: u8) -> i64 {
    let quote = if db.is_sqlite() { "X'" } else { "'\\x" };
    let subject = format!("{subject:02x}").repeat(32);
    db.raw().number(&format!(
        "SELECT level AS number FROM brake WHERE subject = {quote}{subject}'"
    ))
}

#[test]
fn a_right_password_gets_its_try_back_but_never_more() {
    each_store(empty, |db, store| {
        store.commit(allowed(vec![charge(1, 2)])).expect("first");
        store.commit(allowed(vec![charge(1, 2)])).expect("second");
        let third = store.commit(allowed(vec![charge(1, 2)]));
        let Err(CommitError::Lost(Lost::Braked(Braked { wait, .. }))) = third else {
            panic!("{third:?}")
        };
        assert!(
            wait > Duration::from_secs(290) && wait < Duration::from_secs(310),
            "{wait:?}"
        );
        let refund = || Change::writes(vec![Write::RefundBrake(charge(1, 2).refund())]);
        store.commit(refund()).expect("back");
        store
            .commit(allowed(vec![charge(1, 2)]))
            .expect("fits again");
        for _ in 0..3 {
            store.commit(refund()).expect("back");
        }
        assert_eq!(level(db, 1), 0);
        // The level leaks with time.
        store.commit(allowed(vec![charge(1, 1)])).expect("fits");
        store
            .commit(allowed(vec![charge(1, 1)]))
            .expect_err("is over");
        let mut later = charge(1, 1);
        later.at = START.plus(Duration::from_secs(600));
        store.commit(allowed(vec![later])).expect("leaked");
    });
}

#[test]
fn one_subject_charged_twice_pays_twice() {
    each_store(empty, |db, store| {
        store
            .commit(allowed(vec![charge(1, 3), charge(1, 3)]))
            .expect("two of three");
        store
            .commit(allowed(vec![charge(1, 3), charge(1, 3)]))
            .expect_err("four of three");
        assert_eq!(level(db, 1), 2000);
    });
}
