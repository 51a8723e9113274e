//! Counting what is there, now and then and beside the work: whoever reads the numbers asks no database.

use super::audit::webhook;
use super::{Failure, Platform};
use crate::domain::account::user::UserState;
use crate::domain::oauth::client::AppState;
use crate::domain::tally::OutboxKind;
use crate::store::Waiting;

/// Beyond these nobody counts what the webhook was not sent.
const MOST_EVENTS: i64 = 5_000;

/// Users, apps and sessions: all of them are gone through.
pub fn count(platform: &Platform) -> Result<(), Failure> {
    let (store, census) = (&platform.store, &platform.metrics.census);
    let users = store.users_by_state()?;
    for state in UserState::ALL {
        census.users.set(*state, number(users.get(state.word())));
    }
    let apps = store.apps_by_state()?;
    for state in AppState::ALL {
        census.apps.set(*state, number(apps.get(state.word())));
    }
    let sessions = store.sessions_open(platform.clock.now())?;
    census.sessions.set(usize::try_from(sessions).unwrap_or(0));
    census.counted();
    Ok(())
}

/// What waits to be sent, which is little.
pub fn look_at_outbox(platform: &Platform) -> Result<(), Failure> {
    let mut waiting = platform.store.outbox_waiting()?;
    if let Some((number, since)) = webhook::waiting(platform, MOST_EVENTS)? {
        let events = OutboxKind::Audit.word().to_owned();
        waiting.insert(events, Waiting { number, since });
    }
    let (now, outbox) = (platform.clock.now(), &platform.metrics.outbox);
    for kind in OutboxKind::ALL {
        let of_kind = waiting.get(kind.word());
        outbox
            .waiting
            .set(*kind, of_kind.map_or(0, |waiting| waiting.number));
        let age = of_kind.filter(|waiting| waiting.since < now);
        let age = age.map_or(0, |waiting| now.apart(waiting.since).as_secs());
        outbox
            .oldest_seconds
            .set(*kind, i64::try_from(age).unwrap_or(i64::MAX));
    }
    Ok(())
}

fn number(counted: Option<&i64>) -> i64 {
    counted.copied().unwrap_or(0)
}
