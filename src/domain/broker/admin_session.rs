//! An operator's session at the broker API, made from name and password.

use crate::domain::account::user::UserState;
use crate::domain::epoch::Epoch;
use crate::domain::key::RowKey;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use std::time::Duration;

/// How long it lives since its last use.
pub const IDLE: Duration = Duration::from_secs(3600);
/// How long it lives at most.
pub const ABSOLUTE: Duration = Duration::from_secs(12 * 3600);
/// A use within this time of the last writes nothing.
const USED_STEP: Duration = Duration::from_secs(60);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminSession {
    pub secret_hash: TokenHash,
    pub user_key: RowKey,
    /// The user's when it began.
    pub epoch: Epoch,
    pub last_used_at: Timestamp,
    pub created_at: Timestamp,
}

/// With the user it hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminStanding {
    pub session: AdminSession,
    pub user_state: UserState,
    pub is_admin: bool,
    pub user_epoch: Epoch,
}

impl AdminStanding {
    pub fn is_live(&self, presented: &TokenHash, now: Timestamp) -> bool {
        let born = self.session.created_at;
        self.session.secret_hash.matches(presented)
            && self.is_admin
            && self.user_state == UserState::Active
            && self.session.epoch == self.user_epoch
            && now < born.plus(ABSOLUTE)
            && now < self.session.last_used_at.plus(IDLE)
    }

    /// Whether this use is worth writing down.
    pub fn is_worth_noting(&self, now: Timestamp) -> bool {
        now.apart(self.session.last_used_at) >= USED_STEP
    }
}
