//! Calls to other people's servers: where they may go, and how they are signed. Sending them is `callback`'s work;
//! that a name does not lead to a private address can be seen only when it is looked up, by who sends.

pub mod address;

use super::time::Timestamp;
use address::{is_public, number_of};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;
use url::Url;

/// Longest address, in bytes.
const TARGET_BYTES: usize = 2000;

/// Whether calls may go to this machine and its neighbours, in the clear too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateAddresses {
    Refused,
    Allowed,
}

/// An address that may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

impl Target {
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub const fn url(&self) -> &Url {
        &self.0
    }
}

/// Why an address is not called; where it was given is for the caller to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetFault {
    #[error(
        "that is no address to be called: it is whole and without spaces, has at most {TARGET_BYTES} characters, \
         and looks like https://bot.example.org/hook"
    )]
    Form,
    #[error(
        "an address to be called holds neither user name nor password nor a part behind #, as in \
         https://bot.example.org/hook"
    )]
    Parts,
    #[error(
        "calls go out over https, as in https://bot.example.org/hook; only where \
         callbacks.allow_private_addresses = true over http too"
    )]
    NotHttps,
    #[error(
        "calls go to addresses of the open internet only, unless callbacks.allow_private_addresses = true"
    )]
    Private,
}

/// An absolute https address without user-info and fragment.
pub fn parse_target(text: &str, private: PrivateAddresses) -> Result<Target, TargetFault> {
    // What the parser would cut away or complete was not meant like this.
    let is_plain = text.len() <= TARGET_BYTES && text.chars().all(|c| c.is_ascii_graphic());
    let url = Url::parse(text).ok().filter(|_| is_plain);
    let url = url.ok_or(TargetFault::Form)?;
    let head = text.get(..url.scheme().len() + 3).unwrap_or_default();
    if !url.has_host() || !head.ends_with("://") {
        return Err(TargetFault::Form);
    }
    match url.scheme() {
        "https" => {}
        "http" if private == PrivateAddresses::Allowed => {}
        _ => return Err(TargetFault::NotHttps),
    }
    let has_user = !url.username().is_empty() || url.password().is_some() || has_at(&url, text);
    if has_user || url.fragment().is_some() {
        return Err(TargetFault::Parts);
    }
    let is_own = number_of(&url).is_some_and(|number| !is_public(number));
    if is_own && private == PrivateAddresses::Refused {
        return Err(TargetFault::Private);
    }
    Ok(Target(url))
}

/// An empty user name before the host, which the parser drops.
fn has_at(url: &Url, text: &str) -> bool {
    let rest = text.get(url.scheme().len() + 3..).unwrap_or_default();
    let authority = rest.split(['/', '?', '#', '\\']).next();
    authority.is_some_and(|authority| authority.contains('@'))
}

/// The value of the form field `signed_request`: the signature, a dot, the payload; both in base64url
/// without padding. The HMAC-SHA-256 is taken over the payload as it is sent, so that who checks it
/// decodes nothing before knowing that it is ours.
///
/// The payload is a plain structure of texts and numbers, which always has a JSON form.
pub fn sign(key: &[u8; 32], payload: &impl Serialize) -> String {
    let json = serde_json::to_vec(payload)
        .unwrap_or_else(|_| unreachable!("a structure of texts and numbers has a JSON form"));
    let payload = URL_SAFE_NO_PAD.encode(json);
    let mut mac = Hmac::<Sha256>::new_from_slice(key)
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"));
    mac.update(payload.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{signature}.{payload}")
}

/// The header `Vestibule-Signature` of a body that is sent as it is: `t=SECONDS,v1=HEX`, an HMAC-SHA-256 over the seconds, a
/// dot and the body. The time is signed too, so that who checks it can refuse what was sent long ago.
pub fn signature(secret: &str, at: Timestamp, body: &str) -> String {
    let seconds = at.seconds();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"));
    mac.update(format!("{seconds}.{body}").as_bytes());
    let digest = HEXLOWER.encode(&mac.finalize().into_bytes());
    format!("t={seconds},v1={digest}")
}
