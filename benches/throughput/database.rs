//! Where rows are measured: databases that nobody else uses.

use super::kit::server::Home;
use super::postgresql::Cluster;

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
        Home::new(&format!(
            "database_url = {:?}\n{settings}",
            self.empty(name)
        ))
    }
}
