//! Authenticators: what is kept of an app that shows codes.

use super::totp::Secret;
use crate::domain::account::user::check_display_name;
use crate::domain::key::RowKey;
use crate::domain::secret::Dice;
use crate::domain::server_key::ServerKey;
use crate::domain::time::{Timestamp, days};

/// How many a person has at most.
pub const MOST: usize = 5;

/// What a secret is sealed for; whose it is goes with it.
const SEALED_FOR: &[u8] = b"authenticator secret";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticator {
    pub key: RowKey,
    pub user_key: RowKey,
    /// What its owner calls it.
    pub name: String,
    pub secret_sealed: Vec<u8>,
    /// The fingerprint of the server key that sealed it.
    pub sealed_by: String,
    /// No code of this step counts any more, nor of those before.
    pub last_step: i64,
    /// The day.
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A secret under the server key of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedSecret {
    pub sealed: Vec<u8>,
    pub by: String,
}

impl Authenticator {
    /// The secret; nothing where no server key of ours opens it.
    pub fn open(&self, key: &ServerKey) -> Option<Secret> {
        let context = context(self.key, self.user_key);
        let opened = key.open_told(SEALED_FOR, &context, &self.secret_sealed)?;
        Secret::from_bytes(&opened.plain)
    }

    /// The same secret under the server key of today, where another one sealed it that is still accepted.
    pub fn sealed_anew(&self, key: &ServerKey, dice: Dice) -> Option<SealedSecret> {
        let secret = self.open(key)?;
        Some(seal(key, (self.key, self.user_key), &secret, dice))
    }
}

pub fn seal(
    key: &ServerKey,
    (row, user): (RowKey, RowKey),
    secret: &Secret,
    dice: Dice,
) -> SealedSecret {
    SealedSecret {
        sealed: key.seal(SEALED_FOR, &context(row, user), secret.bytes(), dice),
        by: key.fingerprint(),
    }
}

fn context(row: RowKey, user: RowKey) -> Vec<u8> {
    [row, user].map(|key| key.number().to_be_bytes()).concat()
}

/// A name as it is kept: trimmed; nothing where it is no good.
pub fn check_name(name: &str) -> Option<String> {
    check_display_name(name).ok()
}

/// The day of a moment: when something was last used is kept no finer.
pub fn day_of(at: Timestamp) -> Timestamp {
    let day = i64::try_from(days(1).as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(at.millis().div_euclid(day) * day)
}
