//! How long what is issued stays.

use crate::domain::oauth::refresh::SAME_ANSWER_FOR;
use crate::domain::retention::{ENDED, TOKEN};
use crate::store::engine::due::Due;

pub const DUE: &[Due] = &[
    // The token is kept, so that its second use is seen.
    Due::rows(
        "refresh_tokens",
        "answer_sealed IS NOT NULL AND rotated_at < :before",
        SAME_ANSWER_FOR,
    )
    .setting("answer_sealed = NULL"),
    Due::rows(
        "access_tokens",
        "key < :token_key AND expires_at < :before",
        TOKEN,
    ),
    // A code that comes back after this is only unknown.
    Due::rows("codes", "key < :key AND expires_at < :before", TOKEN),
    Due::rows("device_codes", "key < :key AND expires_at < :before", TOKEN),
    // With every refresh token of the family, used ones too.
    Due::rows("grants", "expires_at < :before", ENDED),
];
