//! So many calls a second for each credential, or for each address where there is none; two seconds' worth at once.

use crate::domain::bucket::Buckets;
use crate::domain::peer::Network;
use crate::domain::secret::TokenHash;
use std::time::{Duration, Instant};

/// Whose calls are counted together. A credential is known by a hash of it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    Credential(TokenHash),
    Address(Network),
}

pub struct BrokerLimit {
    buckets: Buckets<Subject>,
    started: Instant,
}

impl BrokerLimit {
    /// `per_second` calls; 0 is no limit.
    pub fn new(per_second: u32) -> Option<Self> {
        let depth = per_second.saturating_mul(2);
        let buckets = Buckets::new(per_second, Duration::from_secs(1), depth)?;
        let started = Instant::now();
        Some(Self { buckets, started })
    }

    /// Whole calls left after this one; or how long until one more fits.
    pub fn take(&self, subject: Subject) -> Result<u64, Duration> {
        self.buckets.take(subject, self.started.elapsed())
    }

    /// How many calls at once a rested caller has.
    pub fn depth(&self) -> u64 {
        self.buckets.depth()
    }

    pub fn per_second(&self) -> u64 {
        self.buckets.per_second()
    }
}
