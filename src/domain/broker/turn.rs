//! Credentials for a TURN server that shares a secret with us: what coturn calls its REST API
//! (draft-uberti-behave-turn-rest-00).

use crate::domain::time::Timestamp;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::time::Duration;
use zeroize::Zeroizing;

/// Longest user name that every side takes, in bytes (RFC 8489 §14.3).
const LONGEST_NAME: usize = 508;

/// How credentials are made, as the operator set it.
#[derive(Clone)]
pub struct TurnPolicy {
    /// coturn's `static-auth-secret`.
    pub secret: Zeroizing<String>,
    pub uris: Vec<String>,
    /// How long credentials live, at most as long as the session they are for.
    pub ttl: Duration,
    pub format: UsernameFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsernameFormat {
    /// App and session, both as UUIDs, then `.` and the expiry: coturn needs `rest-api-separator=.`.
    Respoke,
    /// The expiry, then `:` and the endpoint, or its SHA-256 where coturn would not take it: coturn's own form.
    Draft,
}

/// Whom credentials are for.
pub struct TurnUser<'a> {
    /// Upper case.
    pub app_uuid: &'a str,
    /// Of the session, or a fresh one: never its secret.
    pub session_uuid: &'a str,
    pub endpoint_id: &'a str,
    /// When the session ends, where there is one.
    pub ends_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnCredentials {
    pub username: String,
    pub password: String,
    pub ttl: Duration,
    pub uris: Vec<String>,
}

impl TurnPolicy {
    pub fn issue(&self, user: &TurnUser, now: Timestamp) -> TurnCredentials {
        // In whole seconds, as both sides count: never past the session, and not short of it either.
        let full = now.plus(self.ttl).seconds();
        let expiry = user.ends_at.map_or(full, |end| full.min(end.seconds()));
        let left = expiry.saturating_sub(now.seconds());
        let ttl = Duration::from_secs(u64::try_from(left).unwrap_or(0));
        let username = match self.format {
            UsernameFormat::Respoke => {
                format!("{}{}.{expiry}", user.app_uuid, user.session_uuid)
            }
            UsernameFormat::Draft => draft_name(expiry, user.endpoint_id),
        };
        TurnCredentials {
            password: password(&self.secret, &username),
            username,
            ttl,
            uris: self.uris.clone(),
        }
    }
}

/// Whoever knows the endpoint can compute its name; nobody gets credentials that the TURN server refuses.
fn draft_name(expiry: i64, endpoint_id: &str) -> String {
    let name = format!("{expiry}:{endpoint_id}");
    if name.len() <= LONGEST_NAME && !is_refused(endpoint_id) {
        return name;
    }
    let hash = Sha256::digest(endpoint_id.as_bytes());
    let hex = hash.iter().map(|byte| format!("{byte:02x}"));
    format!("{expiry}:{}", hex.collect::<String>())
}

/// coturn takes no name in which it smells SQL, whether it has a database or not.
fn is_refused(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.contains(['\'', '"', '\\', ' ', '\t'])
        || lower.contains("union") && lower.contains("select")
}

fn password(secret: &str, username: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"));
    mac.update(username.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}
