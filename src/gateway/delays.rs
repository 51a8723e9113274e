//! Guessing, slowed down: how long wrong secrets wait, by network and by network and name, and when a network has
//! its turn to be judged. Kept in this process.

use crate::domain::gateway::brake::{Failures, SecretBrake};
use crate::domain::gateway::pace::{Paid, Turn, turn};
use crate::domain::peer::Network;
use crate::domain::time::{Timestamp, days};
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Most that are remembered; then those are forgotten whose time has passed, else all.
const MOST: usize = 100_000;
/// How long who identified rightly goes first in the same network.
const KNOWN_FOR: Duration = days(1);

pub struct Delays {
    rule: SecretBrake,
    /// Names are kept as a number: people type secrets into the wrong field.
    hasher: RandomState,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    wrong: HashMap<(Network, Option<u64>), Failures>,
    /// How far each network has used up its time.
    paid: HashMap<Network, Paid>,
    /// Names that were right from a network.
    right: HashMap<(Network, u64), Timestamp>,
}

/// A secret is judged once this time has passed.
pub struct Judging {
    pub wait: Duration,
    pub fee: Fee,
}

/// What a judging was paid with; nothing where it was free. It is given back once.
pub struct Fee(Option<Network>);

impl Delays {
    pub fn new(rule: SecretBrake) -> Self {
        Self {
            rule,
            hasher: RandomState::new(),
            seen: Mutex::default(),
        }
    }

    /// When a secret for this name is judged; it counts as wrong until it is found not to be. None where too many wait.
    pub fn turn(&self, network: Network, name: &str, now: Timestamp) -> Option<Judging> {
        let pair = (network, self.hasher.hash_one(name));
        let mut seen = self.seen();
        make_room(&mut seen.paid, |paid| !paid.is_over(now));
        let is_known = (seen.right.get(&pair)).is_some_and(|at| now.since(*at) < KNOWN_FOR);
        let (paid, turn) = turn(seen.paid.get(&network).copied(), now);
        let wait = match turn {
            Turn::Now => Duration::ZERO,
            // A right secret from there is never delayed.
            Turn::In(_) | Turn::Never if is_known => {
                let (wait, fee) = (Duration::ZERO, Fee(None));
                return Some(Judging { wait, fee });
            }
            Turn::In(wait) => wait,
            Turn::Never => return None,
        };
        seen.paid.insert(network, paid);
        let fee = Fee(Some(network));
        Some(Judging { wait, fee })
    }

    /// What was judged was not wrong.
    pub fn give_back(&self, fee: Fee) {
        let Fee(Some(network)) = fee else { return };
        if let Some(paid) = self.seen().paid.get_mut(&network) {
            *paid = paid.given_back();
        }
    }

    /// A name identified with its secret.
    pub fn was_right(&self, network: Network, name: &str, now: Timestamp) {
        let pair = (network, self.hasher.hash_one(name));
        let mut seen = self.seen();
        make_room(&mut seen.right, |at| now.since(*at) < KNOWN_FOR);
        seen.right.insert(pair, now);
    }

    /// One more wrong secret: how long its answer waits.
    pub fn count(&self, network: Network, name: &str, now: Timestamp) -> Duration {
        let mut seen = self.seen();
        make_room(&mut seen.wrong, |failures| {
            !self.rule.has_forgotten(*failures, now)
        });
        let subjects = [(network, None), (network, Some(self.hasher.hash_one(name)))];
        let waits = subjects.map(|subject| {
            let failures = seen.wrong.entry(subject).or_default();
            let (after, wait) = self.rule.count(*failures, now);
            *failures = after;
            wait
        });
        waits.into_iter().max().unwrap_or_default()
    }

    /// What no answer waits longer than.
    pub const fn longest(&self) -> Duration {
        self.rule.longest
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room<K: Eq + Hash, V>(map: &mut HashMap<K, V>, is_wanted: impl Fn(&V) -> bool) {
    if map.len() >= MOST {
        map.retain(|_, value| is_wanted(value));
        if map.len() >= MOST {
            map.clear();
        }
    }
}
