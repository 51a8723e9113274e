//! Questions by key, with all that an answer hangs on joined in one statement: asked for one on a file, and on a server
//! for all who wait at the same moment.

use super::db::Db;
#[cfg(feature = "postgres")]
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
#[cfg(feature = "postgres")]
use diesel::sql_types::Array;
use diesel::sql_types::{BigInt, Nullable};
use diesel::sqlite::Sqlite;
use std::marker::PhantomData;

/// What somebody wants to know about one row, or two.
pub trait Question: Send + Sync + Sized + 'static {
    /// What is found, as Diesel reads it.
    type Row: Send + 'static;

    /// Where it is looked up. Of each question that is one text, so that it is prepared once.
    const LOOKUP: Lookup;

    /// By what.
    fn keys(&self) -> Keys;

    /// What is found for each, in their order; see [`answers`].
    fn look_up(db: &mut Db, asked: &[Self]) -> QueryResult<Vec<Option<Self::Row>>>;
}

/// The second is for questions about two rows.
pub type Keys = [Option<i64>; 2];

/// The text of a lookup, from its first table on.
pub struct Lookup {
    /// Nothing is found where this has no such row.
    pub table: &'static str,
    /// Its column that the first key is looked up in.
    pub column: &'static str,
    /// The rest, in pieces with the second key between them.
    pub joins: &'static [&'static str],
}

/// Asks for these columns, in the way of the database.
macro_rules! answers {
    ($db:expr, $asked:expr, $columns:expr) => {
        $crate::store::engine::db::on_each!(
            $db,
            Postgres(server) => {
                let question = $crate::store::engine::question::ForAll::of($asked, $columns);
                let found = diesel::RunQueryDsl::load(question, server)?;
                Ok($crate::store::engine::question::in_order($asked.len(), found))
            },
            Sqlite(file) => $asked
                .iter()
                .map(|one| {
                    let question = $crate::store::engine::question::ForOne::of(one, $columns);
                    let found = diesel::RunQueryDsl::get_result(question, file);
                    diesel::OptionalExtension::optional(found)
                })
                .collect()
        )
    };
}
pub(in crate::store) use answers;

/// One question, on a file. Its text is all in its type, by which Diesel finds it again.
pub struct ForOne<Q, C> {
    keys: Keys,
    columns: C,
    of: PhantomData<Q>,
}

impl<Q: Question, C> ForOne<Q, C> {
    pub fn of(asked: &Q, columns: C) -> Self {
        Self {
            keys: asked.keys(),
            columns,
            of: PhantomData,
        }
    }
}

impl<Q: Question, C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for ForOne<Q, C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let [first, second] = &self.keys;
        out.push_sql("SELECT ");
        self.columns.walk_ast(out.reborrow())?;
        out.push_sql(" FROM ");
        out.push_sql(Q::LOOKUP.table);
        for (place, piece) in Q::LOOKUP.joins.iter().enumerate() {
            if place > 0 {
                out.push_bind_param::<Nullable<BigInt>, _>(second)?;
            }
            out.push_sql(piece);
        }
        out.push_sql(" WHERE ");
        out.push_sql(Q::LOOKUP.column);
        out.push_sql(" = ");
        out.push_bind_param::<Nullable<BigInt>, _>(first)
    }
}

impl<Q: Question, C> QueryId for ForOne<Q, C> {
    type QueryId = ForOne<Q, ()>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<Q, C: Expression> Query for ForOne<Q, C> {
    type SqlType = C::SqlType;
}

impl<Q, C> RunQueryDsl<SqliteConnection> for ForOne<Q, C> {}

/// The questions of all who wait, on a server: one row for each that finds something, with its place.
#[cfg(feature = "postgres")]
pub struct ForAll<Q, C> {
    firsts: Vec<Option<i64>>,
    seconds: Vec<Option<i64>>,
    columns: C,
    of: PhantomData<Q>,
}

#[cfg(feature = "postgres")]
impl<Q: Question, C> ForAll<Q, C> {
    pub fn of(asked: &[Q], columns: C) -> Self {
        let (firsts, seconds) = asked.iter().map(|one| one.keys().into()).unzip();
        Self {
            firsts,
            seconds,
            columns,
            of: PhantomData,
        }
    }
}

#[cfg(feature = "postgres")]
impl<Q: Question, C: QueryFragment<Pg>> QueryFragment<Pg> for ForAll<Q, C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Lookup {
            table,
            column,
            joins,
        } = Q::LOOKUP;
        out.push_sql("SELECT asked.place, ");
        self.columns.walk_ast(out.reborrow())?;
        out.push_sql(" FROM unnest(");
        out.push_bind_param::<Array<Nullable<BigInt>>, _>(&self.firsts)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Nullable<BigInt>>, _>(&self.seconds)?;
        out.push_sql(") WITH ORDINALITY AS asked (first_key, second_key, place) JOIN ");
        out.push_sql(table);
        out.push_sql(" ON ");
        out.push_sql(column);
        out.push_sql(" = asked.first_key");
        for (place, piece) in joins.iter().enumerate() {
            out.push_sql(if place > 0 { "asked.second_key" } else { "" });
            out.push_sql(piece);
        }
        Ok(())
    }
}

#[cfg(feature = "postgres")]
impl<Q: Question, C> QueryId for ForAll<Q, C> {
    type QueryId = ForAll<Q, ()>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

#[cfg(feature = "postgres")]
impl<Q, C: Expression> Query for ForAll<Q, C> {
    type SqlType = (BigInt, C::SqlType);
}

#[cfg(feature = "postgres")]
impl<Q, C> RunQueryDsl<PgConnection> for ForAll<Q, C> {}

/// Rows in the places of their questions, which count from one.
#[cfg(feature = "postgres")]
pub fn in_order<R>(asked: usize, found: Vec<(i64, R)>) -> Vec<Option<R>> {
    let mut answers: Vec<Option<R>> = std::iter::repeat_with(|| None).take(asked).collect();
    for (place, row) in found {
        let answer = usize::try_from(place - 1)
            .ok()
            .and_then(|at| answers.get_mut(at));
        if let Some(answer) = answer {
            *answer = Some(row);
        }
    }
    answers
}
