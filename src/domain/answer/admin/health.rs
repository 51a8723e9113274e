//! What a server can see of its own health.

use crate::domain::gateway::token::GatewayNode;
use crate::domain::tally::OutboxKind;
use crate::domain::time::Timestamp;

pub struct HealthPage {
    pub now: Timestamp,
    pub version: &'static str,
    /// What the database is called.
    pub database: &'static str,
    pub schema: String,
    /// What waits to be sent, and since when that which waits longest.
    pub outbox: Vec<(OutboxKind, i64, Timestamp)>,
    /// None where events are sent nowhere.
    pub webhook: Option<WebhookHealth>,
    /// Secrets of authenticators that are encrypted with an earlier server key.
    pub under_others: usize,
    /// Those that no key opens.
    pub lost: usize,
    /// Servers of the gateway, oldest first; none where it is off.
    pub nodes: Option<Vec<GatewayNode>>,
}

/// Whether the operator's webhook takes events.
pub enum WebhookHealth {
    /// It is sent to since the next start.
    NotBegun,
    Takes,
    /// Tries that came to nothing, and why the last one did.
    Refuses {
        tries: i64,
        error: String,
    },
}
