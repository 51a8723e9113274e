//! The list of people, and the form that invites one.

use super::people_place::PeopleListed;
use crate::domain::account::user::UserState;
use crate::domain::keyset::Counted;
use crate::domain::oauth::form::Form;
use crate::domain::time::Timestamp;

pub struct PeoplePage {
    pub listed: PeopleListed,
    pub people: Vec<PersonLine>,
    pub previous: Option<PeopleListed>,
    pub next: Option<PeopleListed>,
    /// How many the whole list has.
    pub counted: Counted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonLine {
    pub id: String,
    pub name: String,
    pub display_name: Option<String>,
    pub email: Option<String>,
    pub state: UserState,
    pub is_admin: bool,
    pub added: Timestamp,
}

pub struct NewPersonPage {
    pub form: Form,
    pub typed: TypedPerson,
    /// A mail can be sent.
    pub sends_mail: bool,
    pub complaint: Option<PersonComplaint>,
}

/// As it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedPerson {
    pub name: String,
    pub email: String,
    pub display_name: String,
    pub is_admin: bool,
}

/// Why a person is not made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonComplaint {
    Name,
    NameIsAddress,
    NameTaken,
    Email,
    EmailTaken,
    /// An invitation by mail needs one.
    NoEmail,
    DisplayName,
    /// What was typed to remove a person is not their name.
    OtherName,
    /// In their state that cannot be done.
    State,
}
