//! Whether the file that was opened is still the one at its path. Once it is not, it never is again: what is written
//! from then on would be lost.

use super::db::Db;
use super::sqlite::{LOGS, real};
use crate::domain::time::Timestamp;
use crate::files::{Stamp, beside, identity, stamp};
use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection};
use diesel::{sql_query, sql_types};
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

#[derive(Debug)]
pub struct DatabaseFile {
    path: PathBuf,
    /// The database, and the log that belongs to it.
    files: Vec<(PathBuf, (u64, u64))>,
    mark: Option<Mark>,
    /// Why, once it is lost.
    lost: OnceLock<String>,
}

/// A number in the first page. A backup has none: see `copy`.
#[derive(Debug)]
struct Mark {
    number: i32,
    /// Whether it has arrived in the file; at first it may stand in the log alone.
    has_arrived: AtomicBool,
    /// The file as it was when the mark was last found in it. Of us a checkpoint alone writes there: all else goes
    /// into the log.
    found_at: Mutex<Option<Stamp>>,
}

impl DatabaseFile {
    /// Somebody must hold a connection to the file, or its log may come and go.
    pub fn now(path: &Path, mark: Option<i32>) -> Self {
        let logs = LOGS.map(|log| beside(&real(path), log));
        let all = std::iter::once(path.to_owned()).chain(logs);
        let found = all.filter_map(|path| {
            let about = fs::metadata(&path).ok()?;
            Some((path, identity(&about)))
        });
        Self {
            path: path.to_owned(),
            files: found.collect(),
            mark: mark.map(|number| Mark {
                number,
                has_arrived: AtomicBool::new(false),
                found_at: Mutex::default(),
            }),
            lost: OnceLock::new(),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it was noticed before.
    pub fn known_lost(&self) -> Option<&str> {
        self.lost.get().map(String::as_str)
    }

    /// Why what is written would be lost; none while the files are the same. It costs a look at their names, and one
    /// into the file where that was written since: something may have been written over it, as `cp` does.
    pub fn lost(&self) -> Option<&str> {
        self.look(Mark::may_be_gone)
    }

    /// The same, with a look into the file in any case.
    pub fn lost_inside(&self) -> Option<&str> {
        self.look(Mark::is_gone)
    }

    fn look(&self, is_gone: fn(&Mark, &Path, Option<Stamp>) -> bool) -> Option<&str> {
        if self.known_lost().is_none() {
            // Before the look inside: what is written while that lasts is for the next one.
            let own = fs::metadata(&self.path);
            let now = own.as_ref().ok().map(stamp);
            let other = self.files.iter().find(|(path, known)| {
                if *path == self.path {
                    is_another(*known, &own)
                } else {
                    is_another(*known, &fs::metadata(path))
                }
            });
            let is_gone = |mark: &Mark| is_gone(mark, &self.path, now);
            if let Some((path, _)) = other {
                self.note(path);
            } else if self.mark.as_ref().is_some_and(is_gone) {
                self.note(&self.path);
            }
        }
        self.known_lost()
    }

    /// Whether it is lost although it is the same file.
    pub fn is_written_over(&self) -> bool {
        self.known_lost().is_some()
            && !self
                .files
                .iter()
                .any(|(path, known)| is_another(*known, &fs::metadata(path)))
    }

    fn note(&self, path: &Path) {
        let _first = self.lost.set(format!(
            "{} was replaced or deleted under the running server, and what it writes is lost: stop it, put the \
             database in place (`vestibule db restore FILE`), and start it",
            path.display()
        ));
    }
}

/// A file that cannot be looked at for another reason may still be there.
fn is_another(known: (u64, u64), about: &io::Result<Metadata>) -> bool {
    match about {
        Ok(about) => identity(about) != known,
        Err(error) => matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
    }
}

impl Mark {
    /// Looks only where the file is not as it was at the last look. Within the same tick of the system's clock (some
    /// milliseconds) two writes look like one: then a look in any case tells.
    fn may_be_gone(&self, path: &Path, now: Option<Stamp>) -> bool {
        let found_at = *self.found_at.lock().unwrap_or_else(PoisonError::into_inner);
        (found_at.is_none() || now != found_at) && self.is_gone(path, now)
    }

    fn is_gone(&self, path: &Path, now: Option<Stamp>) -> bool {
        match mark_in_file(path) {
            Some(found) if found == self.number => {
                self.has_arrived.store(true, Ordering::Release);
                *self.found_at.lock().unwrap_or_else(PoisonError::into_inner) = now;
                false
            }
            Some(_) => self.has_arrived.load(Ordering::Acquire),
            // Half of a checkpoint, or of a copy: the next look tells.
            None => false,
        }
    }
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = sql_types::Integer)]
    user_version: i32,
}

fn mark_of(file: &mut SqliteConnection) -> QueryResult<i32> {
    let found: Version = sql_query("PRAGMA user_version").get_result(file)?;
    Ok(found.user_version)
}

