//! Who calls the broker API: the strongest credential that is there decides.

use super::Answered;
use crate::domain::audit::Actor;
use crate::domain::broker::admin_session::AdminStanding;
use crate::domain::broker::app_session::AppSessionStanding;
use crate::domain::broker::credential::{BrokerCredential, CredentialKind, Presented};
use crate::domain::broker::error::BrokerError;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::client::{App, Confidentiality};
use crate::domain::secret::TokenHash;
use crate::flow::{Platform, client};

pub enum Caller {
    Admin(AdminStanding),
    App(Box<App>),
    Endpoint(Box<AppSessionStanding>),
    Nobody,
}

/// A wrong credential is wrong whatever stands beside it.
pub fn identify(platform: &Platform, presented: &Presented) -> Answered<Caller> {
    match presented {
        Presented::Nothing => Ok(Caller::Nobody),
        Presented::Unreadable => Err(BrokerError::NotAuthenticated.into()),
        Presented::Credential(credential) => {
            let caller = behind(platform, credential)?;
            if let Caller::Admin(live) = &caller {
                note_use(platform, live);
            }
            Ok(caller)
        }
    }
}

/// Who holds this credential, if it is live. To look is no use of it.
pub fn behind(platform: &Platform, credential: &BrokerCredential) -> Answered<Caller> {
    let hash = &credential.hash;
    Ok(match credential.kind {
        CredentialKind::Admin => Caller::Admin(admin(platform, hash)?),
        CredentialKind::AppSecret => Caller::App(Box::new(app(platform, hash)?)),
        CredentialKind::AppToken => Caller::Endpoint(Box::new(endpoint(platform, hash)?)),
    })
}

fn admin(platform: &Platform, hash: &TokenHash) -> Answered<AdminStanding> {
    let now = platform.clock.now();
    let found = platform.store.read(|reader| reader.admin_session(hash))?;
    let live = found.filter(|found| found.is_live(hash, now));
    Ok(live.ok_or(BrokerError::NotAuthenticated)?)
}

fn note_use(platform: &Platform, live: &AdminStanding) {
    let now = platform.clock.now();
    if live.is_worth_noting(now) {
        let used = Write::TouchAdminSession {
            secret_hash: live.session.secret_hash.clone(),
            at: now,
        };
        platform.store.note(Change::writes(vec![used]));
    }
}

/// The app's client secret, either one during a rotation.
fn app(platform: &Platform, hash: &TokenHash) -> Answered<App> {
    let now = platform.clock.now();
    let found = platform.store.read(|reader| reader.app_by_secret(hash))?;
    let live = found.filter(|(app, secret)| {
        let may = app.is_active() && app.confidentiality == Confidentiality::Confidential;
        // The broker vouches for users, and hands out what costs the platform: not to whom nobody looked at.
        may && !app.ownership.is_unchecked() && secret.is_live(now) && secret.hash.matches(hash)
    });
    let (app, secret) = live.ok_or(BrokerError::NotAuthenticated)?;
    client::note_use(platform, secret.key, now);
    Ok(app)
}

/// The live session behind an App-Token.
pub fn endpoint(platform: &Platform, hash: &TokenHash) -> Answered<AppSessionStanding> {
    let found = platform.store.read(|reader| reader.app_session(hash))?;
    let found = found.ok_or(BrokerError::NotAuthenticated)?;
    Ok(live_endpoint(platform, found, hash).ok_or(BrokerError::NotAuthenticated)?)
}

/// The session, if it is live here and now.
pub(super) fn live_endpoint(
    platform: &Platform,
    mut found: AppSessionStanding,
    hash: &TokenHash,
) -> Option<AppSessionStanding> {
    found.standing.development_mode &= serves_development(platform);
    let is_live = found.is_live(hash, platform.clock.now());
    is_live.then_some(found)
}

impl Caller {
    /// The platform in the caller's hands: what events say of what is done.
    pub fn acting(&self, platform: &Platform) -> Answered<Platform> {
        let actor = match self {
            Self::Admin(standing) => {
                let key = standing.session.user_key;
                let user = platform.store.read(|reader| reader.user(key))?;
                user.map(|user| Actor::admin(&user))
            }
            Self::App(app) => Some(Actor::app(app.id)),
            Self::Endpoint(_) | Self::Nobody => None,
        };
        Ok(actor.map_or_else(|| platform.clone(), |actor| platform.acted_by(actor)))
    }

    /// The app in whose name the call acts: its own, or for an operator the one that is named.
    pub fn app(self, platform: &Platform, named: Option<&str>) -> Answered<App> {
        match self {
            Self::App(app) => match named {
                Some(uuid) if uuid != app.uuid => Err(BrokerError::NotAuthorized.into()),
                _ => Ok(*app),
            },
            Self::Admin(_) => {
                let missing = || BrokerError::field("appId", "appId names no app.");
                let uuid = named.ok_or_else(missing)?;
                let found = platform.store.read(|reader| reader.app_by_uuid(uuid))?;
                let found = found.filter(App::is_active);
                Ok(found.ok_or_else(missing)?)
            }
            Self::Endpoint(_) => Err(BrokerError::NotAuthorized.into()),
            Self::Nobody => Err(BrokerError::NotAuthenticated.into()),
        }
    }
}

/// Whether apps in development mode are served here at all.
pub(super) fn serves_development(platform: &Platform) -> bool {
    let policy = platform.policy.broker.as_ref();
    policy.is_some_and(|policy| policy.allow_development_mode)
}
