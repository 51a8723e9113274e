//! Signatures: the only place that names the libraries that make and check them. Private parts are only ever here and
//! sealed in the store.

use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::jwk::PublicKey;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair,
    Ed25519KeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair,
    UnparsedPublicKey,
};
use rsa::pkcs8::EncodePrivateKey;
use zeroize::Zeroizing;

/// Of the RSA keys that are made here. Longer ones sign several times slower, and outlive nothing.
const RSA_BITS: usize = 2048;
/// An uncompressed point.
const UNCOMPRESSED: u8 = 4;

/// What signs.
pub enum PrivateKey {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Why there is no key or no signature: the library says no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cryptographic library refuses to {0}")]
pub struct SigningFault(&'static str);

/// A fresh key, as it is to be sealed (PKCS #8). For RSA that takes up to seconds.
pub fn generate(algorithm: Algorithm) -> Result<Zeroizing<Vec<u8>>, SigningFault> {
    let refused = SigningFault("make a key");
    let dice = SystemRandom::new();
    let of_curve = |made: Result<ring::pkcs8::Document, _>| {
        let document = made.map_err(|ring::error::Unspecified| refused)?;
        Ok(Zeroizing::new(document.as_ref().to_vec()))
    };
    match algorithm {
        Algorithm::Rs256 => {
            let made = rsa::RsaPrivateKey::new(&mut rand::rng(), RSA_BITS);
            let document = made.map_err(|_| refused)?.to_pkcs8_der();
            Ok(document.map_err(|_| refused)?.to_bytes())
        }
        Algorithm::Es256 => of_curve(EcdsaKeyPair::generate_pkcs8(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &dice,
        )),
        Algorithm::EdDsa => of_curve(Ed25519KeyPair::generate_pkcs8(&dice)),
    }
}

impl PrivateKey {
    /// What [`generate`] made.
    pub fn open(algorithm: Algorithm, document: &[u8]) -> Result<Self, SigningFault> {
        let refused = |_| SigningFault("open a key");
        Ok(match algorithm {
            Algorithm::Rs256 => Self::Rsa(RsaKeyPair::from_pkcs8(document).map_err(refused)?),
            Algorithm::Es256 => {
                let scheme = &ECDSA_P256_SHA256_FIXED_SIGNING;
                let dice = SystemRandom::new();
                let pair = EcdsaKeyPair::from_pkcs8(scheme, document, &dice);
                Self::P256(pair.map_err(refused)?)
            }
            Algorithm::EdDsa => {
                Self::Ed25519(Ed25519KeyPair::from_pkcs8(document).map_err(refused)?)
            }
        })
    }

    pub fn public(&self) -> Result<PublicKey, SigningFault> {
        let read = match self {
            Self::Rsa(pair) => {
                let PublicKeyComponents { n, e } = PublicKeyComponents::from(pair.public());
                PublicKey::rsa(n, e)
            }
            Self::P256(pair) => point(pair.public_key().as_ref()),
            Self::Ed25519(pair) => {
                let bytes = pair.public_key().as_ref().try_into();
                bytes.ok().map(PublicKey::Ed25519)
            }
        };
        read.ok_or(SigningFault("tell a public key"))
    }

    /// In the form of RFC 7518 §3. For RSA that takes about a millisecond.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningFault> {
        let refused = |ring::error::Unspecified| SigningFault("sign");
        let dice = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &dice, message, &mut signature)
                    .map_err(refused)?;
                Ok(signature)
            }
            Self::P256(pair) => {
                let signature = pair.sign(&dice, message).map_err(refused)?;
                Ok(signature.as_ref().to_vec())
            }
            Self::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }
}

fn point(bytes: &[u8]) -> Option<PublicKey> {
    let numbers = bytes.strip_prefix(&[UNCOMPRESSED])?;
    let (x, y) = numbers.split_at_checked(numbers.len() / 2)?;
    Some(PublicKey::P256 {
        x: x.try_into().ok()?,
        y: y.try_into().ok()?,
    })
}

/// Whether this key signed it.
pub fn verifies(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let verified = match key {
        PublicKey::Rsa { modulus, exponent } => {
            let numbers = PublicKeyComponents {
                n: modulus,
                e: exponent,
            };
            numbers.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
        }
        PublicKey::P256 { x, y } => {
            let point = [[UNCOMPRESSED].as_slice(), x, y].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
        }
        PublicKey::Ed25519(bytes) => {
            UnparsedPublicKey::new(&ED25519, bytes).verify(message, signature)
        }
    };
    verified.is_ok()
}
