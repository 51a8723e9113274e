//! Who acts.

use crate::domain::account::user::User;
use crate::domain::key::AppId;
use crate::domain::peer::Network;
use crate::domain::words::words;

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
    /// The key of a person, or the number of an app.
    pub number: Option<i64>,
    /// A person's public id, or an app's number.
    pub id: Option<String>,
}

impl Actor {
    pub const CLI: Self = Self::alone(ActorKind::Cli);
    pub const SYSTEM: Self = Self::alone(ActorKind::System);

    const fn alone(kind: ActorKind) -> Self {
        Self {
            kind,
            number: None,
            id: None,
        }
    }

    pub fn user(user: &User) -> Self {
        Self::person(ActorKind::User, user)
    }

    pub fn admin(user: &User) -> Self {
        Self::person(ActorKind::Admin, user)
    }

    fn person(kind: ActorKind, user: &User) -> Self {
        Self {
            kind,
            number: Some(user.key.number()),
            id: Some(user.public_id.clone()),
        }
    }

    pub fn app(id: AppId) -> Self {
        Self {
            kind: ActorKind::App,
            number: Some(id.0),
            id: Some(id.0.to_string()),
        }
    }
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
