//! What a form asks the browser about passkeys.

use crate::domain::account::second_step::Passkeys;
use crate::domain::factor::Factors;
use crate::domain::factor::passkey::{self, PasskeyQuestion};
use crate::domain::oauth::form::Form;
use crate::domain::secret::TokenHash;
use crate::flow::Platform;
use crate::flow::second_step::bound_to;
use crate::passkeys::{self, Party, PasskeyFault};

/// A form, and the cookie that it is bound to.
pub(in crate::flow) type FormOf<'a> = (&'a TokenHash, &'a Form);

/// Of which browsers make passkeys here; nothing where none can be used.
pub fn party(platform: &Platform) -> Option<Party> {
    match platform.policy.second_step.passkeys {
        Passkeys::Off => None,
        Passkeys::On | Passkeys::Second => Party::of(&platform.policy.public_url),
    }
}

/// Whether they do, without a password.
pub(super) fn sign_in(platform: &Platform) -> bool {
    platform.policy.second_step.passkeys == Passkeys::On
}

/// Whichever its user chooses, without a name.
pub(in crate::flow) fn for_sign_in(platform: &Platform, form: FormOf) -> Option<PasskeyQuestion> {
    let party = party(platform).filter(|_| sign_in(platform))?;
    asked(platform, form, party.ask(&[]))
}

/// One of theirs, where they have any for this address.
pub(in crate::flow) fn for_step(
    platform: &Platform,
    factors: &Factors,
    form: FormOf,
) -> Option<PasskeyQuestion> {
    let party = party(platform)?;
    let mut theirs = factors.passkeys.iter();
    theirs.find(|one| one.rp_id == party.id)?;
    asked(platform, form, party.ask(&factors.passkeys))
}

pub(super) fn asked(
    platform: &Platform,
    (holder, form): FormOf,
    question: Result<passkeys::Question, PasskeyFault>,
) -> Option<PasskeyQuestion> {
    let question = question
        .inspect_err(|fault| tracing::error!(%fault, "no passkey can be asked for"))
        .ok()?;
    let (bound, dice) = (bound_to(holder, form), &mut rand::rng());
    Some(PasskeyQuestion {
        options: question.options,
        sealed: passkey::seal(&platform.key, bound, &question.state, dice),
    })
}
