//! The admin pages about apps: the list with its filter, an app, and what is done to one.

use super::listed::{is_removed, part_in, text_in, written};
use super::roles_place::RolesPlace;
use crate::domain::answer::query::once;
use crate::domain::key::{AppId, RowKey};
use crate::domain::keyset::Part;
use crate::domain::oauth::client::{AppState, ClientName, Kind};
use crate::domain::words::words;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppsPlace {
    List(AppsListed),
    New,
    App {
        id: AppId,
        done: Option<AppDone>,
    },
    Secrets {
        id: AppId,
        done: Option<AppDone>,
    },
    /// Tries an address and explains a request.
    Explain(AppId),
    /// Its roles at the broker API.
    Roles {
        id: AppId,
        place: RolesPlace,
    },
    /// Its own requests, to be sent by hand.
    Try(AppId),
    /// Samples with its values.
    Code(AppId),
    /// Asks before it is done, and takes the form that does it.
    Act {
        id: AppId,
        act: AppAct,
    },
}

impl AppsPlace {
    pub(in crate::domain::answer) fn parse(steps: &[&str], query: &str) -> Option<Self> {
        let done = || once(query, "done").and_then(|word| AppDone::from_word(&word));
        Some(match steps {
            [] => Self::List(AppsListed::parse(query)),
            ["new"] => Self::New,
            [id] => Self::App {
                id: number(id)?,
                done: done(),
            },
            [id, "secrets"] => Self::Secrets {
                id: number(id)?,
                done: done(),
            },
            [id, "explain"] => Self::Explain(number(id)?),
            [id, "roles", rest @ ..] => Self::Roles {
                id: number(id)?,
                place: RolesPlace::parse(rest, query)?,
            },
            [id, "try"] => Self::Try(number(id)?),
            [id, "code"] => Self::Code(number(id)?),
            [id, act @ ..] => Self::Act {
                id: number(id)?,
                act: AppAct::parse(act)?,
            },
        })
    }

    pub(in crate::domain::answer) fn address(&self) -> String {
        let with = |done: &Option<AppDone>| match done {
            Some(done) => format!("?done={}", done.word()),
            None => String::new(),
        };
        match self {
            Self::List(listed) => listed.query(),
            Self::New => "/new".to_owned(),
            Self::App { id, done } => format!("/{}{}", id.0, with(done)),
            Self::Secrets { id, done } => format!("/{}/secrets{}", id.0, with(done)),
            Self::Explain(id) => format!("/{}/explain", id.0),
            Self::Roles { id, place } => format!("/{}/roles{}", id.0, place.address()),
            Self::Try(id) => format!("/{}/try", id.0),
            Self::Code(id) => format!("/{}/code", id.0),
            Self::Act { id, act } => format!("/{}/{}", id.0, act.address()),
        }
    }

    pub(in crate::domain::answer) const fn acts(&self) -> bool {
        match self {
            Self::New | Self::Act { .. } => true,
            Self::Roles { place, .. } => place.acts(),
            _ => false,
        }
    }
}

/// An app's number, as it is written.
pub fn number(text: &str) -> Option<AppId> {
    match ClientName::parse(text)? {
        ClientName::Number(id) => Some(id),
        ClientName::Key(_) => None,
    }
}

/// What is done to an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppAct {
    Edit,
    Disable,
    Enable,
    Remove,
    /// Lets everybody sign in, with what its owner proposed.
    Approve,
    /// With a sentence to its owner.
    Decline,
    /// Gives it to somebody else.
    Owner,
    /// Shows the key that signs callbacks, or makes another.
    CallbackKey,
    NewSecret,
    EndSecret(RowKey),
}

impl AppAct {
    fn parse(steps: &[&str]) -> Option<Self> {
        Some(match steps {
            ["edit"] => Self::Edit,
            ["disable"] => Self::Disable,
            ["enable"] => Self::Enable,
            ["remove"] => Self::Remove,
            ["approve"] => Self::Approve,
            ["decline"] => Self::Decline,
            ["owner"] => Self::Owner,
            ["callback-key"] => Self::CallbackKey,
            ["secrets", "new"] => Self::NewSecret,
            ["secrets", key] => Self::EndSecret(RowKey::decode(key)?),
            _ => return None,
        })
    }

    fn address(self) -> String {
        match self {
            Self::Edit => "edit".to_owned(),
            Self::Disable => "disable".to_owned(),
            Self::Enable => "enable".to_owned(),
            Self::Remove => "remove".to_owned(),
            Self::Approve => "approve".to_owned(),
            Self::Decline => "decline".to_owned(),
            Self::Owner => "owner".to_owned(),
            Self::CallbackKey => "callback-key".to_owned(),
            Self::NewSecret => "secrets/new".to_owned(),
            Self::EndSecret(key) => format!("secrets/{}", key.encode()),
        }
    }
}

/// What became of the form that led to an app's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppDone {
    Added,
    Saved,
    /// A part of it waits for an admin.
    Proposed,
    Disabled,
    Enabled,
    Approved,
    Declined,
    HandedOver,
    SecretEnded,
}

words!(AppDone {
    Added = "added",
    Saved = "saved",
    Proposed = "proposed",
    Disabled = "disabled",
    Enabled = "enabled",
    Approved = "approved",
    Declined = "declined",
    HandedOver = "handed_over",
    SecretEnded = "secret_ended",
});

/// Which part of the list of apps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppsListed {
    /// The beginning of a name or a client ID, or a number.
    pub find: String,
    pub kind: Option<Kind>,
    pub state: Option<AppState>,
    /// Exactly so.
    pub owner: String,
    pub part: Part,
    /// One was removed a moment ago.
    pub has_removed: bool,
}

impl AppsListed {
    pub(super) fn parse(query: &str) -> Self {
        Self {
            find: text_in(query, "find"),
            kind: once(query, "kind").and_then(|word| Kind::from_word(&word)),
            state: once(query, "state").and_then(|word| AppState::from_word(&word)),
            owner: text_in(query, "owner"),
            part: part_in(query),
            has_removed: is_removed(query),
        }
    }

    /// Another part of the same list.
    pub fn at(&self, part: Part) -> Self {
        Self {
            part,
            has_removed: false,
            ..self.clone()
        }
    }

    pub fn is_filtered(&self) -> bool {
        let has_text = !self.find.is_empty() || !self.owner.is_empty();
        has_text || self.kind.is_some() || self.state.is_some()
    }

    fn query(&self) -> String {
        written(&self.filter(), &self.part, self.has_removed)
    }

    /// What is looked for.
    pub(super) fn filter(&self) -> [(&'static str, &str); 4] {
        [
            ("find", self.find.as_str()),
            ("kind", self.kind.map_or("", Kind::word)),
            ("state", self.state.map_or("", AppState::word)),
            ("owner", self.owner.as_str()),
        ]
    }
}
