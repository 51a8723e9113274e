//! The roles of an app: the list, one of them, and what is asked before something is done to one.

use super::listed::NameListed;
use super::notice::Notice;
use super::roles_place::RoleDone;
use crate::domain::broker::role::{Role, RoleBody};
use crate::domain::key::AppId;
use crate::domain::keyset::Counted;
use crate::domain::oauth::form::Form;
use crate::domain::time::Timestamp;

/// Whose roles they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolesOf {
    pub id: AppId,
    pub name: String,
}

pub struct RolesPage {
    pub of: RolesOf,
    /// Whether the app can use roles at all.
    pub can_have: bool,
    pub listed: NameListed,
    pub roles: Vec<RoleLine>,
    pub previous: Option<NameListed>,
    pub next: Option<NameListed>,
    /// How many the whole list has.
    pub counted: Counted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleLine {
    pub uuid: String,
    pub name: String,
    pub added: Timestamp,
    pub changed: Timestamp,
}

pub struct RolePage {
    pub of: RolesOf,
    pub role: Role,
    pub notice: Notice<RoleDone>,
}

/// The form of a role, new or known.
pub struct RoleFormPage {
    pub form: Form,
    pub of: RolesOf,
    /// The one that is changed.
    pub known: Option<RoleName>,
    pub typed: TypedRole,
    pub complaint: Option<RoleComplaint>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleName {
    pub uuid: String,
    pub name: String,
}

/// What stands in the form of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedRole {
    pub name: String,
    /// JSON.
    pub body: String,
}

impl TypedRole {
    pub fn of(name: &str, body: &RoleBody) -> Self {
        Self {
            name: name.to_owned(),
            body: body.to_text(),
        }
    }
}

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleComplaint {
    Name,
    NameTaken,
    /// No JSON object, or too long a one.
    NoObject,
    /// A member is not what it has to be.
    Member,
    /// The app has no secret, and so no roles.
    NoSecret,
}

pub struct AskRolePage {
    pub form: Form,
    pub of: RolesOf,
    pub role: RoleName,
}