/// What stands in the file itself, whatever the log says. It is SQLite that opens and closes it: if anybody else in
/// this process did, all locks on it would be gone.
fn mark_in_file(path: &Path) -> Option<i32> {
    let name = format!("file:{}?immutable=1", escaped(path.to_str()?));
    let mut file = SqliteConnection::establish(&name).ok()?;
    mark_of(&mut file).ok()
}

/// As a path in a URI.
fn escaped(path: &str) -> String {
    let escape = |byte: u8| match byte {
        b'/' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    path.bytes().map(escape).collect()
}

/// The number of this database, given to it where it has none. None where nothing can be written now.
pub fn mark(db: &mut Db, now: Timestamp, waits: Duration) -> Option<i32> {
    let Db::Sqlite(file) = db else { return None };
    let found = mark_of(file).ok()?;
    if found != 0 {
        return Some(found);
    }
    db.begin(waits).ok()?;
    let marked = give_mark(db, now);
    if marked.is_none() {
        let _ = db.rollback();
        return None;
    }
    db.commit().ok()?;
    if let Db::Sqlite(file) = db {
        // Until it has arrived in the file, nobody can look for it there.
        let _later = file.batch_execute("PRAGMA wal_checkpoint(PASSIVE)");
    }
    marked
}

/// Another process may have been faster.
fn give_mark(db: &mut Db, now: Timestamp) -> Option<i32> {
    let Db::Sqlite(file) = db else { return None };
    let found = mark_of(file).ok()?;
    if found != 0 {
        return Some(found);
    }
    let number = i32::try_from(now.millis().rem_euclid(i64::from(i32::MAX)))
        .unwrap_or_default()
        .max(1);
    file.batch_execute(&format!("PRAGMA user_version = {number}"))
        .ok()?;
    Some(number)
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nothing outside looks so often.

    use super::{DatabaseFile, mark};
    use crate::domain::time::Timestamp;
    use crate::store::engine::copy::write_whole;
    use crate::store::engine::db::Db;
    use crate::store::engine::role::Role;
    use crate::store::engine::sqlite::{connect, create_file, ensure_wal};
    use diesel::SqliteConnection;
    use diesel::connection::SimpleConnection;
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use std::time::Duration;

    const WAITS: Duration = Duration::from_secs(30);

    fn open(path: &Path) -> SqliteConnection {
        connect(path, Role::Writer, WAITS).expect("opens")
    }

    fn marked(path: &Path) -> (Db, Option<i32>) {
        create_file(path).expect("a file");
        let mut file = open(path);
        ensure_wal(&mut file, WAITS).expect("a log");
        let mut db = Db::Sqlite(file);
        let number = mark(&mut db, Timestamp::from_millis(1_767_225_600_000), WAITS);
        (db, number)
    }

    /// Everything that moves pages of a file, or makes it shorter.
    fn is_busy(path: &Path) {
        let mut file = open(path);
        file.batch_execute("CREATE TABLE rows (bytes BLOB)")
            .expect("a table");
        for _ in 0..40 {
            let steps = [
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) \
                 INSERT INTO rows SELECT randomblob(3000) FROM n",
                "PRAGMA wal_checkpoint(TRUNCATE)",
                "CREATE INDEX lengths ON rows (length(bytes))",
                "PRAGMA wal_checkpoint(PASSIVE)",
                "DROP INDEX lengths; DELETE FROM rows",
                "VACUUM",
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ];
            for step in steps {
                file.batch_execute(step).expect(step);
            }
        }
    }

    #[test]
    fn o01_a_file_is_not_lost_whatever_is_done_inside_it_and_is_when_a_copy_is_written_over_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = &folder.path().join("of 100 % #1.db");
        let (mut db, number) = marked(path);
        assert!(number.is_some_and(|number| number != 0));
        assert_eq!(marked(path).1, number, "a second one finds the same");
        let opened = DatabaseFile::now(path, number);
        assert_eq!(opened.lost_inside(), None);
        let is_over = AtomicBool::new(false);
        let looks = thread::scope(|scope| {
            let looking = scope.spawn(|| {
                let mut looks = 0_u64;
                while !is_over.load(Ordering::Acquire) {
                    assert_eq!(opened.lost_inside(), None);
                    looks += 1;
                }
                looks
            });
            is_busy(path);
            is_over.store(true, Ordering::Release);
            looking.join().expect("never lost")
        });
        assert!(looks > 100, "{looks}");
        let copy = folder.path().join("copy.db");
        let Db::Sqlite(file) = &mut db else {
            unreachable!("a file")
        };
        write_whole(file, &copy, &copy, &mut |_, _| {}).expect("copies");
        std::fs::copy(&copy, path).expect("writes over it");
        let said = opened.lost_inside().expect("lost");
        assert!(said.contains("was replaced"), "{said}");
        assert_eq!(opened.lost(), Some(said), "for good");
    }
}
