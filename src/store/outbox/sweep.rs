//! How long callbacks that are over stay. Nothing that is over begins again.

use crate::domain::retention::{GIVEN_UP, TOLD};
use crate::store::engine::due::Due;
use std::time::Duration;

pub const DUE: &[Due] = &[
    Due::rows("outbox", "next_at IS NULL AND done_at < :before", TOLD),
    Due::rows("outbox", "next_at IS NULL AND dead_at < :before", GIVEN_UP),
    // The session ended while another server was giving the app its ID token.
    Due::rows(
        "outbox",
        "next_at IS NULL AND done_at IS NULL AND dead_at IS NULL \
         AND EXISTS (SELECT 1 FROM sessions \
             WHERE sessions.sid_seed = outbox.sid_seed AND sessions.ended_at IS NOT NULL) \
         AND NOT EXISTS (SELECT 1 FROM sessions \
             WHERE sessions.sid_seed = outbox.sid_seed AND sessions.ended_at IS NULL) \
         AND app_id IN (SELECT id FROM apps WHERE backchannel_logout_url IS NOT NULL)",
        Duration::ZERO,
    )
    .setting("next_at = created_at"),
    // The session is gone by age, or nobody wanted to know.
    Due::rows(
        "outbox",
        "next_at IS NULL AND done_at IS NULL AND dead_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.sid_seed = outbox.sid_seed)",
        Duration::ZERO,
    ),
];
