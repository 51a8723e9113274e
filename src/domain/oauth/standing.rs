//! What everything issued hangs on: the app, and for a person's tokens the person and their consent. Each
//! has an epoch that what is issued copies, so that withdrawing, disabling and changing a password are one row each.

use super::client::AppState;
use crate::domain::account::user::{User, UserState};
use crate::domain::epoch::{Epoch, PersonEpochs};
use crate::domain::key::AppId;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppStanding {
    pub id: AppId,
    pub uuid: String,
    pub client_id: String,
    pub name: String,
    pub state: AppState,
    pub epoch: Epoch,
    pub token_in_query: bool,
    /// How it is told about people; none is unsigned.
    pub userinfo_alg: Option<Algorithm>,
}

impl AppStanding {
    pub const fn life(&self) -> AppLife {
        AppLife {
            state: self.state,
            epoch: self.epoch,
        }
    }
}

/// What decides of an app whether that counts which was issued to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppLife {
    pub state: AppState,
    pub epoch: Epoch,
}

impl AppLife {
    /// Whether what was issued to it in that epoch still counts.
    pub fn stands(&self, issued_in: Epoch) -> bool {
        self.state.serves() && issued_in == self.epoch
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
    /// Whether somebody vouches for it.
    pub email_verified: bool,
    /// What language they read (BCP 47).
    pub locale: Option<String>,
    pub updated_at: Timestamp,
    pub state: UserState,
    pub epoch: Epoch,
}

impl From<&User> for UserStanding {
    fn from(user: &User) -> Self {
        Self {
            public_id: user.public_id.clone(),
            shown_name: user.shown_name().to_owned(),
            name: user.name.clone(),
            email: user.email.clone(),
            email_verified: user.email_verified_at.is_some(),
            locale: user.locale.clone(),
            updated_at: user.updated_at,
            state: user.state,
            epoch: user.epoch,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsentStanding {
    pub epoch: Epoch,
    pub is_withdrawn: bool,
}

impl PersonStanding {
    pub const fn life(&self) -> PersonLife {
        PersonLife {
            state: self.user.state,
            epoch: self.user.epoch,
            consent: self.consent,
        }
    }
}

/// What decides of a person, and of what they allowed an app, whether that counts which was issued for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonLife {
    pub state: UserState,
    pub epoch: Epoch,
    pub consent: ConsentStanding,
}

impl PersonLife {
    /// Whether what was issued for them in those epochs still counts.
    pub fn stands(&self, issued_in: PersonEpochs) -> bool {
        let now = PersonEpochs {
            user: self.epoch,
            consent: self.consent.epoch,
        };
        self.state == UserState::Active && !self.consent.is_withdrawn && issued_in == now
    }
}
