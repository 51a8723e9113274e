//! Mail in the outbox: queueing it, which is due, putting it off, and who had how much of it.

use super::rows::MailRow;
use crate::domain::key::RowKey;
use crate::domain::keyset::Part;
use crate::domain::mail::queued::{HELD_FOR, LONGEST_GAP, QueuedMail};
use crate::domain::time::{CLOCKS_DIFFER, Timestamp};
use crate::store::engine::counting::Counting;
use crate::store::engine::db::{Db, on_either};
use crate::store::engine::held::{Held, held_if_one};
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{outbox, users};
use crate::store::engine::update::update;
use crate::store::{Loaded, Lost};
use diesel::prelude::*;

/// Those that wait or were given up; said of their age so that their index is gone along.
macro_rules! unsent {
    () => {
        outbox::table
            .filter(outbox::kind.is_not_null())
            .filter(outbox::done_at.is_null())
            .filter(outbox::created_at.ge(0))
    };
}

fn named((mail, name): (MailRow, Option<String>)) -> Loaded<(QueuedMail, Option<String>)> {
    Ok((mail.record()?, name))
}

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

    /// Those that wait or were given up, from the cursor on in the direction of the part, nearest first; each with the
    /// name of its person.
    pub fn listed_mails(
        &mut self,
        part: &Part,
        most: i64,
    ) -> Loaded<Vec<(QueuedMail, Option<String>)>> {
        let from = part.cursor().and_then(|cursor| {
            let at: i64 = cursor.value.parse().ok()?;
            Some((at, cursor.key))
        });
        self.all("outbox", named, |db| {
            on_either!(db, db => {
                let mut query = unsent!()
                    .left_join(users::table.on(users::public_id.eq(outbox::public_id)))
                    .select((MailRow::as_select(), users::name.nullable()))
                    .into_boxed();
                query = match part.is_backward() {
                    false => query.order((outbox::created_at.desc(), outbox::key.desc())),
                    true => query.order((outbox::created_at.asc(), outbox::key.asc())),
                };
                if let Some((at, key)) = from {
                    let beside = outbox::created_at.eq(at);
                    query = match part.is_backward() {
                        false => query
                            .filter(outbox::created_at.le(at))
                            .filter(outbox::created_at.lt(at).or(beside.and(outbox::key.lt(key)))),
                        true => query
                            .filter(outbox::created_at.ge(at))
                            .filter(outbox::created_at.gt(at).or(beside.and(outbox::key.gt(key)))),
                    };
                }
                query.limit(most).load(db)
            })
        })
    }

    /// How many there are, up to one more than `most`.
    pub fn count_unsent_mails(&mut self, most: i64) -> Loaded<i64> {
        self.query("outbox", |db| {
            let some = || unsent!().select(outbox::key).limit(most + 1);
            on_either!(db, db => Counting(some()).get_result(db))
        })
    }

    /// One that waits or was given up, with the name of its person.
    pub fn unsent_mail(&mut self, key: RowKey) -> Loaded<Option<(QueuedMail, Option<String>)>> {
        self.one("outbox", named, |db| {
            let found = outbox::table
                .left_join(users::table.on(users::public_id.eq(outbox::public_id)))
                .filter(outbox::kind.is_not_null())
                .filter(outbox::done_at.is_null())
                .filter(outbox::key.eq(key.number()));
            on_either!(db, db => found
                .select((MailRow::as_select(), users::name.nullable()))
                .get_result(db))
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

/// The next try is due then, where it waits until `seen`.
pub fn retry(db: &mut Db, key: RowKey, seen: Timestamp, next_at: Timestamp) -> QueryResult<Held> {
    let waiting = outbox::key
        .eq(key.number())
        .and(outbox::kind.is_not_null())
        .and(outbox::next_at.eq(seen.millis()));
    let rows = update(db, "outbox", outbox::next_at.eq(next_at.millis()), waiting)?;
    Ok(held_if_one(rows, Lost::Claimed))
}

/// One that waits until then, or was given up.
pub fn drop_unsent(db: &mut Db, key: RowKey, seen: Option<Timestamp>) -> QueryResult<Held> {
    let it = || {
        outbox::table
            .filter(outbox::key.eq(key.number()))
            .filter(outbox::kind.is_not_null())
    };
    let rows = match seen {
        Some(seen) => {
            let waiting = diesel::delete(it().filter(outbox::next_at.eq(seen.millis())));
            on_either!(db, db => waiting.execute(db))?
        }
        None => {
            let given_up = diesel::delete(it().filter(outbox::dead_at.is_not_null()));
            on_either!(db, db => given_up.execute(db))?
        }
    };
    Ok(held_if_one(rows, Lost::Claimed))
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
