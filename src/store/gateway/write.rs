//! Writing down what the socket gateway does: its clients, their tokens and sessions, and the servers that
//! hold connections.

use super::rows::{GatewayNodeRow, SocketClientRow};
use crate::domain::gateway::client::{SecretMac, SocketClient};
use crate::domain::gateway::session::UserMac;
use crate::domain::gateway::token::GatewayNode;
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use crate::store::Lost;
use crate::store::engine::db::Db;
use crate::store::engine::held::{Held, held_if_one};
use crate::store::engine::schema::{gateway_nodes, socket_clients, socket_sessions, socket_tokens};
use crate::store::engine::update::update;
use diesel::prelude::*;

/// A compare-and-set: of all that edit the same version, one moves it on.
pub fn edit(db: &mut Db, key: RowKey, version: i64) -> QueryResult<Held> {
    let seen = socket_clients::key
        .eq(key.number())
        .and(socket_clients::version.eq(version));
    let moved_on = socket_clients::version.eq(socket_clients::version + 1);
    let rows = update(db, "socket_clients", moved_on, seen)?;
    Ok(held_if_one(rows, Lost::VersionMoved))
}

pub fn update_client(db: &mut Db, client: &SocketClient) -> QueryResult<()> {
    diesel::update(socket_clients::table.find(client.key.number()))
        .set(SocketClientRow::from(client))
        .execute(db)
        .map(drop)
}

pub fn remove_client(db: &mut Db, key: RowKey) -> QueryResult<()> {
    diesel::delete(socket_clients::table.find(key.number()))
        .execute(db)
        .map(drop)
}

/// Not where the secret became another one meanwhile.
pub fn renew_secret(
    db: &mut Db,
    key: RowKey,
    generation: i64,
    secret: &SecretMac,
) -> QueryResult<()> {
    let same = socket_clients::key
        .eq(key.number())
        .and(socket_clients::generation.eq(generation));
    let renewed = socket_clients::secret_mac.eq(secret.bytes().as_slice());
    update(db, "socket_clients", renewed, same).map(drop)
}

pub fn end_token(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let live = socket_tokens::key
        .eq(key.number())
        .and(socket_tokens::ended_at.is_null());
    let ended = socket_tokens::ended_at.eq(at.millis());
    update(db, "socket_tokens", ended, live).map(drop)
}

pub fn end_tokens_of(
    db: &mut Db,
    client_key: RowKey,
    ident: Option<&str>,
    at: Timestamp,
) -> QueryResult<()> {
    let live = socket_tokens::client_key
        .eq(client_key.number())
        .and(socket_tokens::ended_at.is_null());
    let ended = socket_tokens::ended_at.eq(at.millis());
    match ident {
        Some(ident) => {
            let own = live.and(socket_tokens::ident.eq(ident));
            update(db, "socket_tokens", ended, own).map(drop)
        }
        None => update(db, "socket_tokens", ended, live).map(drop),
    }
}

pub fn touch_session(
    db: &mut Db,
    key: RowKey,
    user: &UserMac,
    last_seen_at: Timestamp,
) -> QueryResult<()> {
    let seen = (
        socket_sessions::user_mac.eq(user.bytes().as_slice()),
        socket_sessions::last_seen_at.eq(last_seen_at.millis()),
    );
    let own = socket_sessions::key.eq(key.number());
    update(db, "socket_sessions", seen, own).map(drop)
}

/// A server that stood still for so long that its row was swept begins anew under the same key, since that is
/// what its connections have.
pub fn renew_node(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let renewed = gateway_nodes::renewed_at.eq(at.millis());
    let own = gateway_nodes::key.eq(key.number());
    if update(db, "gateway_nodes", renewed, own)? == 1 {
        return Ok(());
    }
    let node = GatewayNode {
        key,
        renewed_at: at,
        created_at: at,
    };
    GatewayNodeRow::insert(db, &node)
}

/// The row stays: tokens that ended are known for a while.
pub fn end_node(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let live = socket_tokens::node_key
        .eq(key.number())
        .and(socket_tokens::ended_at.is_null());
    let ended = socket_tokens::ended_at.eq(at.millis());
    update(db, "socket_tokens", ended, live).map(drop)
}
