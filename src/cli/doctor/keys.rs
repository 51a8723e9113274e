//! What still hangs on server keys of an earlier day.

use super::finding::Finding;
use crate::domain::server_key::ServerKey;
use crate::flow::{Platform, factors, keys};
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
    let factors = factors::unopened(platform).ok()?;
    let still = factors.under_others;
    let still = match still {
        0 => None,
        1 => Some("1 authenticator is encrypted with them".to_owned()),
        many => Some(format!("{many} authenticators are encrypted with them")),
    };
    let hanging: Vec<String> = hanging.into_iter().chain(still).collect();
    if hanging.is_empty() {
        return Some(Finding::ok(
            "previous keys",
            "no signing key and no authenticator needs them: they can go an hour after the last restart (72 hours where mail is on), and once each \
             socket client has identified again",
        ));
    }
    Some(Finding::warn(
        "previous keys",
        hanging.join("; "),
        "Keep them until a server that runs has encrypted those with the new key: it takes seconds.",
    ))
}

/// Nothing where every authenticator can be opened.
pub fn lost(platform: &Platform) -> Option<Finding> {
    let lost = factors::unopened(platform).ok()?.lost;
    (lost > 0).then(|| {
        Finding::warn(
            "authenticators",
            format!("{lost} cannot be decrypted with this server key: their codes are refused"),
            "Add the key that encrypted them to `secret.key.previous` and restart. If it is lost, users sign in with a \
             recovery code, or `vestibule user reset-factors NAME` removes their second step.",
        )
    })
}
