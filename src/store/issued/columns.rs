//! How columns keep what a code is bound to.

use crate::domain::oauth::code::{AddressSent, Nonce};
use crate::domain::oauth::pkce::Challenge;
use crate::store::engine::column::Column;

impl Column for AddressSent {
    type Kept = bool;

    fn keep(&self) -> bool {
        *self == Self::Yes
    }

    fn restore(was_sent: bool) -> Option<Self> {
        Some(if was_sent { Self::Yes } else { Self::No })
    }
}

impl Column for Challenge {
    type Kept = String;

    fn keep(&self) -> String {
        self.as_str().to_owned()
    }

    /// A code whose challenge was lost must not be redeemed without one.
    fn restore(text: String) -> Option<Self> {
        Self::parse(&text)
    }
}

/// As bytes: PostgreSQL's text holds no NUL.
impl Column for Nonce {
    type Kept = Vec<u8>;

    fn keep(&self) -> Vec<u8> {
        self.as_str().as_bytes().to_vec()
    }

    fn restore(bytes: Vec<u8>) -> Option<Self> {
        String::from_utf8(bytes).ok().map(Self::of)
    }
}
