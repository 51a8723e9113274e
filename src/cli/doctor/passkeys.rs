//! Whether passkeys can be used here, and how many nobody can use.

use super::finding::Finding;
use crate::flow::Platform;
use crate::flow::passkeys::{self, Useless};

const MEND: &str = "Users who have one still need a second step: they sign in with a code or a recovery code. `vestibule user \
                    reset-factors NAME` helps users who have neither.";

pub fn look(platform: &Platform) -> Option<Finding> {
    let (why, count) = passkeys::useless(platform).ok()?;
    let url = &platform.policy.public_url;
    let found = match why {
        Useless::Off if count == 0 => return None,
        Useless::Off => {
            format!("{count} cannot be used: second_factor.passkeys is \"off\"")
        }
        Useless::Address => {
            let why = format!(
                "not offered: browsers make them for https with a host name, or http://localhost, and public_url is {url}"
            );
            if count == 0 {
                return Some(Finding::ok("passkeys", why));
            }
            format!("{count} cannot be used, and new ones are {why}")
        }
        Useless::Elsewhere if count == 0 => return None,
        Useless::Elsewhere => {
            format!("{count} were made for another host than that of {url} and work there only")
        }
    };
    Some(Finding::warn("passkeys", found, MEND))
}
