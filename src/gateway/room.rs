//! What strangers can make the gateway keep has a number: sessions that have not identified, in all and of one network;
//! and the bytes of events that wait, whoever sent them.

use crate::domain::peer::Network;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Most bytes of events that wait, on all connections together: more than strangers alone can send.
const MOST_WAITING: usize = 48 * 1024 * 1024;
/// How often the log says that strangers are refused.
const SAID_EVERY: Duration = Duration::from_secs(60);

/// How many sessions there may be that have not identified.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    pub in_all: usize,
    /// Of one IPv4 address, or one /64 of IPv6.
    pub of_one: usize,
}

pub struct Guests {
    most: Most,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    all: usize,
    by_network: HashMap<Network, usize>,
    said: Option<Instant>,
}

/// A session's place among those that have not identified; given back when it has, when it is over, and when dropped.
pub struct Guest {
    guests: Arc<Guests>,
    network: Network,
    is_counted: AtomicBool,
}

impl Guests {
    pub fn new(most: Most) -> Arc<Self> {
        Arc::new(Self {
            most,
            inside: Mutex::default(),
        })
    }

    /// None where there is no room for one more.
    pub fn admit(self: &Arc<Self>, network: Network) -> Option<Arc<Guest>> {
        let mut inside = self.inside();
        let own = inside.by_network.get(&network).copied().unwrap_or_default();
        if inside.all >= self.most.in_all || own >= self.most.of_one {
            inside.say();
            return None;
        }
        inside.all += 1;
        inside.by_network.insert(network, own + 1);
        drop(inside);
        Some(Arc::new(Guest {
            guests: self.clone(),
            network,
            is_counted: AtomicBool::new(true),
        }))
    }

    fn leave(&self, network: Network) {
        let mut inside = self.inside();
        inside.all = inside.all.saturating_sub(1);
        match inside.by_network.get_mut(&network) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(inside.by_network.remove(&network)),
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn say(&mut self) {
        if self.said.is_none_or(|at| at.elapsed() > SAID_EVERY) {
            self.said = Some(Instant::now());
            let sessions = self.all;
            tracing::warn!(
                sessions,
                "too many sessions have not identified: new ones are refused"
            );
        }
    }
}

impl Guest {
    pub fn give_back(&self) {
        if self.is_counted.swap(false, Ordering::Relaxed) {
            self.guests.leave(self.network);
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.give_back();
    }
}

/// Weighs what waits on all connections.
#[derive(Clone, Default)]
pub struct Scales(Arc<AtomicUsize>);

/// The weight of an event that waits; taken off the scales when dropped.
pub struct Weight {
    scales: Scales,
    pub bytes: usize,
}

impl Scales {
    /// None where too much waits already.
    pub fn put(&self, bytes: usize) -> Option<Weight> {
        let fits = |now: usize| now.checked_add(bytes).filter(|sum| *sum <= MOST_WAITING);
        let put = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits);
        put.ok().map(|_| Weight {
            scales: self.clone(),
            bytes,
        })
    }
}

impl Drop for Weight {
    fn drop(&mut self) {
        self.scales.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
