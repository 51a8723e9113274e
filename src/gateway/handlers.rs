//! How many requests may wait for webhooks at once: altogether, and of one client, so that one that answers slowly
//! leaves room for others.

use crate::domain::key::RowKey;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const MOST: usize = 64;
const MOST_OF_ONE: usize = 16;

#[derive(Clone, Default)]
pub struct Handlers(Arc<Mutex<HashMap<RowKey, usize>>>);

/// Room for one request; given back when dropped.
pub struct Permit {
    handlers: Handlers,
    client: RowKey,
}

impl Handlers {
    pub fn permit(&self, client: RowKey) -> Option<Permit> {
        let mut waiting = self.waiting();
        let own = waiting.get(&client).copied().unwrap_or_default();
        if own >= MOST_OF_ONE || waiting.values().sum::<usize>() >= MOST {
            return None;
        }
        waiting.insert(client, own + 1);
        Some(Permit {
            handlers: self.clone(),
            client,
        })
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<RowKey, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut waiting = self.handlers.waiting();
        match waiting.get_mut(&self.client) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(waiting.remove(&self.client)),
        }
    }
}
