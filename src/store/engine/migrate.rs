//! Brings the schema up to date, refuses what this program cannot serve, and looks after the one row of
//! `instance`: the server key's fingerprint and the node numbers.

use super::address::{Address, DatabasePlace};
use super::db::{Db, on_each, on_either};
use super::fault::ConnectFault;
use super::options::OpenOptions;
use super::role::Role;
use super::schema::instance;
use super::sqlite;
use super::{app_names, copy, mailboxes, migrated, remedy};
use crate::domain::audit::happened::{Happened, RotatedKey};
use crate::domain::broker::id::derive_uuid;
use crate::store::OpenError;
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::{sql_query, sql_types};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::path::{Path, PathBuf};
use std::time::Duration;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRESQL: EmbeddedMigrations = embed_migrations!("migrations/postgresql");

/// The advisory lock under which one server at a time migrates: "vestibul" in ASCII.
const MIGRATION_LOCK: i64 = 0x7665_7374_6962_756c;

/// What a migration did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The schema before; none for a database that was empty.
    pub from: Option<String>,
    pub to: String,
    /// The copy of the file that was made before.
    pub copy: Option<PathBuf>,
    /// Names of users whose e-mail address turned out to be another's mailbox, spelled otherwise.
    pub second_owners: Vec<String>,
}

/// Migrates, and checks the fingerprint of the server key. Somebody holds the file, which is there.
pub fn prepare(address: &Address, options: &OpenOptions) -> Result<Migrated, OpenError> {
    let mut db = connect(address)?;
    if let Db::Sqlite(file) = &mut db {
        sqlite::ensure_wal(file, Duration::from_secs(5))
            .map_err(|reason| ConnectFault::new(reason).refusal(address.file()))?;
    }
    let applied = applied(&mut db)?;
    refuse_newer(&applied)?;
    // Nothing to write: this must work while somebody else holds the database.
    let done = if pending(&applied)?.is_empty() && is_founded(&mut db)? {
        Done {
            before: applied,
            copy: None,
            second_owners: Vec::new(),
        }
    } else {
        bring_up_to_date(&mut db, address, options)?
    };
    check_fingerprint(&mut db, options)?;
    take_on_key(&mut db, address, options)?;
    Ok(Migrated {
        from: done.before.last().cloned(),
        to: known()?.last().cloned().unwrap_or_default(),
        copy: done.copy,
        second_owners: done.second_owners,
    })
}

pub fn connect(address: &Address) -> Result<Db, OpenError> {
    address
        .connect_patiently(Role::Keeper)
        .map_err(|fault| fault.refusal(address.file()))
}

pub fn failed(reason: impl std::fmt::Display) -> OpenError {
    let reason = reason.to_string();
    let remedy = remedy::told_by(&reason).map_or(String::new(), |remedy| format!(". {remedy}"));
    OpenError::Refused(format!(
        "the database's schema cannot be prepared: {reason}{remedy}"
    ))
}

/// What was done when its turn came.
struct Done {
    /// What the database had seen.
    before: Vec<String>,
    copy: Option<PathBuf>,
    /// Those that the migration left.
    second_owners: Vec<String>,
}

/// One transaction, and one server at a time: who waited looks again at what there is to do. A file is copied inside
/// that turn, too, so that the copy holds all that was written before.
fn bring_up_to_date(
    db: &mut Db,
    address: &Address,
    options: &OpenOptions,
) -> Result<Done, OpenError> {
    in_transaction(db, address, |db| migrate_in_turn(db, address, options))
}

fn in_transaction<T>(
    db: &mut Db,
    address: &Address,
    work: impl FnOnce(&mut Db) -> Result<T, OpenError>,
) -> Result<T, OpenError> {
    db.begin(address.patience_of(Role::Keeper))
        .map_err(failed)?;
    match work(db) {
        Ok(done) => db.commit().map_err(failed).map(|()| done),
        Err(error) => {
            // The connection is dropped next: a failing rollback leaves nothing behind either.
            let _ = db.rollback();
            Err(error)
        }
    }
}

