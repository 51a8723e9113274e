//! Whether the store can work: read, write, and still on the file that was opened.

use super::engine::db::Db;
use super::engine::opened::Opened;
use super::engine::schema::instance;
use super::engine::sqlite;
use super::engine::writer::{ReplyTo, Work};
use super::{Loaded, Reader, Store, locked};
use crate::domain::key::RowKey;
use diesel::prelude::*;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, TryLockError};
use std::time::{Duration, Instant};

/// Whoever asks more often than this hears the same again, good or bad: each answer costs a write.
const LOOKS_AGAIN: Duration = Duration::from_secs(1);
const FIRST: &str = "whether the database can be written is being found out";

/// What was found last.
#[derive(Default)]
pub(super) struct Readiness {
    /// Held by the one who looks. Nobody waits for it: a look may take as long as the database hangs.
    looking: Mutex<()>,
    found: Mutex<Option<(Instant, Result<(), String>)>>,
}

impl Readiness {
    /// What `look` finds, or found within the last second; while somebody else looks, what was found before.
    fn ask(&self, look: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
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

impl Store {
    /// One round trip to the database through the reader pool, and one write.
    pub fn is_ready(&self) -> Result<(), String> {
        if let Some(reason) = self.opened().and_then(Opened::lost) {
            return Err(reason.to_owned());
        }
        self.shared.readiness.ask(|| self.look())
    }

    fn look(&self) -> Result<(), String> {
        if let Some(opened) = self.opened() {
            if let Some(reason) = opened.lost_inside() {
                return Err(reason.to_owned());
            }
            sqlite::check_room(opened.path())?;
        }
        self.read(Reader::ping).map_err(|error| error.to_string())?;
        let (tell, told) = sync_channel(1);
        self.enqueue(
            Work::Chore(Box::new(write_something)),
            ReplyTo::Thread(tell),
        )
        .map_err(|error| error.to_string())?;
        match told.recv_timeout(self.shared.patience) {
            Ok(outcome) => outcome.map_err(|error| error.to_string()),
            Err(_) => Err("the writer does not answer".to_owned()),
        }
    }
}

impl Reader {
    fn ping(&mut self) -> Loaded<()> {
        self.query("instance", |db| {
            let row = instance::table.find(1).select(instance::id);
            row.get_result::<i64>(db).map(drop)
        })
    }
}

/// A write that needs room on the disk as every other does. SQLite writes no row that stays as it was, so the count
/// moves on by as much as makes no difference to whoever takes a node number from it.
fn write_something(db: &mut Db) -> QueryResult<usize> {
    diesel::update(instance::table.find(1))
        .set(instance::openings.eq(instance::openings + i64::from(RowKey::NODES)))
        .execute(db)
}
