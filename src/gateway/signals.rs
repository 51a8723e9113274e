//! What others tell a connection: that it left, or that it has to go.

use crate::domain::gateway::Identified;
use crate::domain::key::RowKey;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::time::Instant;

#[derive(Default)]
pub struct Signals {
    left: Notify,
    evicted: Notify,
    reason: Mutex<&'static str>,
    under: Mutex<Option<Under>>,
}

/// Whose connection it is, and under which of the client's secrets it identified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Under {
    pub client: RowKey,
    pub generation: i64,
    pub since: Instant,
}

impl Signals {
    pub fn leave(&self) {
        self.left.notify_one();
    }

    /// Why, is for the log.
    pub fn evict(&self, reason: &'static str) {
        *locked(&self.reason) = reason;
        self.evicted.notify_one();
    }

    pub async fn left(&self) {
        self.left.notified().await;
    }

    /// The reason.
    pub async fn evicted(&self) -> &'static str {
        self.evicted.notified().await;
        *locked(&self.reason)
    }

    pub fn identified(&self, who: &Identified) {
        let token = &who.token.token;
        let under = Under {
            client: token.client_key,
            generation: token.generation,
            since: Instant::now(),
        };
        *locked(&self.under) = Some(under);
    }

    pub fn under(&self) -> Option<Under> {
        *locked(&self.under)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
