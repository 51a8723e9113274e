//! Consent: a user's recorded "Allow" for an app and scopes.

use super::client::AppId;
use super::scope::Scopes;
use crate::domain::key::RowKey;
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
    /// Whatever was issued under this consent up to this moment is dead.
    pub tokens_after: Timestamp,
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
}
