//! Public keys as apps read them (RFC 7517), with the name that each has by what it is (RFC 7638).

use super::algorithm::Algorithm;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// What RSA keys may measure: shorter ones are broken, longer ones hold up a server.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;
/// Bytes of a coordinate on P-256, and of an Ed25519 key.
const CURVE_BYTES: usize = 32;

/// The numbers of a public key, big-endian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// Without zeros in front.
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    P256 {
        x: [u8; CURVE_BYTES],
        y: [u8; CURVE_BYTES],
    },
    Ed25519([u8; CURVE_BYTES]),
}

impl PublicKey {
    /// The one algorithm that this kind of key signs by here.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::P256 { .. } => Algorithm::Es256,
            Self::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// The key of a JWK. `None`: not one that signs here, or not as RFC 7518 §6 wants its numbers.
    pub fn read(jwk: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let number = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?).ok();
        match (text("kty")?, text("crv")) {
            ("RSA", None) => Self::rsa(number("n")?, number("e")?),
            ("EC", Some("P-256")) => Some(Self::P256 {
                x: number("x")?.try_into().ok()?,
                y: number("y")?.try_into().ok()?,
            }),
            ("OKP", Some("Ed25519")) => Some(Self::Ed25519(number("x")?.try_into().ok()?)),
            _ => None,
        }
    }

    /// `None` for numbers that make no key of a size that is taken.
    pub fn rsa(modulus: Vec<u8>, exponent: Vec<u8>) -> Option<Self> {
        let first = modulus.first().filter(|&&byte| byte != 0)?;
        let bits = modulus.len() * 8 - first.leading_zeros() as usize;
        let is_odd = exponent.last().is_some_and(|last| last % 2 == 1);
        let is_small = exponent.len() <= 4 && exponent.first().is_some_and(|&byte| byte != 0);
        (RSA_BITS.contains(&bits) && is_odd && is_small && exponent != [1])
            .then_some(Self::Rsa { modulus, exponent })
    }

    /// The members that make it, sorted by name as RFC 7638 §3.2 wants them.
    fn members(&self) -> Vec<(&'static str, String)> {
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let word = str::to_owned;
        match self {
            Self::Rsa { modulus, exponent } => vec![
                ("e", number(exponent)),
                ("kty", word("RSA")),
                ("n", number(modulus)),
            ],
            Self::P256 { x, y } => vec![
                ("crv", word("P-256")),
                ("kty", word("EC")),
                ("x", number(x)),
                ("y", number(y)),
            ],
            Self::Ed25519(x) => vec![
                ("crv", word("Ed25519")),
                ("kty", word("OKP")),
                ("x", number(x)),
            ],
        }
    }

    /// RFC 7638 §3: the same for the same key, wherever it is.
    pub fn thumbprint(&self) -> String {
        let members = self.members();
        let members: Vec<String> = members
            .iter()
            .map(|(name, value)| format!(r#""{name}":"{value}""#))
            .collect();
        let text = format!("{{{}}}", members.join(","));
        URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
    }

    /// As it stands in a set of keys.
    pub fn jwk(&self) -> Value {
        let mut jwk = Map::new();
        for (name, value) in self.members() {
            jwk.insert(name.to_owned(), Value::String(value));
        }
        for (name, value) in [
            ("use", "sig"),
            ("alg", self.algorithm().word()),
            ("kid", &self.thumbprint()),
        ] {
            jwk.insert(name.to_owned(), Value::String(value.to_owned()));
        }
        Value::Object(jwk)
    }
}
