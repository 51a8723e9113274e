//! What an allowed request gives: an access token, or a code with the grant that it begins.

use super::token::pair;
use super::{Failure, Platform, access};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::change::Write;
use crate::domain::epoch::PersonEpochs;
use crate::domain::oauth::access::{IssuedFor, Permission};
use crate::domain::oauth::authorize::{AuthorizationRequest, Wanted};
use crate::domain::oauth::code::Code;
use crate::domain::oauth::consent::Consent;
use crate::domain::oauth::grant::{Grant, SignIn};
use crate::domain::oauth::pkce::Challenge;
use crate::domain::oauth::result::{Carried, ResultRoute};
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use std::time::Duration;

/// What to remember, and the answer that carries it.
pub fn issue(
    platform: &Platform,
    asked: &AuthorizationRequest,
    (user, session): (&User, &Session),
    consent: &Consent,
    now: Timestamp,
) -> (Vec<Write>, ResultRoute) {
    let issued = match &asked.wanted {
        Wanted::Token => access_token(platform, asked, user, consent, now),
        Wanted::Code { challenge } => {
            let grant = Grant {
                sign_in: asked.openid.as_ref().map(|_| SignIn {
                    authenticated_at: session.authenticated_at,
                    sid_seed: Some(session.sid_seed),
                }),
                ..grant(platform, asked, user, consent, now)
            };
            code(platform, asked, grant, challenge.as_ref())
        }
    };
    let in_order = || asked.scopes.in_order(&platform.policy.scopes).join(" ");
    let changed = asked.scopes_changed.then(in_order);
    let result = asked
        .reply_to
        .granted(&issued.carried, issued.lifetime, changed.as_deref());
    (issued.writes, result)
}

struct Issued {
    writes: Vec<Write>,
    carried: Carried,
    lifetime: Duration,
}

/// RFC 6749 §4.2.2.
fn access_token(
    platform: &Platform,
    asked: &AuthorizationRequest,
    user: &User,
    consent: &Consent,
    now: Timestamp,
) -> Issued {
    let issued_for = IssuedFor::Person(Permission {
        user_key: user.key,
        consent_key: consent.key,
        epochs: epochs(user, consent),
        grant_key: None,
    });
    let (kept, token) = pair::access_token(
        platform,
        &asked.app,
        issued_for,
        (&asked.scopes, &asked.audience),
        now,
    );
    Issued {
        writes: vec![Write::InsertAccessToken(kept)],
        carried: Carried::AccessToken(token),
        lifetime: pair::lifetime(platform, &asked.app),
    }
}

pub(super) fn epochs(user: &User, consent: &Consent) -> PersonEpochs {
    PersonEpochs {
        user: user.epoch,
        consent: consent.epoch,
    }
}

fn grant(
    platform: &Platform,
    asked: &AuthorizationRequest,
    user: &User,
    consent: &Consent,
    now: Timestamp,
) -> Grant {
    Grant {
        key: platform.store.next_key(now),
        consent_key: consent.key,
        app_epoch: asked.app.epoch,
        epochs: epochs(user, consent),
        scopes: asked.scopes.clone(),
        scopes_changed: asked.scopes_changed,
        expires_at: now.plus(platform.policy.code_ttl),
        ended_at: None,
        audience: asked.audience.clone(),
        sign_in: None,
        created_at: now,
    }
}

/// RFC 6749 §4.1.2.
fn code(
    platform: &Platform,
    asked: &AuthorizationRequest,
    grant: Grant,
    challenge: Option<&Challenge>,
) -> Issued {
    let (now, expires_at) = (grant.created_at, grant.expires_at);
    let code = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let kept = Code {
        key: code.key(),
        secret_hash: code.hash(TokenKind::Code),
        grant_key: grant.key,
        redirect_uri: asked.reply_to.effective_uri(),
        address: asked.reply_to.address_sent(),
        pkce_challenge: challenge.cloned(),
        expires_at,
        redeemed_at: None,
        nonce: asked
            .openid
            .as_ref()
            .and_then(|openid| openid.nonce.clone()),
        created_at: now,
    };
    Issued {
        writes: vec![Write::InsertGrant(grant), Write::InsertCode(kept)],
        carried: Carried::Code(code),
        lifetime: platform.policy.code_ttl,
    }
}

/// Whether what was handed over a moment ago can still be used: else it is not handed over again.
pub fn is_still_good(platform: &Platform, carried: &Carried) -> Result<bool, Failure> {
    let code = match carried {
        Carried::AccessToken(token) => return access::is_live(platform, token),
        Carried::Code(code) => code,
    };
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| reader.code_standing(code.key()))?;
    Ok(found.is_some_and(|found| {
        found.code.secret_hash.matches(&code.hash(TokenKind::Code))
            && found.code.redeemed_at.is_none()
            && now < found.code.expires_at
            && found.grant.stands_for(found.grant.app.id)
    }))
}
