//! Signing keys in memory, as a server last saw them.

use super::signers::Signers;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::signing_key::{KeyPolicy, SigningKey, signer};
use crate::domain::time::Timestamp;
use crate::signing::PrivateKey;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How long after a key could not be kept another is made.
const BETWEEN_TRIES: Duration = Duration::from_secs(5);

/// The keys as this server last saw them.
pub struct Keys {
    pub policy: KeyPolicy,
    held: RwLock<Option<Arc<Held>>>,
    /// One look at a time.
    pub(super) looking: Mutex<()>,
    /// When making one came to nothing.
    failed_at: Mutex<Option<Instant>>,
    /// For what is not signed at once.
    pub signers: Signers,
}

/// All that is known of keys at one moment.
pub struct Held {
    pub(super) keys: Vec<SigningKey>,
    /// By name, opened.
    pub(super) private: HashMap<String, Arc<PrivateKey>>,
    /// The published ones, as apps read them (RFC 7517 §5).
    pub jwks: String,
}

impl Held {
    /// Whether it can sign with that key.
    pub fn holds(&self, kid: &str) -> bool {
        self.private.contains_key(kid)
    }

    /// No key was made so far.
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The key that signs, and its name.
    pub fn signer(&self, algorithm: Algorithm, now: Timestamp) -> Option<(&str, Arc<PrivateKey>)> {
        let is_usable = |key: &SigningKey| self.private.contains_key(&key.kid);
        let key = signer(&self.keys, is_usable, algorithm, now)?;
        let private = self.private.get(&key.kid)?;
        Some((&key.kid, Arc::clone(private)))
    }
}

impl Keys {
    pub fn new(policy: KeyPolicy, cores: usize) -> Self {
        Self {
            policy,
            held: RwLock::new(None),
            looking: Mutex::new(()),
            failed_at: Mutex::new(None),
            signers: Signers::start(cores),
        }
    }

    /// Whether to try again: making a key that cannot be kept takes much for nothing.
    pub(super) fn may_make(&self) -> bool {
        let failed_at = self
            .failed_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        failed_at.is_none_or(|at| at.elapsed() >= BETWEEN_TRIES)
    }

    pub(super) fn made(&self, has_failed: bool) {
        let mut failed_at = self
            .failed_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *failed_at = has_failed.then(Instant::now);
    }

    /// None before the first look.
    pub fn held(&self) -> Option<Arc<Held>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    /// Whether it was there at the last look.
    pub(super) fn knows(&self, kid: &str) -> bool {
        let held = self.held();
        held.is_some_and(|held| held.keys.iter().any(|key| key.kid == kid))
    }

    pub(super) fn hold(&self, now_held: Arc<Held>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Some(now_held);
    }
}
