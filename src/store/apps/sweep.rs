//! How long what hangs on apps stays.

use crate::domain::retention::ENDED;
use crate::store::engine::due::Due;

pub const DUE: &[Due] = &[
    Due::rows("consents", "withdrawn_at < :before", ENDED),
    Due::rows(
        "app_secrets",
        "revoked_at < :before OR expires_at < :before",
        ENDED,
    ),
];
