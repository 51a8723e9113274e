//! What others tell a connection: that it left, or that it has to go.

use crate::domain::gateway::Identified;
use crate::domain::key::RowKey;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;
use tokio::time::Instant;

#[derive(Default)]
pub struct Signals {
    left: Notify,
    evicted: Notify,
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

    pub fn evict(&self) {
        self.evicted.notify_one();
    }

    pub async fn left(&self) {
        self.left.notified().await;
    }

    pub async fn evicted(&self) {
        self.evicted.notified().await;
    }

    pub fn identified(&self, who: &Identified) {
        let token = &who.token.token;
        let under = Under {
            client: token.client_key,
            generation: token.generation,
            since: Instant::now(),
        };
        *self.under.lock().unwrap_or_else(PoisonError::into_inner) = Some(under);
    }

    pub fn under(&self) -> Option<Under> {
        *self.under.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
