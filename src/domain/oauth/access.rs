//! Access tokens: what is kept of one, and whether it is live (RFC 6750 §3.1).

use super::client::AppId;
use super::scope::Scopes;
use crate::domain::account::user::UserState;
use crate::domain::key::RowKey;
use crate::domain::oauth::client::AppState;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    pub key: RowKey,
    pub secret_hash: TokenHash,
    pub app_id: AppId,
    pub user_key: RowKey,
    pub consent_key: RowKey,
    pub scopes: Scopes,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A token with what it hangs on, read together. A person, an app or a consent that is gone: not here at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenStanding {
    pub token: AccessToken,
    pub app: AppStanding,
    pub user: UserStanding,
    pub consent_tokens_after: Timestamp,
    pub consent_withdrawn: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppStanding {
    pub client_id: String,
    pub state: AppState,
    pub tokens_after: Timestamp,
    pub token_in_query: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserStanding {
    pub public_id: String,
    pub shown_name: String,
    pub email: Option<String>,
    pub state: UserState,
    pub tokens_after: Timestamp,
}

impl TokenStanding {
    /// Whether the one presented (by its hash) is this token and is live at `now`.
    ///
    /// Withdrawing, disabling and changing a password are one row each (`tokens_after`): a token is live
    /// only if it is younger than all three.
    pub fn is_live(&self, presented: &TokenHash, now: Timestamp) -> bool {
        let born = self.token.created_at;
        self.token.secret_hash.matches(presented)
            && now < self.token.expires_at
            && self.token.revoked_at.is_none()
            && self.app.state == AppState::Active
            && self.user.state == UserState::Active
            && !self.consent_withdrawn
            && born > self.app.tokens_after
            && born > self.user.tokens_after
            && born > self.consent_tokens_after
    }
}
