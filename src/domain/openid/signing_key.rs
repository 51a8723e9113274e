//! The life of a key. It is published at once, so that every app has it before it signs; it signs for a while; and it
//! stays published until nothing that it signed is looked at any more (OpenID Connect Core §10.1.1).
//!
//! | from | until | what |
//! |---|---|---|
//! | made | 31 days after it stopped | stands in the set of keys |
//! | `key_lead` later, the first one at once | `key_life` later | signs |
//! | `key_lead` before it stops | | its successor is made |
//! | an hour after it stopped | | its private part is gone |
//! | made | 400 days after it stopped | what it signed is taken as a hint |

use super::algorithm::Algorithm;
use crate::domain::key::RowKey;
use crate::domain::time::{Timestamp, days};
use std::time::Duration;

/// How often a server looks at what the others did.
pub const LOOKS_EVERY: Duration = Duration::from_secs(5);
/// By then every server has looked.
pub const SEEN: Duration = Duration::from_secs(10);
/// For apps that verify what they kept.
const PUBLISHED: Duration = days(31);
/// A signature that began while it signed is made by then.
const ERASED: Duration = Duration::from_secs(60 * 60);
/// Apps bring an old ID token along when somebody comes back or leaves.
pub const KNOWN: Duration = days(400);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    pub key: RowKey,
    /// RFC 7638.
    pub kid: String,
    pub algorithm: Algorithm,
    /// Counts the keys of its algorithm: of servers that make the next one at once, one gets its number.
    pub generation: i64,
    /// As it stands in the set of keys.
    pub public_jwk: String,
    /// Under the server key; none once it is gone.
    pub private_sealed: Option<Vec<u8>>,
    pub signs_from: Timestamp,
    pub signs_until: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// What the operator decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPolicy {
    /// RS256 is always among them.
    pub algorithms: Vec<Algorithm>,
    /// How long apps have to fetch a key before it signs.
    pub lead: Duration,
    /// How long a key signs.
    pub life: Duration,
}

impl KeyPolicy {
    /// How it is signed for who wants it so: by what every app can check, where the operator took the wish away.
    pub fn signs_by(&self, wanted: Algorithm) -> Algorithm {
        if self.algorithms.contains(&wanted) {
            wanted
        } else {
            Algorithm::Rs256
        }
    }
}

/// A key that is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextKey {
    pub generation: i64,
    pub signs_from: Timestamp,
    pub signs_until: Timestamp,
}

impl SigningKey {
    pub fn is_published(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.signs_until.plus(PUBLISHED)
    }

    /// Whether what it signed is taken as a hint.
    pub fn is_known(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.signs_until.plus(KNOWN)
    }

    /// Whether its private part may still be needed, and is there.
    pub fn is_openable(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none()
            && self.private_sealed.is_some()
            && now < self.signs_until.plus(ERASED)
    }

    fn signs(&self, now: Timestamp) -> bool {
        self.is_openable(now) && self.signs_from <= now && now < self.signs_until
    }
}

/// The key that signs: of several the newest of those that could be opened.
pub fn signer(
    keys: &[SigningKey],
    is_usable: impl Fn(&SigningKey) -> bool,
    algorithm: Algorithm,
    now: Timestamp,
) -> Option<&SigningKey> {
    let of_it = keys.iter().filter(|key| key.algorithm == algorithm);
    of_it
        .filter(|key| key.signs(now) && is_usable(key))
        .max_by_key(|key| key.generation)
}

/// Whether its private part is to be erased: it is there, its time is over, and the next took over in time. By a clock
/// that is far ahead all keys are over, and none was followed: nothing is erased then.
pub fn is_erasable(keys: &[SigningKey], key: &SigningKey, now: Timestamp) -> bool {
    let follows = |other: &SigningKey| {
        other.algorithm == key.algorithm
            && other.generation > key.generation
            && other.signs_from <= key.signs_until
            && other.signs_until > key.signs_until
    };
    key.private_sealed.is_some() && !key.is_openable(now) && keys.iter().any(follows)
}

/// The key that is to be made now, if any; `usable` are those that could be opened.
pub fn next(
    keys: &[SigningKey],
    is_usable: impl Fn(&SigningKey) -> bool,
    algorithm: Algorithm,
    policy: &KeyPolicy,
    now: Timestamp,
) -> Option<NextKey> {
    let Some(signs) = signer(keys, &is_usable, algorithm, now) else {
        return Some(NextKey::after(keys, algorithm, now, policy));
    };
    let mut covered = signs.signs_until;
    // A key that a clock far ahead has made takes over from nobody: it does not count.
    let follows = |until: Timestamp| {
        let of_it = keys.iter().filter(|key| key.algorithm == algorithm);
        of_it
            .filter(|key| key.is_openable(now) && is_usable(key))
            .filter(|key| key.signs_from <= until && key.signs_until > until)
            .map(|key| key.signs_until)
            .max()
    };
    while let Some(until) = follows(covered) {
        covered = until;
    }
    (now.plus(policy.lead) >= covered).then(|| NextKey::after(keys, algorithm, covered, policy))
}

impl NextKey {
    /// The one that begins to sign at that moment.
    pub fn after(
        keys: &[SigningKey],
        algorithm: Algorithm,
        signs_from: Timestamp,
        policy: &KeyPolicy,
    ) -> Self {
        let of_it = keys.iter().filter(|key| key.algorithm == algorithm);
        Self {
            generation: of_it.map(|key| key.generation).max().unwrap_or(0) + 1,
            signs_from,
            signs_until: signs_from.plus(policy.life),
        }
    }
}
