//! How fast secrets are judged: so many wrong ones at once, further ones as their time passes.

use crate::domain::time::Timestamp;
use std::time::Duration;

/// A speed of judging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    at_once: u32,
    /// The time that each wrong secret takes.
    each: Duration,
    /// Most that wait for their turn.
    waiting: u32,
}

/// When a secret is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    Now,
    In(Duration),
    /// Too many wait already.
    Never,
}

/// How far the time is used up. A moment, up to which what was judged is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid(Timestamp);

impl Pace {
    /// Of one network: a hundred a minute.
    pub const OF_NETWORK: Self = Self {
        at_once: 100,
        each: Duration::from_millis(600),
        waiting: 16,
    };
    /// Of a name that was right from its network, beside that: twenty in ten minutes.
    pub const OF_KNOWN: Self = Self {
        at_once: 20,
        each: Duration::from_secs(30),
        waiting: 0,
    };

    /// One more, paid for before it is judged. A clock that was ahead holds nobody longer than the queue is.
    pub fn turn(self, before: Option<Paid>, now: Timestamp) -> (Paid, Turn) {
        let furthest = now.plus(self.each * (self.at_once + self.waiting));
        let before = before.map_or(now, |Paid(until)| until.max(now).min(furthest));
        let after = before.plus(self.each);
        if after > furthest {
            return (Paid(before), Turn::Never);
        }
        let wait = after.since(now.plus(self.each * self.at_once));
        let turn = if wait.is_zero() {
            Turn::Now
        } else {
            Turn::In(wait)
        };
        (Paid(after), turn)
    }

    /// What was not wrong costs nothing.
    pub fn given_back(self, paid: Paid) -> Paid {
        Paid(paid.0.minus(self.each))
    }
}

impl Paid {
    pub fn is_over(self, now: Timestamp) -> bool {
        self.0 <= now
    }
}
