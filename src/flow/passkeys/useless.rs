//! Passkeys that somebody has and nobody can use.

use crate::domain::account::second_step::Passkeys;
use crate::domain::factor::passkey;
use crate::flow::{Failure, Platform};

/// Why nobody can use passkeys that somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Useless {
    /// The operator says so.
    Off,
    /// Browsers make none for our address.
    Address,
    /// Those that were made for another host than ours.
    Elsewhere,
}

/// And how many that are.
pub fn useless(platform: &Platform) -> Result<(Useless, i64), Failure> {
    let policy = &platform.policy;
    let (why, rp_id) = match passkey::rp_id(&policy.public_url) {
        _ if policy.second_step.passkeys == Passkeys::Off => (Useless::Off, None),
        None => (Useless::Address, None),
        here => (Useless::Elsewhere, here),
    };
    let count = platform
        .store
        .read(|reader| reader.passkeys_but_of(rp_id.as_deref()))?;
    Ok((why, count))
}
