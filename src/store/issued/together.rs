//! What works once is used up for many at the same moment, in one statement on a server.

use crate::domain::key::RowKey;
use crate::domain::oauth::refresh::Rotation;
use crate::domain::time::Timestamp;
use crate::store::engine::db::Db;
use crate::store::engine::each::{UpdateEach, Values};
use diesel::QueryResult;
use std::collections::{BTreeMap, BTreeSet};

/// The codes that were not redeemed before: see [`super::write::redeem`].
pub fn redeem(db: &mut Db, codes: &BTreeMap<RowKey, Timestamp>) -> QueryResult<BTreeSet<i64>> {
    let at = codes.values().map(|at| at.millis()).collect();
    let redeemed = UpdateEach {
        table: "codes",
        still: "codes.redeemed_at IS NULL",
        keys: numbers(codes),
        set: vec![("redeemed_at", Values::Numbers(at))],
    };
    redeemed.execute(db)
}

/// The refresh tokens that were not used before: see [`super::write::rotate`].
pub fn rotate(db: &mut Db, rotations: &BTreeMap<RowKey, &Rotation>) -> QueryResult<BTreeSet<i64>> {
    let each = || rotations.values();
    let at = each().map(|it| it.at.millis()).collect();
    let successors = each().map(|it| it.successor.number()).collect();
    let answers = each().map(|it| it.answer_sealed.clone()).collect();
    let rotated = UpdateEach {
        table: "refresh_tokens",
        still: "refresh_tokens.rotated_at IS NULL",
        keys: numbers(rotations),
        set: vec![
            ("rotated_at", Values::Numbers(at)),
            ("successor", Values::Numbers(successors)),
            ("answer_sealed", Values::Bytes(answers)),
        ],
    };
    rotated.execute(db)
}

/// Grants whose end moves on: see [`super::write::move_grant_on`].
pub fn move_on(db: &mut Db, grants: &BTreeMap<RowKey, Timestamp>) -> QueryResult<()> {
    let until = grants.values().map(|until| until.millis()).collect();
    let moved = UpdateEach {
        table: "grants",
        still: "grants.ended_at IS NULL AND grants.expires_at < asked.expires_at",
        keys: numbers(grants),
        set: vec![("expires_at", Values::Numbers(until))],
    };
    moved.execute(db).map(drop)
}

fn numbers<T>(by_key: &BTreeMap<RowKey, T>) -> Vec<i64> {
    by_key.keys().map(|key| key.number()).collect()
}