fn migrate_in_turn(
    db: &mut Db,
    address: &Address,
    options: &OpenOptions,
) -> Result<Done, OpenError> {
    on_each!(
        db,
        Postgres(server) => server
            .batch_execute(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            .map_err(failed)?,
        Sqlite(_) => ()
    );
    let before = applied(db)?;
    refuse_newer(&before)?;
    let mut done = Done {
        before,
        copy: None,
        second_owners: Vec::new(),
    };
    if !pending(&done.before)?.is_empty() {
        if let DatabasePlace::Sqlite(path) = &address.place {
            done.copy = copy_before(path, done.before.last())?;
        }
        migrate(db)?;
        mailboxes::fold_anew(db, &done.before).map_err(failed)?;
        app_names::fold_all(db).map_err(failed)?;
        done.second_owners = mailboxes::second_owners(db).map_err(failed)?;
    }
    found(db, options)?;
    name_account(db)?;
    if !pending(&done.before)?.is_empty() {
        let to = known()?.pop().unwrap_or_default();
        let from = done.before.last().cloned();
        let happened = Happened::Migrated { from, to };
        migrated::note(db, &happened, options.now).map_err(failed)?;
    }
    Ok(done)
}

/// Only an empty file needs no copy.
fn copy_before(path: &Path, schema: Option<&String>) -> Result<Option<PathBuf>, OpenError> {
    let Some(schema) = schema else {
        return Ok(None);
    };
    // By another connection: the one that is about to write cannot.
    sqlite::connect(path, Role::Keeper, Duration::from_secs(5))
        .and_then(|mut file| copy::copy_beside(&mut file, path, schema))
        .map(Some)
        .map_err(|reason| {
            OpenError::Refused(format!(
                "nothing was migrated, because the database could not be copied first: {reason}"
            ))
        })
}

fn migrate(db: &mut Db) -> Result<(), OpenError> {
    let done = on_each!(
        db,
        Postgres(server) => server.run_pending_migrations(POSTGRESQL).map(drop),
        Sqlite(file) => file.run_pending_migrations(SQLITE).map(drop)
    );
    done.map_err(failed)
}

/// Writes the row of a new instance.
fn found(db: &mut Db, options: &OpenOptions) -> Result<(), OpenError> {
    if is_founded(db)? {
        return Ok(());
    }
    let row = (
        instance::id.eq(1),
        instance::created_at.eq(options.now.millis()),
        instance::key_fingerprint.eq(&options.key_fingerprint),
        instance::last_app_id.eq(0),
        instance::openings.eq(0),
    );
    diesel::insert_into(instance::table)
        .values(row)
        .execute(db)
        .map(drop)
        .map_err(failed)
}

/// One id for the whole installation, made of what no other has: its first key and its first moment.
fn name_account(db: &mut Db) -> Result<(), OpenError> {
    let unnamed = instance::table
        .filter(instance::account_uuid.is_null())
        .select((instance::key_fingerprint, instance::created_at))
        .get_result::<(String, i64)>(db)
        .optional()
        .map_err(failed)?;
    let Some((fingerprint, created_at)) = unnamed else {
        return Ok(());
    };
    let uuid = derive_uuid(&format!("{fingerprint} {created_at}"));
    diesel::update(instance::table.find(1))
        .set(instance::account_uuid.eq(uuid))
        .execute(db)
        .map(drop)
        .map_err(failed)
}

fn is_founded(db: &mut Db) -> Result<bool, OpenError> {
    fingerprint(db).map(|found| found.is_some())
}

pub fn fingerprint(db: &mut Db) -> Result<Option<String>, OpenError> {
    instance::table
        .find(1)
        .select(instance::key_fingerprint)
        .get_result(db)
        .optional()
        .map_err(failed)
}

pub fn check_fingerprint(db: &mut Db, options: &OpenOptions) -> Result<(), OpenError> {
    let is_ours = |known: &String| {
        *known == options.key_fingerprint || options.accepted_fingerprints.contains(known)
    };
    match fingerprint(db)? {
        Some(known) if !is_ours(&known) => Err(OpenError::Refused(OTHER_KEY.to_owned())),
        _ => Ok(()),
    }
}

/// The same of a backup, which may be older than the key.
pub fn check_fingerprint_of_backup(db: &mut Db, options: &OpenOptions) -> Result<(), OpenError> {
    check_fingerprint(db, options).map_err(|OpenError::Refused(reason)| {
        OpenError::Refused(if reason == OTHER_KEY {
            KEY_OF_ITS_DAY.to_owned()
        } else {
            reason
        })
    })
}

/// Remembers the key that is current now, where the last opening was with another one that is accepted.
fn take_on_key(db: &mut Db, address: &Address, options: &OpenOptions) -> Result<(), OpenError> {
    let current = &options.key_fingerprint;
    // Asked first: opening must work while somebody else holds the database.
    if fingerprint(db)?.is_none_or(|known| known == *current) {
        return Ok(());
    }
    in_transaction(db, address, |db| {
        let other = instance::key_fingerprint.ne(current);
        let rows = diesel::update(instance::table.filter(instance::id.eq(1)).filter(other))
            .set(instance::key_fingerprint.eq(current))
            .execute(db)
            .map_err(failed)?;
        // Else another server was faster.
        if rows == 1 {
            let happened = Happened::KeyRotated {
                key: RotatedKey::Server,
                revoked: false,
            };
            migrated::note(db, &happened, options.now).map_err(failed)?;
            tracing::info!("the server key was rotated: the database takes on the current one");
        }
        Ok(())
    })
}

const OTHER_KEY: &str = "this database was made with another secret_key: give this server the same key \
     file (or VESTIBULE_SECRET_KEY) as the one that used it last, list that one in secret_key_previous if you \
     rotated it, or point database_url at another database";

const KEY_OF_ITS_DAY: &str = "it opens with the server key of the day it was made only, and that is another \
     secret_key than today's. Add that key as a line to secret.key.previous in the data folder (mode 0600; where the key \
     is in the settings, to secret_key_previous), and run this again";

/// A node number for row keys, of its own for each of 1,024 openings in a row.
pub fn claim_node(db: &mut Db, lock_timeout: Duration) -> QueryResult<u16> {
    db.begin(lock_timeout)?;
    let claimed = diesel::update(instance::table.find(1))
        .set(instance::openings.eq(instance::openings + 1))
        .execute(db)
        .and_then(|_| {
            let mine = instance::table.find(1).select(instance::openings);
            mine.get_result::<i64>(db)
        });
    match claimed {
        Ok(opening) => {
            db.commit()?;
            let nodes = i64::from(crate::domain::key::RowKey::NODES);
            Ok(u16::try_from(opening.rem_euclid(nodes)).unwrap_or_default())
        }
        Err(error) => {
            db.rollback()?;
            Err(error)
        }
    }
}

/// Versions of this program's migrations, in order.
pub fn known() -> Result<Vec<String>, OpenError> {
    let steps = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE).map_err(failed)?;
    let mut versions: Vec<String> = steps
        .iter()
        .map(|step| step.name().version().to_string())
        .collect();
    versions.sort();
    Ok(versions)
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = sql_types::Bool)]
    found: bool,
}

