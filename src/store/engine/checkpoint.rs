//! Checkpoints of the write-ahead log, in a thread of its own: nobody who waits for a change waits for them.

use super::address::{Address, DatabasePlace};
use super::file::DatabaseFile;
use super::role::Role;
use super::sqlite::{connect, leave_as_found, real};
use super::threads::spawn;
use super::writer::Writer;
use crate::domain::time::Timestamp;
use crate::files::beside;
use crate::store::OpenError;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Begins to keep the log short, where the database is a file. The thread ends after the writer.
pub fn begin(
    address: &Address,
    writer: &mut Writer,
    now: Timestamp,
) -> Result<Option<JoinHandle<()>>, OpenError> {
    let DatabasePlace::Sqlite(path) = &address.place else {
        return Ok(None);
    };
    let mark = writer.link.mark(now);
    let anchor = anchor(path).map_err(OpenError::Refused)?;
    let opened = Arc::new(DatabaseFile::now(path, mark));
    let opened = address.opened.get_or_init(|| opened).clone();
    let (nudge, nudges) = sync_channel(1);
    writer.nudge = Some(nudge);
    spawn("store-log", move || {
        keep_log_short(anchor, &opened, &nudges);
    })
    .map(Some)
}

/// A connection that only has to be there: as long as it is, no other program is the last to close the file and
/// takes the log away.
fn anchor(path: &Path) -> Result<SqliteConnection, String> {
    let mut connection = connect(path, Role::Reader, Duration::from_secs(2))?;
    connection
        .batch_execute("SELECT count(*) FROM sqlite_schema")
        .map_err(|error| error.to_string())?;
    Ok(connection)
}

/// Below this the log is left alone.
const WORTH_A_CHECKPOINT: u64 = 1 << 20;
/// Above this writers are made to wait for a moment, so that the log can begin anew.
const TOO_LARGE: u64 = 64 << 20;
/// How long writers may be made to wait for that.
const TRUNCATE_WAITS: Duration = Duration::from_millis(100);

/// How often a quiet file is looked at.
const LOOKS_EVERY: Duration = Duration::from_secs(2);

/// Moves the log's pages into the file whenever the writer nudges, and after a quiet moment; ends, with a last
/// checkpoint, when the writer is gone. Says so, once, when the file is no longer the one that was opened.
///
/// `anchor` is given up at the end, unless something was written over the file: whoever closes it last plays the log
/// into it.
fn keep_log_short(anchor: SqliteConnection, opened: &DatabaseFile, nudges: &Receiver<()>) {
    let path = opened.path();
    let log = beside(&real(path), "-wal");
    let mut connection = connect(path, Role::Writer, TRUNCATE_WAITS).ok();
    let (mut is_lost, mut is_dirty) = (false, false);
    loop {
        let nudge = nudges.recv_timeout(LOOKS_EVERY);
        let is_over = nudge == Err(RecvTimeoutError::Disconnected);
        if let Some(reason) = opened.lost_inside().filter(|_| !is_lost) {
            is_lost = true;
            tracing::error!(reason, "the database is lost");
        }
        let size = fs::metadata(&log).map_or(0, |about| about.len());
        let is_due = (is_dirty || nudge.is_ok()) && size >= WORTH_A_CHECKPOINT;
        is_dirty = nudge.is_ok();
        // Another file there has a log of its own.
        if !is_lost && (is_due || is_over) {
            checkpoint(&mut connection, path, is_over || size > TOO_LARGE);
        }
        if is_over {
            break;
        }
    }
    if opened.is_written_over() {
        leave_as_found(anchor);
    }
}

/// A failure here loses nothing: the log only grows until the next one.
fn checkpoint(connection: &mut Option<SqliteConnection>, path: &Path, is_thorough: bool) {
    if connection.is_none() {
        *connection = connect(path, Role::Writer, TRUNCATE_WAITS).ok();
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
        tracing::warn!(reason = %error, "checkpoint of the write-ahead log failed; it is tried again");
        *connection = None;
    }
}
