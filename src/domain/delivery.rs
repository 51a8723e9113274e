//! What an app is told by a call that waits in the store until it has arrived, or was tried often enough: that somebody
//! withdrew it, or that a session ended.

use super::account::sid::SidSeed;
use super::key::RowKey;
use super::secret::{Dice, random_alphanumerics};
use super::time::Timestamp;
use crate::domain::key::AppId;
use serde::Serialize;
use std::time::Duration;

/// Characters of the id of a callback.
const JTI_CHARS: usize = 22;
/// Longest text that is kept of why a try came to nothing, in characters.
const ERROR_CHARS: usize = 200;

/// How long after the first try the second follows.
pub const FIRST_GAP: Duration = Duration::from_secs(60);
/// How long after each try the next one follows: five tries in a day.
pub const GAPS: [Duration; 4] = [
    FIRST_GAP,
    Duration::from_secs(9 * 60),
    Duration::from_secs(110 * 60),
    Duration::from_secs(22 * 3600),
];
/// How long after the last try it is over, even where whoever made it stopped before saying how it went.
pub const LAST_WORD: Duration = Duration::from_secs(60);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub key: RowKey,
    pub app_id: AppId,
    /// Of the person, who may be gone already.
    pub public_id: String,
    /// The same in every try, and in no other callback.
    pub jti: String,
    pub tries: u32,
    /// When it is tried next; none once it is over, and before the session ended.
    pub next_at: Option<Timestamp>,
    pub done_at: Option<Timestamp>,
    pub dead_at: Option<Timestamp>,
    pub last_error: Option<String>,
    /// When the app was withdrawn, or was given an ID token in that session.
    pub created_at: Timestamp,
    /// The session that it is about, by what its names are made of; none where it is about a withdrawal.
    pub sid_seed: Option<SidSeed>,
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryOutcome {
    Done(Timestamp),
    /// The next try is planned already.
    Failed(String),
    Dead(Timestamp, String),
}

/// What is signed and sent when an app was withdrawn (contract `geni.md` section 5).
#[derive(Clone, Debug, Serialize)]
pub struct Notice<'a> {
    pub algorithm: &'static str,
    /// Seconds since 1970, of the withdrawal: the same in every try, so that an app which was allowed again
    /// meanwhile can tell what came first.
    pub issued_at: i64,
    pub user_id: &'a str,
    pub client_id: &'a str,
    pub jti: &'a str,
}

impl Delivery {
    /// That somebody withdrew the app: at once.
    pub fn withdrawal(
        key: RowKey,
        app_id: AppId,
        public_id: &str,
        now: Timestamp,
        dice: Dice,
    ) -> Self {
        Self {
            key,
            app_id,
            public_id: public_id.to_owned(),
            jti: new_jti(dice),
            tries: 0,
            next_at: Some(now),
            done_at: None,
            dead_at: None,
            last_error: None,
            created_at: now,
            sid_seed: None,
        }
    }

    /// That a session ended: once it has.
    pub fn session_end(
        key: RowKey,
        app_id: AppId,
        (public_id, session): (&str, SidSeed),
        now: Timestamp,
        dice: Dice,
    ) -> Self {
        Self {
            next_at: None,
            sid_seed: Some(session),
            ..Self::withdrawal(key, app_id, public_id, now, dice)
        }
    }

    /// When the try after the one that begins now is due; none when all were made.
    pub fn after_this_try(&self, now: Timestamp) -> Option<Timestamp> {
        let made = usize::try_from(self.tries).unwrap_or(usize::MAX);
        if made > GAPS.len() {
            return None;
        }
        Some(now.plus(GAPS.get(made).copied().unwrap_or(LAST_WORD)))
    }

    /// What is to be remembered when a try failed.
    pub fn failed(&self, why: &str, now: Timestamp) -> DeliveryOutcome {
        let why: String = why.chars().take(ERROR_CHARS).collect();
        let was_last = usize::try_from(self.tries).is_ok_and(|before| before >= GAPS.len());
        if was_last {
            DeliveryOutcome::Dead(now, why)
        } else {
            DeliveryOutcome::Failed(why)
        }
    }

    pub fn notice<'a>(&'a self, client_id: &'a str) -> Notice<'a> {
        Notice {
            algorithm: "HMAC-SHA256",
            issued_at: self.created_at.seconds(),
            user_id: &self.public_id,
            client_id,
            jti: &self.jti,
        }
    }
}

/// What no other statement to an app is called.
pub fn new_jti(dice: Dice) -> String {
    random_alphanumerics(JTI_CHARS, dice)
}
