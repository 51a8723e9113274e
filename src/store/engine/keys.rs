//! Makes row keys: each later than the one before, whatever the clock does.

use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};

/// The maker of one server's row keys.
pub struct KeyMaker {
    node: u16,
    /// The last moment and place given out, as one number: milliseconds, then the place in the sequence.
    /// A sequence that runs over so moves into the next millisecond by itself.
    last: AtomicI64,
}

impl KeyMaker {
    pub const fn new(node: u16) -> Self {
        Self {
            node,
            last: AtomicI64::new(0),
        }
    }

    /// A clock that steps back keeps the last moment.
    pub fn next(&self, now: Timestamp) -> RowKey {
        let per_milli = i64::from(RowKey::PER_MILLI);
        let first = now.millis().saturating_mul(per_milli);
        let step = |last: i64| Some(first.max(last.saturating_add(1)));
        let last = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step)
            .unwrap_or_default();
        let next = first.max(last.saturating_add(1));
        let sequence = u16::try_from(next.rem_euclid(per_milli)).unwrap_or_default();
        let moment = Timestamp::from_millis(next.div_euclid(per_milli));
        RowKey::compose(moment, self.node, sequence)
    }
}
