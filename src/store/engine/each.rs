//! Many rows of a table changed in one statement on a server, each to values of its own.

use super::db::{Db, on_each};
use diesel::QueryResult;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Nullable};
use std::collections::BTreeSet;

pub struct UpdateEach {
    pub table: &'static str,
    /// What a row must still be; the values are columns of `asked`.
    pub still: &'static str,
    /// In their order rows are locked: two servers that want the same ones never wait for each other.
    pub keys: Vec<i64>,
    pub set: Vec<(&'static str, Values)>,
}

pub enum Values {
    Numbers(Vec<i64>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl UpdateEach {
    /// The keys of the rows that it found.
    pub fn execute(self, db: &mut Db) -> QueryResult<BTreeSet<i64>> {
        if self.keys.is_empty() {
            return Ok(BTreeSet::new());
        }
        let found: Vec<i64> = on_each!(
            db,
            Postgres(server) => self.load(server)?,
            Sqlite(_) => Vec::new()
        );
        Ok(found.into_iter().collect())
    }

    fn columns(&self, write: impl Fn(&str) -> String) -> String {
        let written: Vec<String> = self.set.iter().map(|(column, _)| write(column)).collect();
        written.join(", ")
    }
}

/// The text depends on the table alone, so that it is prepared once.
impl QueryFragment<Pg> for UpdateEach {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Self { table, still, .. } = self;
        out.push_sql("WITH held AS MATERIALIZED (SELECT asked.* FROM unnest(");
        out.push_bind_param::<Array<BigInt>, _>(&self.keys)?;
        for (_, values) in &self.set {
            out.push_sql(", ");
            match values {
                Values::Numbers(all) => out.push_bind_param::<Array<BigInt>, _>(all)?,
                Values::Bytes(all) => out.push_bind_param::<Array<Nullable<Binary>>, _>(all)?,
            }
        }
        let columns = self.columns(str::to_owned);
        let values = self.columns(|column| format!("{column} = held.{column}"));
        out.push_sql(&format!(
            ") AS asked (key, {columns}) JOIN {table} ON {table}.key = asked.key WHERE {still} \
             ORDER BY asked.key FOR NO KEY UPDATE OF {table}) \
             UPDATE {table} SET {values} FROM held WHERE {table}.key = held.key RETURNING {table}.key"
        ));
        Ok(())
    }
}

impl QueryId for UpdateEach {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for UpdateEach {
    type SqlType = BigInt;
}

impl RunQueryDsl<PgConnection> for UpdateEach {}
