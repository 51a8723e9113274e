//! How long what hangs on people stays.

use crate::domain::account::session::BROWSER_KNOWN_FOR;
use crate::domain::oauth::form::FORM_LIFE;
use crate::domain::retention::{ENDED, LINK};
use crate::store::engine::due::Due;
use std::time::Duration;

pub const DUE: &[Due] = &[
    // The sealed answer is for a double click; after that the form is only remembered as spent.
    Due::rows(
        "spent_forms",
        "sealed_until < :before AND length(answer_sealed) > 0",
        Duration::ZERO,
    )
    .setting("answer_sealed = substr(answer_sealed, 1, 0)"),
    // Its key tells when the form was shown, which was before it was spent.
    Due::rows(
        "spent_forms",
        "key < :key AND created_at < :before",
        FORM_LIFE,
    ),
    Due::rows("brake", "updated_at < :window", Duration::ZERO).by("subject"),
    // Signed out, idle for too long, or at its end: whichever came first.
    Due::rows(
        "sessions",
        "ended_at < :before OR idle_until < :before OR ends_at < :before",
        ENDED,
    ),
    Due::rows(
        "known_browsers",
        "last_used_at < :before",
        BROWSER_KNOWN_FOR,
    ),
    Due::rows(
        "one_time_links",
        "used_at < :before OR ended_at < :before OR expires_at < :before",
        LINK,
    ),
];
