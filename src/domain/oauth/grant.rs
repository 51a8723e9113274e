//! A grant: one act of permission from which tokens come. A code begins one, and every refresh token and
//! access token that follows belongs to it; ending it ends them all (RFC 6749 §10.4, RFC 9700 §4.14).

use super::client::App;
use super::scope::Scopes;
use super::standing::{AppStanding, PersonStanding};
use crate::domain::account::authentication::Authentication;
use crate::domain::account::session::SessionLife;
use crate::domain::account::sid::SidSeed;
use crate::domain::epoch::{Epoch, PersonEpochs};
use crate::domain::key::{AppId, RowKey};
use crate::domain::openid::resource::Audience;
use crate::domain::openid::scope::OFFLINE_ACCESS;
use crate::domain::time::{Timestamp, days};
use std::time::Duration;

/// How far a grant's end is moved on at once, so that a busy family writes it about once a day.
const COARSE: Duration = days(1);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub key: RowKey,
    /// Names person and app.
    pub consent_key: RowKey,
    /// The app's when it began; codes and refresh tokens follow it through their grant.
    pub app_epoch: Epoch,
    pub epochs: PersonEpochs,
    /// No token of this grant ever holds more.
    pub scopes: Scopes,
    /// They are not those that were asked for, so the answer with the token says so (RFC 6749 §5.1).
    pub scopes_changed: bool,
    /// When nothing of it can be live any more; moved on coarsely. For the sweep, not for any decision.
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// No token of this grant is for others.
    pub audience: Audience,
    /// None of one from before it was remembered.
    pub sign_in: Option<SignIn>,
    pub created_at: Timestamp,
}

/// What ID tokens tell of the sign-in that a grant came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    pub authentication: Authentication,
    /// None where no browser session stands behind it.
    pub sid_seed: Option<SidSeed>,
    /// What else the app wants in them, by name (OpenID Connect Core §5.5).
    pub claims: Vec<String>,
}

impl Grant {
    pub fn authentication(&self) -> Option<Authentication> {
        self.sign_in.as_ref().map(|it| it.authentication)
    }

    /// Whether it ends with the session of its browser: unless it may be used while the person is away.
    fn ends_with_session(&self, app: &App) -> bool {
        let session = self.sign_in.as_ref().and_then(|it| it.sid_seed);
        let is_offline = self.scopes.holds(OFFLINE_ACCESS) && app.scopes.holds(OFFLINE_ACCESS);
        session.is_some() && !is_offline
    }

    /// What the app may still have of it: its owner may have taken scopes away since. `None`: nothing is left.
    pub fn scopes_for(&self, app: &App) -> Option<Scopes> {
        let left = self.scopes.narrow(&app.scopes);
        (!left.is_empty() || self.scopes.is_empty()).then_some(left)
    }

    /// When its end is to be moved on to, so that it lies behind `until`; nothing while it does so already.
    pub fn moved_on(&self, until: Timestamp) -> Option<Timestamp> {
        (until > self.expires_at).then(|| until.plus(COARSE))
    }
}

/// A grant with what it hangs on, read together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantStanding {
    pub grant: Grant,
    pub user_key: RowKey,
    pub app: AppStanding,
    pub person: PersonStanding,
    /// The one that it was begun in, where that was not ended.
    pub session: Option<SessionLife>,
}

impl GrantStanding {
    /// Whether the app may have more of it now.
    pub fn goes_on(&self, app: &App, now: Timestamp) -> bool {
        let epoch = self.person.user.epoch;
        let in_session = || {
            self.session
                .is_some_and(|session| session.goes_on(epoch, now))
        };
        !self.grant.ends_with_session(app) || in_session()
    }

    /// Whether it is this app's, was not ended, and neither app nor person nor consent has died since.
    pub fn stands_for(&self, app: AppId) -> bool {
        self.app.id == app
            && self.grant.ended_at.is_none()
            && self.app.life().stands(self.grant.app_epoch)
            && self.person.life().stands(self.grant.epochs)
    }
}
