//! How a call to somebody else's server is signed. Sending it is `callback`'s work.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;

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
