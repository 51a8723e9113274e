//! Copies of the database file, whole or not there at all: before a migration, for a backup, and back from one.

use super::address::DatabasePlace;
use super::copy::{Progress, remove, remove_logs, write_whole};
use super::db::Db;
use super::hold::{Hold, keep_others_out};
use super::migrate;
use super::options::OpenOptions;
use super::remedy::is_damage;
use super::role::Role;
use super::sqlite::{self, NO_NAME, log_of, real};
use crate::files::{beside, create_private, identity, sync_folder_of};
use crate::store::OpenError;
use diesel::connection::SimpleConnection;
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

/// What was put in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub schema: String,
    /// Steps of this program that it has not seen.
    pub pending: Vec<String>,
}

const PATIENCE: Duration = Duration::from_secs(5);
/// What every file of SQLite begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

fn refuse_postgres(mend: &str) -> OpenError {
    OpenError::Refused(format!("PostgreSQL has its own programs for this: {mend}"))
}

/// Copies a database that may be in use, as it is at one moment; the size of the copy.
pub fn back_up(place: &DatabasePlace, to: &Path, tell: Progress) -> Result<u64, OpenError> {
    let DatabasePlace::Sqlite(path) = place else {
        return Err(refuse_postgres("run `pg_dump --format=custom --file=FILE`"));
    };
    let failed = |reason: &dyn std::fmt::Display| {
        OpenError::Refused(format!("no backup was made to {}: {reason}", to.display()))
    };
    let ours =
        fs::metadata(path).map_err(|error| failed(&format!("{}: {error}", path.display())))?;
    // The first to open it after a crash looks whether it is sound: a log that was played into a damaged file is gone.
    let _hold = Hold::shared(place)?;
    // SQLite would read meaning into the beginnings of some names.
    let to = &std::path::absolute(to).map_err(|error| failed(&error))?;
    may_be_replaced(to, &ours).map_err(|reason| failed(&reason))?;
    refuse_log_of(to)?;
    if to.exists() {
        keep_others_out(to)?;
        check_ours(to).map_err(|reason| failed(&reason))?;
    }
    let mut connection =
        sqlite::connect(path, Role::Keeper, PATIENCE).map_err(|error| failed(&error))?;
    if let Err(reason) = write_whole(&mut connection, to, to, tell) {
        sqlite::leave_as_found(connection);
        return Err(failed(&reason));
    }
    let size = fs::metadata(to).map_err(|error| failed(&error))?.len();
    tell(size, size);
    Ok(size)
}

/// By its name and its first bytes.
fn may_be_replaced(to: &Path, ours: &fs::Metadata) -> Result<(), &'static str> {
    if to.to_str().is_none() {
        return Err(NO_NAME);
    }
    let Ok(there) = fs::metadata(to) else {
        return Ok(());
    };
    if identity(&there) == identity(ours) {
        return Err("that is the database itself. Name another file");
    }
    if there.is_file() && begins_with_magic(to) {
        Ok(())
    } else {
        Err("another file is there already. Name a new one")
    }
}

/// Whether a file of SQLite is a database of Vestibule.
fn check_ours(file: &Path) -> Result<(), String> {
    let theirs =
        "what is there already is no backup of Vestibule. Name a new file, or move that one away";
    match contents(file) {
        Ok(Contents { ours: 2, .. }) => Ok(()),
        Ok(_) => Err(theirs.to_owned()),
        Err(reason) => Err(format!("{theirs} ({reason})")),
    }
}

/// How many tables there are, and how many of two that are ours.
#[derive(QueryableByName)]
struct Contents {
    #[diesel(sql_type = sql_types::BigInt)]
    tables: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    ours: i64,
}

fn contents(file: &Path) -> Result<Contents, String> {
    let asked = "SELECT count(*) AS tables, \
         count(CASE WHEN name IN ('__diesel_schema_migrations', 'instance') THEN 1 END) AS ours \
         FROM sqlite_schema WHERE type = 'table'";
    let mut open = sqlite::connect(file, Role::Keeper, PATIENCE)?;
    let found = sql_query(asked).get_result(&mut open);
    if found.is_err() {
        sqlite::leave_as_found(open);
    }
    found.map_err(|error| error.to_string())
}

/// Puts a copy of `from` in the database's place. Before that, nothing of the database is touched; whenever it is cut
/// off, the one or the other is there, whole.
pub fn restore(
    place: &DatabasePlace,
    from: &Path,
    options: &OpenOptions,
    tell: Progress,
) -> Result<Restored, OpenError> {
    let DatabasePlace::Sqlite(path) = place else {
        return Err(refuse_postgres(
            "stop the servers, then run `pg_restore --clean --if-exists --single-transaction --dbname=NAME FILE`",
        ));
    };
    let path = &real(path);
    let source = open_source(from, path)?;
    let _alone = Hold::alone(path)?;
    let part = beside(path, ".restore");
    let placed = prepare(source, &part, path, options, tell)
        .map_err(|reason| {
            OpenError::Refused(format!(
                "{} was not restored, and the database is as it was: {reason}",
                from.display()
            ))
        })
        .and_then(|restored| {
            let _others = keep_others_out(path)?;
            put_in_place(&part, path).map_err(|error| {
                OpenError::Refused(format!(
                    "{} could not be put in place ({error}): try again",
                    from.display()
                ))
            })?;
            Ok(restored)
        });
    if placed.is_err() {
        let _gone = remove_with_logs(&part);
    }
    placed
}

