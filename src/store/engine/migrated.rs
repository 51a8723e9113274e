//! The event of a migration, or of a server key that is new here, written in its transaction. The row is made here by
//! hand: events lie above.

use super::db::{Db, on_either};
use super::schema::audit;
use crate::domain::audit::happened::Happened;
use crate::domain::audit::{By, Event};
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use diesel::prelude::*;

pub fn note(db: &mut Db, happened: &Happened, now: Timestamp) -> QueryResult<()> {
    let key = free_key(db, now)?;
    let event = Event::new(key, &By::SYSTEM, happened, now);
    let row = (
        audit::key.eq(event.key.number()),
        audit::event.eq(event.event.word()),
        audit::outcome.eq(event.outcome.word()),
        audit::actor_kind.eq(event.actor_kind.word()),
        audit::detail.eq(event.detail),
        audit::created_at.eq(event.created_at.millis()),
    );
    let insert = diesel::insert_into(audit::table).values(row);
    on_either!(db, db => insert.execute(db)).map(drop)
}

/// Nobody has a node number before the database is open: the last places of a moment, which no server reaches, are taken
/// from behind.
fn free_key(db: &mut Db, now: Timestamp) -> QueryResult<RowKey> {
    let place = |sequence| RowKey::compose(now, RowKey::NODES - 1, sequence);
    let last = RowKey::PER_MILLI - 1;
    let first_taken: Option<i64> = audit::table
        .filter(audit::key.gt(place(last / 2).number()))
        .filter(audit::key.le(place(last).number()))
        .order(audit::key)
        .select(audit::key)
        .first(db)
        .optional()?;
    let before = first_taken.and_then(|taken| RowKey::from_number(taken - 1));
    Ok(before.unwrap_or_else(|| place(last)))
}
