//! An app shows to be itself by a statement that it signed (RFC 7521 §4.2, RFC 7523 §3, OpenID Connect Core §9).

use super::client::App;
use crate::domain::openid::jwk::PublicKey;
use crate::domain::openid::jwt::Read;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use serde_json::{Map, Value};
use std::time::Duration;

/// The one kind that is taken.
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long one may be good: it is remembered for as long.
const LONGEST_LIFE: Duration = Duration::from_secs(600);
/// How far the clock of an app's server may be off.
pub const SKEW: Duration = Duration::from_secs(60);

/// Whether a key signed a message: how, is no rule's business.
pub type Verifies = fn(&PublicKey, &[u8], &[u8]) -> bool;

/// What was wrong, for the operator's log alone: an app is told no more than that it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssertionFault {
    #[error("it is no JWT, or not in the body alone")]
    Form,
    #[error("client_assertion_type is another")]
    Type,
    #[error("no active app of that name has keys")]
    App,
    #[error("alg is not that of the app's key, or kid names none of them")]
    Key,
    #[error("the signature is not by the app's key")]
    Signature,
    #[error("iss or sub is not the client ID")]
    Issuer,
    #[error("aud is neither the issuer nor the URL that was called")]
    Audience,
    #[error("exp is over or more than 10 minutes ahead, or nbf or iat lies ahead")]
    Time,
    #[error("jti is missing")]
    Jti,
    #[error("jti was used before")]
    Used,
}

/// For whom it has to be made, and when.
pub struct Addressee<'a> {
    pub issuer: &'a str,
    /// Where it came to.
    pub url: &'a str,
    pub now: Timestamp,
}

/// What is kept of one that was used, for as long as it could be used again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedAssertion {
    /// Of app and `jti`.
    pub jti_hash: TokenHash,
    pub expires_at: Timestamp,
}

/// Whether the app signed it, for us and for now. It counts once.
pub fn judge(
    read: &Read,
    app: &App,
    verifies: Verifies,
    to: &Addressee,
) -> Result<UsedAssertion, AssertionFault> {
    if app.keys.is_empty() {
        return Err(AssertionFault::App);
    }
    let key = app.keys.named(read.kid.as_deref());
    let key = key.filter(|key| key.algorithm() == read.algorithm);
    let key = key.ok_or(AssertionFault::Key)?;
    if !verifies(key, read.signed, &read.signature) {
        return Err(AssertionFault::Signature);
    }
    let says = |name: &str| read.claims.get(name).and_then(Value::as_str);
    if says("iss") != Some(&app.client_id) || says("sub") != Some(&app.client_id) {
        return Err(AssertionFault::Issuer);
    }
    if !is_for(read.claims.get("aud"), to) {
        return Err(AssertionFault::Audience);
    }
    let expires_at = expiry(&read.claims, to.now).ok_or(AssertionFault::Time)?;
    let jti = says("jti").filter(|jti| !jti.is_empty());
    let jti = jti.ok_or(AssertionFault::Jti)?;
    let of_app = format!("{}:{jti}", app.uuid);
    Ok(UsedAssertion {
        jti_hash: TokenHash::of("client_assertion", of_app.as_bytes()),
        expires_at,
    })
}

/// RFC 7519 §4.1.3: a text, or a list of them.
fn is_for(aud: Option<&Value>, to: &Addressee) -> bool {
    let is_us = |one: &Value| one == to.issuer || one == to.url;
    match aud {
        Some(Value::Array(all)) => all.iter().any(is_us),
        Some(one) => is_us(one),
        None => false,
    }
}

/// When it ends, where it is good now.
fn expiry(claims: &Map<String, Value>, now: Timestamp) -> Option<Timestamp> {
    let expires_at = moment(claims.get("exp")?)?;
    let is_good = now < expires_at.plus(SKEW) && expires_at <= now.plus(LONGEST_LIFE).plus(SKEW);
    // What begins it, where it says so, may not lie ahead.
    let has_begun = |name: &str| match claims.get(name) {
        None => true,
        Some(at) => moment(at).is_some_and(|at| at <= now.plus(SKEW)),
    };
    (is_good && has_begun("nbf") && has_begun("iat")).then_some(expires_at)
}

/// `NumericDate` (RFC 7519 §2), which may have a fraction.
fn moment(date: &Value) -> Option<Timestamp> {
    let seconds = date.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "saturates, and what lies so far off is good for nothing"
    )]
    Some(Timestamp::from_millis((seconds * 1000.0) as i64))
}
