//! The last question: which page comes next, or none.

use super::asked::{AuthorizationRequest, Redirected};
use crate::domain::account::second_step::Lack;
use crate::domain::account::session::Session;
use crate::domain::oauth::client::{App, Confidentiality, Switch};
use crate::domain::oauth::consent::Consent;
use crate::domain::oauth::error::{AuthorizeError, Check};
use crate::domain::oauth::redirect_uri::UriKind;
use crate::domain::oauth::result::Target;
use crate::domain::time::Timestamp;

/// What this request may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// Somebody opened the address.
    Open(Timestamp),
    /// HEAD, or a browser fetching ahead: nothing is ever issued.
    Peek(Timestamp),
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub enum Decision {
    AskLogin,
    /// Of a user who is signed in by a password alone; its set-up, where they have none yet.
    AskSecondStep,
    AskConsent,
    /// Allowed before, and remembered.
    Grant,
}

/// Signed in? Enough? Allowed before? `session` is a live one, `lack` what it lacks, `consent` its person's for this app.
pub fn decide(
    asked: &AuthorizationRequest,
    session: Option<(&Session, Lack)>,
    consent: Option<&Consent>,
    visit: Visit,
) -> Result<Decision, Redirected> {
    let (Visit::Open(now) | Visit::Peek(now)) = visit;
    let is_good = |session: &Session| !asked.prompt.login && is_recent(asked, session, now);
    let Some((session, lack)) = session.filter(|(session, _)| is_good(session)) else {
        return if asked.prompt.none {
            Err(asked.failed(Check::SignIn, AuthorizeError::LoginRequired))
        } else {
            Ok(Decision::AskLogin)
        };
    };
    let step = second_step(lack, asked.prompt.none);
    if let Some(step) = step.map_err(|error| asked.failed(Check::SignIn, error))? {
        return Ok(step);
    }
    if remembers(asked, session, consent, visit) {
        return Ok(Decision::Grant);
    }
    if asked.prompt.none {
        return Err(asked.failed(Check::Consent, AuthorizeError::ConsentRequired));
    }
    Ok(Decision::AskConsent)
}

fn second_step(lack: Lack, shows_no_page: bool) -> Result<Option<Decision>, AuthorizeError> {
    match lack {
        Lack::OutOfReach => Err(AuthorizeError::UnmetAuthenticationRequirements),
        Lack::SecondStep | Lack::SetUp if shows_no_page => Err(AuthorizeError::InteractionRequired),
        Lack::WishedStep if shows_no_page => Ok(None),
        Lack::SecondStep | Lack::SetUp | Lack::WishedStep => Ok(Some(Decision::AskSecondStep)),
        Lack::Nothing => Ok(None),
    }
}

/// A sign-in that is older than the app takes counts as none (OpenID Connect Core §3.1.2.1).
fn is_recent(asked: &AuthorizationRequest, session: &Session, now: Timestamp) -> bool {
    let max_age = asked.openid.as_ref().and_then(|openid| openid.max_age);
    max_age.is_none_or(|age| now <= session.authenticated_at.plus(age))
}

/// Whether the page may be skipped (RFC 8252 §8.6: a program that anybody could imitate asks every time,
/// unless the answer reaches only the one it is for).
fn remembers(
    asked: &AuthorizationRequest,
    session: &Session,
    consent: Option<&Consent>,
    visit: Visit,
) -> bool {
    let Visit::Open(now) = visit else {
        return false;
    };
    let reaches_only_the_app = match &asked.reply_to.target {
        Target::Landing => session.born_for_app == Some(asked.app.id),
        Target::Address(uri) => is_safe(uri.kind(), &asked.app),
        Target::Opener(opener) => is_safe(opener.origin.kind(), &asked.app),
    };
    reaches_only_the_app
        && asked.app.has(Switch::RememberConsent)
        && !asked.prompt.consent
        && !asked.prompt.select_account
        && consent.is_some_and(|consent| consent.covers(&asked.scopes, now))
}

/// Whether an answer that goes to an address of this kind reaches nobody but the app.
fn is_safe(kind: UriKind, app: &App) -> bool {
    match kind {
        UriKind::Https => true,
        UriKind::Loopback => app.confidentiality == Confidentiality::Confidential,
        UriKind::Private => false,
    }
}
