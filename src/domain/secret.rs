//! Secrets: making, hashing and comparing them.
//!
//! A [`PlainToken`] exists only between its making and the answer that carries it; what is kept is a
//! [`TokenHash`]. The two are different types, so that a plain token cannot be stored.

use super::key::{BASE62, KEY_CHARS, RowKey};
use rand::CryptoRng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The source of chance, always passed in.
pub type Dice<'a> = &'a mut dyn CryptoRng;

/// Characters of a token: 11 name the row, 29 (172 bits) are the secret.
pub const TOKEN_CHARS: usize = 40;

/// What a token is for; part of its hash, so that one kind never passes for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    Access,
    /// The id of an access token that is a JWT.
    JwtAccess,
    Refresh,
    /// An authorization code.
    Code,
    /// What a device without a browser asks with.
    Device,
    Session,
    /// The cookie by which a browser is known again at sign-in.
    Browser,
    /// The nonce of a form.
    Form,
    /// An auth token of the socket gateway.
    Socket,
    /// A one-time link.
    Link,
}

impl TokenKind {
    const fn label(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::JwtAccess => "jwt access",
            Self::Refresh => "refresh",
            Self::Code => "code",
            Self::Device => "device",
            Self::Session => "session",
            Self::Browser => "browser",
            Self::Form => "form",
            Self::Socket => "socket",
            Self::Link => "link",
        }
    }
}

/// A token in the clear. It cannot be copied, printed or stored; only revealed to the one it is for.
pub struct PlainToken {
    text: String,
    key: RowKey,
}

impl PlainToken {
    /// A fresh token that names the row `key`.
    pub fn make(key: RowKey, dice: Dice) -> Self {
        let text = key.encode() + &random_alphanumerics(TOKEN_CHARS - KEY_CHARS, dice);
        Self { text, key }
    }

    /// What somebody presented; `None` when it cannot be a token: nothing is looked up then.
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed =
            text.len() == TOKEN_CHARS && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !well_formed {
            return None;
        }
        let key = RowKey::decode(text.get(..KEY_CHARS)?)?;
        Some(Self {
            text: text.to_owned(),
            key,
        })
    }

    /// The row that it names. Public: it tells no more than when the token was made.
    pub const fn key(&self) -> RowKey {
        self.key
    }

    /// SHA-256 over the kind and the whole token.
    pub fn hash(&self, kind: TokenKind) -> TokenHash {
        TokenHash::of(kind.label(), self.text.as_bytes())
    }

    /// The text itself, for the answer to the one it is for.
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

/// What is kept of a secret: 32 bytes of SHA-256.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    pub fn of(label: &str, secret: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(label.as_bytes());
        hash.update(b":");
        hash.update(secret);
        Self(hash.finalize().into())
    }

    /// What a database held; `None` when it has another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its first 8 bytes as a number: by these a row is found whose key is the hash.
    pub fn prefix(&self) -> i64 {
        let first = self.0.first_chunk::<8>().copied();
        i64::from_be_bytes(first.unwrap_or_default())
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// Whether two secrets are the same, in a time that tells nothing but their lengths.
pub fn constant_time_eq(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// `length` characters of `[0-9A-Za-z]`, each with the same chance.
pub fn random_alphanumerics(length: usize, dice: Dice) -> String {
    random_text(BASE62, length, dice)
}

/// `length` characters of an alphabet, each with the same chance.
pub fn random_text<const SIZE: usize>(alphabet: &[u8; SIZE], length: usize, dice: Dice) -> String {
    let mut text = String::with_capacity(length);
    let mut pool = [0_u8; 64];
    while text.len() < length {
        dice.fill_bytes(&mut pool);
        // Bytes beyond the last whole round are thrown away, or the first characters would come up more often.
        let fair = pool.iter().map(|&byte| usize::from(byte));
        let fair = fair.filter(|byte| *byte < 256 - 256 % SIZE);
        for byte in fair.take(length - text.len()) {
            let character = alphabet.get(byte % SIZE).copied();
            text.push(char::from(character.unwrap_or(b'0')));
        }
    }
    text
}
