//! SQLite's own copy of one moment, which no writer can make begin anew; a file without a log. It gets its name once it
//! is whole.

use super::sqlite::{LOGS, NO_NAME};
use crate::files::{beside, create_private, identity, sync_folder_of};
use diesel::connection::SimpleConnection;
use diesel::{QueryableByName, RunQueryDsl, SqliteConnection, sql_query, sql_types};
use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// Where a database has its mark (`PRAGMA user_version`). A copy has none: written over the database that it is of, it
/// must be known from that one.
const MARK_AT: u64 = 60;
/// How often progress is told.
const TELLS_EVERY: Duration = Duration::from_millis(200);

/// Who hears how many bytes are done, and of how many.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Copies the database as it is, to a file beside it that is named after its schema; the path of the copy.
pub fn copy_beside(
    connection: &mut SqliteConnection,
    path: &Path,
    schema: &str,
) -> Result<PathBuf, String> {
    let copy = beside(path, &format!(".schema-{schema}.copy"));
    // A copy of the same name may have been opened, and its log left behind.
    remove_logs(&copy).map_err(|error| error.to_string())?;
    write_whole(connection, &copy, path, &mut |_, _| {})?;
    Ok(copy)
}

/// Writes beside `to`, then gives it that name.
pub fn write_whole(
    connection: &mut SqliteConnection,
    to: &Path,
    like: &Path,
    tell: Progress,
) -> Result<(), String> {
    let part = beside(to, ".part");
    let _turn = Turn::take(to)?;
    let text = |error: io::Error| format!("{}: {error}", part.display());
    remove(&part).map_err(text)?;
    let made = create_private(&part, like).map_err(text)?;
    let written = vacuum_into(connection, &part, tell).and_then(|()| {
        check_made(&made, &part)?;
        made.write_all_at(&[0; 4], MARK_AT)
            .and_then(|()| made.sync_all())
            .and_then(|()| fs::rename(&part, to))
            .and_then(|()| sync_folder_of(to))
            .map_err(text)
    });
    if written.is_err() {
        // Half a copy is of no use to anybody.
        let _gone = fs::remove_file(&part);
    }
    written
}

/// Whether what SQLite wrote is in the file that was made for it.
fn check_made(made: &File, part: &Path) -> Result<(), String> {
    let about = made.metadata().map_err(|error| error.to_string())?;
    let is_same = fs::symlink_metadata(part).is_ok_and(|it| identity(&it) == identity(&about));
    if is_same && about.len() > 0 {
        return Ok(());
    }
    let part = part.display();
    Err(format!(
        "{part} is not what was written there: something else uses that name. Try again"
    ))
}

/// One at a time writes to a name; a lock beside it tells, which ends with the process that holds it.
struct Turn {
    path: PathBuf,
    _lock: Option<File>,
}

impl Turn {
    fn take(to: &Path) -> Result<Self, String> {
        let path = beside(to, ".part.lock");
        loop {
            let lock = open_lock(&path, to)?;
            match lock.try_lock() {
                Err(TryLockError::WouldBlock) => {
                    return Err(
                        "another copy is being written there. Wait until it is done".to_owned()
                    );
                }
                // File systems without locks: what was made is looked at in the end.
                Err(TryLockError::Error(_)) => return Ok(Self { path, _lock: None }),
                Ok(()) => {}
            }
            // Whoever had it before took its name away at the end.
            let about = lock.metadata().map_err(|error| error.to_string())?;
            if fs::symlink_metadata(&path).is_ok_and(|it| identity(&it) == identity(&about)) {
                let _lock = Some(lock);
                return Ok(Self { path, _lock });
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // While the lock is held. One that stays is in nobody's way.
        let _gone = fs::remove_file(&self.path);
    }
}

fn open_lock(path: &Path, like: &Path) -> Result<File, String> {
    loop {
        let opened = match create_private(path, like) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => File::open(path),
            made => made,
        };
        match opened {
            // It went in between.
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder_is_there(path) => {}
            opened => return opened.map_err(|error| format!("{}: {error}", path.display())),
        }
    }
}

fn folder_is_there(path: &Path) -> bool {
    path.parent().is_some_and(Path::is_dir)
}

#[derive(QueryableByName)]
struct Size {
    #[diesel(sql_type = sql_types::BigInt)]
    bytes: i64,
}

fn vacuum_into(
    connection: &mut SqliteConnection,
    part: &Path,
    tell: Progress,
) -> Result<(), String> {
    let pages = "SELECT page_size * (page_count - freelist_count) AS bytes \
         FROM pragma_page_size, pragma_page_count, pragma_freelist_count";
    let size = sql_query(pages)
        .get_result::<Size>(connection)
        .map_err(|error| error.to_string())?;
    let total = u64::try_from(size.bytes).unwrap_or_default();
    let quoted = part.to_str().ok_or(NO_NAME)?.replace('\'', "''");
    let (done, is_done) = sync_channel(1);
    thread::scope(|scope| {
        scope.spawn(move || {
            let copied = connection.batch_execute(&format!("VACUUM INTO '{quoted}'"));
            let _heard = done.send(copied.map_err(|error| error.to_string()));
        });
        loop {
            match is_done.recv_timeout(TELLS_EVERY) {
                Ok(copied) => return copied,
                Err(RecvTimeoutError::Timeout) => {
                    let written = fs::metadata(part).map_or(0, |about| about.len());
                    tell(written.min(total), total);
                }
                Err(error) => return Err(error.to_string()),
            }
        }
    })
}

pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

pub fn remove_logs(path: &Path) -> io::Result<()> {
    LOGS.iter().try_for_each(|log| remove(&beside(path, log)))
}
