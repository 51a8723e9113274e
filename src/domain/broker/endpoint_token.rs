//! The one-time token that an app's server asks for on behalf of one of its users (`tokenId`).

use super::app_session::AppSession;
use super::error::BrokerError;
use super::standing::{BrokerStanding, EndpointId, RoleOf};
use crate::domain::epoch::Epoch;
use crate::domain::key::AppId;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use std::time::Duration;

/// Longest time to live, and what it is when none is asked for.
pub const LONGEST_TTL: Duration = Duration::from_secs(86_400);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointToken {
    pub secret_hash: TokenHash,
    pub app_id: AppId,
    /// The app's when it was issued; its session gets the same.
    pub epoch: Epoch,
    pub endpoint_id: EndpointId,
    pub role: RoleOf,
    /// Its session dies then, too.
    pub expires_at: Timestamp,
    /// How long it may be redeemed: its whole life, or the operator's shorter time.
    pub redeem_until: Timestamp,
    pub redeemed_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A token with what it hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointTokenStanding {
    pub token: EndpointToken,
    pub standing: BrokerStanding,
}

impl EndpointTokenStanding {
    /// The session that it becomes. `app_uuid` is the one that was named, if any: another app's leaves the
    /// token as it is.
    pub fn redeem(
        &self,
        presented: &TokenHash,
        app_uuid: Option<&str>,
        fresh: FreshSession,
        now: Timestamp,
    ) -> Result<AppSession, BrokerError> {
        let token = &self.token;
        let is_good = token.secret_hash.matches(presented)
            && app_uuid.is_none_or(|uuid| uuid == self.standing.app_uuid)
            && self.standing.stands(&token.role, token.epoch)
            && token.redeemed_at.is_none()
            && now < token.redeem_until;
        if !is_good {
            return Err(BrokerError::NotAuthenticated);
        }
        Ok(AppSession {
            public_id: fresh.public_id,
            secret_hash: fresh.secret_hash,
            app_id: token.app_id,
            epoch: token.epoch,
            endpoint_id: token.endpoint_id.clone(),
            role: token.role.clone(),
            expires_at: token.expires_at,
            ended_at: None,
            created_at: now,
        })
    }
}

/// What a session is made of besides its token.
pub struct FreshSession {
    pub public_id: String,
    pub secret_hash: TokenHash,
}

/// Seconds as they are sent: an integer or a string of digits, from 1 to 86,400; nothing is the longest.
pub fn parse_ttl(sent: Option<&serde_json::Value>) -> Result<Duration, BrokerError> {
    let fault = || BrokerError::field("ttl", "ttl is a whole number of seconds from 1 to 86400.");
    let seconds = match sent {
        None => return Ok(LONGEST_TTL),
        Some(serde_json::Value::Number(number)) => number.as_u64(),
        Some(serde_json::Value::String(text)) => digits(text),
        Some(_) => None,
    };
    let span = Duration::from_secs(seconds.ok_or_else(fault)?);
    let is_good = span >= Duration::from_secs(1) && span <= LONGEST_TTL;
    is_good.then_some(span).ok_or_else(fault)
}

fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
