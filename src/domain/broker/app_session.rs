//! A session of an endpoint (`App-Token`): what a one-time token becomes.

use crate::domain::broker::standing::{BrokerStanding, EndpointId, RoleOf};
use crate::domain::epoch::Epoch;
use crate::domain::key::AppId;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSession {
    /// Its name for others, as in TURN user names.
    pub public_id: String,
    pub secret_hash: TokenHash,
    pub app_id: AppId,
    /// That of the token it came from.
    pub epoch: Epoch,
    pub endpoint_id: EndpointId,
    pub role: RoleOf,
    /// That of the token it came from.
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A session with what it hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSessionStanding {
    pub session: AppSession,
    pub standing: BrokerStanding,
}

impl AppSessionStanding {
    pub fn is_live(&self, presented: &TokenHash, now: Timestamp) -> bool {
        let session = &self.session;
        session.secret_hash.matches(presented)
            && session.ended_at.is_none()
            && now < session.expires_at
            && self.standing.stands(&session.role, session.epoch)
    }
}
