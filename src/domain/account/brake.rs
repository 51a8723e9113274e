//! The rate limit on sign-in: a leaky bucket per account, per known browser and per address, kept in
//! the store, so that parallel guesses and guesses at several servers are counted together.
//!
//! Every try is paid for *before* the password is looked at; a right password gets its payment back.

use crate::domain::peer::network_of;
use crate::domain::server_key::{Label, ServerKey};
use crate::domain::time::{CLOCKS_DIFFER, Timestamp};
use std::net::IpAddr;
use std::time::Duration;

/// What a try costs; a level counts thousandths so that it can leak evenly.
pub const TRY: i64 = 1000;

/// Whose tries are counted together. Kept as a MAC: people type passwords into the name field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject(pub [u8; 32]);

/// How many tries may be owed, and in what time they are all forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub tries: u32,
    pub window: Duration,
}

/// One try to be paid for: refused when it would take the level over the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    pub subject: Subject,
    pub limit: Limit,
    pub at: Timestamp,
}

/// What is kept per subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    pub thousandths: i64,
    pub at: Timestamp,
}

impl Charge {
    /// The level after paying, or how long to wait until one more try fits. A level of a clock that was ahead holds
    /// nobody: one try is let through, from which on what is owed leaks by the clock of today.
    pub fn pay(&self, before: Option<Level>) -> Result<Level, Duration> {
        let full = i64::from(self.limit.tries) * TRY;
        let left = before.map_or(0, |level| level.leaked(self.limit, self.at));
        if before.is_some_and(|level| level.at > self.at.plus(CLOCKS_DIFFER)) {
            return Ok(Level {
                thousandths: (left + TRY).min(full),
                at: self.at,
            });
        }
        if left + TRY > full {
            return Err(self.limit.time_to_leak(left + TRY - full));
        }
        Ok(Level {
            thousandths: left + TRY,
            at: before.map_or(self.at, |level| level.at.max(self.at)),
        })
    }
}

impl Level {
    /// What is left of the level at `now`.
    fn leaked(self, limit: Limit, now: Timestamp) -> i64 {
        let window = i64::try_from(limit.window.as_millis())
            .unwrap_or(i64::MAX)
            .max(1);
        let passed = i64::try_from(now.since(self.at).as_millis()).unwrap_or(i64::MAX);
        let forgiven = passed.saturating_mul(i64::from(limit.tries) * TRY) / window;
        (self.thousandths - forgiven).max(0)
    }
}

impl Limit {
    fn time_to_leak(self, thousandths: i64) -> Duration {
        let full = i64::from(self.tries.max(1)) * TRY;
        let window = i64::try_from(self.window.as_millis()).unwrap_or(i64::MAX);
        let millis = thousandths.saturating_mul(window) / full;
        Duration::from_millis(u64::try_from(millis).unwrap_or(0) + 1)
    }
}

impl Subject {
    /// A known user, under whatever name they were asked for.
    pub fn account(key: &ServerKey, public_id: &str) -> Self {
        Self(key.mac(Label::BrakeSubject, &[b"account", public_id.as_bytes()]))
    }

    /// A name nobody has, folded.
    pub fn unknown_name(key: &ServerKey, folded: &str) -> Self {
        Self(key.mac(Label::BrakeSubject, &[b"name", folded.as_bytes()]))
    }

    /// A browser that its user signed in from before.
    pub fn browser(key: &ServerKey, row: crate::domain::key::RowKey) -> Self {
        Self(key.mac(
            Label::BrakeSubject,
            &[b"browser", &row.number().to_be_bytes()],
        ))
    }

    /// Where a try comes from; IPv6 counts by /64, since that is what one subscriber gets.
    pub fn address(key: &ServerKey, address: IpAddr) -> Self {
        let counted: Vec<u8> = match network_of(address) {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().into_iter().take(8).collect(),
        };
        Self(key.mac(Label::BrakeSubject, &[b"address", &counted]))
    }
}
