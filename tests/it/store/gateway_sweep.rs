//! How long rows of the socket gateway stay, with the clock.

use super::sweep::lives_until;
use crate::kit::db::START;
use crate::kit::gateway_samples::*;
use crate::kit::samples::{key, lifetimes};
use crate::kit::store::{commit, each_store};
use std::time::Duration;
use vestibule::domain::change::Write;
use vestibule::domain::gateway::token::SocketToken;
use vestibule::domain::time::days;
use vestibule::store::Store;

/// Servers that never fall silent, so that only their tokens are due.
fn keep_nodes(store: &Store) {
    let at = START.plus(days(900));
    let renew = |number| Write::RenewGatewayNode {
        key: key(number),
        at,
    };
    commit(store, vec![renew(1), renew(2)]);
}

fn ends(number: i64, expires: Option<u64>, ended: Option<u64>) -> Write {
    let at = |seconds| START.plus(Duration::from_secs(seconds));
    Write::InsertSocketToken(SocketToken {
        expires_at: expires.map(at),
        ended_at: ended.map(at),
        ..socket_token(number)
    })
}

#[test]
fn socket_tokens_stay_a_day_after_they_ended_or_expired_and_live_ones_for_ever() {
    each_store(settle_gateway, |db, store| {
        keep_nodes(store);
        let tokens = vec![
            ends(1, None, None),
            ends(2, None, Some(100)),
            ends(3, Some(200), None),
            ends(4, Some(300), Some(900)),
            ends(5, Some(900), Some(400)),
        ];
        commit(store, tokens);
        for seconds in [100, 200, 300, 400] {
            let end = START.plus(Duration::from_secs(seconds));
            lives_until(db, store, "socket_tokens", end.plus(days(1)));
        }
        let swept = store.sweep(START.plus(days(800)), lifetimes(days(1)));
        assert_eq!(swept, Ok(0));
        let live = store.read(|reader| reader.socket_token(key(1)));
        assert!(live.expect("reads").is_some());
    });
}

#[test]
fn sessions_of_end_users_stay_thirty_days_after_their_last_use() {
    each_store(settle_gateway, |db, store| {
        let mut later = socket_session(2);
        later.last_seen_at = START.plus(days(5));
        let both = [socket_session(1), later.clone()];
        commit(store, both.map(Write::InsertSocketSession).into());
        let last_seen_at = socket_session(1).last_seen_at;
        lives_until(db, store, "socket_sessions", last_seen_at.plus(days(30)));
        let used = Write::TouchSocketSession {
            key: later.key,
            user: later.user_mac,
            last_seen_at: START.plus(days(20)),
        };
        commit(store, vec![used]);
        lives_until(db, store, "socket_sessions", START.plus(days(50)));
    });
}

#[test]
fn a_server_stays_a_day_after_its_last_word_and_takes_its_tokens_along() {
    each_store(settle_gateway, |db, store| {
        let renew = Write::RenewGatewayNode {
            key: key(2),
            at: START.plus(days(9)),
        };
        let mut elsewhere = socket_token(2);
        elsewhere.node_key = key(2);
        let both = [socket_token(1), elsewhere];
        commit(store, vec![renew]);
        commit(store, both.map(Write::InsertSocketToken).into());
        let due = node(1).renewed_at.plus(days(1));
        lives_until(db, store, "gateway_nodes", due);
        let gone = store.read(|reader| reader.socket_token(key(1)));
        assert_eq!(gone, Ok(None));
        let stays = store.read(|reader| reader.socket_token(key(2)));
        assert!(stays.expect("reads").is_some());
    });
}

#[test]
fn more_tokens_of_a_silent_server_than_fit_into_one_transaction_go_in_one_round() {
    each_store(settle_gateway, |db, store| {
        keep_nodes(store);
        commit(store, vec![Write::InsertGatewayNode(node(3))]);
        let token = |number| SocketToken {
            node_key: key(3),
            ..socket_token(number)
        };
        let tokens = (1..=1001).map(|number| Write::InsertSocketToken(token(number)));
        commit(store, tokens.collect());
        let swept = store
            .sweep(START.plus(days(2)), lifetimes(days(1)))
            .expect("sweeps");
        assert_eq!(swept, 1002, "each was swept and none fell with its server");
        assert_eq!(db.raw().count("socket_tokens"), 0);
        assert_eq!(db.raw().count("gateway_nodes"), 2);
    });
}
