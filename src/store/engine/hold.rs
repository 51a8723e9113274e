//! Who has the database file open. A lock in a file beside it tells; it ends with the process that holds it, however
//! that ends.

use super::address::DatabasePlace;
use super::sqlite::{self, real};
use crate::files::{beside, create_private};
use crate::store::OpenError;
use rustix::fs::{FlockOperation, fcntl_lock};
use rustix::io::Errno;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Held as long as the database is used.
pub struct Hold {
    _lock: Option<File>,
}

/// How long the first of several who open at the same moment keeps the others waiting.
const FIRST_TAKES: Duration = Duration::from_secs(2);

impl Hold {
    /// Beside others who use the database. The first of them looks whether the file is sound, where the last end left
    /// its log behind.
    pub fn shared(place: &DatabasePlace) -> Result<Self, OpenError> {
        let DatabasePlace::Sqlite(path) = place else {
            return Ok(Self { _lock: None });
        };
        sqlite::create_file(path)?;
        let path = real(path);
        // A folder that takes no file has no log either: SQLite will say so.
        let Ok(lock) = lock_file(&path) else {
            return Ok(Self { _lock: None });
        };
        let is_first = lock.try_lock().is_ok();
        let was_cut_off = is_first && sqlite::log_of(&path).is_some();
        share(&lock)?;
        if was_cut_off {
            tracing::info!("the database was not closed the last time: its file is checked first");
            refuse_damage(&path)?;
        }
        Ok(Self { _lock: Some(lock) })
    }

    /// The same for a look that leaves no trace.
    pub fn seen(place: &DatabasePlace) -> Result<Self, OpenError> {
        let DatabasePlace::Sqlite(path) = place else {
            return Ok(Self { _lock: None });
        };
        let lock = File::open(beside(&real(path), ".lock")).ok();
        lock.as_ref().map(share).transpose()?;
        Ok(Self { _lock: lock })
    }

    /// Refused while anybody uses the database.
    pub fn alone(path: &Path) -> Result<Self, OpenError> {
        let lock = lock_file(path).map_err(|error| {
            OpenError::Refused(format!(
                "{} cannot be made ({error}): run this as the user that runs the server",
                beside(path, ".lock").display()
            ))
        })?;
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return Err(in_use(path));
        }
        keep_others_out(path)?;
        Ok(Self { _lock: Some(lock) })
    }
}

/// SQLite's own locks tell of those who know nothing of ours: an older release, or the `sqlite3` shell. Nobody gets in
/// until the file that is returned is closed.
pub fn keep_others_out(path: &Path) -> Result<Option<File>, OpenError> {
    let file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(OpenError::Refused(format!(
                "{} cannot be opened ({error}): run this as the user that runs the server",
                path.display()
            )));
        }
    };
    match fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::AGAIN | Errno::ACCESS) => Err(in_use(path)),
        // Where there are no such locks, SQLite has none either.
        _ => Ok(Some(file)),
    }
}

fn in_use(path: &Path) -> OpenError {
    OpenError::Refused(format!(
        "the database {} is in use: stop the server, and every other program that has it open, then try again",
        path.display()
    ))
}

fn lock_file(path: &Path) -> io::Result<File> {
    let lock = beside(path, ".lock");
    match create_private(&lock, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => File::open(lock),
        made => made,
    }
}

fn share(lock: &File) -> Result<(), OpenError> {
    let began = Instant::now();
    // From one kind of lock to the other there is no way that is the same on every system.
    let _unlocked = lock.unlock();
    loop {
        match lock.try_lock_shared() {
            Err(TryLockError::WouldBlock) if began.elapsed() < FIRST_TAKES => {
                thread::sleep(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(OpenError::Refused(
                    "the database is being restored: try again when that is done".to_owned(),
                ));
            }
            // File systems without locks: SQLite's own are all there is.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(()),
        }
    }
}

fn refuse_damage(path: &Path) -> Result<(), OpenError> {
    let faults = sqlite::quick_faults(path);
    if faults.is_empty() {
        return Ok(());
    }
    Err(OpenError::Refused(format!(
        "the database file {} is damaged ({}): put a backup in its place with `vestibule db restore FILE`",
        path.display(),
        faults.join("; ")
    )))
}
