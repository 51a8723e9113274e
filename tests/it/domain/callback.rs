//! A signed request, as who receives it checks it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::Sha256;
use vestibule::domain::callback::sign;

#[derive(Serialize)]
struct Payload {
    algorithm: &'static str,
    issued_at: i64,
    user_id: &'static str,
    client_id: &'static str,
    jti: &'static str,
}

const PAYLOAD: Payload = Payload {
    algorithm: "HMAC-SHA256",
    issued_at: 1_700_000_000,
    user_id: "u~é?>",
    client_id: "KEY",
    jti: "j1",
};

/// The bytes 0 to 31.
fn key() -> [u8; 32] {
    std::array::from_fn(|at| u8::try_from(at).expect("a small number"))
}

/// Made by Python, and the signature again by `openssl dgst -sha256 -mac HMAC`:
///
/// ```python
/// b64 = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=")
/// payload = b64(text.encode())
/// signed_request = b64(hmac.new(bytes(range(32)), payload, hashlib.sha256).digest()) + b"." + payload
/// ```
#[test]
fn a_signed_request_is_what_other_languages_make_of_the_same_key_and_payload() {
    let expected = "9nudoaDh5c_z5q-ZgkClIra-0GedGUh5TsFkZO8ho1M.\
        eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTcwMDAwMDAwMCwidXNlcl9pZCI6InV-w6k_\
        PiIsImNsaWVudF9pZCI6IktFWSIsImp0aSI6ImoxIn0";
    assert_eq!(sign(&key(), &PAYLOAD), expected);
}

/// The usual recipe, in PHP:
///
/// ```php
/// list($sig, $payload) = explode('.', $_POST['signed_request'], 2);
/// $good = hash_equals(hash_hmac('sha256', $payload, $key, true), base64url_decode($sig));
/// $data = json_decode(base64url_decode($payload), true);
/// ```
pub fn opened(signed_request: &str, key: &[u8; 32]) -> Option<Value> {
    let (signature, payload) = signed_request.split_once('.')?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(payload.as_bytes());
    mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?)
        .ok()?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

#[test]
fn the_usual_recipe_opens_it_and_no_other_key_or_payload_does() {
    let signed = sign(&key(), &PAYLOAD);
    let expected = json!({
        "algorithm": "HMAC-SHA256",
        "issued_at": 1_700_000_000,
        "user_id": "u~é?>",
        "client_id": "KEY",
        "jti": "j1",
    });
    assert_eq!(opened(&signed, &key()), Some(expected));
    assert_eq!(opened(&signed, &[0; 32]), None);
    let (signature, _) = signed.split_once('.').expect("two parts");
    let other = URL_SAFE_NO_PAD.encode(r#"{"user_id":"another"}"#);
    assert_eq!(opened(&format!("{signature}.{other}"), &key()), None);
}
