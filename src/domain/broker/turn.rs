//! Credentials for a TURN server that shares a secret with us: what coturn calls its REST API
//! (draft-uberti-behave-turn-rest-00).

use crate::domain::time::Timestamp;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::time::Duration;
use zeroize::Zeroizing;

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
    /// The expiry, then `:` and the endpoint: coturn's own form.
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
            UsernameFormat::Draft => format!("{expiry}:{}", user.endpoint_id),
        };
        TurnCredentials {
            password: password(&self.secret, &username),
            username,
            ttl,
            uris: self.uris.clone(),
        }
    }
}

fn password(secret: &str, username: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"));
    mac.update(username.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}
