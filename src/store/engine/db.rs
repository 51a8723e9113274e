//! The connection: PostgreSQL or SQLite behind one type. Here (and where one is opened, kept, checked or copied) the two
//! are told apart; everywhere else there is one query text for both.

use super::postgres;
#[cfg(feature = "postgres")]
use diesel::PgConnection;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
#[cfg(feature = "postgres")]
use diesel::pg::Pg;
use diesel::query_builder::QueryFragment;
use diesel::query_dsl::methods::ExecuteDsl;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sqlite::Sqlite;
use diesel::{QueryResult, SqliteConnection};
use std::time::Duration;

#[derive(diesel::MultiConnection)]
pub enum Db {
    #[cfg(feature = "postgres")]
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// One thing or another, by which database it is.
#[cfg(feature = "postgres")]
macro_rules! on_each {
    ($db:expr, Postgres($server:pat) => $there:expr, Sqlite($file:pat) => $here:expr) => {
        match $db {
            $crate::store::engine::db::Db::Postgres($server) => $there,
            $crate::store::engine::db::Db::Sqlite($file) => $here,
        }
    };
}
#[cfg(not(feature = "postgres"))]
macro_rules! on_each {
    ($db:expr, Postgres($server:pat) => $there:expr, Sqlite($file:pat) => $here:expr) => {
        match $db {
            $crate::store::engine::db::Db::Sqlite($file) => $here,
        }
    };
}
pub(in crate::store) use on_each;

/// Runs the same query on whichever connection it is. Through the enum Diesel writes the SQL text anew at each
/// of its passes over a query, which on hot paths costs more than SQLite needs for the answer.
macro_rules! on_either {
    ($db:expr, $connection:ident => $query:expr) => {
        $crate::store::engine::db::on_each!($db, Postgres($connection) => $query, Sqlite($connection) => $query)
    };
}
pub(in crate::store) use on_either;

/// What can be done over a connection to either database.
#[cfg(feature = "postgres")]
pub trait RunsOnEither: ExecuteDsl<PgConnection> + ExecuteDsl<SqliteConnection> {}
#[cfg(feature = "postgres")]
impl<T: ExecuteDsl<PgConnection> + ExecuteDsl<SqliteConnection>> RunsOnEither for T {}
#[cfg(not(feature = "postgres"))]
pub trait RunsOnEither: ExecuteDsl<SqliteConnection> {}
#[cfg(not(feature = "postgres"))]
impl<T: ExecuteDsl<SqliteConnection>> RunsOnEither for T {}

/// What is part of a statement for either.
#[cfg(feature = "postgres")]
pub trait OfEither: QueryFragment<Pg> + QueryFragment<Sqlite> {}
#[cfg(feature = "postgres")]
impl<T: QueryFragment<Pg> + QueryFragment<Sqlite>> OfEither for T {}
#[cfg(not(feature = "postgres"))]
pub trait OfEither: QueryFragment<Sqlite> {}
#[cfg(not(feature = "postgres"))]
impl<T: QueryFragment<Sqlite>> OfEither for T {}

impl Db {
    #[cfg(feature = "postgres")]
    pub const fn of_server(connection: PgConnection) -> Self {
        Self::Postgres(connection)
    }

    /// There is none.
    #[cfg(not(feature = "postgres"))]
    pub const fn of_server(none: std::convert::Infallible) -> Self {
        match none {}
    }

    /// Begins a transaction that is going to write. On SQLite the connection itself knows how long it waits.
    pub fn begin(&mut self, lock_timeout: Duration) -> QueryResult<()> {
        // At once the writer: one that began as a reader could not become the writer later.
        on_each!(
            self,
            Postgres(server) => AnsiTransactionManager::begin_transaction_sql(
                server,
                &postgres::begin_writing(lock_timeout),
            ),
            Sqlite(file) => AnsiTransactionManager::begin_transaction_sql(file, "BEGIN IMMEDIATE")
        )
    }

    pub fn commit(&mut self) -> QueryResult<()> {
        <Self as TransactionManager<Self>>::commit_transaction(self)
    }

    pub fn rollback(&mut self) -> QueryResult<()> {
        <Self as TransactionManager<Self>>::rollback_transaction(self)
    }
}

/// Whether another connection may do better: this one is gone, or leads to a server that is no longer the primary.
pub fn is_lost(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DatabaseError(
            DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::ReadOnlyTransaction,
            _
        ) | DieselError::BrokenTransactionManager
    )
}
