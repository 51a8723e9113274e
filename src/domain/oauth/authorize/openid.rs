//! What only an OpenID request says (OpenID Connect Core §3.1.2.1).

use super::asked::OpenIdRequest;
use crate::domain::account::authentication::Level;
use crate::domain::oauth::client::{ResponseType, is_client_key};
use crate::domain::oauth::code::Nonce;
use crate::domain::oauth::error::AuthorizeError;
use crate::domain::oauth::params::{Param, Params};
use crate::domain::oauth::response_set::ResponseSet;
use crate::domain::openid::asked_claims::AskedClaims;
use std::time::Duration;

/// Longest `nonce` given back, in bytes after decoding.
const LONGEST_NONCE: usize = 1024;
/// The same in JSON, where some characters take six times as much: an ID token must stay short enough to travel.
const LONGEST_IN_JSON: usize = 2 * LONGEST_NONCE;
/// Longest `max_age` in seconds: over thirty years.
const LONGEST_AGE: u64 = 1_000_000_000;
/// Longest `login_hint` that is shown, in bytes.
const LONGEST_HINT: usize = 512;

pub(super) fn check(params: &Params, wanted: ResponseSet) -> Result<OpenIdRequest, AuthorizeError> {
    let fault = |what| Err(AuthorizeError::InvalidRequest(what));
    let client_id = params.get(Param::ClientId).value().unwrap_or_default();
    if !is_client_key(client_id) {
        return fault("client_id must be the key for OpenID Connect");
    }
    let max_age = params.get(Param::MaxAge).value().map(seconds);
    let hint = params.get(Param::LoginHint).value();
    Ok(OpenIdRequest {
        nonce: nonce(params, wanted)?,
        max_age: match max_age {
            Some(None) => return fault("max_age must be a whole number of seconds"),
            age => age.flatten(),
        },
        // Whether a hint is one takes the keys to tell.
        hinted: None,
        login_hint: hint
            .filter(|hint| hint.len() <= LONGEST_HINT)
            .map(str::to_owned),
        claims: claims(params)?,
        wished_level: wished_level(params),
    })
}

fn nonce(params: &Params, wanted: ResponseSet) -> Result<Option<Nonce>, AuthorizeError> {
    let fault = |what| Err(AuthorizeError::InvalidRequest(what));
    match params.get(Param::Nonce).value() {
        // §3.2.2.1: what comes through the browser is bound to who asked for it.
        None if wanted.holds(ResponseType::IdToken) => fault("nonce is required"),
        None => Ok(None),
        Some(nonce) if nonce.len() > LONGEST_NONCE || in_json(nonce) > LONGEST_IN_JSON => {
            fault("nonce is too long")
        }
        Some(nonce) => Ok(Some(Nonce::of(nonce.to_owned()))),
    }
}

fn in_json(text: &str) -> usize {
    let one = |c: char| match c {
        '"' | '\\' => 2,
        c if c.is_control() => 6,
        c => c.len_utf8(),
    };
    text.chars().map(one).sum()
}

fn seconds(text: &str) -> Option<Duration> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: u64 = text.parse().ok().filter(|_| is_plain)?;
    (seconds <= LONGEST_AGE).then(|| Duration::from_secs(seconds))
}

/// Whatever else it names is ignored.
fn wished_level(params: &Params) -> Level {
    let named = params.get(Param::AcrValues).value().unwrap_or_default();
    let known = named.split(' ').filter_map(Level::from_word);
    known.max().unwrap_or_default()
}

fn claims(params: &Params) -> Result<AskedClaims, AuthorizeError> {
    let Some(text) = params.get(Param::Claims).value() else {
        return Ok(AskedClaims::default());
    };
    match AskedClaims::parse(text) {
        None => Err(AuthorizeError::InvalidRequest("claims cannot be read")),
        Some(claims) if claims.wants_another_acr => {
            Err(AuthorizeError::UnmetAuthenticationRequirements)
        }
        Some(claims) => Ok(claims),
    }
}
