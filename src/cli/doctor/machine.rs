//! What can be seen without the network: server key, database, room on the disk, and the database's clock.

use super::clocks::{self, APART_MILLIS};
use super::finding::Finding;
use crate::app;
use crate::domain::server_key::ServerKey;
use crate::domain::time::Timestamp;
use crate::flow::Clock;
use crate::settings::{Settings, custody, server_key};
use crate::store::{Checked, KeyAge, Store};
use std::path::Path;

const MEGABYTE: u64 = 1024 * 1024;
/// A migration copies an SQLite file beside itself.
const LITTLE_ROOM: u64 = 1024 * MEGABYTE;
const NO_ROOM: u64 = 64 * MEGABYTE;

/// What further looks need.
pub struct Machine {
    /// None where it could not be read.
    pub key: Option<ServerKey>,
    pub now: Timestamp,
}

pub fn look(settings: &Settings) -> (Vec<Finding>, Machine) {
    let key = match server_key::load(settings) {
        Ok(Some(key)) => Ok(key),
        Ok(None) => Err(Finding::fail(
            "key",
            settings.without_key(),
            "`vestibule serve` makes both at its first start.",
        )),
        Err(refused) => Err(Finding::fail(
            "key",
            "the server key cannot be used",
            refused.to_string(),
        )),
    };
    let mut findings = Vec::new();
    let key = match key {
        Ok(key) => {
            findings.extend(database(settings, &key));
            Some(key)
        }
        Err(finding) => {
            findings.push(finding);
            None
        }
    };
    let warnings = custody::warnings::warnings(settings);
    let warned = |one: custody::warnings::Warning| {
        Finding::warn("files", one.what, format!("{}.", one.mend))
    };
    findings.extend(warnings.into_iter().map(warned));
    findings.extend(room(&settings.data_dir));
    let now = Clock::System.now();
    (findings, Machine { key, now })
}

fn database(settings: &Settings, key: &ServerKey) -> Vec<Finding> {
    let checked = app::store_options(settings, key)
        .map_err(|error| error.to_string())
        .and_then(|options| Store::check(&options).map_err(|error| error.to_string()));
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => {
            let mend = "Fix this first: nobody can sign in without the database.";
            return vec![Finding::fail("database", error, mend)];
        }
    };
    let mut findings = vec![state_of(&checked)];
    findings.extend(waits_for_restart(&checked));
    // Opening it for more would take on the key in the server's place.
    let is_settled = checked.key == KeyAge::Current;
    if is_settled && checked.faults.is_empty() && checked.pending.is_empty() {
        let platform = app::open_for_command(settings).ok();
        findings.extend(platform.iter().flat_map(super::apps::look));
        findings.extend(platform.iter().filter_map(super::keys::lost));
        findings.extend(platform.iter().filter_map(super::passkeys::look));
        findings.extend(platform.iter().filter_map(super::audit::look));
        findings.extend(platform.and_then(|platform| super::keys::look(settings, &platform)));
    }
    findings.extend(checked.clock.map(clocks::of_database));
    let now = Clock::System.now();
    findings.extend(checked.latest.and_then(|latest| ahead(latest, now)));
    findings
}

/// Until a server starts with the new key, nothing is signed with it.
fn waits_for_restart(checked: &Checked) -> Option<Finding> {
    let waits = checked.faults.is_empty() && checked.key == KeyAge::Before;
    waits.then(|| {
        Finding::warn(
            "key",
            "the server key was rotated, and nothing has opened the database with the new one yet",
            "Restart the server: until then it signs with the old key.",
        )
    })
}

fn state_of(checked: &Checked) -> Finding {
    let schema = checked.schema.as_deref().unwrap_or("none");
    let what = format!("{} {}, schema {schema}", checked.backend, checked.version);
    if !checked.faults.is_empty() {
        let faults = checked.faults.join("; ");
        let mend =
            "Restore a backup of the database together with the secret.key of the same time.";
        return Finding::fail("database", format!("{what}: {faults}"), mend);
    }
    if !checked.pending.is_empty() {
        let pending = checked.pending.join(", ");
        let mend = "`vestibule db migrate`, or the next start, brings it up to date.";
        return Finding::warn("database", format!("{what}: pending {pending}"), mend);
    }
    Finding::ok("database", format!("{what}: the server key opens it"))
}

/// Whether something is dated in the future.
fn ahead(latest: Timestamp, now: Timestamp) -> Option<Finding> {
    let is_ahead = latest.since(now).as_millis() > u128::from(APART_MILLIS);
    is_ahead.then(|| {
        let found = format!(
            "the database has rows dated in the future, up to {}: a clock was ahead, or this one is behind",
            latest.rfc3339()
        );
        let mend = "Set the clocks with NTP. What was issued then lives longer by that much: `vestibule session \
             list` and `vestibule session end` find and end sessions, `vestibule user password` ends all sessions \
             and tokens of one user.";
        Finding::warn("dates", found, mend)
    })
}

#[cfg(unix)]
fn room(folder: &Path) -> Option<Finding> {
    let stat = rustix::fs::statvfs(folder).ok()?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let found = format!("{} MB free in {}", free / MEGABYTE, folder.display());
    Some(match free {
        0..NO_ROOM => Finding::fail("disk", found, "Make room: without it nobody can sign in."),
        NO_ROOM..LITTLE_ROOM => Finding::warn(
            "disk",
            found,
            "Make room before the next upgrade, which copies the database.",
        ),
        _ => Finding::ok("disk", found),
    })
}

#[cfg(not(unix))]
fn room(_: &Path) -> Option<Finding> {
    None
}
