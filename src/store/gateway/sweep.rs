//! How long rows of the socket gateway stay.

use crate::domain::retention::{END_USER, SILENT_NODE, TOKEN};
use crate::store::engine::due::Due;

pub const DUE: &[Due] = &[
    Due::rows(
        "socket_tokens",
        "ended_at < :before OR expires_at < :before",
        TOKEN,
    ),
    Due::rows("socket_sessions", "last_seen_at < :before", END_USER),
    // Before their servers, with which they would all go in one transaction.
    Due::rows(
        "socket_tokens",
        "node_key IN (SELECT key FROM gateway_nodes WHERE renewed_at < :before)",
        SILENT_NODE,
    ),
    // Only those without a token: a round may have had more tokens than it takes.
    Due::rows(
        "gateway_nodes",
        "renewed_at < :before AND NOT EXISTS (SELECT 1 FROM socket_tokens WHERE node_key = gateway_nodes.key)",
        SILENT_NODE,
    ),
];
