//! Writing down the queue of callbacks, and what moves it on.

use super::rows::OutboxRow;
use crate::domain::account::sid::SidSeed;
use crate::domain::delivery::{Delivery, DeliveryOutcome, FIRST_GAP};
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use crate::store::Lost;
use crate::store::engine::db::{Db, on_either};
use crate::store::engine::held::{Held, held_if_one};
use crate::store::engine::schema::{apps, outbox, sessions};
use crate::store::engine::update::update;
use diesel::prelude::*;

/// One waits for an app and a person at most. A later withdrawal takes the row over: the app hears of the latest,
/// within the tries that the row has left, and at the latest a minute from now.
pub fn queue(db: &mut Db, queued: &Delivery) -> QueryResult<()> {
    let waiting: Option<(i64, i64, Option<i64>)> = outbox::table
        .filter(outbox::app_id.eq(queued.app_id.0))
        .filter(outbox::public_id.eq(&queued.public_id))
        .filter(outbox::next_at.is_not_null())
        .filter(outbox::sid_seed.is_null())
        .select((outbox::key, outbox::tries, outbox::next_at))
        .get_result(db)
        .optional()?;
    if let Some((key, tries, Some(next_at))) = waiting {
        let soonest = queued.created_at.plus(FIRST_GAP).millis();
        let taken_over = (
            outbox::jti.eq(&queued.jti),
            outbox::created_at.eq(queued.created_at.millis()),
            outbox::tries.eq(tries.min(1)),
            outbox::next_at.eq(next_at.min(soonest)),
        );
        return update(db, "outbox", taken_over, outbox::key.eq(key)).map(drop);
    }
    OutboxRow::insert(db, queued)
}

/// Once for a session and an app, however often it asks who signed in. Where the session has ended since the app's request
/// was looked at, the app is called from now on. An end that another server commits at this very moment is left to the
/// sweep.
pub fn await_session_end(db: &mut Db, awaits: &Delivery) -> QueryResult<()> {
    let insert = diesel::insert_into(outbox::table).values(OutboxRow::from(awaits));
    let once = insert.on_conflict_do_nothing();
    let rows = on_either!(db, db => once.execute(db))?;
    match &awaits.sid_seed {
        Some(seed) if rows == 1 && has_ended(db, seed)? => {
            let begun = outbox::next_at.eq(awaits.created_at.millis());
            let own = outbox::key.eq(awaits.key.number());
            let wants_to_know = apps::table
                .filter(apps::backchannel_logout_url.is_not_null())
                .select(apps::id.nullable());
            let only = own.and(outbox::app_id.eq_any(wants_to_know));
            update(db, "outbox", begun, only).map(drop)
        }
        _ => Ok(()),
    }
}

/// Under this name and every other that it went on under.
fn has_ended(db: &mut Db, seed: &SidSeed) -> QueryResult<bool> {
    let same = sessions::table.filter(sessions::sid_seed.eq(seed.bytes().as_slice()));
    let lives: Vec<bool> = same.select(sessions::ended_at.is_null()).load(db)?;
    Ok(!lives.is_empty() && !lives.contains(&true))
}

/// Sessions of a person have ended: of the apps that wait for that, those that want to know are called from now on, and
/// the others never. One whose name another session goes on under has not ended for them.
pub fn begin_for_ended(db: &mut Db, whose: Option<i64>, at: Timestamp) -> QueryResult<()> {
    let Some(user_key) = whose else {
        return Ok(());
    };
    let seeds = || {
        let theirs = sessions::table.filter(sessions::user_key.eq(user_key));
        theirs.select(sessions::sid_seed.nullable())
    };
    let wants_to_know = apps::table
        .filter(apps::backchannel_logout_url.is_not_null())
        .select(apps::id.nullable());
    let waiting = || {
        let has_ended = outbox::sid_seed
            .eq_any(seeds().filter(sessions::ended_at.is_not_null()))
            .and(outbox::sid_seed.ne_all(seeds().filter(sessions::ended_at.is_null())));
        outbox::table
            .filter(outbox::next_at.is_null())
            .filter(outbox::done_at.is_null())
            .filter(outbox::dead_at.is_null())
            .filter(has_ended)
    };
    diesel::update(waiting().filter(outbox::app_id.eq_any(wants_to_know)))
        .set(outbox::next_at.eq(at.millis()))
        .execute(db)?;
    diesel::delete(waiting()).execute(db).map(drop)
}

/// Of several servers that saw the same row, one makes this try.
pub fn claim(db: &mut Db, key: RowKey, tries: u32, next_at: Timestamp) -> QueryResult<Held> {
    let tries = i64::from(tries);
    let seen = outbox::key
        .eq(key.number())
        .and(outbox::tries.eq(tries))
        .and(outbox::next_at.is_not_null());
    let claimed = (
        outbox::tries.eq(tries + 1),
        outbox::next_at.eq(next_at.millis()),
    );
    let rows = update(db, "outbox", claimed, seen)?;
    Ok(held_if_one(rows, Lost::Claimed))
}

pub fn settle(
    db: &mut Db,
    (key, jti): (RowKey, &str),
    settled: &DeliveryOutcome,
) -> QueryResult<()> {
    let waiting = outbox::key
        .eq(key.number())
        .and(outbox::jti.eq(jti))
        .and(outbox::next_at.is_not_null());
    let over = outbox::next_at.eq(None::<i64>);
    let erased = outbox::payload_sealed.eq(None::<Vec<u8>>);
    match settled {
        DeliveryOutcome::Done(at) => {
            let done = (over, erased, outbox::done_at.eq(at.millis()));
            update(db, "outbox", done, waiting)
        }
        DeliveryOutcome::Failed(why) => update(db, "outbox", outbox::last_error.eq(why), waiting),
        DeliveryOutcome::Dead(at, why) => {
            let dead_at = outbox::dead_at.eq(at.millis());
            let dead = (over, erased, dead_at, outbox::last_error.eq(why));
            update(db, "outbox", dead, waiting)
        }
    }
    .map(drop)
}
