//! Where the database is, and how a connection to it is made.

use super::db::Db;
use super::fault::ConnectFault;
use super::file::DatabaseFile;
use super::options::OpenOptions;
use super::role::Role;
use super::{postgres, sqlite};
use crate::store::OpenError;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

/// Where the database is, and how patient its users are. Clones know of each other's discoveries.
#[derive(Clone, Debug)]
pub struct Address {
    pub place: DatabasePlace,
    patience: Duration,
    /// How often a connection turned out to lead nowhere, or to what is no longer the primary.
    moves: Arc<AtomicU64>,
    /// The file, once a server has it open.
    pub opened: Arc<OnceLock<Arc<DatabaseFile>>>,
}

#[derive(Clone, Debug)]
pub enum DatabasePlace {
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
            DatabasePlace::Postgres(server.map_err(|fault| fault.refusal(None))?)
        } else if let Some(path) = url.strip_prefix("sqlite:") {
            DatabasePlace::Sqlite(sqlite::parse_path(path)?)
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
            DatabasePlace::Postgres(server) => server.connect(role).map(Db::of_server),
            DatabasePlace::Sqlite(path) => sqlite::connect(path, role, self.patience_of(role))
                .map(Db::Sqlite)
                .map_err(ConnectFault::new),
        }
    }

    /// The same for who can wait until somebody else leaves a place.
    pub fn connect_patiently(&self, role: Role) -> Result<Db, ConnectFault> {
        patiently(self.patience, || self.connect(role))
    }

    /// Where the database is a file.
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            DatabasePlace::Sqlite(path) => Some(path),
            DatabasePlace::Postgres(_) => None,
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
        matches!(&self.place, DatabasePlace::Postgres(server) if server.is_pooled())
    }

    /// A connection was lost, or may not write any more: where it led may not be where the database is now. All
    /// readers are given up as well.
    pub fn has_moved(&self) {
        self.moves.fetch_add(1, Ordering::AcqRel);
    }

    /// How often it has.
    pub fn moves(&self) -> u64 {
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
