//! Eight at once for the one use of a code or a refresh token: where the guard is, on one store and on two.

use crate::kit::db::{START, TestDb, on_postgresql, on_sqlite};
use crate::kit::samples::*;
use crate::kit::store::commit;
use crate::races::at_once;
use std::sync::Barrier;
use vestibule::domain::change::{Change, Guard, Write};
use vestibule::domain::key::RowKey;
use vestibule::domain::oauth::refresh::Rotation;
use vestibule::store::{CommitError, Store};

/// Eight threads over these stores race for so many codes or refresh tokens, which `guard` makes out of their
/// keys; several such races at a time, so that commits share transactions.
fn race(db: &TestDb, stores: &[Store], kept: &[RowKey], guard: fn(RowKey) -> Guard) {
    const TABLES: usize = 8;
    let tables: Vec<_> = kept.chunks(kept.len().div_ceil(TABLES)).collect();
    let starts: Vec<_> = tables.iter().map(|_| Barrier::new(8)).collect();
    let won = at_once(8 * tables.len(), |racer| {
        let (table, racer) = (racer / 8, racer % 8);
        let store = &stores[racer % stores.len()];
        let tries = tables[table].iter().map(|&key| {
            starts[table].wait();
            let number = store.next_key(START).number();
            let write = Write::InsertAccessToken(token(number));
            match store.commit(Change::guarded(guard(key), vec![write])) {
                Ok(()) => Some(key),
                Err(CommitError::Lost(_)) => None,
                Err(other) => panic!("{other}"),
            }
        });
        tries.flatten().collect::<Vec<_>>()
    });
    let mut won = won.concat();
    won.sort();
    assert_eq!(won, kept, "each was won once");
    let tokens = i64::try_from(kept.len()).expect("small");
    assert_eq!(db.raw().count("access_tokens"), tokens);
}

fn keys(count: i64) -> Vec<RowKey> {
    (1000..1000 + count).map(key).collect()
}

/// A thousand codes, which eight redeem at once each; ten thousand by all rules in `races_token`.
fn race_for_codes(db: &TestDb, stores: &[Store]) {
    settle(&stores[0]);
    commit(&stores[0], vec![Write::InsertGrant(grant(4))]);
    let kept = keys(1000);
    let codes = kept.iter();
    let codes = codes.map(|key| Write::InsertCode(code(key.number())));
    commit(&stores[0], codes.collect());
    let redeem = |key| Guard::CodeUnredeemed { key, at: START };
    race(db, stores, &kept, redeem);
}

fn race_for_refresh_tokens(db: &TestDb, stores: &[Store]) {
    settle(&stores[0]);
    commit(&stores[0], vec![Write::InsertGrant(grant(4))]);
    let kept = keys(400);
    let tokens = kept.iter();
    let tokens = tokens.map(|key| Write::InsertRefreshToken(refresh_token(key.number())));
    commit(&stores[0], tokens.collect());
    let rotate = |key| Guard::RefreshUnrotated {
        key,
        rotation: Rotation {
            at: START,
            successor: key,
            answer_sealed: Some(vec![1]),
        },
    };
    race(db, stores, &kept, rotate);
}

#[test]
fn r104_eight_redeem_each_of_a_thousand_codes_at_once_and_exactly_one_wins_each() {
    on_sqlite(|db| race_for_codes(db, &[db.open()]));
    // Two servers, whose transactions must not wait for each other in circles either.
    on_postgresql(|db| race_for_codes(db, &[db.open(), db.open()]));
}

#[test]
fn r107_eight_rotate_each_of_many_refresh_tokens_at_once_and_exactly_one_wins_each() {
    on_sqlite(|db| race_for_refresh_tokens(db, &[db.open()]));
    on_postgresql(|db| race_for_refresh_tokens(db, &[db.open(), db.open()]));
}
