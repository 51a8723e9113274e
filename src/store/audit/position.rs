//! Where the operator's webhook has got to.

use crate::domain::audit::webhook::Position;
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use crate::store::engine::db::Db;
use crate::store::engine::held::{Held, held_if_one};
use crate::store::engine::reader::Reader;
use crate::store::engine::row::row;
use crate::store::engine::schema::{audit, audit_webhook};
use crate::store::engine::update::update;
use crate::store::{Loaded, Lost};
use diesel::prelude::*;

row! {
    pub struct PositionRow of Position in audit_webhook by key {
        key: RowKey,
        through: RowKey,
        skipped: i64,
        turn: i64,
        tries: i64,
        next_at: Timestamp,
        last_error: Option<String>,
        created_at: Timestamp,
    }
}

impl Reader {
    /// None before the first start with a webhook.
    pub fn webhook_position(&mut self) -> Loaded<Option<Position>> {
        self.one("audit_webhook", PositionRow::record, |db| {
            audit_webhook::table
                .select(PositionRow::as_select())
                .first(db)
        })
    }

    /// After the one, until the other.
    pub fn count_events(&mut self, after: RowKey, until: RowKey) -> Loaded<i64> {
        self.query("audit", |db| {
            audit::table
                .filter(audit::key.gt(after.number()))
                .filter(audit::key.le(until.number()))
                .count()
                .get_result(db)
        })
    }
}

/// Of several servers that saw the same row, one moves it on.
pub fn take_turn(db: &mut Db, turn: i64, after: &Position) -> QueryResult<Held> {
    let moved = (
        audit_webhook::through.eq(after.through.number()),
        audit_webhook::skipped.eq(after.skipped),
        audit_webhook::turn.eq(after.turn),
        audit_webhook::tries.eq(after.tries),
        audit_webhook::next_at.eq(after.next_at.millis()),
        audit_webhook::last_error.eq(after.last_error.clone()),
    );
    let rows = update(db, "audit_webhook", moved, audit_webhook::turn.eq(turn))?;
    Ok(held_if_one(rows, Lost::Claimed))
}
