//! Who gets anywhere with a request of an app. One that waits for an admin is its owner's alone: nobody else is sent to
//! an address that no admin has seen.

use super::asked::AuthorizationRequest;
use crate::domain::key::RowKey;
use crate::domain::oauth::client::{App, AppState};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Open,
    /// Nobody is signed in: it may be the owner.
    Unknown,
    Closed,
}

impl Door {
    /// To the requests of an app that is there, for who is signed in.
    pub fn of(app: &App, present: Option<RowKey>) -> Self {
        match (app.state, present) {
            (AppState::Waiting, None) => Self::Unknown,
            (AppState::Waiting, Some(user)) if !app.is_owned_by(user) => Self::Closed,
            _ => Self::Open,
        }
    }

    /// Whether it comes through with a request without fault: then a sign-in tells who it is.
    pub const fn lets_in(self, asked: &AuthorizationRequest) -> bool {
        match self {
            Self::Open => true,
            Self::Unknown => !asked.prompt.none,
            Self::Closed => false,
        }
    }
}
