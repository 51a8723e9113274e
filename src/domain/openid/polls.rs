//! How often a device asks for what nobody has decided yet (RFC 8628 §3.5). Kept per process, so approximate where several
//! servers share the work; nothing is written.

use super::device::{DeviceCode, INTERVAL};
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How often expired ones are forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

#[derive(Default)]
pub struct Polls(Mutex<Known>);

#[derive(Default)]
struct Known {
    by_code: HashMap<RowKey, Poll>,
    swept_at: Option<Timestamp>,
}

#[derive(Clone, Copy)]
struct Poll {
    at: Timestamp,
    interval: Duration,
    expires_at: Timestamp,
}

impl Polls {
    /// Whether this one comes no sooner than it was told to; one that does is told to wait longer from then on.
    pub fn is_patient(&self, code: &DeviceCode, now: Timestamp) -> bool {
        // What is known has no invariant that a panic elsewhere could have broken.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.forget_expired(now);
        let before = known.by_code.get(&code.key).copied();
        let is_patient = before.is_none_or(|poll| now.apart(poll.at) >= poll.interval);
        let interval = before.map_or(INTERVAL, |poll| poll.interval);
        let longer = if is_patient { Duration::ZERO } else { INTERVAL };
        let poll = Poll {
            at: now,
            interval: interval + longer,
            expires_at: code.expires_at,
        };
        known.by_code.insert(code.key, poll);
        is_patient
    }
}

impl Known {
    fn forget_expired(&mut self, now: Timestamp) {
        let swept = self.swept_at;
        if swept.is_none_or(|at| now.apart(at) >= SWEEP_EVERY) {
            self.by_code.retain(|_, poll| now < poll.expires_at);
            self.swept_at = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nothing outside sees what is forgotten.

    use super::*;
    use crate::domain::epoch::Epoch;
    use crate::domain::key::AppId;
    use crate::domain::oauth::scope::Scopes;
    use crate::domain::openid::device::UserCodeMac;
    use crate::domain::openid::resource::Audience;
    use crate::domain::secret::TokenHash;

    fn code(number: i64, expires_at: i64) -> DeviceCode {
        DeviceCode {
            key: RowKey::from_number(number).expect("a key"),
            secret_hash: TokenHash::of("device", b""),
            user_code_mac: UserCodeMac::from_bytes(&[0; 32]).expect("a MAC"),
            app_id: AppId(1),
            app_epoch: Epoch::FIRST,
            scopes: Scopes::default(),
            scopes_changed: false,
            audience: Audience::default(),
            decision: None,
            user_key: None,
            grant_key: None,
            expires_at: Timestamp::from_millis(expires_at),
            redeemed_at: None,
            created_at: Timestamp::NEVER,
        }
    }

    #[test]
    fn a_code_that_has_expired_is_forgotten() {
        let polls = Polls::default();
        let at = Timestamp::from_millis;
        for number in 0..100 {
            assert!(polls.is_patient(&code(number, 70_000), at(1)));
        }
        assert!(polls.is_patient(&code(200, 900_000), at(70_001)));
        assert_eq!(polls.0.lock().expect("no panic").by_code.len(), 1);
    }
}
