//! How what an app is told is signed.

use super::fault::RegistrationFault;
use super::wishes::{UserinfoAlg, Wishes};
use crate::domain::openid::algorithm::Algorithm;

/// What is wished must be there; what was chosen before stays when the setting loses it.
pub(super) fn check_algorithms(
    wishes: &Wishes,
    kept: &[Algorithm],
) -> Result<(), RegistrationFault> {
    let userinfo = wishes.userinfo_alg.and_then(UserinfoAlg::algorithm);
    let wished = [
        ("--id-token-alg", wishes.id_token_alg),
        ("--userinfo-alg", userinfo),
    ];
    for (option, algorithm) in wished {
        if let Some(algorithm) = algorithm.filter(|one| !kept.contains(one)) {
            return Err(RegistrationFault::Algorithm { option, algorithm });
        }
    }
    Ok(())
}
