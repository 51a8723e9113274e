//! Mail in the outbox: queueing it, which is due, putting it off, and who had how much of it.

use super::rows::MailRow;
use crate::domain::key::RowKey;
use crate::domain::mail::queued::{HELD_FOR, LONGEST_GAP, QueuedMail};
use crate::domain::time::{CLOCKS_DIFFER, Timestamp};
use crate::store::Loaded;
use crate::store::engine::db::{Db, on_either};
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::outbox;
use crate::store::engine::update::update;
use diesel::prelude::*;

impl Reader {
    /// Mails whose time has come, the longest waiting first; also those whose time was told by a clock so far ahead that
    /// no clock that is right would have planned it.
    pub fn due_mails(&mut self, now: Timestamp, most: i64) -> Loaded<Vec<QueuedMail>> {
        let ahead = now.plus(LONGEST_GAP.max(HELD_FOR)).plus(CLOCKS_DIFFER);
        self.all("outbox", MailRow::record, |db| {
            let due = outbox::table
                .filter(outbox::kind.is_not_null())
                .filter(
                    outbox::next_at
                        .le(now.millis())
                        .or(outbox::next_at.gt(ahead.millis())),
                )
                .order(outbox::next_at);
            due.select(MailRow::as_select()).limit(most).load(db)
        })
    }

    /// Those that wait or were given up; oldest first.
    pub fn unsent_mails(&mut self) -> Loaded<Vec<QueuedMail>> {
        self.all("outbox", MailRow::record, |db| {
            let unsent = outbox::table
                .filter(outbox::kind.is_not_null())
                .filter(outbox::done_at.is_null())
                .order(outbox::key);
            unsent.select(MailRow::as_select()).load(db)
        })
    }

    /// To one person, whatever became of them; oldest first.
    pub fn mails_of(&mut self, public_id: &str) -> Loaded<Vec<QueuedMail>> {
        self.all("outbox", MailRow::record, |db| {
            let theirs = outbox::table
                .filter(outbox::kind.is_not_null())
                .filter(outbox::public_id.eq(public_id))
                .order(outbox::key);
            theirs.select(MailRow::as_select()).load(db)
        })
    }

    pub fn mail(&mut self, key: RowKey) -> Loaded<Option<QueuedMail>> {
        self.one("outbox", MailRow::record, |db| {
            let found = outbox::table
                .filter(outbox::kind.is_not_null())
                .filter(outbox::key.eq(key.number()));
            found.select(MailRow::as_select()).get_result(db)
        })
    }
}

/// The next try is due then, unless the mail is over or another server made a try meanwhile.
pub fn put_off(
    db: &mut Db,
    (key, tries): (RowKey, u32),
    next_at: Timestamp,
    why: Option<&str>,
) -> QueryResult<()> {
    let same = outbox::key
        .eq(key.number())
        .and(outbox::kind.is_not_null())
        .and(outbox::tries.eq(i64::from(tries)))
        .and(outbox::next_at.is_not_null());
    let next_at = outbox::next_at.eq(next_at.millis());
    match why {
        Some(why) => update(db, "outbox", (next_at, outbox::last_error.eq(why)), same),
        None => update(db, "outbox", next_at, same),
    }
    .map(drop)
}

/// What waits for a person.
pub fn drop_waiting(db: &mut Db, public_id: &str) -> QueryResult<()> {
    let theirs = outbox::table
        .filter(outbox::public_id.eq(public_id))
        .filter(outbox::kind.is_not_null())
        .filter(outbox::next_at.is_not_null());
    let drop_them = diesel::delete(theirs);
    on_either!(db, db => drop_them.execute(db)).map(drop)
}

/// One that still waits.
pub fn drop_one(db: &mut Db, key: RowKey) -> QueryResult<()> {
    let it = outbox::table
        .filter(outbox::key.eq(key.number()))
        .filter(outbox::kind.is_not_null())
        .filter(outbox::next_at.is_not_null());
    let drop_it = diesel::delete(it);
    on_either!(db, db => drop_it.execute(db)).map(drop)
}
