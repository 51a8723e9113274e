//! An authenticator that is being set up: its secret travels sealed in the form, so nothing is stored before the first
//! code was right, and a wrong one shows the same picture again.

use super::totp::Secret;
use crate::domain::key::RowKey;
use crate::domain::oauth::form::FORM_LIFE;
use crate::domain::secret::Dice;
use crate::domain::server_key::ServerKey;
use crate::domain::time::Timestamp;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

const SEALED_FOR: &[u8] = b"authenticator being set up";

/// The hidden field.
pub fn seal(key: &ServerKey, user: RowKey, secret: &Secret, now: Timestamp, dice: Dice) -> String {
    let plain = [&now.millis().to_be_bytes(), secret.bytes()].concat();
    let context = user.number().to_be_bytes();
    URL_SAFE_NO_PAD.encode(key.seal(SEALED_FOR, &context, &plain, dice))
}

/// The secret that a hidden field brings back; nothing where it is none of ours for this person, or too old.
pub fn open(key: &ServerKey, user: RowKey, field: &str, now: Timestamp) -> Option<Secret> {
    let sealed = URL_SAFE_NO_PAD.decode(field).ok()?;
    let context = user.number().to_be_bytes();
    let opened = key.open_told(SEALED_FOR, &context, &sealed)?;
    let (made, secret) = opened.plain.split_first_chunk()?;
    let made = Timestamp::from_millis(i64::from_be_bytes(*made));
    let is_fresh = now.since(made) < FORM_LIFE;
    Secret::from_bytes(secret).filter(|_| is_fresh)
}
