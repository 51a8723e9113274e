//! The connection: PostgreSQL or SQLite behind one type, and one that reads. Here (and in `postgres`, `sqlite`
//! and `migrate`) the two are told apart; everywhere else there is one query text for both.

use super::opened::Opened;
use super::remedy::remedy;
use super::{postgres, sqlite};
use crate::store::{LoadError, Loaded, OpenError, OpenOptions};
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{PgConnection, QueryResult, SqliteConnection};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

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

/// What a connection is for; decides what it may do and how long it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Reader,
    Writer,
    /// Migrations and checks: may take its time.
    Keeper,
}

/// Where the database is, and how patient its users are. Clones know of each other's discoveries.
#[derive(Clone, Debug)]
pub struct Address {
    pub place: Place,
    patience: Duration,
    /// How often a connection turned out to lead nowhere, or to what is no longer the primary.
    moves: Arc<AtomicU64>,
    /// The file, once a server has it open.
    pub opened: Arc<OnceLock<Arc<Opened>>>,
}

#[derive(Clone, Debug)]
pub enum Place {
    Postgres(postgres::Server),
    Sqlite(PathBuf),
}

/// The writer waits this many times as long as a reader: more hangs on it, and it waits for all at once.
const WRITER_PATIENCE: u32 = 5;
const READER_PATIENCE: u32 = 2;
/// How long a command waits between two tries to get one of the few connections that a server has.
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

impl Address {
    /// Understands the URL, and looks how a server is reached.
    pub fn find(options: &OpenOptions) -> Result<Self, OpenError> {
        let url = options.database_url.as_str();
        let patience = options.patience;
        let place = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let server = patiently(patience, || postgres::Server::find(url, patience));
            Place::Postgres(server.map_err(|fault| fault.refusal(None))?)
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
            patience,
            moves: Arc::default(),
            opened: Arc::default(),
        })
    }

    /// A fresh connection. The error is for the log; it holds no password.
    pub fn connect(&self, role: Role) -> Result<Db, ConnectFault> {
        // At that path is another database by now.
        if let Some(reason) = self.opened.get().and_then(|it| it.known_lost()) {
            return Err(ConnectFault::new(reason));
        }
        match &self.place {
            Place::Postgres(server) => server.connect(role).map(Db::Postgres),
            Place::Sqlite(path) => sqlite::connect(path, role, self.patience_of(role))
                .map(Db::Sqlite)
                .map_err(ConnectFault::new),
        }
    }

    /// The same for who can wait until somebody else leaves a place.
    pub fn connect_patiently(&self, role: Role) -> Result<Db, ConnectFault> {
        patiently(self.patience, || self.connect(role))
    }

    pub fn reader(&self) -> Result<Reader, ConnectFault> {
        let moves = self.moves();
        Ok(Reader {
            db: self.connect(Role::Reader)?,
            address: self.clone(),
            moves,
            good_until: None,
            is_broken: false,
        })
    }

    /// Where the database is a file.
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::Sqlite(path) => Some(path),
            Place::Postgres(_) => None,
        }
    }

    /// Why nothing may be written any more.
    pub fn lost(&self) -> Option<&str> {
        self.opened.get().and_then(|it| it.lost())
    }

    /// How long a lock is waited for.
    pub fn patience_of(&self, role: Role) -> Duration {
        match role {
            Role::Reader => self.patience,
            Role::Writer => self.patience * WRITER_PATIENCE / READER_PATIENCE,
            Role::Keeper => Duration::from_secs(60),
        }
    }

    /// Whether others' transactions run on the same connections.
    pub fn is_pooled(&self) -> bool {
        matches!(&self.place, Place::Postgres(server) if server.is_pooled())
    }

    /// A connection was lost, or may not write any more: where it led may not be where the database is now. All
    /// readers are given up as well.
    pub fn has_moved(&self) {
        self.moves.fetch_add(1, Ordering::AcqRel);
    }

    fn moves(&self) -> u64 {
        self.moves.load(Ordering::Acquire)
    }
}

