//! A look at the database that changes nothing: schema, the server key's fingerprint, and the file itself.

use super::address::{Address, DatabasePlace};
use super::ahead;
use super::db::{Db, on_each};
use super::migrate::{
    applied, check_fingerprint, connect, failed, fingerprint, pending, refuse_newer,
};
use super::options::OpenOptions;
use super::{remedy, sqlite};
use crate::domain::time::Timestamp;
use crate::store::OpenError;
use diesel::prelude::*;
use diesel::{sql_query, sql_types};
use std::time::Instant;

/// What a look at the database found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub backend: &'static str,
    /// Of the database itself.
    pub version: String,
    /// Of the machine that the database is on, where that may be another.
    pub clock: Option<ToldTime>,
    pub schema: Option<String>,
    /// The latest moment that a row tells; nothing where the schema is not this program's.
    pub latest: Option<Timestamp>,
    /// Whether it was last opened with a key from before the last rotation.
    pub key: KeyAge,
    /// Steps of this program that the database has not seen.
    pub pending: Vec<String>,
    /// What is wrong; nothing when all is well.
    pub faults: Vec<String>,
}

/// Which server key a database was last opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAge {
    Current,
    /// One that is accepted beside it.
    Before,
}

/// What another clock said, and when it was asked by the clock of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldTime {
    pub said: Timestamp,
    /// It was said some time between these two.
    pub asked: Instant,
    pub answered: Instant,
}

/// What a database says of itself.
#[derive(QueryableByName)]
struct About {
    #[diesel(sql_type = sql_types::Text)]
    version: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::BigInt>)]
    clock: Option<i64>,
}

/// It runs in this process, by this machine's clock.
const OF_SQLITE: &str = "SELECT sqlite_version() AS version, CAST(NULL AS bigint) AS clock";
const OF_POSTGRESQL: &str = "SELECT split_part(current_setting('server_version'), ' ', 1) AS version, \
     CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS clock";

/// Whether it is there and a schema of ours was begun.
pub fn is_made(address: &Address) -> Result<bool, OpenError> {
    match &address.place {
        // An empty file is what a mount or `touch` leaves; what a file holds is looked at when it is opened.
        DatabasePlace::Sqlite(path) => {
            Ok(std::fs::metadata(path).is_ok_and(|about| !about.is_file() || about.len() > 0))
        }
        DatabasePlace::Postgres(_) => Ok(!applied(&mut connect(address)?)?.is_empty()),
    }
}

/// Looks without changing anything.
pub fn check(address: &Address, options: &OpenOptions) -> Result<Checked, OpenError> {
    if let DatabasePlace::Sqlite(path) = &address.place
        && !path.exists()
    {
        return Err(OpenError::Refused(format!(
            "there is no database file {} yet: `vestibule db migrate` makes it",
            path.display()
        )));
    }
    let mut db = connect(address)?;
    let checked = look(&mut db, options);
    let is_sound = checked.as_ref().is_ok_and(|it| it.faults.is_empty());
    if let (Db::Sqlite(file), false) = (db, is_sound) {
        sqlite::leave_as_found(file);
    }
    checked
}

fn age_of_key(db: &mut Db, options: &OpenOptions) -> Result<KeyAge, OpenError> {
    Ok(match fingerprint(db)? {
        Some(known) if known != options.key_fingerprint => KeyAge::Before,
        _ => KeyAge::Current,
    })
}

fn look(db: &mut Db, options: &OpenOptions) -> Result<Checked, OpenError> {
    let applied = applied(db)?;
    let pending = pending(&applied)?;
    let mut faults = Vec::new();
    let mut note = |result: Result<(), OpenError>| {
        if let Err(error) = result {
            faults.push(error.to_string());
        }
    };
    note(refuse_newer(&applied));
    let mut key = KeyAge::Current;
    if !applied.is_empty() {
        note(check_fingerprint(db, options));
        key = age_of_key(db, options)?;
    }
    if let Db::Sqlite(file) = db {
        let found = sqlite::integrity_faults(file).map_err(failed)?;
        if let [_, ..] = found.as_slice() {
            faults.extend(found);
            faults.push(remedy::RESTORE.to_owned());
        }
    }
    let (backend, about, clock) = about(db)?;
    let latest = match (pending.is_empty(), faults.is_empty()) {
        (true, true) => ahead::latest(db).map_err(failed)?,
        _ => None,
    };
    Ok(Checked {
        backend,
        version: about.version,
        clock,
        schema: applied.last().cloned(),
        latest,
        key,
        pending,
        faults,
    })
}

/// What the database says of itself, and how long it took to say so: no part of connecting is in that.
fn about(db: &mut Db) -> Result<(&'static str, About, Option<ToldTime>), OpenError> {
    let asked = Instant::now();
    let (backend, about): (_, QueryResult<About>) = on_each!(
        db,
        Postgres(server) => ("PostgreSQL", sql_query(OF_POSTGRESQL).get_result(server)),
        Sqlite(file) => ("SQLite", sql_query(OF_SQLITE).get_result(file))
    );
    let answered = Instant::now();
    let about = about.map_err(failed)?;
    let clock = about.clock.map(|clock| ToldTime {
        said: Timestamp::from_millis(clock),
        asked,
        answered,
    });
    Ok((backend, about, clock))
}
