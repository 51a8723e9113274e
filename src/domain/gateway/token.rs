//! The auth token: bound to one connection of one client, and gone with it.

use crate::domain::key::RowKey;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use std::time::Duration;

/// How often a server says that it is there.
pub const RENEW_EVERY: Duration = Duration::from_secs(10);
/// A server that has not said so for this long is taken for gone, and its connections with it.
pub const LEASE: Duration = Duration::from_secs(30);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketToken {
    pub key: RowKey,
    pub secret_hash: TokenHash,
    pub client_key: RowKey,
    /// That of the client's secret when it identified.
    pub generation: i64,
    /// Names the connection.
    pub ident: String,
    /// The server that holds the connection.
    pub node_key: RowKey,
    /// None: as long as the connection.
    pub expires_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A token with what it hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketTokenStanding {
    pub token: SocketToken,
    pub client_name: String,
    pub client_generation: i64,
    /// When the server that holds the connection last said that it is there.
    pub renewed_at: Timestamp,
}

impl SocketTokenStanding {
    /// Whether it stands, as far as its own connection is concerned.
    pub fn stands(&self, now: Timestamp) -> bool {
        self.token.ended_at.is_none()
            && self.token.generation == self.client_generation
            && self.token.expires_at.is_none_or(|end| now < end)
    }

    /// Whether it is active for others, who cannot see the connection.
    pub fn is_active(&self, presented: &TokenHash, now: Timestamp) -> bool {
        self.token.secret_hash.matches(presented)
            && self.stands(now)
            && now.apart(self.renewed_at) < LEASE
    }
}

/// A server that holds connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayNode {
    pub key: RowKey,
    pub renewed_at: Timestamp,
    pub created_at: Timestamp,
}
