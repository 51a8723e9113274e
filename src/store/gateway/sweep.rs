//! What is due of the socket gateway. As at the broker no index goes by time, for which every connection would
//! pay.

use crate::domain::time::{Timestamp, days};
use crate::store::engine::db::Db;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{gateway_nodes, socket_sessions, socket_tokens};
use crate::store::sweep::{Table, most};
use crate::store::{Loaded, Store};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use std::time::Duration;

/// How long a token is kept that ended or expired.
const TOKEN_STAYS: Duration = days(1);
/// After this time a user gets another session.
const SESSION_UNUSED: Duration = days(30);
/// How long a server may be silent until nothing tells that it was there.
const NODE_SILENT: Duration = days(1);

impl Store {
    pub(in crate::store) fn sweep_gateway(&self, now: Timestamp) -> Loaded<usize> {
        self.sweep_whole(&[
            Table {
                due: ended_tokens,
                delete: delete_ended,
                before: now.minus(TOKEN_STAYS),
            },
            Table {
                due: unused_sessions,
                delete: delete_sessions,
                before: now.minus(SESSION_UNUSED),
            },
            // Before their servers, with which they would all go in one transaction.
            Table {
                due: orphaned_tokens,
                delete: delete_orphaned,
                before: now.minus(NODE_SILENT),
            },
            Table {
                due: silent_nodes,
                delete: delete_nodes,
                before: now.minus(NODE_SILENT),
            },
        ])
    }
}

fn ended_tokens(reader: &mut Reader, before: Timestamp) -> Loaded<Vec<i64>> {
    reader.query("socket_tokens", |db| {
        let expired = socket_tokens::expires_at.lt(before.millis());
        let due = socket_tokens::ended_at.lt(before.millis()).or(expired);
        let some = socket_tokens::table.filter(due).select(socket_tokens::key);
        some.limit(most()).load(db)
    })
}

fn delete_ended(db: &mut Db, keys: &[i64], before: Timestamp) -> QueryResult<usize> {
    let expired = socket_tokens::expires_at.lt(before.millis());
    let due = socket_tokens::ended_at.lt(before.millis()).or(expired);
    let some = socket_tokens::table.filter(socket_tokens::key.eq_any(keys));
    diesel::delete(some.filter(due)).execute(db)
}

fn unused_sessions(reader: &mut Reader, before: Timestamp) -> Loaded<Vec<i64>> {
    reader.query("socket_sessions", |db| {
        let due = socket_sessions::last_seen_at.lt(before.millis());
        let some = socket_sessions::table
            .filter(due)
            .select(socket_sessions::key);
        some.limit(most()).load(db)
    })
}

fn delete_sessions(db: &mut Db, keys: &[i64], before: Timestamp) -> QueryResult<usize> {
    let due = socket_sessions::last_seen_at.lt(before.millis());
    let some = socket_sessions::table.filter(socket_sessions::key.eq_any(keys));
    diesel::delete(some.filter(due)).execute(db)
}

fn orphaned_tokens(reader: &mut Reader, before: Timestamp) -> Loaded<Vec<i64>> {
    reader.query("socket_tokens", |db| {
        let silent = gateway_nodes::table
            .filter(gateway_nodes::renewed_at.lt(before.millis()))
            .select(gateway_nodes::key);
        let due = socket_tokens::node_key.eq_any(silent);
        let some = socket_tokens::table.filter(due).select(socket_tokens::key);
        some.limit(most()).load(db)
    })
}

fn delete_orphaned(db: &mut Db, keys: &[i64], before: Timestamp) -> QueryResult<usize> {
    let silent = gateway_nodes::table
        .filter(gateway_nodes::renewed_at.lt(before.millis()))
        .select(gateway_nodes::key);
    let some = socket_tokens::table.filter(socket_tokens::key.eq_any(keys));
    diesel::delete(some.filter(socket_tokens::node_key.eq_any(silent))).execute(db)
}

/// Only those without a token: a round may have had more tokens than it takes.
fn silent_nodes(reader: &mut Reader, before: Timestamp) -> Loaded<Vec<i64>> {
    reader.query("gateway_nodes", |db| {
        let theirs = socket_tokens::table.filter(socket_tokens::node_key.eq(gateway_nodes::key));
        let some = gateway_nodes::table
            .filter(gateway_nodes::renewed_at.lt(before.millis()))
            .filter(not(exists(theirs)))
            .select(gateway_nodes::key);
        some.limit(most()).load(db)
    })
}

fn delete_nodes(db: &mut Db, keys: &[i64], before: Timestamp) -> QueryResult<usize> {
    let theirs = socket_tokens::table.filter(socket_tokens::node_key.eq(gateway_nodes::key));
    let some = gateway_nodes::table
        .filter(gateway_nodes::key.eq_any(keys))
        .filter(gateway_nodes::renewed_at.lt(before.millis()))
        .filter(not(exists(theirs)));
    diesel::delete(some).execute(db)
}
