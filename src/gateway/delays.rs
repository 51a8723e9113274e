//! How long wrong secrets wait, by address and by address and name; kept in this process, for it only slows
//! down guessing.

use crate::domain::gateway::brake::{Failures, SecretBrake};
use crate::domain::time::Timestamp;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Most that are remembered; then those are forgotten whose time has passed, else all.
const MOST: usize = 100_000;

pub struct Delays {
    rule: SecretBrake,
    /// Names are kept as a number: people type secrets into the wrong field.
    hasher: RandomState,
    seen: Mutex<HashMap<(IpAddr, Option<u64>), Failures>>,
}

impl Delays {
    pub fn new(rule: SecretBrake) -> Self {
        Self {
            rule,
            hasher: RandomState::new(),
            seen: Mutex::default(),
        }
    }

    /// One more wrong secret: how long its answer waits.
    pub fn count(&self, address: IpAddr, name: &str, now: Timestamp) -> Duration {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST {
            seen.retain(|_, failures| !self.rule.has_forgotten(*failures, now));
            if seen.len() >= MOST {
                seen.clear();
            }
        }
        let subjects = [(address, None), (address, Some(self.hasher.hash_one(name)))];
        let waits = subjects.map(|subject| {
            let failures = seen.entry(subject).or_default();
            let (after, wait) = self.rule.count(*failures, now);
            *failures = after;
            wait
        });
        waits.into_iter().max().unwrap_or_default()
    }
}
