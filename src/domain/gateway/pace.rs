//! How fast one network is judged: so many wrong secrets at once, further ones as their time passes.

use crate::domain::time::Timestamp;
use std::time::Duration;

/// Wrong secrets of one network within a minute that are judged at once.
const AT_ONCE: u32 = 100;
/// What each takes: a hundred a minute.
const EACH: Duration = Duration::from_millis(600);
/// Most that wait for their turn.
const WAITING: u32 = 16;

/// When a secret is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    Now,
    In(Duration),
    /// Too many wait already.
    Never,
}

/// How far a network has used up its time. A moment, up to which what was judged is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid(Timestamp);

/// One more, paid for before it is judged. A clock that was ahead holds nobody longer than the queue is.
pub fn turn(before: Option<Paid>, now: Timestamp) -> (Paid, Turn) {
    let furthest = now.plus(EACH * (AT_ONCE + WAITING));
    let before = before.map_or(now, |Paid(until)| until.max(now).min(furthest));
    let after = before.plus(EACH);
    if after > furthest {
        return (Paid(before), Turn::Never);
    }
    let wait = after.since(now.plus(EACH * AT_ONCE));
    let turn = if wait.is_zero() {
        Turn::Now
    } else {
        Turn::In(wait)
    };
    (Paid(after), turn)
}

impl Paid {
    /// What was not wrong costs nothing.
    pub fn given_back(self) -> Self {
        Self(self.0.minus(EACH))
    }

    pub fn is_over(self, now: Timestamp) -> bool {
        self.0 <= now
    }
}
