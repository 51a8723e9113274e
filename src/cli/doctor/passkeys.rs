//! Whether passkeys can be used here, and how many are left behind at another address.

use super::finding::Finding;
use crate::domain::account::second_step::Passkeys;
use crate::flow::{Platform, passkeys};

pub fn look(platform: &Platform) -> Option<Finding> {
    let policy = &platform.policy;
    if policy.second_step.passkeys == Passkeys::Off {
        return None;
    }
    let Some(elsewhere) = passkeys::elsewhere(platform).ok()? else {
        return Some(Finding::ok(
            "passkeys",
            format!(
                "not offered: browsers make them for https with a host name, or http://localhost, and public_url is {}",
                policy.public_url
            ),
        ));
    };
    (elsewhere > 0).then(|| {
        Finding::warn(
            "passkeys",
            format!("{elsewhere} were made for another host than that of {}", policy.public_url),
            "They work there only. Users sign in with a code or a recovery code and add new ones; `vestibule user \
             reset-factors NAME` helps users who have neither.",
        )
    })
}
