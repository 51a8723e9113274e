//! The ID token as data (OpenID Connect Core §2): who signed in, when and how, told to one app.

use super::algorithm::Algorithm;
use super::claims::{seconds, tell_authentication};
use crate::domain::account::authentication::Authentication;
use crate::domain::time::Timestamp;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha512};
use std::time::Duration;

/// What binds an ID token to the access token beside it.
pub const AT_HASH: &str = "at_hash";

/// In JSON: with header and signature it then has at most 4 KB.
const LONGEST: usize = 2700;

pub struct IdToken<'a> {
    pub issuer: &'a str,
    pub subject: &'a str,
    /// The client ID.
    pub audience: &'a str,
    pub issued_at: Timestamp,
    pub lifetime: Duration,
    /// When the person last signed in on this browser, and how.
    pub authentication: Authentication,
    /// As it was sent (§3.1.2.1).
    pub nonce: Option<&'a str>,
    /// None where no browser session stands behind it.
    pub sid: Option<String>,
    /// What binds it to the access token of the same answer.
    pub access_token: Option<&'a str>,
    /// The same for a code (§3.3.2.11).
    pub code: Option<&'a str>,
    /// What else it tells of the person.
    pub person: Map<String, Value>,
}

impl IdToken<'_> {
    pub fn claims(&self, algorithm: Algorithm) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut tell = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        tell("iss", self.issuer.into());
        tell("sub", self.subject.into());
        tell("aud", self.audience.into());
        tell("iat", seconds(self.issued_at).into());
        tell("exp", seconds(self.issued_at.plus(self.lifetime)).into());
        tell_authentication(&mut claims, self.authentication);
        let mut tell = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        if let Some(nonce) = self.nonce {
            tell("nonce", nonce.into());
        }
        if let Some(sid) = &self.sid {
            tell("sid", sid.clone().into());
        }
        if let Some(token) = self.access_token {
            tell(AT_HASH, half_hash(algorithm, token).into());
        }
        if let Some(code) = self.code {
            tell("c_hash", half_hash(algorithm, code).into());
        }
        self.with_person(claims)
    }

    /// It travels in addresses: rather than too long, it is without names.
    fn with_person(&self, claims: Map<String, Value>) -> Map<String, Value> {
        if self.person.is_empty() {
            return claims;
        }
        let mut all = claims.clone();
        all.extend(self.person.clone());
        let is_short = serde_json::to_vec(&all).is_ok_and(|json| json.len() <= LONGEST);
        if is_short { all } else { claims }
    }
}

/// The left half of the hash that the algorithm signs by (OpenID Connect Core §3.1.3.6).
pub fn half_hash(algorithm: Algorithm, text: &str) -> String {
    let hash = match algorithm {
        Algorithm::Rs256 | Algorithm::Es256 => Sha256::digest(text.as_bytes()).to_vec(),
        Algorithm::EdDsa => Sha512::digest(text.as_bytes()).to_vec(),
    };
    let (left, _) = hash.split_at(hash.len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}
