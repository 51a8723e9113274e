//! The admin pages about roles of an app, by what stands behind the address of the app.

use super::listed::NameListed;
use crate::domain::answer::query::once;
use crate::domain::broker::id::parse_uuid;
use crate::domain::words::words;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RolesPlace {
    List(NameListed),
    New,
    Role {
        uuid: String,
        done: Option<RoleDone>,
    },
    /// Asks before it is done, and takes the form that does it.
    Act {
        uuid: String,
        act: RoleAct,
    },
}

impl RolesPlace {
    pub(super) fn parse(steps: &[&str], query: &str) -> Option<Self> {
        Some(match steps {
            [] => Self::List(NameListed::parse(query)),
            ["new"] => Self::New,
            [uuid] => Self::Role {
                uuid: parse_uuid(uuid)?,
                done: once(query, "done").and_then(|word| RoleDone::from_word(&word)),
            },
            [uuid, act] => Self::Act {
                uuid: parse_uuid(uuid)?,
                act: RoleAct::from_word(act)?,
            },
            _ => return None,
        })
    }

    pub(super) fn address(&self) -> String {
        match self {
            Self::List(listed) => listed.query(),
            Self::New => "/new".to_owned(),
            Self::Role { uuid, done: None } => format!("/{uuid}"),
            Self::Role {
                uuid,
                done: Some(done),
            } => format!("/{uuid}?done={}", done.word()),
            Self::Act { uuid, act } => format!("/{uuid}/{}", act.word()),
        }
    }

    pub(super) const fn acts(&self) -> bool {
        matches!(self, Self::New | Self::Act { .. })
    }
}

/// What is done to a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleAct {
    Edit,
    Remove,
}

words!(RoleAct { Edit = "edit", Remove = "remove" });

/// What became of the form that led to a role's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleDone {
    Added,
    Saved,
}

words!(RoleDone { Added = "added", Saved = "saved" });
