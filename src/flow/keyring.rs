//! Signing keys in memory, as a server last saw them.

use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::signing_key::{KeyPolicy, SigningKey, signer};
use crate::domain::time::Timestamp;
use crate::signing::PrivateKey;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The keys as this server last saw them.
pub struct Keys {
    pub policy: KeyPolicy,
    held: RwLock<Option<Arc<Held>>>,
    /// One look at a time.
    pub(super) looking: Mutex<()>,
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
    /// The key that signs, and its name.
    pub fn signer(&self, algorithm: Algorithm, now: Timestamp) -> Option<(&str, Arc<PrivateKey>)> {
        let key = signer(&self.keys, algorithm, now)?;
        let private = self.private.get(&key.kid)?;
        Some((&key.kid, Arc::clone(private)))
    }

    pub fn keys(&self) -> &[SigningKey] {
        &self.keys
    }
}

impl Keys {
    pub const fn new(policy: KeyPolicy) -> Self {
        Self {
            policy,
            held: RwLock::new(None),
            looking: Mutex::new(()),
        }
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
