//! The white list: programs that may identify, each with its secret.

use crate::domain::key::RowKey;
use crate::domain::secret::{Dice, random_alphanumerics};
use crate::domain::server_key::{Label, ServerKey};
use crate::domain::text::is_unwelcome;
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use zeroize::Zeroizing;

/// Fewest characters of a secret that an operator brings.
pub const FEWEST_SECRET_CHARS: usize = 16;
/// Longest name, in characters.
const NAME_CHARS: usize = 80;
/// Characters of a secret that is made here.
const SECRET_CHARS: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketClient {
    pub key: RowKey,
    /// Unique.
    pub name: String,
    pub secret_mac: SecretMac,
    /// Counts secrets: what was begun under an older one is dead.
    pub generation: i64,
    /// Where accepted requests are handed on to.
    pub webhook_url: Option<String>,
    pub webhook_key_generation: i64,
    pub source: Source,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts edits; a change is made only to the version it was decided on.
    pub version: i64,
}

/// Where a client was declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    CommandLine,
    /// The settings file, which wins at each start.
    File,
}

words!(Source { CommandLine = "cli", File = "file" });

/// What is kept of a secret: a MAC under the server key, because a declared one may be short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretMac([u8; 32]);

impl SecretMac {
    pub fn of(key: &ServerKey, name: &str, secret: &str) -> Self {
        Self(key.mac(Label::SocketSecret, &[name.as_bytes(), secret.as_bytes()]))
    }

    /// What a database held; `None` when it has another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// In constant time, under this key and those that are accepted beside it.
    pub fn is_of(&self, key: &ServerKey, name: &str, secret: &str) -> bool {
        key.verifies(
            Label::SocketSecret,
            &[name.as_bytes(), secret.as_bytes()],
            &self.0,
        )
    }

    /// What an unknown name's secret is compared with, so that it costs the same; nothing has this MAC.
    pub const fn of_nobody() -> Self {
        Self([0; 32])
    }
}

/// A fresh secret: 238 bits.
pub fn make_secret(dice: Dice) -> Zeroizing<String> {
    Zeroizing::new(random_alphanumerics(SECRET_CHARS, dice))
}

/// Whether a program may be called so.
pub fn is_good_name(name: &str) -> bool {
    (1..=NAME_CHARS).contains(&name.chars().count())
        && name.trim() == name
        && !name.chars().any(is_unwelcome)
}

/// Whether a secret that an operator brings is long enough, and one line of text.
pub fn is_good_secret(secret: &str) -> bool {
    secret.chars().count() >= FEWEST_SECRET_CHARS && !secret.chars().any(char::is_control)
}
