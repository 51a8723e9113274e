//! Writing down what the broker API does: roles, one-time tokens and the one use that each has, sessions.

use super::rows::RoleRow;
use crate::domain::broker::role::Role;
use crate::domain::key::{AppId, RowKey};
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::store::Lost;
use crate::store::engine::db::Db;
use crate::store::engine::held::{Held, held_if_one};
use crate::store::engine::schema::{admin_sessions, app_sessions, endpoint_tokens, roles};
use crate::store::engine::update::update;
use diesel::prelude::*;

/// A compare-and-set: of all that try, on however many servers, one finds the token unredeemed.
pub fn redeem(db: &mut Db, hash: &TokenHash, at: Timestamp) -> QueryResult<Held> {
    let unredeemed = endpoint_tokens::hash_prefix
        .eq(hash.prefix())
        .and(endpoint_tokens::secret_hash.eq(hash.bytes().as_slice()))
        .and(endpoint_tokens::redeemed_at.is_null());
    let redeemed = endpoint_tokens::redeemed_at.eq(at.millis());
    let rows = update(db, "endpoint_tokens", redeemed, unredeemed)?;
    Ok(held_if_one(rows, Lost::EndpointTokenRedeemed))
}

pub fn update_role(db: &mut Db, role: &Role) -> QueryResult<()> {
    diesel::update(roles::table.find(&role.uuid))
        .set(RoleRow::from(role))
        .execute(db)
        .map(drop)
}

pub fn remove_role(db: &mut Db, uuid: &str) -> QueryResult<()> {
    diesel::delete(roles::table.find(uuid))
        .execute(db)
        .map(drop)
}

pub fn end_session(db: &mut Db, hash: &TokenHash, at: Timestamp) -> QueryResult<()> {
    let live = app_sessions::hash_prefix
        .eq(hash.prefix())
        .and(app_sessions::secret_hash.eq(hash.bytes().as_slice()))
        .and(app_sessions::ended_at.is_null());
    let ended = app_sessions::ended_at.eq(at.millis());
    update(db, "app_sessions", ended, live).map(drop)
}

/// Of all that remove it, on however many servers, one finds something. One-time tokens have no index by endpoint: there
/// are those of a day.
pub fn remove_endpoint(db: &mut Db, app_id: AppId, endpoint_id: &str) -> QueryResult<Held> {
    let tokens = endpoint_tokens::table
        .filter(endpoint_tokens::app_id.eq(app_id.0))
        .filter(endpoint_tokens::endpoint_id.eq(endpoint_id));
    let removed = diesel::delete(tokens).execute(db)?;
    let sessions = app_sessions::table
        .filter(app_sessions::app_id.eq(app_id.0))
        .filter(app_sessions::endpoint_id.eq(endpoint_id));
    let removed = removed + diesel::delete(sessions).execute(db)?;
    Ok(match removed {
        0 => Held::No(Lost::Ended),
        _ => Held::Yes,
    })
}

/// Rare: an operator turns development mode off.
pub fn end_development(db: &mut Db, app_id: AppId) -> QueryResult<()> {
    let tokens = endpoint_tokens::table
        .filter(endpoint_tokens::app_id.eq(app_id.0))
        .filter(endpoint_tokens::role_uuid.is_null());
    diesel::delete(tokens).execute(db)?;
    let sessions = app_sessions::table
        .filter(app_sessions::app_id.eq(app_id.0))
        .filter(app_sessions::role_uuid.is_null());
    diesel::delete(sessions).execute(db).map(drop)
}

/// Rare: an operator gives or takes away the right to administer.
pub fn end_admins(db: &mut Db, user_key: RowKey) -> QueryResult<()> {
    let theirs = admin_sessions::table.filter(admin_sessions::user_key.eq(user_key.number()));
    diesel::delete(theirs).execute(db).map(drop)
}

pub fn touch_admin(db: &mut Db, hash: &TokenHash, at: Timestamp) -> QueryResult<()> {
    let own = admin_sessions::hash_prefix
        .eq(hash.prefix())
        .and(admin_sessions::secret_hash.eq(hash.bytes().as_slice()));
    let used = admin_sessions::last_used_at.eq(at.millis());
    update(db, "admin_sessions", used, own).map(drop)
}

/// A compare-and-set: of all that edit the same version, one moves it on.
pub fn edit_role(db: &mut Db, uuid: &str, version: i64) -> QueryResult<Held> {
    let seen = roles::uuid.eq(uuid).and(roles::version.eq(version));
    let moved_on = roles::version.eq(roles::version + 1);
    let rows = update(db, "roles", moved_on, seen)?;
    Ok(held_if_one(rows, Lost::VersionMoved))
}
