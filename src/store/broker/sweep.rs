//! How long rows of the broker API stay.

use crate::domain::broker::admin_session::ABSOLUTE;
use crate::domain::retention::TOKEN;
use crate::store::engine::due::Due;

pub const DUE: &[Due] = &[
    Due::rows("endpoint_tokens", "expires_at < :before", TOKEN).by("hash_prefix"),
    Due::rows(
        "app_sessions",
        "ended_at < :before OR expires_at < :before",
        TOKEN,
    )
    .by("hash_prefix"),
    // However much they are used, they end.
    Due::rows(
        "admin_sessions",
        "created_at < :before",
        TOKEN.saturating_add(ABSOLUTE),
    )
    .by("hash_prefix"),
];
