//! Rows that only a clock that was ahead can have written: an operator is told of them.

use super::db::Db;
use super::schema::{access_tokens, brake, grants, sessions, spent_forms, users};
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use diesel::prelude::*;

/// The latest moment that a row was made or counted at. By keys, which hold the moment: no table is read through.
pub fn latest(db: &mut Db) -> QueryResult<Option<Timestamp>> {
    let keys = [
        access_tokens::table
            .select(diesel::dsl::max(access_tokens::key))
            .get_result::<Option<i64>>(db)?,
        grants::table
            .select(diesel::dsl::max(grants::key))
            .get_result(db)?,
        sessions::table
            .select(diesel::dsl::max(sessions::key))
            .get_result(db)?,
        spent_forms::table
            .select(diesel::dsl::max(spent_forms::key))
            .get_result(db)?,
        users::table
            .select(diesel::dsl::max(users::key))
            .get_result(db)?,
    ];
    let made = keys.into_iter().flatten().filter_map(RowKey::from_number);
    let made = made.map(RowKey::made_at).max();
    // Few, and each is swept a day after its last try.
    let counted: Option<i64> = brake::table
        .select(diesel::dsl::max(brake::updated_at))
        .get_result(db)?;
    Ok(made.max(counted.map(Timestamp::from_millis)))
}
