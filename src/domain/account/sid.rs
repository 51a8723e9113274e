//! What an app knows a session by (OpenID Connect Back-Channel Logout 1.0 §2.1): another name for each app, which tells
//! nothing of the session itself.

use crate::domain::secret::Dice;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// What a session's names are made of. It stays when the session gets a new id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SidSeed([u8; 16]);

impl SidSeed {
    pub fn make(dice: Dice) -> Self {
        let mut bytes = [0; 16];
        dice.fill_bytes(&mut bytes);
        Self(bytes)
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// 22 characters of base64url.
    pub fn sid(&self, app_uuid: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(b"sid:");
        hash.update(self.0);
        hash.update(app_uuid.as_bytes());
        let hash = hash.finalize();
        URL_SAFE_NO_PAD.encode(hash.first_chunk::<16>().copied().unwrap_or_default())
    }
}
