//! An update that is prepared once.

use super::db::{Db, OfEither, on_either};
use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

/// How many rows it found.
pub fn update<S, W>(db: &mut Db, table: &'static str, set: S, only: W) -> QueryResult<usize>
where
    S: AsChangeset,
    S::Changeset: OfEither,
    W: OfEither,
{
    let set = set.as_changeset();
    let update = Update { table, set, only };
    on_either!(db, db => update.execute(db))
}

/// Diesel's own update is prepared anew at each call, since it might set other columns the next time; on
/// PostgreSQL that is one more round trip. This one is prepared once, and told from others by its text.
struct Update<S, W> {
    table: &'static str,
    set: S,
    only: W,
}

impl<S, W, DB> QueryFragment<DB> for Update<S, W>
where
    DB: Backend,
    S: QueryFragment<DB>,
    W: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        out.push_identifier(self.table)?;
        out.push_sql(" SET ");
        self.set.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        self.only.walk_ast(out)
    }
}

impl<S, W> QueryId for Update<S, W> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<S, W, Connection> RunQueryDsl<Connection> for Update<S, W> {}
