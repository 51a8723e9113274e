//! Writing down what is issued: grants, codes and tokens, and the one use that a code and a refresh token
//! have.

use super::access_rows::AccessTokenRow;
use super::rows::{GrantRow, RefreshTokenRow};
use crate::domain::key::RowKey;
use crate::domain::oauth::access::AccessToken;
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::refresh::{RefreshToken, Rotation};
use crate::domain::time::Timestamp;
use crate::store::Lost;
use crate::store::engine::db::Db;
use crate::store::engine::held::{Held, held_if_one};
use crate::store::engine::row::insert;
use crate::store::engine::schema::{access_tokens, codes, grants, refresh_tokens};
use crate::store::engine::update::update;
use diesel::prelude::*;

/// A compare-and-set: of all that try, on however many servers, one finds the code unredeemed.
pub fn redeem(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<Held> {
    let unredeemed = codes::key
        .eq(key.number())
        .and(codes::redeemed_at.is_null());
    let redeemed = codes::redeemed_at.eq(at.millis());
    let rows = update(db, "codes", redeemed, unredeemed)?;
    Ok(held_if_one(rows, Lost::CodeRedeemed))
}

/// The same for a refresh token, which keeps its answer for a moment.
pub fn rotate(db: &mut Db, key: RowKey, rotation: &Rotation) -> QueryResult<Held> {
    let unrotated = refresh_tokens::key
        .eq(key.number())
        .and(refresh_tokens::rotated_at.is_null());
    let rotated = (
        refresh_tokens::rotated_at.eq(rotation.at.millis()),
        refresh_tokens::successor.eq(rotation.successor.number()),
        refresh_tokens::answer_sealed.eq(rotation.answer_sealed.as_deref()),
    );
    let rows = update(db, "refresh_tokens", rotated, unrotated)?;
    Ok(held_if_one(rows, Lost::RefreshRotated))
}

pub fn insert_grant(db: &mut Db, grant: &Grant) -> QueryResult<()> {
    insert(db, grants::table, GrantRow::from(grant))
}

/// Never back: two uses at the same moment may carry different ends.
pub fn move_grant_on(db: &mut Db, key: RowKey, until: Timestamp) -> QueryResult<()> {
    let earlier = grants::key
        .eq(key.number())
        .and(grants::ended_at.is_null())
        .and(grants::expires_at.lt(until.millis()));
    update(db, "grants", grants::expires_at.eq(until.millis()), earlier).map(drop)
}

/// Of all that end it, on however many servers, one finds it open.
pub fn hold_grant(db: &mut Db, key: RowKey) -> QueryResult<Held> {
    let open = grants::key.eq(key.number()).and(grants::ended_at.is_null());
    // The row is written to, or another server would not wait for what happens here.
    let same = grants::created_at.eq(grants::created_at);
    let held = update(db, "grants", same, open)?;
    Ok(held_if_one(held, Lost::Ended))
}

/// The same of an access token.
pub fn hold_access_token(db: &mut Db, key: RowKey) -> QueryResult<Held> {
    let open = access_tokens::key
        .eq(key.number())
        .and(access_tokens::revoked_at.is_null());
    let same = access_tokens::expires_at.eq(access_tokens::expires_at);
    let held = update(db, "access_tokens", same, open)?;
    Ok(held_if_one(held, Lost::Ended))
}

/// With the answers that were sealed for a moment: they are for nobody now.
pub fn end_grant(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let live = grants::key.eq(key.number()).and(grants::ended_at.is_null());
    let ended = (
        grants::ended_at.eq(at.millis()),
        // What the sweep goes by.
        grants::expires_at.eq(at.millis()),
    );
    update(db, "grants", ended, live)?;
    let sealed = refresh_tokens::grant_key
        .eq(key.number())
        .and(refresh_tokens::answer_sealed.is_not_null());
    let gone = refresh_tokens::answer_sealed.eq(None::<Vec<u8>>);
    update(db, "refresh_tokens", gone, sealed).map(drop)
}

pub fn insert_refresh_token(db: &mut Db, token: &RefreshToken) -> QueryResult<()> {
    insert(db, refresh_tokens::table, RefreshTokenRow::from(token))
}

pub fn insert_access_token(db: &mut Db, token: &AccessToken) -> QueryResult<()> {
    insert(db, access_tokens::table, AccessTokenRow::from(token))
}

pub fn revoke_access_token(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let live = access_tokens::key
        .eq(key.number())
        .and(access_tokens::revoked_at.is_null());
    let revoked = access_tokens::revoked_at.eq(at.millis());
    update(db, "access_tokens", revoked, live).map(drop)
}
