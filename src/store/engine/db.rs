//! The connection: PostgreSQL or SQLite behind one type. Here (and where one is opened, kept, checked or copied) the two
//! are told apart; everywhere else there is one query text for both.

use super::postgres;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{PgConnection, QueryResult, SqliteConnection};
use std::time::Duration;

#[derive(diesel::MultiConnection)]
pub enum Db {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// Runs the same query on whichever connection it is. Through the enum Diesel writes the SQL text anew at each
/// of its passes over a query, which on hot paths costs more than SQLite needs for the answer.
macro_rules! on_either {
    ($db:expr, $connection:ident => $query:expr) => {
        match $db {
            Db::Postgres($connection) => $query,
            Db::Sqlite($connection) => $query,
        }
    };
}
pub(in crate::store) use on_either;

impl Db {
    /// Begins a transaction that is going to write. On SQLite the connection itself knows how long it waits.
    pub fn begin(&mut self, lock_timeout: Duration) -> QueryResult<()> {
        match self {
            Self::Postgres(connection) => AnsiTransactionManager::begin_transaction_sql(
                connection,
                &postgres::begin_writing(lock_timeout),
            ),
            // At once the writer: one that began as a reader could not become the writer later.
            Self::Sqlite(connection) => {
                AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")
            }
        }
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
