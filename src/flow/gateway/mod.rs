//! The socket gateway: who may identify, and what a connection may ask for. One file per thing it does.

pub mod clients;
pub mod connections;
pub mod handshake;
pub mod identify;
pub mod request;
mod session;

use super::{Failure, Planned};
use crate::domain::gateway::answer::Fault;
use crate::domain::gateway::brake::SecretBrake;
use crate::domain::gateway::handshake::Strictness;
use crate::domain::gateway::request::UnknownSession;
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

/// A good answer, once what goes with it is durable; or all that is wrong.
pub type PlannedAnswer<T> = Result<Planned<Result<T, Vec<Fault>>>, Failure>;

/// What the operator decided about the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GatewayPolicy {
    /// How long an auth token lives; none: as long as its connection.
    pub token_ttl: Option<Duration>,
    pub strictness: Strictness,
    pub unknown_session: UnknownSession,
    pub brake: SecretBrake,
}

/// A client of the settings file.
#[derive(Clone, PartialEq, Eq)]
pub struct Declared {
    pub name: String,
    pub secret: Zeroizing<String>,
    pub webhook_url: Option<String>,
}

impl fmt::Debug for Declared {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Declared")
            .field("name", &self.name)
            .field("webhook_url", &self.webhook_url)
            .finish_non_exhaustive()
    }
}
