//! Writing down the queue of deauthorization callbacks, and what moves it on.

use super::rows::OutboxRow;
use crate::domain::deauthorization::{Deauthorization, FIRST_GAP, Settled};
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use crate::store::Lost;
use crate::store::engine::db::Db;
use crate::store::engine::held::{Held, held_if_one};
use crate::store::engine::schema::outbox;
use diesel::prelude::*;

/// One waits for an app and a person at most. A later withdrawal takes the row over: the app hears of the latest,
/// within the tries that the row has left, and at the latest a minute from now.
pub fn queue(db: &mut Db, queued: &Deauthorization) -> QueryResult<()> {
    let waiting: Option<(i64, i64, Option<i64>)> = outbox::table
        .filter(outbox::app_id.eq(queued.app_id.0))
        .filter(outbox::public_id.eq(&queued.public_id))
        .filter(outbox::next_at.is_not_null())
        .select((outbox::key, outbox::tries, outbox::next_at))
        .get_result(db)
        .optional()?;
    if let Some((key, tries, Some(next_at))) = waiting {
        let soonest = queued.created_at.plus(FIRST_GAP).millis();
        return diesel::update(outbox::table.find(key))
            .set((
                outbox::jti.eq(&queued.jti),
                outbox::created_at.eq(queued.created_at.millis()),
                outbox::tries.eq(tries.min(1)),
                outbox::next_at.eq(next_at.min(soonest)),
            ))
            .execute(db)
            .map(drop);
    }
    OutboxRow::insert(db, queued)
}

/// Of several servers that saw the same row, one makes this try.
pub fn claim(db: &mut Db, key: RowKey, tries: u32, next_at: Timestamp) -> QueryResult<Held> {
    let tries = i64::from(tries);
    let seen = outbox::table
        .filter(outbox::key.eq(key.number()))
        .filter(outbox::tries.eq(tries))
        .filter(outbox::next_at.is_not_null());
    let claimed = diesel::update(seen)
        .set((
            outbox::tries.eq(tries + 1),
            outbox::next_at.eq(next_at.millis()),
        ))
        .execute(db)?;
    Ok(held_if_one(claimed, Lost::Claimed))
}

pub fn settle(db: &mut Db, (key, jti): (RowKey, &str), settled: &Settled) -> QueryResult<()> {
    let waiting = outbox::table
        .filter(outbox::key.eq(key.number()))
        .filter(outbox::jti.eq(jti))
        .filter(outbox::next_at.is_not_null());
    let over = outbox::next_at.eq(None::<i64>);
    match settled {
        Settled::Done(at) => diesel::update(waiting)
            .set((over, outbox::done_at.eq(at.millis())))
            .execute(db),
        Settled::Failed(why) => diesel::update(waiting)
            .set(outbox::last_error.eq(why))
            .execute(db),
        Settled::Dead(at, why) => diesel::update(waiting)
            .set((
                over,
                outbox::dead_at.eq(at.millis()),
                outbox::last_error.eq(why),
            ))
            .execute(db),
    }
    .map(drop)
}
