//! What only a file has: its path and mode, pragmas, the copy before a migration, and checkpoints of its
//! write-ahead log off the request path.

use super::OpenError;
use super::db::Role;
use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query, sql_types};
use std::fs;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// The path of `sqlite:PATH`. Always with a slash, so that SQLite takes no name for a URI or `:memory:`.
pub(super) fn parse_path(text: &str) -> Result<PathBuf, OpenError> {
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
        Path::new("./").join(path)
    })
}

/// Makes the file when there is none, readable by its owner alone. SQLite gives the same mode to the files
/// that it keeps beside it.
pub(super) fn create_file(path: &Path) -> Result<(), OpenError> {
    let made = open_private(path);
    made.map(drop).map_err(|error| {
        OpenError::Refused(format!(
            "the database file {} cannot be opened ({error}): its directory must exist, and the \
             user that runs this program must be allowed to write there",
            path.display()
        ))
    })
}

fn open_private(path: &Path) -> io::Result<fs::File> {
    match fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
    {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::File::open(path),
        made => made,
    }
}

pub(super) fn connect(
    path: &Path,
    role: Role,
    waits: Duration,
) -> Result<SqliteConnection, String> {
    let mut connection =
        SqliteConnection::establish(&path.to_string_lossy()).map_err(|error| error.to_string())?;
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
        Role::Writer => {
            "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON;"
        }
        Role::Keeper => "PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON;",
    };
    connection
        .batch_execute(&(common + own))
        .map_err(|error| error.to_string())?;
    Ok(connection)
}

#[derive(QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = sql_types::Text)]
    journal_mode: String,
}

/// Turns the write-ahead log on; it stays on in the file.
pub(super) fn ensure_wal(connection: &mut SqliteConnection, waits: Duration) -> Result<(), String> {
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

/// Copies the database as it is, to a file beside it that is named after its schema; the path of the copy.
pub(super) fn copy_beside(
    connection: &mut SqliteConnection,
    path: &Path,
    schema: &str,
) -> Result<PathBuf, String> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".schema-{schema}.copy"));
    let copy = PathBuf::from(&name);
    name.push(".part");
    let part = PathBuf::from(name);
    let text = |error: io::Error| format!("{}: {error}", part.display());
    if part.exists() {
        fs::remove_file(&part).map_err(text)?;
    }
    open_private(&part).map_err(text)?;
    let quoted = part.to_string_lossy().replace('\'', "''");
    connection
        .batch_execute(&format!("VACUUM INTO '{quoted}'"))
        .map_err(|error| error.to_string())?;
    fs::File::open(&part)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(&part, &copy))
        .map_err(text)?;
    Ok(copy)
}

#[derive(QueryableByName)]
struct IntegrityLine {
    #[diesel(sql_type = sql_types::Text)]
    integrity_check: String,
}

/// What SQLite itself finds wrong with the file; nothing when it is sound.
pub(super) fn integrity_faults(connection: &mut SqliteConnection) -> Result<Vec<String>, String> {
    let lines: Vec<IntegrityLine> = sql_query("PRAGMA integrity_check")
        .load(connection)
        .map_err(|error| error.to_string())?;
    Ok(lines
        .into_iter()
        .map(|line| line.integrity_check)
        .filter(|line| line != "ok")
        .collect())
}

/// Below this the log is left alone.
const WORTH_A_CHECKPOINT: u64 = 1 << 20;
/// Above this writers are made to wait for a moment, so that the log can begin anew.
const TOO_LARGE: u64 = 64 << 20;
/// How long writers may be made to wait for that.
const TRUNCATE_WAITS: Duration = Duration::from_millis(100);

/// Moves the log's pages into the file whenever the writer nudges, and after a quiet moment; ends, with a last
/// checkpoint, when the writer is gone.
pub(super) fn keep_log_short(path: &Path, nudges: &Receiver<()>) {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let log = PathBuf::from(log);
    let mut connection = connect(path, Role::Keeper, TRUNCATE_WAITS).ok();
    let mut is_dirty = false;
    loop {
        let nudge = if is_dirty {
            nudges.recv_timeout(Duration::from_secs(2))
        } else {
            nudges.recv().map_err(|_| RecvTimeoutError::Disconnected)
        };
        let is_over = nudge == Err(RecvTimeoutError::Disconnected);
        let size = fs::metadata(&log).map_or(0, |about| about.len());
        is_dirty = nudge.is_ok();
        if !is_over && size < WORTH_A_CHECKPOINT {
            continue;
        }
        checkpoint(&mut connection, path, is_over || size > TOO_LARGE);
        if is_over {
            return;
        }
    }
}

/// A failure here loses nothing: the log only grows until the next one.
fn checkpoint(connection: &mut Option<SqliteConnection>, path: &Path, is_thorough: bool) {
    if connection.is_none() {
        *connection = connect(path, Role::Keeper, TRUNCATE_WAITS).ok();
    }
    let Some(open) = connection else { return };
    // The passive one first: it makes nobody wait and leaves little to the other.
    let passive = open.batch_execute("PRAGMA wal_checkpoint(PASSIVE)");
    let outcome = if is_thorough {
        passive.and_then(|()| open.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)"))
    } else {
        passive
    };
    if let Err(error) = outcome {
        tracing::warn!(%error, "checkpoint of the write-ahead log failed; it is tried again");
        *connection = None;
    }
}
