//! How `vestibule doctor` proves to a running server that it has the server key, and is told how its request arrived:
//! that is a stranger's business no more than the rest of an operator's network.

use super::server_key::{Label, ServerKey};
use super::time::Timestamp;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The header that carries the proof.
pub const HEADER: &str = "vestibule-doctor";
/// The cookie that comes along, with the value 1.
pub const COOKIE: &str = "vestibule_checkup";

/// In seconds, either way: also a server whose clock is wrong is to be told so.
const GOOD_FOR: u64 = 86_400;

pub fn proof(key: &ServerKey, now: Timestamp) -> String {
    let seconds = now.seconds();
    let mac = key.mac(Label::Checkup, &[&seconds.to_be_bytes()]);
    format!("{seconds}.{}", URL_SAFE_NO_PAD.encode(mac))
}

pub fn proves(key: &ServerKey, now: Timestamp, text: &str) -> bool {
    let Some((seconds, mac)) = text.split_once('.') else {
        return false;
    };
    let (Ok(seconds), Ok(mac)) = (seconds.parse::<i64>(), URL_SAFE_NO_PAD.decode(mac)) else {
        return false;
    };
    let is_near = now.seconds().abs_diff(seconds) <= GOOD_FOR;
    is_near && key.verifies(Label::Checkup, &[&seconds.to_be_bytes()], &mac)
}
