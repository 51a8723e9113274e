//! Whether the webhook takes events.

use super::finding::Finding;
use crate::flow::Platform;
use crate::flow::audit::webhook;

const MEND: &str = "Check that address, and what its server says; `audit.webhook_url` sets it. Events of the last 24 hours are \
                    sent again by themselves.";

/// Nothing where there is none.
pub fn look(platform: &Platform) -> Option<Finding> {
    let to = platform.policy.webhook.as_ref()?;
    let to = to.target.url().host_str().unwrap_or_default();
    let position = webhook::position(platform).ok()?;
    let Some(position) = position else {
        let found = format!("{to} is sent nothing before the server is restarted");
        return Some(Finding::warn("audit webhook", found, "Restart the server."));
    };
    let Some(error) = &position.last_error else {
        return Some(Finding::ok("audit webhook", format!("{to} takes events")));
    };
    let tries = match position.tries {
        1 => "1 time".to_owned(),
        many => format!("{many} times in a row"),
    };
    let found = format!("{to} took no events, {tries}: {error}");
    Some(Finding::warn("audit webhook", found, MEND))
}
