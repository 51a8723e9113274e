//! Guessing, slowed down: how long wrong secrets wait, by network and by network and name, and when a network has
//! its turn to be judged. Kept in this process.

use crate::domain::gateway::brake::{Failures, SecretBrake};
use crate::domain::gateway::pace::{Pace, Paid, Turn};
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
    right: HashMap<Pair, Known>,
}

/// A network, and a name.
type Pair = (Network, u64);

#[derive(Clone, Copy)]
struct Known {
    /// When it was last right.
    at: Timestamp,
    /// What was judged of it since, beyond the network's own pace.
    paid: Option<Paid>,
}

/// A secret is judged once this time has passed.
pub struct Judging {
    pub wait: Duration,
    pub fee: Fee,
}

/// What a judging was paid with: it is given back once, and only where it was paid.
pub struct Fee(Purse);

enum Purse {
    Network(Network),
    Known(Pair),
}

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
        let (paid, turn) = Pace::OF_NETWORK.turn(seen.paid.get(&network).copied(), now);
        let wait = match turn {
            Turn::Now => Some(Duration::ZERO),
            _ if seen.goes_first(pair, now) => {
                return Some(Judging {
                    wait: Duration::ZERO,
                    fee: Fee(Purse::Known(pair)),
                });
            }
            Turn::In(wait) => Some(wait),
            Turn::Never => None,
        };
        seen.paid.insert(network, paid);
        wait.map(|wait| Judging {
            wait,
            fee: Fee(Purse::Network(network)),
        })
    }

    /// What was judged was not wrong.
    pub fn give_back(&self, fee: Fee) {
        let mut seen = self.seen();
        match fee.0 {
            Purse::Network(network) => {
                if let Some(paid) = seen.paid.get_mut(&network) {
                    *paid = Pace::OF_NETWORK.given_back(*paid);
                }
            }
            Purse::Known(pair) => {
                if let Some(known) = seen.right.get_mut(&pair) {
                    known.paid = known.paid.map(|paid| Pace::OF_KNOWN.given_back(paid));
                }
            }
        }
    }

    /// A name identified with its secret: it is known, and nothing is held against it.
    pub fn was_right(&self, network: Network, name: &str, now: Timestamp) {
        let pair = (network, self.hasher.hash_one(name));
        let mut seen = self.seen();
        make_room(&mut seen.right, |known| now.since(known.at) < KNOWN_FOR);
        seen.right.insert(
            pair,
            Known {
                at: now,
                paid: None,
            },
        );
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

impl Seen {
    /// Whether this pair is judged before others of its network: it is known, and was not wrong too often since.
    fn goes_first(&mut self, pair: Pair, now: Timestamp) -> bool {
        let Some(known) = self.right.get_mut(&pair) else {
            return false;
        };
        if now.since(known.at) >= KNOWN_FOR {
            return false;
        }
        let (paid, turn) = Pace::OF_KNOWN.turn(known.paid, now);
        known.paid = Some(paid);
        turn == Turn::Now
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
