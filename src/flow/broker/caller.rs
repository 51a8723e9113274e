//! Who calls the broker API: the strongest credential that is there decides.

use super::Answered;
use crate::domain::broker::admin_session::AdminStanding;
use crate::domain::broker::app_session::AppSessionStanding;
use crate::domain::broker::credential::BrokerCredentials;
use crate::domain::broker::error::BrokerError;
use crate::domain::broker::id::{UuidToken, UuidTokenKind};
use crate::domain::change::{Change, Write};
use crate::domain::oauth::client::{App, Confidentiality, hash_client_secret};
use crate::domain::secret::TokenHash;
use crate::flow::Platform;

pub enum Caller {
    Admin(AdminStanding),
    App(Box<App>),
    Endpoint(Box<AppSessionStanding>),
    Nobody,
}

/// A wrong credential is wrong whatever stands beside it.
pub fn identify(platform: &Platform, presented: &BrokerCredentials) -> Answered<Caller> {
    if let Some(token) = &presented.admin_token {
        return admin(platform, token);
    }
    if let Some(secret) = &presented.app_secret {
        return app(platform, secret);
    }
    if let Some(token) = &presented.app_token {
        return endpoint(platform, token).map(|found| Caller::Endpoint(Box::new(found)));
    }
    Ok(Caller::Nobody)
}

fn admin(platform: &Platform, token: &str) -> Answered<Caller> {
    let now = platform.clock.now();
    let hash = hash_of(token, UuidTokenKind::Admin)?;
    let found = platform.store.read(|reader| reader.admin_session(&hash))?;
    let live = found.filter(|found| found.is_live(&hash, now));
    let live = live.ok_or(BrokerError::NotAuthenticated)?;
    if live.is_worth_noting(now) {
        let used = Write::TouchAdminSession {
            secret_hash: hash,
            at: now,
        };
        platform.store.note(Change::writes(vec![used]));
    }
    Ok(Caller::Admin(live))
}

/// The app's client secret, either one during a rotation.
fn app(platform: &Platform, secret: &str) -> Answered<Caller> {
    let now = platform.clock.now();
    let hash = hash_client_secret(secret);
    let found = platform.store.read(|reader| reader.app_by_secret(&hash))?;
    let live = found.filter(|(app, secret)| {
        let may = app.is_active() && app.confidentiality == Confidentiality::Confidential;
        may && secret.is_live(now) && secret.hash.matches(&hash)
    });
    let (app, _) = live.ok_or(BrokerError::NotAuthenticated)?;
    Ok(Caller::App(Box::new(app)))
}

/// The live session behind an App-Token.
pub fn endpoint(platform: &Platform, token: &str) -> Answered<AppSessionStanding> {
    let now = platform.clock.now();
    let hash = hash_of(token, UuidTokenKind::AppSession)?;
    let found = platform.store.read(|reader| reader.app_session(&hash))?;
    let mut found = found.ok_or(BrokerError::NotAuthenticated)?;
    found.standing.development_mode &= serves_development(platform);
    if found.is_live(&hash, now) {
        Ok(found)
    } else {
        Err(BrokerError::NotAuthenticated.into())
    }
}

/// What cannot be such a token is not looked up.
fn hash_of(token: &str, kind: UuidTokenKind) -> Answered<TokenHash> {
    let token = UuidToken::parse(token).ok_or(BrokerError::NotAuthenticated)?;
    Ok(token.hash(kind))
}

impl Caller {
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