/// All that can fail, before the database's place is touched.
fn prepare(
    source: File,
    part: &Path,
    path: &Path,
    options: &OpenOptions,
    tell: Progress,
) -> Result<Restored, String> {
    remove_with_logs(part)
        .and_then(|()| copy(source, part, path, tell))
        .map_err(|error| error.to_string())?;
    let restored = inspect(part, options)?;
    fold_log(path)?;
    refuse_foreign(path)?;
    Ok(restored)
}

/// The log goes first: beside another file it would be played into that one. It is empty by now, unless the database
/// was damaged before.
fn put_in_place(part: &Path, path: &Path) -> io::Result<()> {
    remove_logs(path)?;
    sync_folder_of(path)?;
    fs::rename(part, path)?;
    sync_folder_of(path)
}

fn open_source(from: &Path, path: &Path) -> Result<File, OpenError> {
    let refuse = |reason: &str| {
        OpenError::Refused(format!("{} cannot be restored: {reason}", from.display()))
    };
    // Before it is opened: a pipe would wait for who writes into it.
    let about = fs::metadata(from).map_err(|error| refuse(&error.to_string()))?;
    if !about.is_file() {
        return Err(refuse("it is no file. Give the backup itself"));
    }
    let source = File::open(from).map_err(|error| refuse(&error.to_string()))?;
    if fs::metadata(path).is_ok_and(|there| identity(&there) == identity(&about)) {
        return Err(refuse("that is the database itself"));
    }
    if !begins_with_magic(from) {
        return Err(refuse("it is no SQLite database"));
    }
    refuse_log_of(&real(from))?;
    Ok(source)
}

/// Nobody can tell whether such a log belongs to the file.
fn refuse_log_of(file: &Path) -> Result<(), OpenError> {
    let Some(log) = log_of(file) else {
        return Ok(());
    };
    Err(OpenError::Refused(format!(
        "{log} would be played into {file}. If both were copied together, run `sqlite3 {file} 'PRAGMA journal_mode = \
         DELETE'` first; if not, delete {log}",
        log = log.display(),
        file = file.display()
    )))
}

fn begins_with_magic(file: &Path) -> bool {
    let mut begin = [0; 16];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut begin));
    read.is_ok() && begin == *MAGIC
}

fn copy(mut source: File, part: &Path, path: &Path, tell: Progress) -> io::Result<()> {
    let total = source.metadata()?.len();
    let mut target = create_private(part, path)?;
    let mut chunk = vec![0; 1 << 20];
    let mut done = 0;
    loop {
        let read = source.read(&mut chunk)?;
        let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        target.write_all(bytes)?;
        done += u64::try_from(read).unwrap_or_default();
        tell(done, total);
    }
    target.sync_all()
}

/// Whether it is sound, ours, and one that this program and its key can open.
fn inspect(part: &Path, options: &OpenOptions) -> Result<Restored, String> {
    let mut file = sqlite::connect(part, Role::Keeper, PATIENCE)?;
    // Alone, without a log beside it.
    file.batch_execute("PRAGMA journal_mode = DELETE")
        .map_err(|error| error.to_string())?;
    let faults = sqlite::integrity_faults(&mut file)?;
    if !faults.is_empty() {
        return Err(faults.join("; "));
    }
    read_history(&mut Db::Sqlite(file), options).map_err(|error| error.to_string())
}

fn read_history(db: &mut Db, options: &OpenOptions) -> Result<Restored, OpenError> {
    let applied = migrate::applied(db)?;
    migrate::refuse_newer(&applied)?;
    let Some(schema) = applied.last().cloned() else {
        let foreign = "it is no database of Vestibule".to_owned();
        return Err(OpenError::Refused(foreign));
    };
    migrate::check_fingerprint_of_backup(db, options)?;
    Ok(Restored {
        schema,
        pending: migrate::pending(&applied)?,
    })
}

/// Plays the log of the present database into it, so that it needs none when its log is removed. One that is damaged
/// stays so.
fn fold_log(path: &Path) -> Result<(), String> {
    if log_of(path).is_none() || !path.exists() {
        return Ok(());
    }
    let folded = sqlite::connect(path, Role::Keeper, PATIENCE).and_then(|mut file| {
        file.batch_execute("PRAGMA journal_mode = DELETE")
            .map_err(|error| error.to_string())
    });
    match folded {
        Err(reason) if !is_damage(&reason) => Err(reason),
        _ => Ok(()),
    }
}

/// One that cannot be read may be ours, and damaged: that is what restoring is for.
fn refuse_foreign(path: &Path) -> Result<(), String> {
    if !path.exists() {
        return Ok(());
    }
    match contents(path) {
        Ok(Contents { tables: 1.., ours }) if ours < 2 => Err(format!(
            "{} is another program's database. Check database_url, or move that file away",
            path.display()
        )),
        _ => Ok(()),
    }
}

fn remove_with_logs(path: &Path) -> io::Result<()> {
    remove_logs(path)?;
    remove(path)
}
