//! A person as an admin sees them, and what is asked before something is done to one.

use super::people::{PersonComplaint, TypedPerson};
use super::people_place::{PersonAct, PersonDone};
use crate::domain::account::user::UserState;
use crate::domain::answer::account::SessionLine;
use crate::domain::answer::security::FactorLine;
use crate::domain::audit::Event;
use crate::domain::key::AppId;
use crate::domain::keyset::Counted;
use crate::domain::oauth::form::Form;
use crate::domain::time::Timestamp;

pub struct PersonPage {
    pub facts: PersonFacts,
    /// Oldest first.
    pub factors: Vec<FactorLine>,
    /// The newest that are open.
    pub sessions: Vec<SessionLine>,
    /// The newest.
    pub consents: Vec<ConsentLine>,
    /// The newest.
    pub events: Vec<Event>,
    pub notice: PersonNotice,
}

/// What is said above a person's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonNotice {
    None,
    Done(PersonDone),
    /// They were changed since the form was shown; nothing was done. 409.
    Moved,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFacts {
    pub id: String,
    pub name: String,
    pub display_name: Option<String>,
    pub email: Option<String>,
    pub is_verified: bool,
    pub locale: Option<String>,
    pub state: UserState,
    pub is_admin: bool,
    /// It is who looks.
    pub is_self: bool,
    pub added: Timestamp,
    pub updated: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentLine {
    pub app: AppId,
    pub app_name: String,
    /// Names, in the order of the settings.
    pub scopes: Vec<String>,
    pub allowed: Timestamp,
    pub last_used: Timestamp,
}

pub struct EditPersonPage {
    pub form: Form,
    pub id: String,
    pub name: String,
    pub typed: TypedPerson,
    pub complaint: Option<PersonComplaint>,
}

pub struct AskPage {
    pub form: Form,
    pub id: String,
    pub name: String,
    pub act: PersonAct,
    pub effect: Effect,
    pub complaint: Option<PersonComplaint>,
}

/// What an act does, in numbers and names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Sessions that end, and apps that lose access.
    Ends {
        sessions: Counted,
        apps: Counted,
        /// Apps of their own that go out of use with them.
        owned: u32,
    },
    /// One session, by its device.
    EndsSession(Option<String>),
    /// One app, by its name.
    Withdraws(String),
    /// Ways of the second step that go, and sessions that end.
    Resets {
        factors: usize,
        sessions: Counted,
    },
    /// A link, which can go by mail where there is an address to send it to.
    Links {
        by_mail: Option<String>,
    },
    Enables,
    Exports,
}
