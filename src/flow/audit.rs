//! Events: each is written in the change that it tells of, so that neither is there without the other.

pub mod follow;
pub mod list;
mod refusals;
mod start;
pub mod webhook;

pub(super) use refusals::{Guessed, limited, refused};
pub use start::started;

use super::Platform;
use crate::domain::account::user::User;
use crate::domain::audit::happened::Happened;
use crate::domain::audit::{Actor, Event};
use crate::domain::time::Timestamp;

impl Platform {
    /// By who acts through this platform.
    pub(super) fn event(&self, happened: &Happened, now: Timestamp) -> Event {
        Event::new(self.store.next_key(now), &self.by, happened, now)
    }

    /// By a person, for themselves.
    pub(super) fn event_of(&self, user: &User, happened: &Happened, now: Timestamp) -> Event {
        let event = self.event(happened, now).by(Actor::user(user));
        event.about(user)
    }
}
