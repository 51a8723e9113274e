//! Every store test on both databases: `each_db(|db| ...)`.

use super::cluster;
use super::root::place;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{PgConnection, SqliteConnection, sql_query};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;
use vestibule::domain::time::Timestamp;
use vestibule::store::{OpenOptions, Store};

/// 2026-01-01T00:00:00Z: when tests begin.
pub const START: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// An empty database of one test.
pub struct TestDb {
    pub url: String,
    /// The directory of the file; PostgreSQL has none.
    directory: Option<tempfile::TempDir>,
}

/// Runs the test on SQLite in a temporary file and on PostgreSQL in a schema of its own.
#[track_caller]
pub fn each_db(test: impl Fn(&TestDb)) {
    on_sqlite(&test);
    on_postgresql(&test);
}

/// The same for a test that waits more than it works: on both at the same time.
#[track_caller]
pub fn each_db_at_once(test: impl Fn(&TestDb) + Sync) {
    let name = thread::current().name().unwrap_or("?").to_owned();
    thread::scope(|scope| {
        let other = thread::Builder::new().name(name);
        let other = other.spawn_scoped(scope, || on_postgresql(&test));
        on_sqlite(&test);
        if let Err(panic) = other.expect("a thread").join() {
            std::panic::resume_unwind(panic);
        }
    });
}

#[track_caller]
pub fn on_sqlite(test: impl Fn(&TestDb)) {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("test.db");
    let db = TestDb {
        url: format!("sqlite:{}", file.display()),
        directory: Some(directory),
    };
    test(&db);
    record("sqlite");
}

#[track_caller]
pub fn on_postgresql(test: impl Fn(&TestDb)) {
    let Some(url) = cluster::fresh_schema() else {
        return;
    };
    let db = TestDb {
        url,
        directory: None,
    };
    test(&db);
    record("postgresql");
}

fn record(backend: &str) {
    let thread = thread::current();
    super::note_in_ledger(backend, thread.name().unwrap_or("?"));
}

impl TestDb {
    pub fn options(&self) -> OpenOptions {
        OpenOptions {
            database_url: self.url.clone(),
            readers: 4,
            patience: Duration::from_secs(1),
            key_fingerprint: "fingerprint of the test's key".to_owned(),
            accepted_fingerprints: Vec::new(),
            now: START,
        }
    }

    #[track_caller]
    pub fn open(&self) -> Store {
        Store::open(&self.options()).expect("opens")
    }

    pub fn is_sqlite(&self) -> bool {
        self.directory.is_some()
    }

    pub fn file(&self) -> PathBuf {
        PathBuf::from(self.url.trim_start_matches("sqlite:"))
    }

    /// From now on SQLite only reads this file, for root too: byte 18 is the version that writes it, now one from the
    /// future.
    pub fn is_written_no_more(&self) {
        let mut bytes = std::fs::read(self.file()).expect("a database");
        bytes[18] = 3;
        std::fs::write(self.file(), bytes).expect("writes");
    }

    /// The same where the database is made up to this step, as an earlier release left it.
    pub fn raw_at_step(&self, last: &str) -> Raw {
        let mut raw = self.raw();
        raw.run(
            "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL,
             run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
        );
        let backend = if self.is_sqlite() {
            "sqlite"
        } else {
            "postgresql"
        };
        let folder = place("migrations");
        let steps = std::fs::read_dir(folder.join(backend)).expect("the steps");
        let mut steps: Vec<PathBuf> = steps.map(|step| step.expect("a step").path()).collect();
        steps.sort();
        for step in steps {
            let name = step.file_name().expect("a name").to_string_lossy();
            let version = name.split('_').next().expect("a version");
            if version <= last {
                raw.run(&std::fs::read_to_string(step.join("up.sql")).expect("a text"));
                raw.run(&format!(
                    "INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}')"
                ));
            }
        }
        raw
    }

    /// A connection beside the store, for what no store would do.
    pub fn raw(&self) -> Raw {
        if self.is_sqlite() {
            let mut raw = Raw::of_file(&self.file());
            // The store may still be writing what nobody waits for.
            raw.run("PRAGMA busy_timeout = 2000");
            raw
        } else {
            Raw::Postgres(PgConnection::establish(&self.url).expect("connects"))
        }
    }
}

pub enum Raw {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Raw {
    pub fn of_file(path: &Path) -> Self {
        Self::Sqlite(SqliteConnection::establish(&path.to_string_lossy()).expect("opens"))
    }

    #[track_caller]
    pub fn run(&mut self, sql: &str) {
        match self {
            Self::Postgres(server) => server.batch_execute(sql),
            Self::Sqlite(file) => file.batch_execute(sql),
        }
        .expect(sql);
    }

    /// The column `number` of the one row.
    #[track_caller]
    pub fn number(&mut self, sql: &str) -> i64 {
        let row: QueryResult<Number> = match self {
            Self::Postgres(server) => sql_query(sql).get_result(server),
            Self::Sqlite(file) => sql_query(sql).get_result(file),
        };
        row.expect(sql).number
    }

    #[track_caller]
    pub fn count(&mut self, table: &str) -> i64 {
        self.number(&format!("SELECT count(*) AS number FROM {table}"))
    }

    /// The column `line` of all rows.
    #[track_caller]
    pub fn lines(&mut self, sql: &str) -> Vec<String> {
        let rows: QueryResult<Vec<Line>> = match self {
            Self::Postgres(server) => sql_query(sql).load(server),
            Self::Sqlite(file) => sql_query(sql).load(file),
        };
        rows.expect(sql).into_iter().map(|row| row.line).collect()
    }
}
