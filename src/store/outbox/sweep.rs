//! How long callbacks that are over stay. Nothing that is over begins again.

use crate::domain::retention::{GIVEN_UP, TOLD};
use crate::store::engine::due::Due;

pub const DUE: &[Due] = &[
    Due::rows("outbox", "next_at IS NULL AND done_at < :before", TOLD),
    Due::rows("outbox", "next_at IS NULL AND dead_at < :before", GIVEN_UP),
];
