//! Whose an app is, and what was decided about it.

use super::choices::AppState;
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;

/// Of an app that an operator registered: nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ownership {
    /// The person whose app it is; the operators' where there is none.
    pub owner: Option<RowKey>,
    /// When an admin found it good as it is.
    pub approved_at: Option<Timestamp>,
    /// What an admin who declined it tells its owner.
    pub declined_why: Option<String>,
    /// The state before it was disabled with its owner. It goes back there with them; without an owner, it waits for an
    /// admin.
    pub paused_from: Option<AppState>,
}

impl Ownership {
    /// A person made it, and no admin looked at it.
    pub const fn is_unchecked(&self) -> bool {
        self.owner.is_some() && self.approved_at.is_none()
    }
}
