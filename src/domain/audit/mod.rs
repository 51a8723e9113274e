//! What was done, by whom and to whom: events, each written down in the change that it tells of. None holds a secret, an
//! address, a name of a person, or what a stranger typed.

pub mod count;
pub mod edits;
pub mod happened;
pub mod kind;
mod shown;

use super::account::user::User;
use super::key::{AppId, RowKey};
use super::peer::Network;
use super::time::Timestamp;
use super::words::words;
use happened::Happened;
use kind::EventKind;
use serde_json::{Map, Value};
use std::time::Duration;

/// Longest text of an event's detail, in bytes.
pub const DETAIL_BYTES: usize = 1024;

/// An event as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id; sorts by time.
    pub key: RowKey,
    pub event: EventKind,
    pub outcome: Outcome,
    pub actor_kind: ActorKind,
    /// A person's public id, or an app's number.
    pub actor: Option<String>,
    /// The person whom it is about.
    pub user_key: Option<RowKey>,
    /// Their public id, while they are there: it is looked up, not kept.
    pub user_id: Option<String>,
    pub app_id: Option<AppId>,
    pub session_key: Option<RowKey>,
    pub request_id: Option<String>,
    pub network: Option<String>,
    /// A JSON object, with the same keys in all events of a kind. Empty once the person is removed.
    pub detail: Option<String>,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    /// It was not allowed, or not proved.
    Refused,
    /// It came to nothing.
    Failed,
}

words!(Outcome { Ok = "ok", Refused = "refused", Failed = "failed" });

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// A person, for themselves.
    User,
    /// A person who administers the platform.
    Admin,
    /// A command of `vestibule`.
    Cli,
    /// An app or its server.
    App,
    /// A server by itself, or somebody who did not prove who they are.
    System,
}

words!(ActorKind {
    User = "user",
    Admin = "admin",
    Cli = "cli",
    App = "app",
    System = "system",
});

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    pub id: Option<String>,
}

impl Actor {
    pub const CLI: Self = Self::alone(ActorKind::Cli);
    pub const SYSTEM: Self = Self::alone(ActorKind::System);

    const fn alone(kind: ActorKind) -> Self {
        Self { kind, id: None }
    }

    pub fn user(public_id: &str) -> Self {
        Self {
            kind: ActorKind::User,
            id: Some(public_id.to_owned()),
        }
    }

    pub fn admin(public_id: &str) -> Self {
        Self {
            kind: ActorKind::Admin,
            id: Some(public_id.to_owned()),
        }
    }

    pub fn app(id: AppId) -> Self {
        Self {
            kind: ActorKind::App,
            id: Some(id.0.to_string()),
        }
    }
}

/// What the operator decided about events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditPolicy {
    /// For how long they stay.
    pub stay: Duration,
    /// Whether they keep from which network something was done.
    pub networks: bool,
    /// Whether each is a line of the log as well.
    pub log: bool,
}

/// Who acts, unless the act itself says it, and on which occasion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    pub actor: Actor,
    /// Of the request, where there is one.
    pub request_id: Option<String>,
    /// Where it came from, where that is kept.
    pub network: Option<Network>,
}

impl By {
    pub const CLI: Self = Self::alone(Actor::CLI);
    pub const SYSTEM: Self = Self::alone(Actor::SYSTEM);

    const fn alone(actor: Actor) -> Self {
        Self {
            actor,
            request_id: None,
            network: None,
        }
    }
}

impl Event {
    pub fn new(key: RowKey, by: &By, happened: &Happened, at: Timestamp) -> Self {
        let detail = happened.detail();
        Self {
            key,
            event: happened.kind(),
            outcome: happened.outcome(),
            actor_kind: by.actor.kind,
            actor: by.actor.id.clone(),
            user_key: None,
            user_id: None,
            app_id: None,
            session_key: None,
            request_id: by.request_id.clone(),
            network: by.network.map(Network::coarse),
            detail: (!detail.is_empty()).then(|| bounded(detail)),
            created_at: at,
        }
    }

    #[must_use]
    pub fn by(self, actor: Actor) -> Self {
        Self {
            actor_kind: actor.kind,
            actor: actor.id,
            ..self
        }
    }

    #[must_use]
    pub fn about(self, user: &User) -> Self {
        Self {
            user_key: Some(user.key),
            user_id: Some(user.public_id.clone()),
            ..self
        }
    }

    /// The same by the key alone.
    #[must_use]
    pub fn concerning(self, user_key: Option<RowKey>) -> Self {
        Self { user_key, ..self }
    }

    #[must_use]
    pub fn at_app(self, app: AppId) -> Self {
        Self {
            app_id: Some(app),
            ..self
        }
    }

    #[must_use]
    pub fn in_session(self, session: RowKey) -> Self {
        Self {
            session_key: Some(session),
            ..self
        }
    }

    /// Its detail as it was kept.
    pub fn facts(&self) -> Map<String, Value> {
        let kept = self.detail.as_deref().unwrap_or("{}");
        serde_json::from_str(kept).unwrap_or_default()
    }
}

/// What is longest goes first, until the rest fits.
fn bounded(mut detail: Map<String, Value>) -> String {
    loop {
        let text = Value::Object(detail.clone()).to_string();
        if text.len() <= DETAIL_BYTES {
            return text;
        }
        let longest = detail
            .iter()
            .max_by_key(|(_, value)| value.to_string().len());
        let Some(longest) = longest.map(|(name, _)| name.clone()) else {
            return text;
        };
        detail.remove(&longest);
    }
}
