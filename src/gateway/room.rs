//! What strangers can make the gateway keep has a number: sessions that have not identified, in all and of one network;
//! and the bytes of events that wait, whoever sent them.

use super::payload::Trust;
use crate::domain::peer::Network;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Most bytes of events that wait, on all connections together that have identified.
const MOST_WAITING: usize = 32 * 1024 * 1024;
/// The same of those that have not. On scales of their own: strangers can fill them, and shall push nobody else out.
const MOST_OF_STRANGERS: usize = 16 * 1024 * 1024;
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

/// Weighs what waits on all connections: of those that have identified, and of the others.
#[derive(Clone, Default)]
pub struct Scales {
    of_known: Scale,
    of_strangers: Scale,
}

type Scale = Arc<AtomicUsize>;

/// The weight of an event that waits; taken off its scale when dropped.
pub struct Weight {
    scale: Scale,
    pub bytes: usize,
}

impl Scales {
    /// None where too much waits already.
    pub fn put(&self, trust: Trust, bytes: usize) -> Option<Weight> {
        let (scale, most) = match trust {
            Trust::Known => (&self.of_known, MOST_WAITING),
            Trust::Stranger => (&self.of_strangers, MOST_OF_STRANGERS),
        };
        let fits = |now: usize| now.checked_add(bytes).filter(|sum| *sum <= most);
        let put = scale.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits);
        put.ok().map(|_| Weight {
            scale: scale.clone(),
            bytes,
        })
    }
}

impl Drop for Weight {
    fn drop(&mut self) {
        self.scale.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because it takes a thousand connections.

    use super::*;
    use crate::gateway::payload::MOST_OF_STRANGER;

    #[test]
    fn s02_what_strangers_leave_waiting_pushes_nobody_out_who_has_identified() {
        let scales = Scales::default();
        let put = || scales.put(Trust::Stranger, MOST_OF_STRANGER);
        let mut waiting: Vec<Weight> = std::iter::from_fn(put).take(4096).collect();
        assert_eq!(waiting.len(), 1024);
        let known = scales.put(Trust::Known, MOST_WAITING);
        assert!(known.is_some());
        assert!(scales.put(Trust::Known, 1).is_none());
        assert!(put().is_none());
        // What waits no more makes room, for its like.
        drop(waiting.pop());
        assert!(scales.put(Trust::Known, 1).is_none());
        assert!(put().is_some());
    }
}
