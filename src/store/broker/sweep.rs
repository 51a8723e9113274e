//! What is due of the broker API. Its rows have random keys and no index by time, for which every request would
//! pay: a round looks through each table once, and what it finds goes some rows at a time.

use crate::domain::broker::admin_session::ABSOLUTE;
use crate::domain::time::{Timestamp, days};
use crate::store::engine::db::Db;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{admin_sessions, app_sessions, endpoint_tokens};
use crate::store::sweep::{Table, most};
use crate::store::{Loaded, Store};
use diesel::prelude::*;
use std::time::Duration;

/// How long what ended is kept.
const STAYS: Duration = days(1);

impl Store {
    pub(in crate::store) fn sweep_broker(&self, now: Timestamp) -> Loaded<usize> {
        let before = now.minus(STAYS);
        let tables = [
            Table {
                due: expired_tokens,
                delete: delete_tokens,
                before,
            },
            Table {
                due: ended_sessions,
                delete: delete_sessions,
                before,
            },
            Table {
                due: old_admins,
                delete: delete_admins,
                before: before.minus(ABSOLUTE),
            },
        ];
        self.sweep_whole(&tables)
    }
}

fn expired_tokens(reader: &mut Reader, before: Timestamp) -> Loaded<Vec<i64>> {
    reader.query("endpoint_tokens", |db| {
        let due = endpoint_tokens::expires_at.lt(before.millis());
        let some = endpoint_tokens::table
            .filter(due)
            .select(endpoint_tokens::hash_prefix);
        some.limit(most()).load(db)
    })
}

fn delete_tokens(db: &mut Db, keys: &[i64], before: Timestamp) -> QueryResult<usize> {
    let due = endpoint_tokens::expires_at.lt(before.millis());
    let some = endpoint_tokens::table.filter(endpoint_tokens::hash_prefix.eq_any(keys));
    diesel::delete(some.filter(due)).execute(db)
}

fn ended_sessions(reader: &mut Reader, before: Timestamp) -> Loaded<Vec<i64>> {
    reader.query("app_sessions", |db| {
        let expired = app_sessions::expires_at.lt(before.millis()).nullable();
        let due = app_sessions::ended_at.lt(before.millis()).or(expired);
        let some = app_sessions::table
            .filter(due)
            .select(app_sessions::hash_prefix);
        some.limit(most()).load(db)
    })
}

fn delete_sessions(db: &mut Db, keys: &[i64], before: Timestamp) -> QueryResult<usize> {
    let expired = app_sessions::expires_at.lt(before.millis()).nullable();
    let due = app_sessions::ended_at.lt(before.millis()).or(expired);
    let some = app_sessions::table.filter(app_sessions::hash_prefix.eq_any(keys));
    diesel::delete(some.filter(due)).execute(db)
}

/// However much they are used, they end.
fn old_admins(reader: &mut Reader, before: Timestamp) -> Loaded<Vec<i64>> {
    reader.query("admin_sessions", |db| {
        let due = admin_sessions::created_at.lt(before.millis());
        let some = admin_sessions::table
            .filter(due)
            .select(admin_sessions::hash_prefix);
        some.limit(most()).load(db)
    })
}

fn delete_admins(db: &mut Db, keys: &[i64], before: Timestamp) -> QueryResult<usize> {
    let due = admin_sessions::created_at.lt(before.millis());
    let some = admin_sessions::table.filter(admin_sessions::hash_prefix.eq_any(keys));
    diesel::delete(some.filter(due)).execute(db)
}
