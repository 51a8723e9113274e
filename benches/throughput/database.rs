//! Where rows are measured: databases that nobody else uses.

use super::kit::db::Raw;
use super::kit::server::Home;
use super::postgresql::Cluster;
use diesel::{Connection, PgConnection};
use std::path::Path;

pub enum Database {
    /// In this folder.
    Sqlite(tempfile::TempDir),
    Postgresql(Cluster),
}

impl Database {
    pub fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().expect("a temporary folder"))
    }

    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgresql(_) => "PostgreSQL",
        }
    }

    /// The address of an empty one. No two may have the same name.
    pub fn empty(&self, name: &str) -> String {
        match self {
            Self::Sqlite(folder) => {
                let file = folder.path().join(name).with_extension("db");
                format!("sqlite:{}", file.display())
            }
            Self::Postgresql(cluster) => cluster.schema(name),
        }
    }

    /// A platform on an empty one.
    pub fn home(&self, name: &str, settings: &str) -> Home {
        home_at(&self.empty(name), settings)
    }

    /// A connection to one, beside those who work with it.
    pub fn raw(&self, url: &str) -> Raw {
        match self {
            Self::Sqlite(_) => {
                let mut raw = Raw::of_file(Path::new(url.trim_start_matches("sqlite:")));
                raw.run("PRAGMA busy_timeout = 10000");
                raw
            }
            Self::Postgresql(_) => Raw::Postgres(PgConnection::establish(url).expect("it is up")),
        }
    }
}

pub fn home_at(database_url: &str, settings: &str) -> Home {
    Home::new(&format!("database_url = {database_url:?}\n{settings}"))
}
