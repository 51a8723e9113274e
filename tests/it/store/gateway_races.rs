//! Servers on one PostgreSQL that write for the same socket clients at the same moment.

use crate::kit::db::{START, TestDb, on_postgresql};
use crate::kit::gateway_samples::*;
use crate::kit::samples::key;
use crate::kit::store::commit;
use crate::races::at_once;
use vestibule::domain::change::{Change, Write};
use vestibule::domain::gateway::session::SocketSession;
use vestibule::domain::gateway::token::SocketToken;
use vestibule::domain::time::days;
use vestibule::store::{CommitError, Store};

const RACERS: usize = 8;
const EACH: u8 = 40;

fn end(number: i64) -> Change {
    Change::writes(vec![Write::EndSocketToken {
        key: key(number),
        at: START,
    }])
}

/// All meet the same users, half of them in the other order; how many sessions this one made.
fn meet(store: &Store, racer: usize) -> usize {
    let mut users: Vec<u8> = (1..=EACH).collect();
    if racer % 4 < 2 {
        users.reverse();
    }
    let outcomes = users.into_iter().map(|user| {
        let number = i64::from(user) * 100 + i64::try_from(racer).expect("small");
        let session = SocketSession {
            key: key(number),
            session_id: format!("{number:016}"),
            ..socket_session(user)
        };
        let token = Write::InsertSocketToken(SocketToken {
            client_key: key(number % 2 + 1),
            ..socket_token(number)
        });
        commit(store, vec![token]);
        let outcome = store.commit(Change::writes(vec![Write::InsertSocketSession(session)]));
        store.commit(end(number)).expect("ends");
        outcome
    });
    let made = outcomes.filter(|outcome| match outcome {
        Ok(()) => true,
        Err(CommitError::Conflict) => false,
        Err(other) => panic!("{other}"),
    });
    made.count()
}

fn race(db: &TestDb) {
    let stores = [db.open(), db.open()];
    settle_gateway(&stores[0]);
    let made = at_once(RACERS + 1, |racer| {
        let store = &stores[racer % stores.len()];
        if racer < RACERS {
            return meet(store, racer);
        }
        // An operator comes in between.
        for number in 0..20 {
            let all = Write::EndSocketTokensOf {
                client_key: key(number % 2 + 1),
                ident: None,
                at: START,
            };
            commit(store, vec![all]);
        }
        0
    });
    assert_eq!(made.iter().sum::<usize>(), usize::from(EACH));
    let mut raw = db.raw();
    assert_eq!(raw.count("socket_sessions"), i64::from(EACH));
    assert_eq!(raw.count("socket_tokens WHERE ended_at IS NULL"), 0);
}

#[test]
fn two_servers_that_meet_the_same_users_at_once_make_one_session_each_and_end_every_token() {
    on_postgresql(race);
}

/// Nobody waits for these, so that many share a transaction: one server in this order, the other in that.
fn note_in_both_orders(stores: &[Store; 2], change: impl Fn(u8) -> Change + Sync) {
    at_once(stores.len(), |racer| {
        let mut numbers: Vec<u8> = (1..=200).collect();
        if racer == 1 {
            numbers.reverse();
        }
        for number in numbers {
            stores[racer].note(change(number));
        }
    });
}

#[test]
fn two_servers_that_end_the_same_tokens_and_use_the_same_sessions_leave_none_out() {
    on_postgresql(|db| {
        let stores = [db.open(), db.open()];
        settle_gateway(&stores[0]);
        let rows = (1..=200).flat_map(|number: u8| {
            [
                Write::InsertSocketToken(socket_token(number.into())),
                Write::InsertSocketSession(socket_session(number)),
            ]
        });
        let settled = stores[0].commit(Change::writes(rows.collect()));
        assert_eq!(settled, Ok(()));
        note_in_both_orders(&stores, |number| end(number.into()));
        note_in_both_orders(&stores, |number| {
            Change::writes(vec![Write::TouchSocketSession {
                key: key(number.into()),
                user: user_mac(number),
                last_seen_at: START.plus(days(1)),
            }])
        });
        // Finishes what is queued.
        drop(stores);
        let mut raw = db.raw();
        assert_eq!(raw.count("socket_tokens WHERE ended_at IS NULL"), 0);
        let used = START.plus(days(1)).millis();
        let unused = format!("socket_sessions WHERE last_seen_at <> {used}");
        assert_eq!(raw.count(&unused), 0);
    });
}
