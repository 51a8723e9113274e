//! A name and a password become tokens, for apps whose owner named that grant (RFC 6749 §4.3). Behind the
//! same brake as the sign-in page.

use super::asking::{Asking, Outcome};
use super::pair::Pair;
use crate::domain::account::authentication::{Authentication, Methods};
use crate::domain::account::password::TypedPassword;
use crate::domain::account::user::{User, typed_login};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::client::Confidentiality;
use crate::domain::oauth::client_request::ClientParam;
use crate::domain::oauth::consent::{Consent, FreshConsent, behind_password};
use crate::domain::oauth::grant::{Grant, SignIn};
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token_error::TokenError;
use crate::domain::openid::resource::Audience;
use crate::domain::peer::Network;
use crate::flow::credentials::{self, Charged, Credentials, Rightful, Verdict};
use crate::flow::issue::epochs;
use crate::flow::{Failure, Platform, steps};
use std::net::IpAddr;

pub(super) fn trade(platform: &Platform, asking: &Asking) -> Result<Outcome, Failure> {
    let Some(name) = asking.get(ClientParam::Username) else {
        return Ok(Outcome::refused(TokenError::UsernameMissing));
    };
    let Some(password) = asking.get(ClientParam::Password) else {
        return Ok(Outcome::refused(TokenError::PasswordMissing));
    };
    let Ok((scopes, changed)) = asking.scopes_without_a_visit(platform) else {
        return Ok(Outcome::refused(TokenError::ScopeInvalid));
    };
    let audience = match asking.audience() {
        Ok(audience) => audience,
        Err(error) => return Ok(Outcome::refused(error)),
    };
    let charged = match charged(asking) {
        Ok(charged) => charged,
        Err(error) => return Ok(Outcome::refused(error)),
    };
    let given = Credentials {
        name: typed_login(name),
        password: TypedPassword::parse(password),
        browsers: &[],
        charged,
        presence: &asking.call.presence,
        now: asking.now,
    };
    Ok(match credentials::check(platform, given)? {
        Verdict::Wrong => Outcome::refused(TokenError::PasswordWrong),
        Verdict::Braked(limit) => Outcome::braked(limit),
        // As a wrong one, which is paid for too.
        Verdict::Right(rightful)
            if !steps::password_is_enough(platform, &rightful.user, asking.app.least_level())? =>
        {
            Outcome::refused(TokenError::SecondFactorNeeded)
        }
        Verdict::Right(rightful) => {
            let Rightful { user, along, .. } = *rightful;
            // By themselves: the tokens' own change may be lost to another first consent, and begins again.
            platform.store.note(Change::writes(along));
            give(platform, asking, user, (scopes, changed, audience))?
        }
    })
}

/// Who is charged beside the account. What an app with a secret says of its users is believed; its own address is
/// everybody's who signs in through it, and charged for nobody. An app without one runs where its user is.
fn charged(asking: &Asking) -> Result<Charged, TokenError> {
    let named = asking.get(ClientParam::EndUserIp);
    match (asking.app.confidentiality, named) {
        (Confidentiality::Public, _) => Ok(Charged::Address(asking.call.address)),
        (Confidentiality::Confidential, None) => Ok(Charged::App(asking.app.id)),
        (Confidentiality::Confidential, Some(named)) => match named.parse::<IpAddr>() {
            Ok(address) => Ok(Charged::Address(Network::of(address))),
            Err(_) => Err(TokenError::EndUserIpInvalid),
        },
    }
}

/// Who gives an app their password allows it what it asks for, as far as these tokens go.
fn give(
    platform: &Platform,
    asking: &Asking,
    user: User,
    (scopes, scopes_changed, audience): (Scopes, bool, Audience),
) -> Result<Outcome, Failure> {
    let now = asking.now;
    let before = platform
        .store
        .read(|reader| reader.consent(user.key, asking.app.id))?;
    let fresh = FreshConsent {
        key: platform.store.next_key(now),
        user_key: user.key,
        app_id: asking.app.id,
    };
    let (standing, consent) = behind_password(before, fresh, &scopes, now);
    let granted = (&scopes, scopes_changed, &audience);
    let grant = begin(platform, asking, (&user, &standing), granted);
    let pair = Pair {
        app: asking.app,
        grant: &grant,
        user_key: user.key,
        subject: &user.public_id,
        scopes,
        audience,
        now,
    };
    let (issued, answer) = pair.issue(platform);
    let consent = consent.map(Write::from);
    let mut writes: Vec<Write> = consent.into_iter().collect();
    let happened = Happened::SignIn(Methods::PASSWORD);
    let event = platform.event_of(&user, &happened, now);
    writes.push(event.at_app(asking.app.id).into());
    writes.push(Write::InsertGrant(grant));
    writes.extend(issued);
    Ok(Outcome {
        held_by: None,
        change: Some(Change::writes(writes)),
        answer: Ok(answer),
        user: Some(user.public_id),
    })
}

/// What the tokens belong to.
fn begin(
    platform: &Platform,
    asking: &Asking,
    (user, standing): (&User, &Consent),
    (scopes, scopes_changed, audience): (&Scopes, bool, &Audience),
) -> Grant {
    let now = asking.now;
    Grant {
        key: platform.store.next_key(now),
        consent_key: standing.key,
        app_epoch: asking.app.epoch,
        epochs: epochs(user, standing),
        scopes: scopes.clone(),
        scopes_changed,
        expires_at: now,
        ended_at: None,
        audience: audience.clone(),
        sign_in: Some(SignIn {
            authentication: Authentication {
                at: now,
                methods: Methods::PASSWORD,
            },
            sid_seed: None,
            claims: Vec::new(),
        }),
        created_at: now,
    }
}
