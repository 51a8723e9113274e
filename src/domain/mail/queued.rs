//! A mail in the outbox, and when it is tried again.

use super::kind::MailKind;
use crate::domain::delivery::DeliveryOutcome;
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use std::time::Duration;

/// How long after each try the next one follows.
const GAPS: [Duration; 5] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
    Duration::from_secs(8 * 3600),
];
/// The longest of them.
pub const LONGEST_GAP: Duration = Duration::from_secs(8 * 3600);
/// How long a try may take, altogether.
pub const TRY_TIME: Duration = Duration::from_secs(60);
/// How long it may take to answer a command.
pub const COMMAND_TIME: Duration = Duration::from_secs(10);
/// How long nobody else makes a try that one server has taken on: a little longer than it may take.
pub const HELD_FOR: Duration = Duration::from_secs(75);
/// Longest text that is kept of why a try came to nothing, in characters.
const ERROR_CHARS: usize = 200;

/// A mail that waits, or what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedMail {
    pub key: RowKey,
    pub kind: MailKind,
    /// Of the person, who may be gone already; empty where it is about none.
    pub public_id: String,
    /// The same in every try, and in no other mail: the first half of its `Message-ID`.
    pub jti: String,
    pub tries: u32,
    /// When it is tried next; none once it is over.
    pub next_at: Option<Timestamp>,
    pub done_at: Option<Timestamp>,
    pub dead_at: Option<Timestamp>,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    /// From then on it is tried no more.
    pub give_up_at: Option<Timestamp>,
    /// Gone once it is over.
    pub payload_sealed: Option<Vec<u8>>,
}

impl QueuedMail {
    /// Another with each try, and with each change of when the next one is due.
    pub fn version(&self) -> i64 {
        self.next_at.map_or(-1, Timestamp::millis)
    }

    /// Whether a try may begin now.
    pub fn may_be_tried(&self, now: Timestamp) -> bool {
        self.gap().is_some() && self.give_up_at.is_none_or(|end| now < end)
    }

    /// What is to be remembered when the try that was made came to nothing: when the next one is due, or that there is
    /// none, since all were made or it would come too late.
    pub fn failed(&self, fault: &MailFault, now: Timestamp) -> Failed {
        let why: String = fault.why.chars().take(ERROR_CHARS).collect();
        let next_at = self.gap().flatten().map(|gap| now.plus(gap));
        let in_time = next_at.filter(|next| self.give_up_at.is_none_or(|end| *next < end));
        match in_time {
            Some(next_at) if fault.again == Again::Later => Failed::Again(next_at, why),
            _ => Failed::Over(DeliveryOutcome::Dead(now, why)),
        }
    }

    /// What follows the try that is due: a gap, or nothing after the last; none where the last was made.
    fn gap(&self) -> Option<Option<Duration>> {
        let made = usize::try_from(self.tries).unwrap_or(usize::MAX);
        (made <= GAPS.len()).then(|| GAPS.get(made).copied())
    }
}

/// What became of a try that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    Again(Timestamp, String),
    Over(DeliveryOutcome),
}

/// Why a try came to nothing, for the log and the operator: without addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFault {
    pub why: String,
    pub again: Again,
}

/// Whether another try can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    Later,
    Never,
}

/// What a server said, without the addresses in it.
pub fn without_addresses(text: &str) -> String {
    let words = text
        .split_whitespace()
        .map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}
