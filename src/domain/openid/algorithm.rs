//! How a statement is signed (RFC 7518 §3.1, RFC 8037 §3.1). `none` and those with a shared secret are not among them.

use crate::domain::words::words;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// RSA with SHA-256: what every app can check.
    Rs256,
    /// P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// A signature takes about a millisecond, twenty times as long as by the others.
    pub const fn takes_long(self) -> bool {
        matches!(self, Self::Rs256)
    }
}

words!(Algorithm { Rs256 = "RS256", Es256 = "ES256", EdDsa = "EdDSA" });
