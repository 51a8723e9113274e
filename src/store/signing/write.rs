//! Writing down what becomes of signing keys.

use crate::domain::key::RowKey;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::time::Timestamp;
use crate::domain::words::Worded;
use crate::store::engine::db::Db;
use crate::store::engine::schema::signing_keys;
use crate::store::engine::update::update;
use diesel::prelude::*;

/// All older ones of the algorithm sign no longer than until `at`.
pub fn stop_older(
    db: &mut Db,
    algorithm: Algorithm,
    generation: i64,
    at: Timestamp,
) -> QueryResult<()> {
    let later = signing_keys::algorithm
        .eq(algorithm.to_word())
        .and(signing_keys::generation.lt(generation))
        .and(signing_keys::signs_until.gt(at.millis()));
    let stops = signing_keys::signs_until.eq(at.millis());
    update(db, "signing_keys", stops, later).map(drop)
}

/// Not where its private part is gone meanwhile.
pub fn seal_anew(db: &mut Db, key: RowKey, sealed: &[u8]) -> QueryResult<()> {
    let own = signing_keys::key
        .eq(key.number())
        .and(signing_keys::private_sealed.is_not_null());
    let anew = signing_keys::private_sealed.eq(sealed);
    update(db, "signing_keys", anew, own).map(drop)
}

pub fn erase(db: &mut Db, key: RowKey) -> QueryResult<()> {
    let own = signing_keys::key.eq(key.number());
    let gone = signing_keys::private_sealed.eq(None::<Vec<u8>>);
    update(db, "signing_keys", gone, own).map(drop)
}

pub fn revoke(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let own = signing_keys::key
        .eq(key.number())
        .and(signing_keys::revoked_at.is_null());
    let revoked = (
        signing_keys::revoked_at.eq(at.millis()),
        signing_keys::private_sealed.eq(None::<Vec<u8>>),
    );
    update(db, "signing_keys", revoked, own).map(drop)
}
