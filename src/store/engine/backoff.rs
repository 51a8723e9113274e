//! How long nobody tries to reach a database that could not be reached, and what the log says of it. The waits
//! stay well below the ten seconds within which a server is to be good again after a fail-over.

use super::fault::ConnectFault;
use std::time::{Duration, Instant};

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(3);
/// How often the log repeats what has not changed.
pub const SAY_EVERY: Duration = Duration::from_secs(60);

pub struct Backoff {
    /// What the connection is for, in the log.
    purpose: &'static str,
    trouble: Option<Trouble>,
}

struct Trouble {
    wait: Duration,
    not_before: Instant,
    said_at: Instant,
    reason: String,
}

impl Backoff {
    pub const fn new(purpose: &'static str) -> Self {
        Self {
            purpose,
            trouble: None,
        }
    }

    /// How long to wait until the next try; nothing where it may be made now.
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        let until = self.trouble.as_ref()?.not_before;
        let wait = until.saturating_duration_since(now);
        (!wait.is_zero()).then_some(wait)
    }

    /// Why the last try failed.
    pub fn reason(&self) -> Option<&str> {
        self.trouble.as_ref().map(|trouble| trouble.reason.as_str())
    }

    pub fn failed(&mut self, fault: &ConnectFault, now: Instant) {
        let reason = fault.to_string();
        let (wait, said_at) = match &self.trouble {
            Some(before) => ((before.wait * 2).min(LONGEST), Some(before.said_at)),
            None => (FIRST, None),
        };
        let is_news = said_at.is_none_or(|at| now.duration_since(at) >= SAY_EVERY);
        if is_news {
            tracing::warn!(
                purpose = self.purpose,
                reason,
                "no connection to the database; trying again"
            );
        }
        self.trouble = Some(Trouble {
            wait,
            not_before: now + wait,
            said_at: said_at.filter(|_| !is_news).unwrap_or(now),
            reason,
        });
    }

    pub fn succeeded(&mut self) {
        if self.trouble.take().is_some() {
            tracing::info!(purpose = self.purpose, "connected to the database again");
        }
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nothing outside can hold the clock of a connection.

    use super::{Backoff, LONGEST};
    use crate::store::engine::fault::ConnectFault;
    use std::time::{Duration, Instant};

    #[test]
    fn o14_retries_wait_longer_each_time_and_never_too_long_for_a_fail_over() {
        let mut backoff = Backoff::new("test");
        let mut now = Instant::now();
        assert_eq!(backoff.wait(now), None);
        let mut waits = Vec::new();
        for _ in 0..8 {
            backoff.failed(&ConnectFault::new("away"), now);
            let wait = backoff.wait(now).expect("a wait");
            waits.push(wait.as_millis());
            now += wait;
            assert_eq!(backoff.wait(now), None);
        }
        assert_eq!(waits, [100, 200, 400, 800, 1600, 3000, 3000, 3000]);
        assert_eq!(backoff.reason(), Some("away"));
        backoff.succeeded();
        backoff.failed(&ConnectFault::new("away"), now);
        assert_eq!(backoff.wait(now), Some(Duration::from_millis(100)));
        assert!(LONGEST < Duration::from_secs(5));
    }
}
