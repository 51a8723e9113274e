//! *Security*: what somebody has besides the password, as a list; below it the acts, each confirmed first.

pub mod authenticator;
pub mod codes;
pub mod named;
mod own;
pub mod passkey;

use super::{Failure, Platform, Present, Visitor, see, shown, sign_in_first, untaken};
use crate::domain::account::second_step::SecondStepPolicy;
use crate::domain::answer::security::{SecurityDone, SecurityPage};
use crate::domain::answer::{AccountPage, LogDecision, Reply};
use crate::domain::change::{Change, Write};
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::flow::passkeys;
use crate::store::{Loaded, Reader};
pub use own::place_of;
use own::{Own, SECURITY, done};

pub fn show(
    platform: &Platform,
    visitor: &Visitor,
    done: Option<SecurityDone>,
) -> Result<Reply, Failure> {
    let loaded = platform.store.read(|reader| {
        let Some(own) = Own::load(platform, reader, visitor)? else {
            return Ok(None);
        };
        let policy = &platform.policy.second_step;
        let browsers = remembered(policy, reader, &own.present)?;
        Ok(Some((own, browsers)))
    })?;
    let Some((own, browsers)) = loaded else {
        return Ok(sign_in_first(&SECURITY));
    };
    let content = AccountPage::Security(SecurityPage {
        done,
        factors: own.lines(),
        is_required: platform.policy.second_step.requires(&own.present.user),
        is_full: own.is_full(),
        takes_passkeys: passkeys::party(platform).is_some() && !own.has_all_passkeys(),
        recovery_codes_left: own.factors.recovery_codes_left(),
        browsers,
        form: own.form(platform, Purpose::Browsers, &SECURITY),
    });
    Ok(shown(
        content,
        own.present.story(LogDecision::ShowsSecurity),
    ))
}

/// How many browsers ask for the password alone.
fn remembered(policy: &SecondStepPolicy, reader: &mut Reader, present: &Present) -> Loaded<usize> {
    let (user, now) = (&present.user, present.now);
    if policy.remembers(user, now).is_none() {
        return Ok(0);
    }
    let known = reader.browsers_of(user.key)?.into_iter();
    let live = known.filter(|browser| browser.epoch == user.epoch);
    let trusted = live.filter_map(|browser| browser.trusted_until);
    Ok(trusted.filter(|until| now < *until).count())
}

/// Each asks for the second step again. That takes no proof: it only makes things harder.
pub fn forget_browsers(
    platform: &Platform,
    visitor: &Visitor,
    form: &Form,
) -> Result<Reply, Failure> {
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, visitor))?;
    let Some(present) = present else {
        return untaken(platform, &SECURITY, (visitor, form), Untaken::SignedOut);
    };
    if let Err(why) = present.proves(platform, Purpose::Browsers, form) {
        return untaken(platform, &SECURITY, (visitor, form), why);
    }
    let forgets = Write::DistrustBrowsersOf(present.user.key);
    platform.store.commit(Change::writes(vec![forgets]))?;
    let story = present.story(LogDecision::BrowsersForgotten);
    Ok(see(&done(SecurityDone::Forgotten), story))
}
