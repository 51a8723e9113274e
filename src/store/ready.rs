//! Whether the store can work: read, write, and still on the file that was opened.

use super::db::Db;
use super::hold::Opened;
use super::schema::instance;
use super::writer::{ReplyTo, Work};
use super::{Loaded, Reader, Store, locked};
use crate::domain::key::RowKey;
use diesel::prelude::*;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

/// Whoever asks more often than this whether something can be written hears the same again: each answer costs a write.
const WRITES_AGAIN: Duration = Duration::from_secs(1);

impl Store {
    /// One round trip to the database through the reader pool, and one write.
    pub fn is_ready(&self) -> Result<(), String> {
        let opened = self.shared.opened.as_ref();
        if let Some(reason) = opened.and_then(Opened::lost) {
            return Err(reason);
        }
        self.read(Reader::ping).map_err(|error| error.to_string())?;
        // Held meanwhile: who asks at the same moment gets this answer.
        let mut wrote = locked(&self.shared.wrote);
        if wrote.is_some_and(|at| at.elapsed() < WRITES_AGAIN) {
            return Ok(());
        }
        *wrote = None;
        let began = Instant::now();
        let (tell, told) = sync_channel(1);
        self.enqueue(
            Work::Chore(Box::new(write_something)),
            ReplyTo::Thread(tell),
        )
        .map_err(|error| error.to_string())?;
        match told.recv_timeout(self.shared.patience) {
            Ok(outcome) => outcome.map_err(|error| error.to_string())?,
            Err(_) => return Err("the writer does not answer".to_owned()),
        }
        *wrote = Some(began);
        Ok(())
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
