//! Writing down client secrets, and their ends.

use super::rows::AppSecretRow;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::AppSecret;
use crate::domain::time::Timestamp;
use crate::store::engine::db::Db;
use crate::store::engine::schema::app_secrets;
use diesel::prelude::*;

pub fn insert(db: &mut Db, secret: &AppSecret) -> QueryResult<()> {
    diesel::insert_into(app_secrets::table)
        .values(AppSecretRow::from(secret))
        .execute(db)
        .map(drop)
}

/// Also those that have expired by this server's clock: it may run ahead of another's.
pub fn revoke_all(db: &mut Db, app_id: AppId, at: Timestamp) -> QueryResult<()> {
    let live = app_secrets::table
        .filter(app_secrets::app_id.eq(app_id.0))
        .filter(app_secrets::revoked_at.is_null());
    diesel::update(live)
        .set(app_secrets::revoked_at.eq(at.millis()))
        .execute(db)
        .map(drop)
}

pub fn revoke(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let live = app_secrets::table
        .filter(app_secrets::key.eq(key.number()))
        .filter(app_secrets::revoked_at.is_null());
    diesel::update(live)
        .set(app_secrets::revoked_at.eq(at.millis()))
        .execute(db)
        .map(drop)
}

pub fn expire(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    diesel::update(app_secrets::table.find(key.number()))
        .set(app_secrets::expires_at.eq(at.millis()))
        .execute(db)
        .map(drop)
}
