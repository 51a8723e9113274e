//! How long a wrong secret waits for its answer: longer each time. The answer to a right one never does.

use crate::domain::time::Timestamp;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretBrake {
    /// What the first wrong secret waits.
    pub first: Duration,
    /// What none waits longer than.
    pub longest: Duration,
    /// So many wrong secrets close a connection.
    pub failures: u32,
    /// After this time without a wrong secret the count begins anew.
    pub window: Duration,
}

/// Wrong secrets of one address, or of one address for one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    count: u32,
    last: Option<Timestamp>,
}

impl SecretBrake {
    /// One more, and how long it waits.
    pub fn count(&self, before: Failures, now: Timestamp) -> (Failures, Duration) {
        let count = if self.has_forgotten(before, now) {
            0
        } else {
            before.count
        };
        let doublings = count.min(20);
        let wait = self.first.saturating_mul(1 << doublings).min(self.longest);
        let after = Failures {
            count: count.saturating_add(1),
            last: Some(now),
        };
        (after, wait)
    }

    pub fn has_forgotten(&self, failures: Failures, now: Timestamp) -> bool {
        failures
            .last
            .is_none_or(|last| now.apart(last) >= self.window)
    }
}
