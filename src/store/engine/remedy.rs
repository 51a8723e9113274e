//! What mends a database that refuses, as far as its words tell.

use super::sqlite::LOGS;
use crate::files::beside;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

pub const RESTORE: &str =
    "The file is damaged: put a backup in its place with `vestibule db restore FILE`";
const ROOM: &str = "Make room on the disk that the database is on";
const CREATE: &str = "Bringing the tables up to date needs the right to make them: GRANT CREATE ON SCHEMA … TO this role, \
     or run `vestibule db migrate` as a role that has it";
const PLAIN: &str = "The server accepts encrypted connections only: remove sslmode from database_url, or set sslmode=verify-full";
const NO_TLS: &str = "The server offers no encryption: set `ssl = on` in PostgreSQL";
const NO_ROOTS: &str = "This sslmode checks the server's certificate: in database_url, set sslrootcert to the file of the \
     certificate authority that signed it";
const UNTRUSTED: &str = "The server's certificate is expired, or not signed by the certificate authority that database_url \
     names: set sslrootcert to the file of the one that signed it";
const OTHER_NAME: &str = "The server's certificate is for another host name: in database_url, use a host name that it \
     lists, or install a certificate for this one";
const PASSWORD: &str = "Check user name and password in database_url (special characters percent-encoded, `@` as `%40`), and pg_hba.conf";
const NO_DATABASE: &str = "Create it: `CREATE DATABASE … OWNER …`, or name another in database_url";
const SSLMODE: &str =
    "In database_url, sslmode is one of disable, allow, prefer, require, verify-ca and verify-full";
const SERVER: &str = "Check database_url, and that the server is there";
const FILE: &str = "Check database_url, and that the file is there, whole and yours to write";

/// Words of SQLite.
pub fn is_damage(reason: &str) -> bool {
    reason.contains("malformed") || reason.contains("not a database")
}

/// What the words alone tell.
pub fn told_by(reason: &str) -> Option<&'static str> {
    let says = |words: &str| reason.contains(words);
    if is_damage(reason) || says("in database main") {
        Some(RESTORE)
    } else if says("disk is full") || says("No space left on device") {
        Some(ROOM)
    } else if says("permission denied for schema") {
        Some(CREATE)
    } else if says("authentication failed") {
        Some(PASSWORD)
    } else if says("database \"") && says("does not exist") {
        Some(NO_DATABASE)
    } else if says("invalid sslmode") {
        Some(SSLMODE)
    } else {
        told_of_tls(reason)
    }
}

/// Words of libpq, and one of the server's.
fn told_of_tls(reason: &str) -> Option<&'static str> {
    let says = |words: &str| reason.contains(words);
    if says("no encryption") {
        Some(PLAIN)
    } else if says("server does not support SSL") {
        Some(NO_TLS)
    } else if says("root certificate file") {
        Some(NO_ROOTS)
    } else if says("certificate verify failed") {
        Some(UNTRUSTED)
    } else if says("does not match host name") {
        Some(OTHER_NAME)
    } else {
        None
    }
}

/// What mends it; `file` where the database is one.
pub fn remedy(reason: &str, file: Option<&Path>) -> String {
    if let Some(told) = told_by(reason) {
        return told.to_owned();
    }
    match file {
        None => SERVER.to_owned(),
        Some(file) => foreign(file).unwrap_or_else(|| FILE.to_owned()),
    }
}

/// Files of another account, as root leaves them.
fn foreign(file: &Path) -> Option<String> {
    let us = rustix::process::geteuid();
    if us.is_root() {
        return None;
    }
    let logs = LOGS.iter().map(|log| beside(file, log));
    let mut all = std::iter::once(file.to_owned()).chain(logs);
    all.find_map(|file| {
        let owner = fs::metadata(&file).ok()?.uid();
        let (file, us) = (file.display(), us.as_raw());
        (owner != us).then(|| {
            format!(
                "{file} belongs to user {owner}, and this program runs as user {us}: as root, `chown {us} {file}`"
            )
        })
    })
}
