//! Proof Key for Code Exchange: a code is worth nothing without the secret of the program that asked for
//! it. Only `S256`: `plain` would show that secret in the request itself (RFC 7636 §4, RFC 9700 §2.1.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What a verifier must hash to: 43 characters of base64url without padding (RFC 7636 §4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge(String);

/// Length of a SHA-256 in base64url.
const CHALLENGE_CHARS: usize = 43;

/// How long a verifier may be (RFC 7636 §4.1).
const VERIFIER_CHARS: std::ops::RangeInclusive<usize> = 43..=128;

impl Challenge {
    /// What was sent with method `S256`, or kept of it; `None` when no hash looks like that.
    pub fn parse(text: &str) -> Option<Self> {
        let base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let well_formed = text.len() == CHALLENGE_CHARS && text.bytes().all(base64url);
        well_formed.then(|| Self(text.to_owned()))
    }

    /// Of a verifier.
    pub fn of(verifier: &str) -> Self {
        Self(URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())))
    }

    /// As it was sent: the form for the store.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `verifier` is the secret behind it (RFC 7636 §4.6); a malformed one never is. The
    /// comparison takes the same time wherever the two differ.
    pub fn is_met_by(&self, verifier: &str) -> bool {
        let well_formed =
            VERIFIER_CHARS.contains(&verifier.len()) && verifier.bytes().all(unreserved);
        let hashed = Self::of(verifier);
        well_formed && bool::from(hashed.0.as_bytes().ct_eq(self.0.as_bytes()))
    }
}

/// RFC 3986 §2.3.
fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}
