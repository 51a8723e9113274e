//! Another authenticator: its secret is shown, and kept once its first code was right.

use super::own::{self, Admitted, Own, Plan, once, opened, sent};
use super::{Failure, Platform, Visitor, shown};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::second_step::SetUpComplaint;
use crate::domain::answer::security::{AuthenticatorPage, SecurityDone};
use crate::domain::answer::{AccountPage, LogDecision, Reply, Story};
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::flow::account::refused;
use crate::flow::factors::{self, Begun, SetupFault};
use crate::flow::press::Press;

const PLACE: AccountPlace = AccountPlace::Authenticator;

pub fn show(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    let own = match opened(platform, visitor, &PLACE)? {
        Ok(own) => own,
        Err(reply) => return Ok(*reply),
    };
    if own.is_full() {
        return Ok(full(&own));
    }
    let begun = factors::begin(platform, &own.present.user, own.present.now);
    let story = own.story(LogDecision::ShowsSecurity);
    Ok(page(platform, &own, (begun, String::new(), None), story))
}

/// A form that came back.
pub struct NewAuthenticator {
    pub form: Form,
    pub visitor: Visitor,
    pub sealed_secret: String,
    pub name: String,
    pub code: String,
}

/// The first factor of all brings recovery codes, shown on the answer.
pub fn add(platform: &Platform, new: &NewAuthenticator) -> Result<Reply, Failure> {
    let from = (&new.visitor, &new.form);
    let (own, nonce) = match sent(platform, from, (Purpose::Authenticator, &PLACE))? {
        Ok(admitted) => admitted,
        Err(reply) => return Ok(*reply),
    };
    let press = Press {
        form: &new.form,
        holder: &own.present.session.secret_hash,
        typed: &[
            new.sealed_secret.as_bytes(),
            new.name.as_bytes(),
            new.code.as_bytes(),
        ],
    };
    let plan = |own: &Own| Ok(planned(platform, new, own));
    let added = once(platform, (&new.visitor, &PLACE), (&press, &nonce), plan)?;
    Ok(added.map_or_else(
        |reply| *reply,
        |shown| own::added(shown, SecurityDone::Added),
    ))
}

fn planned(platform: &Platform, new: &NewAuthenticator, own: &Own) -> Admitted<Plan> {
    if own.is_full() {
        return Err(Box::new(full(own)));
    }
    let (user, now) = (&own.present.user, own.present.now);
    let typed = factors::Typed {
        field: &new.sealed_secret,
        name: &new.name,
        code: &new.code,
    };
    let (begun, complaint) = match factors::add(platform, user, &typed, now) {
        Ok(added) => {
            return Ok(Plan::adding(platform, own, added.along));
        }
        Err(SetupFault::Over) => return Err(Box::new(refused(&PLACE, Untaken::TooOld))),
        Err(SetupFault::WrongCode(begun)) => (begun, SetUpComplaint::WrongCode),
        Err(SetupFault::BadName(begun)) => (begun, SetUpComplaint::Name),
    };
    let story = Story {
        reason: Some(complaint.word().to_owned()),
        ..own.story(LogDecision::SecondStepRefused)
    };
    let again = (begun, new.name.clone(), Some(complaint));
    Err(Box::new(page(platform, own, again, story)))
}

fn page(
    platform: &Platform,
    own: &Own,
    (begun, typed_name, complaint): (Begun, String, Option<SetUpComplaint>),
    story: Story,
) -> Reply {
    let content = AccountPage::Authenticator(AuthenticatorPage {
        form: own.form(platform, Purpose::Authenticator, &PLACE),
        login: own.present.user.name.clone(),
        secret: begun.secret,
        sealed_secret: begun.field,
        typed_name,
        complaint,
    });
    shown(content, story)
}

fn full(own: &Own) -> Reply {
    own::full(
        own,
        AccountPage::TooManyAuthenticators,
        "too many authenticators",
    )
}
