//! Rows whose time is over, as data: what a thing says of its tables, and the statements that follow from it.

use super::db::{Db, on_each, on_either};
use super::reader::Reader;
use crate::store::Loaded;
use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_query, sql_types};
use std::time::Duration;

/// A kind of rows, and for how long they stay. Columns are named in words that both databases understand: a test of
/// each kind holds them against the tables.
pub struct Due {
    table: &'static str,
    /// What tells one row, or a few, and has an index.
    key: &'static str,
    /// Which rows. What stands for moments in it is listed in `sweep`.
    pub when: &'static str,
    pub stays: Duration,
    /// What is done to them instead of deleting them.
    set: Option<&'static str>,
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = sql_types::Text)]
    quoted: String,
}

impl Due {
    pub const fn rows(table: &'static str, when: &'static str, stays: Duration) -> Self {
        Self {
            table,
            key: "key",
            when,
            stays,
            set: None,
        }
    }

    pub const fn by(self, key: &'static str) -> Self {
        Self { key, ..self }
    }

    pub const fn setting(self, set: &'static str) -> Self {
        Self {
            set: Some(set),
            ..self
        }
    }

    /// Keys of some that are due, as they are written in a statement.
    pub fn find(&self, reader: &mut Reader, when: &str, most: usize) -> Loaded<Vec<String>> {
        let Self { table, key, .. } = self;
        let keys: Vec<Key> = reader.query(self.table, |db| {
            let quote = on_each!(db, Postgres(_) => "quote_literal", Sqlite(_) => "quote");
            let find = sql_query(format!(
                "SELECT {quote}({key}) AS quoted FROM {table} WHERE {when} LIMIT {most}"
            ));
            on_either!(db, db => find.load(db))
        })?;
        Ok(keys.into_iter().map(|key| key.quoted).collect())
    }

    /// What takes those of them that are still due.
    pub fn statement(&self, keys: &[String], when: &str) -> String {
        let Self { table, key, .. } = self;
        let what = match self.set {
            Some(set) => format!("UPDATE {table} SET {set}"),
            None => format!("DELETE FROM {table}"),
        };
        format!("{what} WHERE {key} IN ({}) AND ({when})", keys.join(", "))
    }
}

pub fn run(db: &mut Db, statement: &str) -> QueryResult<usize> {
    on_either!(db, db => sql_query(statement).execute(db))
}
