//! An event as it is kept.

use super::actor::{Actor, ActorKind, By};
use super::happened::Happened;
use super::kind::{EventKind, Outcome};
use crate::domain::account::user::User;
use crate::domain::key::{AppId, RowKey};
use crate::domain::peer::Network;
use crate::domain::time::Timestamp;
use serde_json::{Map, Value};
use std::time::Duration;

/// Longest text of an event's detail, in bytes.
pub const DETAIL_BYTES: usize = 1024;

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

/// Ids that others know, and names, of those who are there: they are looked up, not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// A person's public id, or an app's number.
    pub actor: Option<String>,
    pub actor_name: Option<String>,
    /// The public id of the person whom it is about.
    pub user: Option<String>,
    pub user_name: Option<String>,
    /// Of the app.
    pub app_name: Option<String>,
}

/// An event as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id; sorts by time.
    pub key: RowKey,
    pub event: EventKind,
    pub outcome: Outcome,
    pub actor_kind: ActorKind,
    /// The key of a person, or the number of an app.
    pub actor: Option<i64>,
    /// The person whom it is about.
    pub user_key: Option<RowKey>,
    pub people: People,
    pub app_id: Option<AppId>,
    pub session_key: Option<RowKey>,
    pub request_id: Option<String>,
    pub network: Option<String>,
    /// A JSON object, with the same keys in all events of a kind. Empty once the person is removed.
    pub detail: Option<String>,
    pub created_at: Timestamp,
}

impl Event {
    pub fn new(key: RowKey, by: &By, happened: &Happened, at: Timestamp) -> Self {
        let detail = happened.detail();
        Self {
            key,
            event: happened.kind(),
            outcome: happened.outcome(),
            actor_kind: by.actor.kind,
            actor: by.actor.number,
            user_key: None,
            people: People {
                actor: by.actor.id.clone(),
                ..People::default()
            },
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
            actor: actor.number,
            people: People {
                actor: actor.id,
                ..self.people
            },
            ..self
        }
    }

    #[must_use]
    pub fn about(self, user: &User) -> Self {
        Self {
            user_key: Some(user.key),
            people: People {
                user: Some(user.public_id.clone()),
                ..self.people
            },
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
