//! The rate limit on the API: so many calls in ten seconds per live token. Kept per process,
//! so approximate where several servers share the work.

use crate::domain::key::RowKey;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(10);

pub struct ApiLimit {
    calls: NonZeroU32,
    windows: Mutex<Windows>,
}

/// A token's window opens with its first call. A limit that refills bit by bit would let nearly twice as
/// many calls through in ten seconds.
struct Windows {
    by_token: HashMap<RowKey, Window>,
    /// When windows that have passed were last forgotten.
    swept: Instant,
}

struct Window {
    opened: Instant,
    calls: u32,
}

/// What is left after a call.
#[derive(Debug, PartialEq, Eq)]
pub struct Allowance {
    pub left: u32,
    pub granted: bool,
}

impl ApiLimit {
    /// `calls` per ten seconds; 0 is no limit.
    pub fn new(calls: u32) -> Option<Self> {
        Some(Self {
            calls: NonZeroU32::new(calls)?,
            windows: Mutex::new(Windows {
                by_token: HashMap::new(),
                swept: Instant::now(),
            }),
        })
    }

    pub fn count(&self, token: RowKey) -> Allowance {
        self.count_at(token, Instant::now())
    }

    fn count_at(&self, token: RowKey, now: Instant) -> Allowance {
        // Counters have no invariant that a panic elsewhere could have broken.
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let made = windows.count(token, now);
        Allowance {
            left: self.calls.get().saturating_sub(made),
            granted: made <= self.calls.get(),
        }
    }

    pub const fn calls(&self) -> u32 {
        self.calls.get()
    }

    pub const fn window_seconds(&self) -> u64 {
        WINDOW.as_secs()
    }
}

impl Windows {
    /// Calls with this token in its window, with this one.
    fn count(&mut self, token: RowKey, now: Instant) -> u32 {
        if has_passed(self.swept, now) {
            self.by_token
                .retain(|_, window| !has_passed(window.opened, now));
            self.swept = now;
        }
        let fresh = Window {
            opened: now,
            calls: 0,
        };
        let window = self.by_token.entry(token).or_insert(fresh);
        if has_passed(window.opened, now) {
            *window = Window {
                opened: now,
                calls: 0,
            };
        }
        window.calls = window.calls.saturating_add(1);
        window.calls
    }
}

fn has_passed(opened: Instant, now: Instant) -> bool {
    now.saturating_duration_since(opened) >= WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    fn token(number: u16) -> RowKey {
        RowKey::compose(Timestamp::NEVER, 0, number)
    }

    #[test]
    fn slow_calls_get_no_more_than_quick_ones_and_the_next_window_is_whole() {
        let start = Instant::now();
        let limit = ApiLimit::new(40).expect("a limit");
        let granted = |seconds: f64| {
            let now = start + Duration::from_secs_f64(seconds);
            limit.count_at(token(0), now).granted
        };
        let in_window = (0..99).filter(|&n| granted(f64::from(n) / 10.0)).count();
        assert_eq!(in_window, 40);
        assert!(!granted(9.99));
        assert!(granted(10.0));
        let next = (1..60).filter(|_| granted(10.5)).count();
        assert_eq!(next, 39);
    }

    #[test]
    fn tokens_whose_window_has_passed_are_forgotten() {
        let start = Instant::now();
        let limit = ApiLimit::new(1).expect("a limit");
        for last in 0..200 {
            limit.count_at(token(last), start);
        }
        limit.count_at(token(0), start + 2 * WINDOW);
        let windows = limit.windows.lock().expect("no panic");
        assert_eq!(windows.by_token.len(), 1);
    }
}
