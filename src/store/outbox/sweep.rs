//! Callbacks that are over. No index goes by when they ended: there are few.

use crate::domain::time::{Timestamp, days};
use crate::store::engine::db::Db;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::outbox;
use crate::store::sweep::Table;
use crate::store::sweep::most;
use crate::store::{Loaded, Store};
use diesel::prelude::*;
use std::time::Duration;

const DONE_FOR: Duration = days(7);
/// Longer: somebody is to see them.
const DEAD_FOR: Duration = days(30);

impl Store {
    pub(in crate::store) fn sweep_outbox(&self, now: Timestamp) -> Loaded<usize> {
        self.sweep_whole(&[
            Table {
                due: |reader, before| {
                    reader.query("outbox", |db| {
                        let done = outbox::table.filter(outbox::done_at.lt(before.millis()));
                        done.select(outbox::key).limit(most()).load(db)
                    })
                },
                delete: delete_over,
                before: now.minus(DONE_FOR),
            },
            Table {
                due: |reader: &mut Reader, before| {
                    reader.query("outbox", |db| {
                        let dead = outbox::table.filter(outbox::dead_at.lt(before.millis()));
                        dead.select(outbox::key).limit(most()).load(db)
                    })
                },
                delete: delete_over,
                before: now.minus(DEAD_FOR),
            },
        ])
    }
}

/// Nothing that is over begins again.
fn delete_over(db: &mut Db, keys: &[i64], _before: Timestamp) -> QueryResult<usize> {
    let some = outbox::table
        .filter(outbox::key.eq_any(keys))
        .filter(outbox::next_at.is_null());
    diesel::delete(some).execute(db)
}
