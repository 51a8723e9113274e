//! How long rows of the broker API stay, with the clock.

use super::sweep::lives_until;
use crate::kit::broker::*;
use crate::kit::db::START;
use crate::kit::samples::{lifetimes, settle};
use crate::kit::store::{commit, each_store};
use std::time::Duration;
use vestibule::domain::change::Write;
use vestibule::domain::time::days;

#[test]
fn one_time_tokens_stay_a_day_after_they_expired() {
    each_store(settle, |db, store| {
        let mut longer = endpoint_token(2);
        longer.expires_at = START.plus(days(9));
        let both = [endpoint_token(1), longer];
        commit(store, both.map(Write::InsertEndpointToken).into());
        lives_until(
            db,
            store,
            "endpoint_tokens",
            endpoint_token(1).expires_at.plus(days(1)),
        );
        let left = store.read(|reader| reader.endpoint_token(&endpoint_hash(2)));
        assert!(left.expect("reads").is_some(), "the one that is not due");
    });
}

#[test]
fn sessions_of_endpoints_stay_a_day_after_their_end_or_their_time() {
    each_store(settle, |db, store| {
        let ended_at = START.plus(Duration::from_secs(60));
        let mut ended = app_session(1);
        ended.ended_at = Some(ended_at);
        let both = [ended, app_session(2)];
        commit(store, both.map(Write::InsertAppSession).into());
        lives_until(db, store, "app_sessions", ended_at.plus(days(1)));
        lives_until(
            db,
            store,
            "app_sessions",
            app_session(2).expires_at.plus(days(1)),
        );
    });
}

#[test]
fn sessions_of_operators_stay_a_day_after_the_longest_that_they_live() {
    each_store(settle, |db, store| {
        commit(store, vec![Write::InsertAdminSession(admin_session(1))]);
        let longest = START.plus(Duration::from_secs(12 * 3600));
        lives_until(db, store, "admin_sessions", longest.plus(days(1)));
    });
}

#[test]
fn more_than_fit_into_one_transaction_go_in_one_round() {
    each_store(settle, |db, store| {
        let tokens = (1..=1001).map(|number| Write::InsertEndpointToken(endpoint_token(number)));
        commit(store, tokens.collect());
        let long_after = START.plus(days(30));
        let swept = store.sweep(long_after, lifetimes(days(1))).expect("sweeps");
        assert_eq!(swept, 1001);
        assert_eq!(db.raw().count("endpoint_tokens"), 0);
    });
}
