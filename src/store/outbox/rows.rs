//! Rows of the outbox: callbacks to apps, and mail, which has a kind in place of an app.

use crate::domain::account::sid::SidSeed;
use crate::domain::delivery::Delivery;
use crate::domain::key::{AppId, RowKey};
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::queued::QueuedMail;
use crate::domain::time::Timestamp;
use crate::store::engine::column::Column;
use crate::store::engine::row::row;
use crate::store::engine::schema::outbox;
use diesel::dsl::AssumeNotNull;
use diesel::prelude::*;

row! {
    pub struct OutboxRow of Delivery in outbox by key {
        key: RowKey,
        #[diesel(
            select_expression = outbox::app_id.assume_not_null(),
            select_expression_type = AssumeNotNull<outbox::app_id>
        )]
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

row! {
    pub struct MailRow of QueuedMail in outbox by key {
        key: RowKey,
        #[diesel(
            select_expression = outbox::kind.assume_not_null(),
            select_expression_type = AssumeNotNull<outbox::kind>
        )]
        kind: MailKind,
        public_id: String,
        jti: String,
        tries: u32,
        next_at: Option<Timestamp>,
        done_at: Option<Timestamp>,
        dead_at: Option<Timestamp>,
        last_error: Option<String>,
        created_at: Timestamp,
        give_up_at: Option<Timestamp>,
        payload_sealed: Option<Vec<u8>>,
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