/// Whether the database keeps the list of what it has seen.
///
/// Diesel makes that list when it is asked for; whoever only looks must not, and two servers that both do
/// would trip over each other.
fn has_history(db: &mut Db) -> QueryResult<bool> {
    let row: Found = on_each!(
        db,
        Postgres(server) => sql_query(
            "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS found",
        )
        .get_result(server)?,
        Sqlite(file) => sql_query(
            "SELECT count(*) > 0 AS found FROM sqlite_schema WHERE name = '__diesel_schema_migrations'",
        )
        .get_result(file)?
    );
    Ok(row.found)
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = sql_types::Text)]
    version: String,
}

/// Versions that the database has seen, in order. Asked in words of our own: Diesel would try to make its list first,
/// which a role that may not create anything cannot.
pub fn applied(db: &mut Db) -> Result<Vec<String>, OpenError> {
    if !has_history(db).map_err(failed)? {
        return Ok(Vec::new());
    }
    let seen = sql_query("SELECT version FROM __diesel_schema_migrations ORDER BY version");
    let seen: QueryResult<Vec<Version>> = on_either!(db, connection => seen.load(connection));
    let seen = seen.map_err(failed)?.into_iter();
    Ok(seen.map(|seen| seen.version).collect())
}

pub fn pending(applied: &[String]) -> Result<Vec<String>, OpenError> {
    let mut known = known()?;
    known.retain(|version| !applied.contains(version));
    Ok(known)
}

pub fn refuse_newer(applied: &[String]) -> Result<(), OpenError> {
    let known = known()?;
    match applied.iter().find(|version| !known.contains(version)) {
        None => Ok(()),
        Some(version) => Err(OpenError::Refused(format!(
            "the database is newer than this program: it has schema {version}, this program knows up to {}. \
             Run the newer program, or go back to the copy that was made before the migration",
            known.last().map_or("none", String::as_str)
        ))),
    }
}
