//! Rows of callbacks.

use crate::domain::account::sid::SidSeed;
use crate::domain::delivery::Delivery;
use crate::domain::key::{AppId, RowKey};
use crate::domain::time::Timestamp;
use crate::store::engine::column::Column;
use crate::store::engine::row::row;
use crate::store::engine::schema::outbox;

row! {
    pub struct OutboxRow of Delivery in outbox by key {
        key: RowKey,
        app_id: AppId,
        public_id: String,
        jti: String,
        tries: u32,
        next_at: Option<Timestamp>,
        done_at: Option<Timestamp>,
        dead_at: Option<Timestamp>,
        last_error: Option<String>,
        created_at: Timestamp,
        sid_seed: Option<SidSeed>,
    }
}

impl Column for u32 {
    type Kept = i64;

    fn keep(&self) -> i64 {
        (*self).into()
    }

    fn restore(number: i64) -> Option<Self> {
        number.try_into().ok()
    }
}
