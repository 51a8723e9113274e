//! What a mail that waits says, sealed: only a server with the platform's key reads it, and only until it is sent.

use crate::domain::secret::Dice;
use crate::domain::server_key::ServerKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// What seals of mails are told from others by.
const HOLDER: &[u8] = b"outbox mail";

/// All that a mail is made of but its kind; the words come when it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// The one address. Of a request that is not looked up yet: what was typed.
    pub to: String,
    /// The language to write in, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The name of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The one link, in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What the browser is called; one of a closed list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// How many recovery codes are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u32>,
}

impl Payload {
    /// Under the mail's own id, so that no row passes for another.
    pub fn seal(&self, key: &ServerKey, jti: &str, dice: Dice) -> Vec<u8> {
        // Fails for no value of these types.
        let plain = Zeroizing::new(serde_json::to_vec(self).unwrap_or_default());
        key.seal(HOLDER, jti.as_bytes(), &plain, dice)
    }

    /// None where it was sealed under a key that is accepted no more.
    pub fn open(key: &ServerKey, jti: &str, sealed: &[u8]) -> Option<Self> {
        let plain = Zeroizing::new(key.open(HOLDER, jti.as_bytes(), sealed)?);
        serde_json::from_slice(&plain).ok()
    }
}
