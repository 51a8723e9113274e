//! A look at the database that changes nothing: schema, the server key's fingerprint, and the file itself.

use super::ahead;
use super::db::{Address, Db, Place};
use super::migrate::{applied, check_fingerprint, connect, failed, pending, refuse_newer};
use super::{OpenError, OpenOptions};
use super::{remedy, sqlite};
use crate::domain::time::Timestamp;
use diesel::prelude::*;
use diesel::{sql_query, sql_types};

/// What a look at the database found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub backend: &'static str,
    /// Of the database itself.
    pub version: String,
    /// Of the machine that the database is on, where that may be another.
    pub clock: Option<Timestamp>,
    pub schema: Option<String>,
    /// The latest moment that a row tells; nothing where the schema is not this program's.
    pub latest: Option<Timestamp>,
    /// Steps of this program that the database has not seen.
    pub pending: Vec<String>,
    /// What is wrong; nothing when all is well.
    pub faults: Vec<String>,
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

/// Looks without changing anything.
pub(super) fn check(address: &Address, options: &OpenOptions) -> Result<Checked, OpenError> {
    if let Place::Sqlite(path) = &address.place
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
        sqlite::keep_log(file);
    }
    checked
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
    if !applied.is_empty() {
        note(check_fingerprint(db, options));
    }
    let (backend, about): (_, QueryResult<About>) = match db {
        Db::Sqlite(file) => {
            let found = sqlite::integrity_faults(file).map_err(failed)?;
            if let [_, ..] = found.as_slice() {
                faults.extend(found);
                faults.push(remedy::RESTORE.to_owned());
            }
            ("SQLite", sql_query(OF_SQLITE).get_result(file))
        }
        Db::Postgres(server) => {
            let about = sql_query(OF_POSTGRESQL).get_result(server);
            ("PostgreSQL", about)
        }
    };
    let about = about.map_err(failed)?;
    let latest = match (pending.is_empty(), faults.is_empty()) {
        (true, true) => ahead::latest(db).map_err(failed)?,
        _ => None,
    };
    Ok(Checked {
        backend,
        version: about.version,
        clock: about.clock.map(Timestamp::from_millis),
        schema: applied.last().cloned(),
        latest,
        pending,
        faults,
    })
}
