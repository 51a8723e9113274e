//! Consent: a user's recorded "Allow" for an app and scopes.

use super::client::AppState;
use super::scope::Scopes;
use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::openid::resource::Audience;
use crate::domain::time::{Timestamp, days};
use std::time::Duration;

/// How long an "Allow" may be remembered.
pub const REMEMBERED_FOR: Duration = days(90);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub key: RowKey,
    pub user_key: RowKey,
    pub app_id: AppId,
    /// All that was ever allowed and not withdrawn.
    pub scopes: Scopes,
    pub granted_at: Timestamp,
    pub last_used_at: Timestamp,
    /// What was issued under this consent in another one is dead.
    pub epoch: Epoch,
    pub withdrawn_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl Consent {
    /// Whether it still speaks for these scopes at `now`.
    pub fn covers(&self, asked: &Scopes, now: Timestamp) -> bool {
        self.is_standing(now) && self.scopes.holds_all(asked)
    }

    /// Neither withdrawn nor too old.
    pub fn is_standing(&self, now: Timestamp) -> bool {
        self.withdrawn_at.is_none() && now < self.granted_at.plus(REMEMBERED_FOR)
    }

    /// What is remembered once somebody allowed `asked`.
    ///
    /// Scopes allowed before stay allowed, but no longer than they would have without this: only who allows
    /// all of them again starts their time anew.
    pub fn allow(
        before: Option<Self>,
        fresh: FreshConsent,
        asked: &Scopes,
        now: Timestamp,
    ) -> Remember {
        let Some(before) = before else {
            return Remember::New(fresh.begin(asked, now));
        };
        let standing = before.is_standing(now);
        let grows = standing && !asked.holds_all(&before.scopes);
        Remember::Again(Self {
            scopes: if grows {
                before.scopes.joined(asked)
            } else {
                asked.clone()
            },
            granted_at: if grows { before.granted_at } else { now },
            last_used_at: now,
            withdrawn_at: None,
            ..before
        })
    }
}

/// What stands behind tokens for a password: nobody saw a page, so nothing is there to be remembered by one.
///
/// A consent that stands stays as it is. Another is written down too old to be remembered, so that the person
/// finds it among what they allowed and can withdraw it.
pub fn behind_password(
    before: Option<Consent>,
    fresh: FreshConsent,
    asked: &Scopes,
    now: Timestamp,
) -> (Consent, Option<Remember>) {
    let unseen = |consent| Consent {
        granted_at: Timestamp::NEVER,
        ..consent
    };
    match before {
        None => {
            let consent = unseen(fresh.begin(asked, now));
            (consent.clone(), Some(Remember::New(consent)))
        }
        Some(before) if before.withdrawn_at.is_none() => (before, None),
        Some(before) => {
            let again = unseen(Consent {
                scopes: asked.clone(),
                last_used_at: now,
                withdrawn_at: None,
                ..before
            });
            (again.clone(), Some(Remember::Again(again)))
        }
    }
}

/// An app as somebody sees it who allowed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedApp {
    pub consent: Consent,
    pub client_id: String,
    pub name: String,
    pub state: AppState,
    /// Where it is told that it was withdrawn.
    pub deauthorize_url: Option<String>,
    /// All that it may ask tokens for.
    pub resources: Audience,
}

/// What a first consent is made of.
pub struct FreshConsent {
    pub key: RowKey,
    pub user_key: RowKey,
    pub app_id: AppId,
}

impl FreshConsent {
    fn begin(self, asked: &Scopes, now: Timestamp) -> Consent {
        Consent {
            key: self.key,
            user_key: self.user_key,
            app_id: self.app_id,
            scopes: asked.clone(),
            granted_at: now,
            last_used_at: now,
            epoch: Epoch::FIRST,
            withdrawn_at: None,
            created_at: now,
        }
    }
}

/// A consent to write down: the first of this user for this app, or the one there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remember {
    New(Consent),
    Again(Consent),
}

impl Remember {
    pub fn consent(&self) -> &Consent {
        match self {
            Self::New(consent) | Self::Again(consent) => consent,
        }
    }
}
