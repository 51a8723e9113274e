//! What is due of the links with which people come in. No index goes by time: there are few of them.

use crate::domain::account::one_time_link::STAYS;
use crate::domain::time::Timestamp;
use crate::store::engine::db::Db;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::one_time_links;
use crate::store::sweep::{Table, most};
use crate::store::{Loaded, Store};
use diesel::prelude::*;

impl Store {
    pub(in crate::store) fn sweep_people(&self, now: Timestamp) -> Loaded<usize> {
        self.sweep_whole(&[Table {
            due: ended_links,
            delete: delete_links,
            before: now.minus(STAYS),
        }])
    }
}

fn ended_links(reader: &mut Reader, before: Timestamp) -> Loaded<Vec<i64>> {
    reader.query("one_time_links", |db| {
        let expired = one_time_links::expires_at.lt(before.millis());
        let due = one_time_links::used_at
            .lt(before.millis())
            .or(one_time_links::ended_at.lt(before.millis()))
            .or(expired.nullable());
        let some = one_time_links::table
            .filter(due)
            .select(one_time_links::key);
        some.limit(most()).load(db)
    })
}

fn delete_links(db: &mut Db, keys: &[i64], before: Timestamp) -> QueryResult<usize> {
    let expired = one_time_links::expires_at.lt(before.millis());
    let due = one_time_links::used_at
        .lt(before.millis())
        .or(one_time_links::ended_at.lt(before.millis()))
        .or(expired.nullable());
    let some = one_time_links::table.filter(one_time_links::key.eq_any(keys));
    diesel::delete(some.filter(due)).execute(db)
}
