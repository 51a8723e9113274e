//! Another passkey, for the browser that it is made in.

use super::own::{self, Admitted, Own, Plan, once, opened, sent};
use super::{Failure, Platform, SECURITY, Visitor, see, shown};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::security::{PasskeyComplaint, PasskeyPage, SecurityDone};
use crate::domain::answer::{AccountPage, LogDecision, Reply, Story};
use crate::domain::factor::passkey::PasskeyAnswer;
use crate::domain::oauth::form::{Form, Purpose};
use crate::flow::passkeys;
use crate::flow::passkeys::AddFault;
use crate::flow::press::Press;

const PLACE: AccountPlace = AccountPlace::Passkey;

/// Named as the browser is, unless its owner knows better.
pub fn show(
    platform: &Platform,
    visitor: &Visitor,
    device_label: Option<String>,
) -> Result<Reply, Failure> {
    let own = match opened(platform, visitor, &PLACE)? {
        Ok(own) => own,
        Err(reply) => return Ok(*reply),
    };
    if own.has_all_passkeys() {
        return Ok(full(&own));
    }
    let story = own.story(LogDecision::ShowsSecurity);
    let name = device_label.unwrap_or_default();
    Ok(page(platform, &own, (name, None), story))
}

/// A form that came back.
pub struct NewPasskey {
    pub form: Form,
    pub visitor: Visitor,
    pub answer: PasskeyAnswer,
    pub name: String,
}

/// The first factor of all brings recovery codes, shown on the answer.
pub fn add(platform: &Platform, new: &NewPasskey) -> Result<Reply, Failure> {
    let from = (&new.visitor, &new.form);
    let (own, nonce) = match sent(platform, from, (Purpose::Passkey, &PLACE))? {
        Ok(admitted) => admitted,
        Err(reply) => return Ok(*reply),
    };
    let press = Press {
        form: &new.form,
        holder: &own.present.session.secret_hash,
        typed: &[new.answer.json.as_bytes(), new.name.as_bytes()],
    };
    let plan = |own: &Own| planned(platform, new, own);
    let added = once(platform, (&new.visitor, &PLACE), (&press, &nonce), plan)?;
    Ok(added.map_or_else(
        |reply| *reply,
        |shown| own::added(shown, SecurityDone::PasskeyAdded),
    ))
}

fn planned(platform: &Platform, new: &NewPasskey, own: &Own) -> Result<Admitted<Plan>, Failure> {
    if own.has_all_passkeys() {
        return Ok(Err(Box::new(full(own))));
    }
    let (user, now) = (&own.present.user, own.present.now);
    let form = (&own.present.session.secret_hash, &new.form);
    let whose = (user, &own.factors);
    let fault = match passkeys::add(platform, whose, (&new.answer, &new.name), form, now)? {
        Ok(added) => {
            return Ok(Ok(Plan::adding(platform, own, added.along)));
        }
        Err(fault) => fault,
    };
    let complaint = match &fault {
        AddFault::Name => PasskeyComplaint::Name,
        AddFault::InUse => PasskeyComplaint::InUse,
        AddFault::Refused(_) => PasskeyComplaint::Refused,
    };
    let story = fault.told(own.story(LogDecision::SecondStepRefused));
    let again = (new.name.clone(), Some(complaint));
    Ok(Err(Box::new(page(platform, own, again, story))))
}

fn page(
    platform: &Platform,
    own: &Own,
    (name, complaint): (String, Option<PasskeyComplaint>),
    story: Story,
) -> Reply {
    let form = own.form(platform, Purpose::Passkey, &PLACE);
    let (present, held) = (&own.present, &own.present.session.secret_hash);
    let whose = (&present.user, &own.factors);
    let Some(question) = passkeys::for_new(platform, whose, (held, &form)) else {
        // None can be used here.
        return see(&SECURITY, story);
    };
    let content = AccountPage::Passkey(PasskeyPage {
        form,
        question,
        name,
        complaint,
    });
    shown(content, story)
}

fn full(own: &Own) -> Reply {
    own::full(own, AccountPage::TooManyPasskeys, "too many passkeys")
}
