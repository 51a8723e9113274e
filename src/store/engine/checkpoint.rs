//! Checkpoints of the write-ahead log, in a thread of its own: nobody who waits for a change waits for them. What the
//! writer does itself is in `upkeep`.

use super::address::{Address, DatabasePlace};
use super::file::DatabaseFile;
use super::role::Role;
use super::sqlite::{connect, leave_as_found, pass, real};
use super::threads::spawn;
use super::upkeep::{Asked, Upkeep};
use super::writer::Writer;
use crate::domain::time::Timestamp;
use crate::files::beside;
use crate::store::OpenError;
use diesel::connection::SimpleConnection;
use diesel::{QueryResult, SqliteConnection};
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
    let asked = Asked::default();
    writer.upkeep = Some(Upkeep::new(nudge, asked.clone()));
    spawn("store-log", move || {
        keep_log_short(anchor, &opened, &nudges, &asked);
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
/// From so many pages on the log is to begin anew.
const LARGE: i32 = 2048;
/// How long checkpoints wait for readers and other writers. The last one does not either: another program may serve.
const WAITS: Duration = Duration::ZERO;

/// How often a quiet file is looked at.
const LOOKS_EVERY: Duration = Duration::from_secs(2);

/// Moves the log's pages into the file whenever the writer nudges, and after a quiet moment; ends, with a last
/// checkpoint, when the writer is gone. Says so, once, when the file is no longer the one that was opened.
///
/// `anchor` is given up at the end, unless something was written over the file: whoever closes it last plays the log
/// into it.
fn keep_log_short(
    anchor: SqliteConnection,
    opened: &DatabaseFile,
    nudges: &Receiver<()>,
    asked: &Asked,
) {
    let path = opened.path();
    let log = beside(&real(path), "-wal");
    let mut connection = connect(path, Role::Writer, WAITS).ok();
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
            let step = if is_over { empty } else { shorten };
            checkpoint(&mut connection, path, |open| step(open, asked));
        }
        if is_over {
            break;
        }
    }
    if opened.is_written_over() {
        leave_as_found(anchor);
    }
}

/// While requests are served: nobody waits for this. What is written during a pass stays in the log, so where it is to
/// begin anew a second one leaves the writer little, and none is left to it while somebody still reads what is older.
fn shorten(connection: &mut SqliteConnection, asked: &Asked) -> QueryResult<()> {
    let is_large = pass(connection)?.log >= LARGE;
    asked.set(is_large && pass(connection)?.is_complete());
    Ok(())
}

/// At the end: nobody of this program writes any more.
fn empty(connection: &mut SqliteConnection, _: &Asked) -> QueryResult<()> {
    pass(connection)?;
    connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
}

/// A failure here loses nothing: the log only grows until the next one.
fn checkpoint(
    connection: &mut Option<SqliteConnection>,
    path: &Path,
    step: impl FnOnce(&mut SqliteConnection) -> QueryResult<()>,
) {
    if connection.is_none() {
        *connection = connect(path, Role::Writer, WAITS).ok();
    }
    let Some(open) = connection else { return };
    if let Err(error) = step(open) {
        tracing::warn!(reason = %error, "checkpoint of the write-ahead log failed; it is tried again");
        *connection = None;
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nothing outside can stop between two steps.

    use super::{Asked, LARGE, Role, connect, pass, shorten};
    use crate::store::engine::sqlite::{create_file, ensure_wal};
    use diesel::SqliteConnection;
    use diesel::connection::SimpleConnection;
    use std::time::Duration;

    /// Whoever waits so long comes back with less done.
    const PATIENCE: Duration = Duration::from_secs(5);

    fn runs(connection: &mut SqliteConnection, sql: &str) {
        connection.batch_execute(sql).expect(sql);
    }

    #[test]
    fn while_requests_are_served_nobody_is_waited_for_and_the_writer_gets_what_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = &folder.path().join("a.db");
        create_file(path).expect("a file");
        let open = |role| connect(path, role, PATIENCE).expect("opens");
        let (mut writer, asked) = (open(Role::Writer), Asked::default());
        ensure_wal(&mut writer, PATIENCE).expect("a log");
        let (mut keeper, mut reader) = (open(Role::Writer), open(Role::Reader));
        let grow = format!(
            "INSERT INTO rows WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {LARGE}) \
             SELECT randomblob(4000) FROM n"
        );
        runs(&mut writer, "CREATE TABLE rows (bytes BLOB)");
        runs(&mut reader, "BEGIN; SELECT * FROM rows");
        runs(&mut writer, &grow);
        runs(
            &mut writer,
            "BEGIN IMMEDIATE; INSERT INTO rows VALUES (x'00')",
        );
        shorten(&mut keeper, &asked).expect("passes beside both");
        assert!(
            !asked.is_set(),
            "what somebody reads is not left to the writer"
        );
        runs(&mut reader, "COMMIT");
        shorten(&mut keeper, &asked).expect("passes beside the one that writes");
        assert!(asked.is_set());
        runs(&mut writer, "COMMIT");
        let before = pass(&mut writer).expect("passes");
        assert!(before.is_complete() && before.log > LARGE, "{before:?}");
        runs(&mut writer, "INSERT INTO rows VALUES (x'00')");
        let anew = pass(&mut writer).expect("passes");
        assert!(anew.log < 10, "the log has begun anew: {anew:?}");
    }
}
