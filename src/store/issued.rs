//! Writing down what is issued: grants, codes and tokens, and the one use that a code and a refresh token
//! have.

use super::Lost;
use super::db::{Db, on_either};
use super::guard::Held;
use super::issued_rows::{AccessTokenRow, CodeRow, GrantRow, RefreshTokenRow};
use super::schema::{access_tokens, codes, grants, refresh_tokens};
use crate::domain::key::RowKey;
use crate::domain::oauth::access::AccessToken;
use crate::domain::oauth::code::Code;
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::refresh::{RefreshToken, Rotation};
use crate::domain::time::Timestamp;
use diesel::prelude::*;

/// A compare-and-set: of all that try, on however many servers, one finds the code unredeemed.
pub(super) fn redeem(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<Held> {
    let unredeemed = codes::table
        .filter(codes::key.eq(key.number()))
        .filter(codes::redeemed_at.is_null());
    let redeem = diesel::update(unredeemed).set(codes::redeemed_at.eq(at.millis()));
    let rows = on_either!(db, db => redeem.execute(db))?;
    Ok(held_if_one(rows, Lost::CodeRedeemed))
}

/// The same for a refresh token, which keeps its answer for a moment.
pub(super) fn rotate(db: &mut Db, key: RowKey, rotation: &Rotation) -> QueryResult<Held> {
    let unrotated = refresh_tokens::table
        .filter(refresh_tokens::key.eq(key.number()))
        .filter(refresh_tokens::rotated_at.is_null());
    let rotate = diesel::update(unrotated).set((
        refresh_tokens::rotated_at.eq(rotation.at.millis()),
        refresh_tokens::successor.eq(rotation.successor.number()),
        refresh_tokens::answer_sealed.eq(rotation.answer_sealed.as_deref()),
    ));
    let rows = on_either!(db, db => rotate.execute(db))?;
    Ok(held_if_one(rows, Lost::RefreshRotated))
}

const fn held_if_one(rows: usize, otherwise: Lost) -> Held {
    match rows {
        1 => Held::Yes,
        _ => Held::No(otherwise),
    }
}

pub(super) fn insert_grant(db: &mut Db, grant: &Grant) -> QueryResult<()> {
    let insert = diesel::insert_into(grants::table).values(GrantRow::from(grant));
    on_either!(db, db => insert.execute(db)).map(drop)
}

/// Never back: two uses at the same moment may carry different ends.
pub(super) fn move_grant_on(db: &mut Db, key: RowKey, until: Timestamp) -> QueryResult<()> {
    let earlier = grants::table
        .filter(grants::key.eq(key.number()))
        .filter(grants::ended_at.is_null())
        .filter(grants::expires_at.lt(until.millis()));
    diesel::update(earlier)
        .set(grants::expires_at.eq(until.millis()))
        .execute(db)
        .map(drop)
}

/// With the answers that were sealed for a moment: they are for nobody now.
pub(super) fn end_grant(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let live = grants::table
        .filter(grants::key.eq(key.number()))
        .filter(grants::ended_at.is_null());
    diesel::update(live)
        .set((
            grants::ended_at.eq(at.millis()),
            // What the sweep goes by.
            grants::expires_at.eq(at.millis()),
        ))
        .execute(db)?;
    let sealed = refresh_tokens::table
        .filter(refresh_tokens::grant_key.eq(key.number()))
        .filter(refresh_tokens::answer_sealed.is_not_null());
    diesel::update(sealed)
        .set(refresh_tokens::answer_sealed.eq(None::<Vec<u8>>))
        .execute(db)
        .map(drop)
}

pub(super) fn insert_code(db: &mut Db, code: &Code) -> QueryResult<()> {
    let insert = diesel::insert_into(codes::table).values(CodeRow::from(code));
    on_either!(db, db => insert.execute(db)).map(drop)
}

pub(super) fn insert_refresh_token(db: &mut Db, token: &RefreshToken) -> QueryResult<()> {
    let row = RefreshTokenRow::from(token);
    let insert = diesel::insert_into(refresh_tokens::table).values(row);
    on_either!(db, db => insert.execute(db)).map(drop)
}

pub(super) fn insert_access_token(db: &mut Db, token: &AccessToken) -> QueryResult<()> {
    let row = AccessTokenRow::from(token);
    let insert = diesel::insert_into(access_tokens::table).values(row);
    on_either!(db, db => insert.execute(db)).map(drop)
}

pub(super) fn revoke_access_token(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let live = access_tokens::table
        .filter(access_tokens::key.eq(key.number()))
        .filter(access_tokens::revoked_at.is_null());
    diesel::update(live)
        .set(access_tokens::revoked_at.eq(at.millis()))
        .execute(db)
        .map(drop)
}
