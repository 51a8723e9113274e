//! How events get to the operator's webhook: which are next, when they are tried again, and what is sent of them. Where it
//! has got to is one row; the events wait where they are, so that none is lost and none costs more to write.

use super::event::Event;
use crate::domain::callback::Target;
use crate::domain::key::RowKey;
use crate::domain::time::{CLOCKS_DIFFER, Timestamp, days};
use serde_json::{Value, json};
use std::time::Duration;
use zeroize::Zeroizing;

/// Events that are sent at once.
pub const AT_ONCE: i64 = 100;
/// Shortest secret, in characters.
pub const SECRET_CHARS: usize = 32;

/// Events that are older are passed over.
const WAITS: Duration = days(1);
/// Longer than a call takes.
const HELD: Duration = Duration::from_secs(20);
const LONGEST_GAP: Duration = Duration::from_secs(60);
/// How long a change may take from its key to its end: who waits for the writer gives up before.
const LONGEST_CHANGE: Duration = Duration::from_secs(30);
/// Longest text that is kept of why a try came to nothing, in characters.
const ERROR_CHARS: usize = 200;

/// Where events are sent.
#[derive(Clone)]
pub struct Webhook {
    pub target: Target,
    pub secret: Zeroizing<String>,
}

/// All events are there whose keys are of an earlier moment, whichever server made them.
pub fn all_there(now: Timestamp) -> RowKey {
    RowKey::first_at(now.minus(LONGEST_CHANGE + CLOCKS_DIFFER))
}

/// Where a webhook has got to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Of the one row.
    pub key: RowKey,
    /// The last event that was sent, or passed over.
    pub through: RowKey,
    /// Events that were passed over since something was last sent.
    pub skipped: i64,
    /// Goes up with each change.
    pub turn: i64,
    /// Tries that came to nothing since something was last sent.
    pub tries: i64,
    pub next_at: Timestamp,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
}

impl Position {
    /// What happens from now on is sent.
    pub fn begin(now: Timestamp) -> Self {
        Self {
            key: RowKey::first_at(Timestamp::NEVER),
            through: RowKey::first_at(now),
            skipped: 0,
            turn: 0,
            tries: 0,
            next_at: now,
            last_error: None,
            created_at: now,
        }
    }

    /// Also where that was said by a clock so far ahead that no clock that is right would have planned it.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let ahead = now.plus(LONGEST_GAP.max(HELD)).plus(CLOCKS_DIFFER);
        self.next_at <= now || self.next_at > ahead
    }

    /// The last that is too old to be sent.
    pub fn passes_over(&self, now: Timestamp) -> RowKey {
        self.through.max(RowKey::first_at(now.minus(WAITS)))
    }

    /// One server makes this try; should it stop, another makes the next.
    #[must_use]
    pub fn claimed(&self, (over, skipped): (RowKey, i64), now: Timestamp) -> Self {
        Self {
            through: over,
            skipped: self.skipped.saturating_add(skipped),
            next_at: now.plus(HELD),
            ..self.moved()
        }
    }

    /// All until that one were taken.
    #[must_use]
    pub fn sent(&self, through: RowKey, now: Timestamp) -> Self {
        Self {
            through,
            skipped: 0,
            tries: 0,
            next_at: now,
            last_error: None,
            ..self.moved()
        }
    }

    /// The gaps double up to a minute.
    #[must_use]
    pub fn failed(&self, why: &str, now: Timestamp) -> Self {
        let gap = Duration::from_secs(1 << self.tries.clamp(0, 6)).min(LONGEST_GAP);
        Self {
            tries: self.tries.saturating_add(1),
            next_at: now.plus(gap),
            last_error: Some(why.chars().take(ERROR_CHARS).collect()),
            ..self.moved()
        }
    }

    fn moved(&self) -> Self {
        Self {
            turn: self.turn.saturating_add(1),
            ..self.clone()
        }
    }
}

/// What is sent, as JSON. Events that were passed over are a number.
pub fn body(events: &[Event], skipped: i64) -> String {
    let told: Vec<Value> = events.iter().map(Event::in_words).collect();
    let body = match skipped {
        0 => json!({ "events": told }),
        skipped => json!({ "events": told, "skipped": skipped }),
    };
    body.to_string()
}
