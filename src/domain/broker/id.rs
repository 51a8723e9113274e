//! Ids and secrets in the shape of UUIDs: upper case everywhere, compared without regard to case.

use crate::domain::secret::{Dice, TokenHash};
use uuid::{Builder, Uuid};
use zeroize::Zeroizing;

/// Characters of a UUID as we write it; no other form is taken for one.
const UUID_CHARS: usize = 36;

/// A UUID in our spelling, or nothing.
pub fn parse_uuid(text: &str) -> Option<String> {
    let uuid = Uuid::try_parse(text).ok()?;
    (text.len() == UUID_CHARS).then(|| shown(uuid))
}

/// A fresh id: a random UUID, version 4.
pub fn make_uuid(dice: Dice) -> String {
    shown(Builder::from_random_bytes(random(dice)).into_uuid())
}

/// An id made of what is there already: the same parts give the same id.
pub fn derive_uuid(parts: &str) -> String {
    let hash = TokenHash::of("uuid", parts.as_bytes());
    let bytes = hash.bytes().first_chunk::<16>().copied();
    shown(Builder::from_custom_bytes(bytes.unwrap_or_default()).into_uuid())
}

fn shown(uuid: Uuid) -> String {
    uuid.hyphenated().to_string().to_ascii_uppercase()
}

fn random(dice: Dice) -> [u8; 16] {
    let mut bytes = [0_u8; 16];
    dice.fill_bytes(&mut bytes);
    bytes
}

/// What such a secret is for; part of its hash, so that one kind never passes for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UuidTokenKind {
    /// `tokenId`: redeemed once.
    Endpoint,
    /// `App-Token`.
    AppSession,
    /// `Admin-Token`.
    Admin,
}

impl UuidTokenKind {
    const fn label(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint_token",
            Self::AppSession => "app_session",
            Self::Admin => "admin_session",
        }
    }
}

/// A secret with the shape of a UUID: all of its 128 bits are random, also those where a UUID tells its
/// version. It cannot be copied, printed or stored; only revealed to the one it is for.
pub struct UuidToken(Zeroizing<String>);

impl UuidToken {
    pub fn make(dice: Dice) -> Self {
        Self(Zeroizing::new(shown(Uuid::from_bytes(random(dice)))))
    }

    /// What somebody presented; `None` when it cannot be one: nothing is looked up then.
    pub fn parse(text: &str) -> Option<Self> {
        parse_uuid(text).map(|text| Self(Zeroizing::new(text)))
    }

    pub fn hash(&self, kind: UuidTokenKind) -> TokenHash {
        TokenHash::of(kind.label(), self.0.as_bytes())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}
