//! Whether the database can be read and written: asked often, looked at rarely.

use super::db::Db;
use super::reader::Reader;
use super::schema::instance;
use super::threads::locked;
use crate::domain::key::RowKey;
use crate::store::Loaded;
use diesel::prelude::*;
use std::sync::{Mutex, TryLockError};
use std::time::{Duration, Instant};

/// Whoever asks more often than this hears the same again, good or bad: each answer costs a write.
const LOOKS_AGAIN: Duration = Duration::from_secs(1);
const FIRST: &str = "whether the database can be written is being found out";

/// What was found last.
#[derive(Default)]
pub struct Readiness {
    /// Held by the one who looks. Nobody waits for it: a look may take as long as the database hangs.
    looking: Mutex<()>,
    found: Mutex<Option<(Instant, Result<(), String>)>>,
}

impl Readiness {
    /// What `look` finds, or found within the last second; while somebody else looks, what was found before.
    pub fn ask(&self, look: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
        if let Some(found) = self.found_lately() {
            return found;
        }
        let _looking = match self.looking.try_lock() {
            Ok(looking) => looking,
            Err(TryLockError::Poisoned(left)) => left.into_inner(),
            Err(TryLockError::WouldBlock) => {
                let found = locked(&self.found).clone();
                return found.map_or_else(|| Err(FIRST.to_owned()), |(_, found)| found);
            }
        };
        if let Some(found) = self.found_lately() {
            return found;
        }
        let found = look();
        *locked(&self.found) = Some((Instant::now(), found.clone()));
        found
    }

    fn found_lately(&self) -> Option<Result<(), String>> {
        let found = locked(&self.found).clone();
        found
            .filter(|(at, _)| at.elapsed() < LOOKS_AGAIN)
            .map(|(_, found)| found)
    }
}

impl Reader {
    pub(in crate::store) fn ping(&mut self) -> Loaded<()> {
        self.query("instance", |db| {
            let row = instance::table.find(1).select(instance::id);
            row.get_result::<i64>(db).map(drop)
        })
    }
}

/// A write that needs room on the disk as every other does. SQLite writes no row that stays as it was, so the count
/// moves on by as much as makes no difference to whoever takes a node number from it.
pub fn write_something(db: &mut Db) -> QueryResult<usize> {
    diesel::update(instance::table.find(1))
        .set(instance::openings.eq(instance::openings + i64::from(RowKey::NODES)))
        .execute(db)
}
