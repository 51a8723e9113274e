//! What only a file has: its path and mode, pragmas, and checkpoints of its write-ahead log off the request path.

use super::role::Role;
use crate::files::{beside, create_private};
use crate::store::OpenError;
use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection};
use diesel::{sql_query, sql_types};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

/// The path of `sqlite:PATH`. Always with a slash, so that SQLite takes no name for a URI or `:memory:`.
pub fn parse_path(text: &str) -> Result<PathBuf, OpenError> {
    let text = text.strip_prefix("//").unwrap_or(text);
    if text.is_empty() || text == ":memory:" || text.contains(['\0', '?']) {
        return Err(OpenError::Refused(
            "database_url names no file: write sqlite:PATH, as in sqlite:/var/lib/vestibule/vestibule.db"
                .to_owned(),
        ));
    }
    let path = Path::new(text);
    Ok(if path.is_absolute() {
        path.to_owned()
    } else {
        let is_said = |part: &Component| *part != Component::CurDir;
        Path::new(".").join(path.components().filter(is_said).collect::<PathBuf>())
    })
}

/// Makes the file when there is none, readable by its owner alone. SQLite gives the same mode and owner to the files
/// that it keeps beside it.
pub fn create_file(path: &Path) -> Result<(), OpenError> {
    match create_private(path, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(OpenError::Refused(format!(
                "the database file {} cannot be opened ({error}): its directory must exist, and the user that runs \
                 this program must be allowed to write there",
                path.display()
            )))
        }
        _ => Ok(()),
    }
}

/// SQLite takes names as text.
pub const NO_NAME: &str = "its path is not UTF-8, and SQLite opens no such file. Use another name";

/// What SQLite keeps beside a file, by what their names end in. The newest changes may stand in them alone; beside
/// another file, they destroy it.
pub const LOGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The file that links lead to: beside that one SQLite keeps its own.
pub fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// A log that holds something; whoever closes a database last leaves none.
pub fn log_of(path: &Path) -> Option<PathBuf> {
    let logs = ["-wal", "-journal"].map(|log| beside(path, log));
    logs.into_iter()
        .find(|log| fs::metadata(log).is_ok_and(|about| about.len() > 0))
}

pub fn connect(path: &Path, role: Role, waits: Duration) -> Result<SqliteConnection, String> {
    let name = path.to_str().ok_or(NO_NAME)?;
    let mut connection = SqliteConnection::establish(name).map_err(|error| error.to_string())?;
    // The order matters: everything after busy_timeout waits instead of failing.
    let common = format!(
        "PRAGMA busy_timeout = {}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA temp_store = MEMORY;",
        waits.as_millis()
    );
    let own = match role {
        Role::Reader => "PRAGMA cache_size = -4000; PRAGMA query_only = ON;",
        // A checkpoint inside a commit is what everybody in the batch would wait for.
        // What was deleted is written over: a removed person is not to be found in the file.
        // A log that grew behind a long read is cut to 32 MB when it begins anew.
        Role::Writer => {
            "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON; \
             PRAGMA journal_size_limit = 33554432;"
        }
        Role::Keeper => "PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON;",
    };
    if let Err(error) = connection.batch_execute(&(common + own)) {
        if role == Role::Keeper {
            leave_as_found(connection);
        }
        return Err(error.to_string());
    }
    Ok(connection)
}

#[derive(QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = sql_types::Text)]
    journal_mode: String,
}

/// Less than this is taken for none. A small write fits into what a log has taken before; the next one may not.
const LITTLE_ROOM: u64 = 256 * 1024;

/// Whether the disk has room for changes.
pub fn check_room(path: &Path) -> Result<(), String> {
    let Ok(disk) = rustix::fs::statvfs(real(path)) else {
        return Ok(());
    };
    let blocks = if rustix::process::geteuid().is_root() {
        disk.f_bfree
    } else {
        disk.f_bavail
    };
    // Where there is no such count, the write tells.
    if disk.f_blocks == 0 || blocks.saturating_mul(disk.f_frsize) >= LITTLE_ROOM {
        return Ok(());
    }
    Err(format!(
        "the disk that {} is on is full: make room",
        path.display()
    ))
}

/// Turns the write-ahead log on; it stays on in the file.
pub fn ensure_wal(connection: &mut SqliteConnection, waits: Duration) -> Result<(), String> {
    let began = Instant::now();
    loop {
        let mode = sql_query("PRAGMA journal_mode = WAL").get_result::<JournalMode>(connection);
        match mode {
            Ok(mode) if mode.journal_mode == "wal" => return Ok(()),
            Ok(mode) => return Err(format!("the journal stays in mode {}", mode.journal_mode)),
            // Another process may be switching at this moment; the busy handler is not asked then.
            Err(_) if began.elapsed() < waits => std::thread::sleep(Duration::from_millis(20)),
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// What a checkpoint says: how many pages the log had when it began, and how many of them are in the file now.
#[derive(QueryableByName, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Another checkpoint was at it.
    #[diesel(sql_type = sql_types::Integer)]
    busy: i32,
    #[diesel(sql_type = sql_types::Integer)]
    pub log: i32,
    #[diesel(sql_type = sql_types::Integer)]
    checkpointed: i32,
}

impl Passed {
    /// Whether all is in the file that had been written.
    pub const fn is_complete(self) -> bool {
        self.busy == 0 && self.log == self.checkpointed
    }
}

/// Moves pages of the log into the file. It waits for nobody and nobody waits for it: what somebody reads, or has
/// written meanwhile, stays in the log.
pub fn pass(connection: &mut SqliteConnection) -> QueryResult<Passed> {
    sql_query("PRAGMA wal_checkpoint(PASSIVE)").get_result(connection)
}

#[derive(QueryableByName)]
struct IntegrityLine {
    #[diesel(sql_type = sql_types::Text)]
    integrity_check: String,
}

/// What SQLite itself finds wrong with the file; nothing when it is sound.
pub fn integrity_faults(connection: &mut SqliteConnection) -> Result<Vec<String>, String> {
    let lines: Vec<IntegrityLine> = sql_query("PRAGMA integrity_check")
        .load(connection)
        .map_err(|error| error.to_string())?;
    Ok(lines
        .into_iter()
        .map(|line| line.integrity_check)
        .filter(|line| line != "ok")
        .collect())
}

#[derive(QueryableByName)]
struct QuickLine {
    #[diesel(sql_type = sql_types::Text)]
    quick_check: String,
}

/// The same in less time: pages and tables, not whether every index agrees. It stops at the fifth.
pub fn quick_faults(path: &Path) -> Vec<String> {
    let mut connection = match connect(path, Role::Keeper, Duration::from_secs(5)) {
        Ok(connection) => connection,
        Err(error) => return vec![error],
    };
    let lines = sql_query("PRAGMA quick_check(5)").load::<QuickLine>(&mut connection);
    let faults: Vec<String> = match lines {
        Ok(lines) => lines.into_iter().map(|line| line.quick_check).collect(),
        Err(error) => vec![error.to_string()],
    };
    if faults == ["ok"] {
        return Vec::new();
    }
    leave_as_found(connection);
    faults
}

/// Whoever closes a database last plays its log into it. A damaged file is left as it was found, log and all: the
/// next one to open it has to see the same.
pub fn leave_as_found(connection: SqliteConnection) {
    std::mem::forget(connection);
}
