//! The connection: PostgreSQL or SQLite behind one type, and the pool of readers. Here (and in `sqlite`
//! and `migrate`) the two are told apart; everywhere else there is one query text for both.

use super::sqlite;
use super::{LoadError, Loaded, OpenError, OpenOptions};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{Connection, PgConnection, QueryResult, SqliteConnection};
use std::path::PathBuf;
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
pub(super) use on_either;

/// What a connection is for; decides what it may do and how long it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Reader,
    Writer,
    /// Migrations and checks: may take its time.
    Keeper,
}

/// Where the database is, and how patient its users are.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub(super) place: Place,
    patience: Duration,
}

#[derive(Clone, Debug)]
pub(super) enum Place {
    Postgres(String),
    Sqlite(PathBuf),
}

/// The writer waits this many times as long as a reader: more hangs on it, and it waits for all at once.
const WRITER_PATIENCE: u32 = 5;
const READER_PATIENCE: u32 = 2;

impl Address {
    pub(super) fn parse(options: &OpenOptions) -> Result<Self, OpenError> {
        let url = options.database_url.as_str();
        let place = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Place::Postgres(with_time_limits(url, options.patience))
        } else if let Some(path) = url.strip_prefix("sqlite:") {
            Place::Sqlite(sqlite::parse_path(path)?)
        } else {
            return Err(OpenError::Refused(
                "database_url is none: write sqlite:PATH for a file, or postgres://USER@HOST/DATABASE"
                    .to_owned(),
            ));
        };
        Ok(Self {
            place,
            patience: options.patience,
        })
    }

    /// A fresh connection. The error is for the log; it holds no password.
    pub(super) fn connect(&self, role: Role) -> Result<Db, ConnectFault> {
        let waits = self.patience_of(role);
        match &self.place {
            Place::Postgres(url) => connect_postgres(url, role, waits).map(Db::Postgres),
            Place::Sqlite(path) => sqlite::connect(path, role, waits).map(Db::Sqlite),
        }
        .map_err(ConnectFault)
    }

    fn patience_of(&self, role: Role) -> Duration {
        match role {
            Role::Reader => self.patience,
            Role::Writer => self.patience * WRITER_PATIENCE / READER_PATIENCE,
            Role::Keeper => Duration::from_secs(60),
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct ConnectFault(String);

/// libpq's own limits, unless the operator set them: a server that is gone is noticed.
fn with_time_limits(url: &str, patience: Duration) -> String {
    let mut url = url.to_owned();
    let limits = [
        ("connect_timeout", patience.as_secs().max(2).to_string()),
        ("tcp_user_timeout", "10000".to_owned()),
        ("fallback_application_name", "vestibule".to_owned()),
    ];
    for (name, value) in limits {
        if !url.contains(name) {
            let joint = if url.contains('?') { '&' } else { '?' };
            url.push(joint);
            url.push_str(&format!("{name}={value}"));
        }
    }
    url
}

fn connect_postgres(url: &str, role: Role, waits: Duration) -> Result<PgConnection, String> {
    let mut connection = PgConnection::establish(url).map_err(|error| error.to_string())?;
    let millis = waits.as_millis();
    // Guards are written for READ COMMITTED: a guarded update waits for the other server, then looks again.
    let settings = match role {
        Role::Reader => "SET default_transaction_read_only = on; \
             SET statement_timeout = '30s'"
            .to_owned(),
        Role::Writer | Role::Keeper => format!(
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED; \
             SET lock_timeout = {millis}"
        ),
    };
    connection
        .batch_execute(&settings)
        .map_err(|error| error.to_string())?;
    Ok(connection)
}

impl Db {
    /// Begins a transaction that is going to write.
    pub(super) fn begin(&mut self) -> QueryResult<()> {
        match self {
            Self::Postgres(connection) => AnsiTransactionManager::begin_transaction(connection),
            // At once the writer: one that began as a reader could not become the writer later.
            Self::Sqlite(connection) => {
                AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")
            }
        }
    }

    pub(super) fn commit(&mut self) -> QueryResult<()> {
        <Self as TransactionManager<Self>>::commit_transaction(self)
    }

    pub(super) fn rollback(&mut self) -> QueryResult<()> {
        <Self as TransactionManager<Self>>::rollback_transaction(self)
    }
}

/// Whether the connection itself is gone, so that another one may do better.
pub(super) fn is_lost(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
            | DieselError::BrokenTransactionManager
    )
}

/// One connection for reading; what it can load stands in `load`.
pub struct Reader {
    db: Db,
    address: Address,
    is_broken: bool,
}

impl Reader {
    /// Runs one query. A connection that turns out dead (the database was restarted) is replaced once.
    pub(super) fn query<T>(
        &mut self,
        table: &'static str,
        query: impl Fn(&mut Db) -> QueryResult<T>,
    ) -> Loaded<T> {
        let first = query(&mut self.db);
        let result = match first {
            Err(error) if is_lost(&error) => {
                self.is_broken = true;
                self.db = self.address.connect(Role::Reader).map_err(unavailable)?;
                self.is_broken = false;
                query(&mut self.db)
            }
            first => first,
        };
        result.map_err(|error| self.explain(table, error))
    }

    fn explain(&mut self, table: &'static str, error: DieselError) -> LoadError {
        match error {
            DieselError::DeserializationError(why) => LoadError::ImpossibleRow {
                table,
                column: "(some)",
                key: why.to_string(),
            },
            error => {
                self.is_broken = true;
                unavailable(error)
            }
        }
    }
}

fn unavailable(error: impl std::fmt::Display) -> LoadError {
    LoadError::Unavailable(error.to_string())
}

pub(super) type Readers = r2d2::Pool<Address>;

impl r2d2::ManageConnection for Address {
    type Connection = Reader;
    type Error = ConnectFault;

    fn connect(&self) -> Result<Reader, ConnectFault> {
        Ok(Reader {
            db: Self::connect(self, Role::Reader)?,
            address: self.clone(),
            is_broken: false,
        })
    }

    fn is_valid(&self, _reader: &mut Reader) -> Result<(), ConnectFault> {
        Ok(())
    }

    fn has_broken(&self, reader: &mut Reader) -> bool {
        reader.is_broken
    }
}

/// The pool. Nothing is asked of a connection at each use: a dead one shows itself at its first query.
pub(super) fn readers(address: &Address, count: u32) -> Readers {
    r2d2::Pool::builder()
        .max_size(count.max(1))
        .connection_timeout(address.patience)
        .test_on_check_out(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .error_handler(Box::new(r2d2::NopErrorHandler))
        .build_unchecked(address.clone())
}
