//! Refresh tokens: each is good for one use, which gives its successor (RFC 9700 §4.14.2).

use super::grant::GrantStanding;
use crate::domain::key::{AppId, RowKey};
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use std::time::Duration;

/// How long the answer of a use is given again: two tabs, or an answer that was lost on its way.
pub const SAME_ANSWER_FOR: Duration = Duration::from_secs(10);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    pub key: RowKey,
    pub secret_hash: TokenHash,
    pub grant_key: RowKey,
    pub expires_at: Timestamp,
    /// Set by its one use. It stays while the family lives: using it again must be seen.
    pub rotated: Option<Rotation>,
    pub created_at: Timestamp,
}

/// The one use of a refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    pub at: Timestamp,
    pub successor: RowKey,
    /// Opens with the old token only; gone soon after it is of use.
    pub answer_sealed: Option<Vec<u8>>,
}

/// How long refresh tokens live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshLifetimes {
    /// Since the last use.
    pub idle: Duration,
    /// Since the person allowed it.
    pub absolute: Duration,
}

impl RefreshLifetimes {
    /// When a token made at `now` in a family begun at `begun` ends.
    pub fn end(self, begun: Timestamp, now: Timestamp) -> Timestamp {
        now.plus(self.idle).min(begun.plus(self.absolute))
    }
}

/// A refresh token with its grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshStanding {
    pub token: RefreshToken,
    pub grant: GrantStanding,
    /// Its successor was used, or is gone.
    pub successor_is_used: bool,
}

/// What presenting a refresh token leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshUse<'a> {
    /// The first use: a new pair.
    Rotate,
    /// The use of a moment ago, again: its answer, again.
    Repeat(&'a [u8]),
    /// Somebody has a copy: the family must end.
    Replay,
    Invalid,
}

impl RefreshStanding {
    pub fn judge(&self, presented: &TokenHash, app: AppId, now: Timestamp) -> RefreshUse<'_> {
        let is_theirs = self.token.secret_hash.matches(presented) && self.grant.stands_for(app);
        if !is_theirs {
            return RefreshUse::Invalid;
        }
        let Some(rotation) = &self.token.rotated else {
            return if now < self.token.expires_at {
                RefreshUse::Rotate
            } else {
                RefreshUse::Invalid
            };
        };
        let is_fresh = now < rotation.at.plus(SAME_ANSWER_FOR) && !self.successor_is_used;
        match &rotation.answer_sealed {
            _ if !is_fresh => RefreshUse::Replay,
            Some(sealed) => RefreshUse::Repeat(sealed),
            // Another server, whose clock is ahead, has cleared it away: nobody's fault.
            None => RefreshUse::Invalid,
        }
    }
}
