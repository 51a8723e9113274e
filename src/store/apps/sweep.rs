//! How long what hangs on apps stays.

use crate::domain::oauth::client_assertion::SKEW;
use crate::domain::retention::ENDED;
use crate::domain::time::CLOCKS_DIFFER;
use crate::store::engine::due::Due;
use std::time::Duration;

const REMEMBERED: Duration = SKEW.saturating_add(CLOCKS_DIFFER);

pub const DUE: &[Due] = &[
    Due::rows("consents", "withdrawn_at < :before", ENDED),
    Due::rows(
        "app_secrets",
        "revoked_at < :before OR expires_at < :before",
        ENDED,
    ),
    // By the clock of another server it may be good for a little longer.
    Due::rows("client_assertions", "expires_at < :before", REMEMBERED).by("jti_hash"),
];
