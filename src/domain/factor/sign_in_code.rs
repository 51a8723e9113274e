//! Sign-in codes: eight digits, for a window that knows no other way. Only ever behind a right password.

use crate::domain::key::RowKey;
use crate::domain::secret::{Dice, random_text};
use crate::domain::server_key::{Label, ServerKey};
use crate::domain::time::Timestamp;
use std::time::Duration;
use zeroize::Zeroizing;

/// How long one is good.
pub const LIFE: Duration = Duration::from_secs(300);

const DIGITS: usize = 8;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInCode {
    pub user_key: RowKey,
    pub mac: Vec<u8>,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl SignInCode {
    /// With the digits, which are shown once.
    pub fn make(
        key: &ServerKey,
        user_key: RowKey,
        now: Timestamp,
        dice: Dice,
    ) -> (Self, Zeroizing<String>) {
        let digits = Zeroizing::new(random_text(b"0123456789", DIGITS, dice));
        let made = Self {
            user_key,
            mac: mac_of(user_key, &digits, |parts| key.mac(Label::SignInCode, parts)).to_vec(),
            expires_at: now.plus(LIFE),
            used_at: None,
            created_at: now,
        };
        (made, digits)
    }

    pub fn matches(&self, key: &ServerKey, digits: &str, now: Timestamp) -> bool {
        self.used_at.is_none()
            && now < self.expires_at
            && mac_of(self.user_key, digits, |parts| {
                key.verifies(Label::SignInCode, parts, &self.mac)
            })
    }
}

fn mac_of<T>(user: RowKey, digits: &str, with: impl FnOnce(&[&[u8]]) -> T) -> T {
    with(&[&user.number().to_be_bytes(), digits.as_bytes()])
}
