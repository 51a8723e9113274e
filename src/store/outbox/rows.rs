//! Rows of callbacks, and their way into the domain's records and back.

use crate::domain::deauthorization::Deauthorization;
use crate::domain::key::AppId;
use crate::store::engine::schema::outbox;
use crate::store::engine::spot::{Spot, millis, time};
use crate::store::{LoadError, Loaded};
use diesel::{Insertable, Queryable, Selectable};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub struct OutboxRow {
    key: i64,
    app_id: i64,
    public_id: String,
    jti: String,
    tries: i64,
    next_at: Option<i64>,
    done_at: Option<i64>,
    dead_at: Option<i64>,
    last_error: Option<String>,
    created_at: i64,
}

impl From<&Deauthorization> for OutboxRow {
    fn from(queued: &Deauthorization) -> Self {
        Self {
            key: queued.key.number(),
            app_id: queued.app_id.0,
            public_id: queued.public_id.clone(),
            jti: queued.jti.clone(),
            tries: queued.tries.into(),
            next_at: millis(queued.next_at),
            done_at: millis(queued.done_at),
            dead_at: millis(queued.dead_at),
            last_error: queued.last_error.clone(),
            created_at: queued.created_at.millis(),
        }
    }
}

impl TryFrom<OutboxRow> for Deauthorization {
    type Error = LoadError;

    fn try_from(row: OutboxRow) -> Loaded<Self> {
        let spot = Spot::of("outbox", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            app_id: AppId(row.app_id),
            public_id: row.public_id,
            jti: row.jti,
            tries: spot.need("tries", row.tries.try_into().ok())?,
            next_at: row.next_at.map(time),
            done_at: row.done_at.map(time),
            dead_at: row.dead_at.map(time),
            last_error: row.last_error,
            created_at: time(row.created_at),
        })
    }
}