fn patiently<T>(
    patience: Duration,
    mut connect: impl FnMut() -> Result<T, ConnectFault>,
) -> Result<T, ConnectFault> {
    let began = Instant::now();
    loop {
        match connect() {
            Err(fault) if fault.is_full() && began.elapsed() < patience => {
                thread::sleep(BETWEEN_TRIES);
            }
            outcome => return outcome,
        }
    }
}

const FULL: &str = "The server has no connection left: raise its limit, or lower database_connections of the servers that use it";

/// Why there is no connection; holds no password.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConnectFault(String);

impl ConnectFault {
    /// libpq writes several lines; the last asks what our own sentence asks.
    pub fn new(reason: impl std::fmt::Display) -> Self {
        let reason = reason.to_string();
        let lines = reason.lines().map(str::trim);
        let told: Vec<&str> = lines
            .filter(|line| !line.is_empty() && !line.ends_with('?'))
            .collect();
        Self(told.join("; "))
    }

    /// Whether the server is there but has no connection left, as far as its words can be read.
    pub fn is_full(&self) -> bool {
        [
            "too many connections",
            "too many clients",
            "remaining connection slots",
            "no more connections allowed",
            "query_wait_timeout",
        ]
        .iter()
        .any(|words| self.0.contains(words))
    }

    /// `file` where the database is one.
    pub fn refusal(&self, file: Option<&Path>) -> OpenError {
        let remedy = if self.is_full() {
            FULL.to_owned()
        } else {
            remedy(&self.0, file)
        };
        OpenError::Refused(format!("the database cannot be opened: {self}. {remedy}"))
    }
}

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

/// One connection for reading; what it can load stands in `load`.
pub struct Reader {
    db: Db,
    address: Address,
    /// What the address knew when this was connected.
    moves: u64,
    good_until: Option<Instant>,
    is_broken: bool,
}

impl Reader {
    /// The same, for no longer than this.
    pub(in crate::store) fn living(self, lifetime: Option<Duration>) -> Self {
        Self {
            good_until: lifetime.map(|lifetime| Instant::now() + lifetime),
            ..self
        }
    }

    /// Whether it may be used again.
    pub(in crate::store) fn is_good(&self, now: Instant) -> bool {
        !self.is_broken
            && self.moves == self.address.moves()
            && self.good_until.is_none_or(|until| now < until)
    }

    /// Runs one query. A connection that turns out dead (the database was restarted) is replaced once.
    pub(in crate::store) fn query<T>(
        &mut self,
        table: &'static str,
        query: impl Fn(&mut Db) -> QueryResult<T>,
    ) -> Loaded<T> {
        let first = query(&mut self.db);
        let result = match first {
            Err(error) if is_lost(&error) => {
                self.is_broken = true;
                let fresh = self.address.reader().map_err(unavailable)?;
                *self = Self {
                    good_until: self.good_until,
                    ..fresh
                };
                query(&mut self.db)
            }
            first => first,
        };
        result.map_err(|error| self.explain(table, error))
    }

    fn explain(&mut self, table: &'static str, error: DieselError) -> LoadError {
        match error {
            DieselError::DeserializationError(why) => LoadError::impossible(table, "(some)", why),
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

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nothing outside can hold the clock of a connection.

    use super::{Address, Place};
    use std::time::{Duration, Instant};

    #[test]
    fn o02_a_reader_is_not_used_for_ever_nor_once_the_database_moved() {
        let address = Address {
            place: Place::Sqlite(":memory:".into()),
            patience: Duration::ZERO,
            moves: std::sync::Arc::default(),
            opened: std::sync::Arc::default(),
        };
        let now = Instant::now();
        let hour = Duration::from_secs(3600);
        let reader = address.reader().expect("a reader");
        assert!(reader.is_good(now + hour));
        let reader = reader.living(Some(Duration::from_secs(60)));
        assert!(reader.is_good(now) && !reader.is_good(now + hour));
        address.clone().has_moved();
        assert!(!reader.is_good(now));
        assert!(address.reader().expect("a reader").is_good(now));
    }
}
