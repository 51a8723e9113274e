//! How many rows a query finds, up to its limit: what is beyond it is not gone through.

use diesel::backend::Backend;
use diesel::expression::{ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;

/// The query has a limit.
pub struct Counting<Q>(pub Q);

impl<Q> Query for Counting<Q> {
    type SqlType = BigInt;
}

impl<Q> QueryId for Counting<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q, C> RunQueryDsl<C> for Counting<Q> {}

impl<Q, DB> QueryFragment<DB> for Counting<Q>
where
    DB: Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted");
        Ok(())
    }
}

/// The same as one of the values of a row, beside others.
pub struct Count<Q>(pub Counting<Q>);

impl<Q> Expression for Count<Q> {
    type SqlType = BigInt;
}

impl<Q, T> AppearsOnTable<T> for Count<Q> {}

impl<Q, T> SelectableExpression<T> for Count<Q> {}

impl<Q, G> ValidGrouping<G> for Count<Q> {
    type IsAggregate = is_aggregate::Never;
}

impl<Q> QueryId for Count<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q, DB> QueryFragment<DB> for Count<Q>
where
    DB: Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
