//! The order of work at the socket gateway.
pub mod connections;
pub mod handshake;
pub mod identify;
pub mod request;

use crate::domain::gateway::brake::SecretBrake;
use crate::domain::gateway::handshake::Strictness;
use std::time::Duration;

/// What the operator decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayPolicy {
    /// None: as long as the connection.
    pub token_ttl: Option<Duration>,
    pub strictness: Strictness,
    pub brake: SecretBrake,
}
