//! What an app is told when a session ended in which it was given an ID token (OpenID Connect Back-Channel Logout 1.0
//! §2.4).

use super::claims::seconds;
use crate::domain::time::Timestamp;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Short: it is made anew for each try.
const LIFETIME: Duration = Duration::from_secs(120);

pub struct LogoutToken<'a> {
    pub issuer: &'a str,
    pub subject: &'a str,
    /// The client ID.
    pub audience: &'a str,
    pub issued_at: Timestamp,
    pub jti: &'a str,
    /// None where the app does not want to be told which session it was.
    pub sid: Option<String>,
}

impl LogoutToken<'_> {
    /// Never a nonce, so that it is taken for no ID token.
    pub fn claims(&self) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut tell = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        tell("iss", self.issuer.into());
        tell("sub", self.subject.into());
        tell("aud", self.audience.into());
        tell("iat", seconds(self.issued_at).into());
        tell("exp", seconds(self.issued_at.plus(LIFETIME)).into());
        tell("jti", self.jti.into());
        if let Some(sid) = &self.sid {
            tell("sid", sid.clone().into());
        }
        let event = "http://schemas.openid.net/event/backchannel-logout";
        tell("events", json!({ event: {} }));
        claims
    }
}
