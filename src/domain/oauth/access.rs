//! Access tokens: what is kept of one, and whether it is live (RFC 6750 §3.1).

use super::scope::Scopes;
use super::standing::{AppLife, AppStanding, PersonLife, PersonStanding};
use crate::domain::account::authentication::Authentication;
use crate::domain::epoch::{Epoch, PersonEpochs};
use crate::domain::key::{AppId, RowKey};
use crate::domain::openid::resource::Audience;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    pub key: RowKey,
    pub secret_hash: TokenHash,
    pub app_id: AppId,
    /// The app's when it was issued.
    pub app_epoch: Epoch,
    pub issued_for: IssuedFor,
    /// How the person had signed in; none for an app's own.
    pub authentication: Option<Authentication>,
    pub scopes: Scopes,
    pub audience: Audience,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// Whom a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuedFor {
    /// The app itself (RFC 6749 §4.4).
    App,
    Person(Permission),
}

impl IssuedFor {
    /// None for an app's own.
    pub const fn user_key(&self) -> Option<RowKey> {
        match self {
            Self::App => None,
            Self::Person(permission) => Some(permission.user_key),
        }
    }
}

/// What a person's token was issued upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    pub user_key: RowKey,
    pub consent_key: RowKey,
    pub epochs: PersonEpochs,
    /// None for the implicit flow, whose tokens belong to no family.
    pub grant_key: Option<RowKey>,
}

/// A token with what it hangs on, read together. An app, a person or a consent that is gone: not here at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenStanding {
    pub token: AccessToken,
    pub app: AppStanding,
    /// None for an app's own token.
    pub person: Option<PersonStanding>,
    /// Its family was ended, or is gone.
    pub grant_is_over: bool,
}

impl TokenStanding {
    pub fn life(&self) -> TokenLife {
        let token = &self.token;
        TokenLife {
            secret_hash: token.secret_hash.clone(),
            app_id: token.app_id,
            app_epoch: token.app_epoch,
            issued_for: token.issued_for,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
            app: self.app.life(),
            person: self.person.as_ref().map(PersonStanding::life),
            grant_is_over: self.grant_is_over,
        }
    }

    /// See [`TokenLife::is_live`].
    pub fn is_live(&self, presented: &TokenHash, now: Timestamp) -> bool {
        self.life().is_live(presented, now)
    }

    /// Whom it stands for.
    pub fn holder(self) -> TokenHolder {
        let client_id = self.app.client_id;
        match self.person {
            Some(PersonStanding { user, .. }) => TokenHolder {
                id: user.public_id,
                name: user.shown_name,
                client_id,
                who: Who::Person {
                    email: user.email.filter(|_| self.token.scopes.holds("email")),
                    scopes: self.token.scopes,
                },
            },
            None => TokenHolder {
                id: format!("app:{}", self.app.uuid),
                name: self.app.name,
                client_id,
                who: Who::App,
            },
        }
    }
}

/// Of a token and of what it hangs on only what decides whether it is live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenLife {
    pub secret_hash: TokenHash,
    pub app_id: AppId,
    /// The app's when the token was issued.
    pub app_epoch: Epoch,
    pub issued_for: IssuedFor,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub app: AppLife,
    /// None for an app's own token.
    pub person: Option<PersonLife>,
    /// Its family was ended, or is gone.
    pub grant_is_over: bool,
}

impl TokenLife {
    /// Whether the one presented (by its hash) is this token and is live at `now`.
    pub fn is_live(&self, presented: &TokenHash, now: Timestamp) -> bool {
        self.secret_hash.matches(presented)
            && now < self.expires_at
            && self.revoked_at.is_none()
            && self.app.stands(self.app_epoch)
            && self.holder_stands()
    }

    fn holder_stands(&self) -> bool {
        match (&self.person, self.issued_for) {
            (None, IssuedFor::App) => true,
            (Some(person), IssuedFor::Person(permission)) => {
                person.stands(permission.epochs) && !self.grant_is_over
            }
            (None, IssuedFor::Person(_)) | (Some(_), IssuedFor::App) => false,
        }
    }
}

/// Whom a live token stands for: the answer of `/api/user`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHolder {
    /// Opaque, for ever the same.
    pub id: String,
    pub name: String,
    pub client_id: String,
    pub who: Who,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Person {
        /// Only with scope `email`.
        email: Option<String>,
        scopes: Scopes,
    },
    App,
}
