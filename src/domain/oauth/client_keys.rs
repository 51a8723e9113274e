//! The public keys of an app, by which it shows to be itself in place of a secret (RFC 7517, OpenID Connect Core §9).

use crate::domain::openid::jwk::PublicKey;
use crate::domain::text::is_unwelcome;
use serde_json::{Map, Value, json};

/// Those that sign, and those that follow them.
pub const MOST_KEYS: usize = 10;
const KID_CHARS: usize = 255;
/// What stands in a JWK that holds more than a public key (RFC 7518 §6).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientKeys(Vec<ClientKey>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct ClientKey {
    kid: String,
    key: PublicKey,
}

/// Why a set of keys is not taken; keys count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysFault {
    #[error(
        "that is no set of keys: write {{\"keys\":[{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"…\",\"y\":\"…\"}}]}}"
    )]
    NoSet,
    #[error("an app has 1 to {MOST_KEYS} keys: leave out those that sign no longer")]
    Count,
    #[error("key {0} has its private part: keep that with the app, and give the public part alone")]
    Private(usize),
    #[error(
        "key {0} is none that signs here: give an RSA key of 2048 to 4096 bits, an EC key on P-256 or an Ed25519 key"
    )]
    Unusable(usize),
    #[error(
        "key {0} is said to be for something else: \"use\" is sig, and \"alg\" RS256, ES256 or EdDSA"
    )]
    Purpose(usize),
    #[error(
        "key {0} has no good \"kid\": give each of them one of its own, of 1 to {KID_CHARS} printable characters"
    )]
    Kid(usize),
}

impl ClientKeys {
    /// The keys of a set as apps write it. One without a name is called by its thumbprint (RFC 7638).
    pub fn parse(set: &Map<String, Value>) -> Result<Self, KeysFault> {
        let keys = set.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or(KeysFault::NoSet)?;
        if !(1..=MOST_KEYS).contains(&keys.len()) {
            return Err(KeysFault::Count);
        }
        let mut read: Vec<ClientKey> = Vec::new();
        for (number, jwk) in (1..).zip(keys) {
            let key = ClientKey::parse(jwk, number)?;
            if read.iter().any(|other| other.kid == key.kid) {
                return Err(KeysFault::Kid(number));
            }
            read.push(key);
        }
        Ok(Self(read))
    }

    /// What was kept by [`Self::to_text`].
    pub fn kept(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let set: Map<String, Value> = serde_json::from_str(text).ok()?;
        Self::parse(&set).ok()
    }

    /// As a set, without what else the app wrote into its own; empty where there are none.
    pub fn to_text(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let named = |key: &ClientKey| {
            let mut jwk = key.key.jwk();
            if let Value::Object(members) = &mut jwk {
                members.insert("kid".to_owned(), Value::String(key.kid.clone()));
            }
            jwk
        };
        json!({ "keys": self.0.iter().map(named).collect::<Vec<_>>() }).to_string()
    }

    /// The app shows to be itself by a secret, or not at all.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn kids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|key| key.kid.as_str())
    }

    /// The key of this name; the only one goes by any name and by none.
    pub fn named(&self, kid: Option<&str>) -> Option<&PublicKey> {
        match self.0.as_slice() {
            [only] => Some(&only.key),
            several => {
                let named = several.iter().find(|key| Some(key.kid.as_str()) == kid);
                named.map(|named| &named.key)
            }
        }
    }
}

impl ClientKey {
    fn parse(jwk: &Value, number: usize) -> Result<Self, KeysFault> {
        let jwk = jwk.as_object().ok_or(KeysFault::Unusable(number))?;
        if PRIVATE_MEMBERS.iter().any(|name| jwk.contains_key(*name)) {
            return Err(KeysFault::Private(number));
        }
        let key = PublicKey::read(jwk).ok_or(KeysFault::Unusable(number))?;
        let says = |name: &str, word: &str| jwk.get(name).is_none_or(|said| said == word);
        if !says("use", "sig") || !says("alg", key.algorithm().word()) {
            return Err(KeysFault::Purpose(number));
        }
        let kid = match jwk.get("kid") {
            None => key.thumbprint(),
            Some(kid) => {
                let is_good = |kid: &&str| {
                    (1..=KID_CHARS).contains(&kid.chars().count()) && !kid.chars().any(is_unwelcome)
                };
                let kid = kid.as_str().filter(is_good);
                kid.ok_or(KeysFault::Kid(number))?.to_owned()
            }
        };
        Ok(Self { kid, key })
    }
}
