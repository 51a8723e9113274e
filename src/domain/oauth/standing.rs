//! What everything issued hangs on: the app, and for a person's tokens the person and their consent. Each
//! has a moment (`tokens_after`) up to which all that was issued is dead, so that withdrawing, disabling
//! and changing a password are one row each.

use super::client::{AppId, AppState};
use crate::domain::account::user::UserState;
use crate::domain::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppStanding {
    pub id: AppId,
    pub uuid: String,
    pub client_id: String,
    pub name: String,
    pub state: AppState,
    pub tokens_after: Timestamp,
    pub token_in_query: bool,
}

impl AppStanding {
    /// Whether what was issued to it at `born` still counts.
    pub fn stands(&self, born: Timestamp) -> bool {
        self.state == AppState::Active && born > self.tokens_after
    }
}

/// A person, and what they allowed the app in question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonStanding {
    pub user: UserStanding,
    pub consent: ConsentStanding,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserStanding {
    pub public_id: String,
    /// What other people read.
    pub shown_name: String,
    /// What the person signs in with.
    pub name: String,
    pub email: Option<String>,
    pub state: UserState,
    pub tokens_after: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsentStanding {
    pub tokens_after: Timestamp,
    pub is_withdrawn: bool,
}

impl PersonStanding {
    /// Whether what was issued for them at `born` still counts.
    pub fn stands(&self, born: Timestamp) -> bool {
        self.user.state == UserState::Active
            && !self.consent.is_withdrawn
            && born > self.user.tokens_after
            && born > self.consent.tokens_after
    }
}
