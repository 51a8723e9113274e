//! What still hangs on server keys of an earlier day.

use super::finding::Finding;
use crate::domain::server_key::ServerKey;
use crate::flow::Platform;
use crate::flow::keys;
use crate::settings::{Settings, server_key};

/// Nothing where no other key is accepted.
pub fn look(settings: &Settings, platform: &Platform) -> Option<Finding> {
    let previous = server_key::previous(settings).ok()?;
    let signing = keys::list(platform).ok()?;
    let now = platform.clock.now();
    let hanging = |(place, key): &(String, ServerKey)| {
        let own = keys::sealed_under(key, &signing, now);
        let kids: Vec<&str> = own.map(|one| one.kid.as_str()).collect();
        (!kids.is_empty()).then(|| format!("{place} encrypts signing keys {}", kids.join(", ")))
    };
    let hanging: Vec<String> = previous.iter().filter_map(hanging).collect();
    if previous.is_empty() {
        return None;
    }
    if hanging.is_empty() {
        return Some(Finding::ok(
            "previous keys",
            "no signing key needs them: they can go an hour after the last restart, and once each socket client has \
             identified again",
        ));
    }
    Some(Finding::warn(
        "previous keys",
        hanging.join("; "),
        "Keep them until a server that runs has encrypted those with the new key: it takes seconds.",
    ))
}
