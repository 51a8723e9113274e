//! The rate limit on the API: so many calls in ten seconds per token, else per address. Kept per process,
//! so approximate where several servers share the work.

use crate::domain::key::RowKey;
use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(10);

/// Whose calls are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// The row of a live token.
    Token(RowKey),
    Address(IpAddr),
}

pub struct ApiLimit {
    calls: NonZeroU32,
    windows: Mutex<Windows>,
}

/// A caller's window opens with its first call. A limit that refills bit by bit would let nearly twice as
/// many calls through in ten seconds.
struct Windows {
    by_caller: HashMap<Caller, Window>,
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
                by_caller: HashMap::new(),
                swept: Instant::now(),
            }),
        })
    }

    pub fn count(&self, caller: Caller) -> Allowance {
        self.count_at(caller, Instant::now())
    }

    fn count_at(&self, caller: Caller, now: Instant) -> Allowance {
        // Counters have no invariant that a panic elsewhere could have broken.
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let made = windows.count(caller, now);
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
    /// Calls of this caller in its window, with this one.
    fn count(&mut self, caller: Caller, now: Instant) -> u32 {
        if has_passed(self.swept, now) {
            self.by_caller
                .retain(|_, window| !has_passed(window.opened, now));
            self.swept = now;
        }
        let fresh = Window {
            opened: now,
            calls: 0,
        };
        let window = self.by_caller.entry(caller).or_insert(fresh);
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
    use std::net::Ipv4Addr;

    const CALLER: Caller = Caller::Address(IpAddr::V4(Ipv4Addr::LOCALHOST));

    #[test]
    fn slow_calls_get_no_more_than_quick_ones_and_the_next_window_is_whole() {
        let start = Instant::now();
        let limit = ApiLimit::new(40).expect("a limit");
        let granted = |seconds: f64| {
            let now = start + Duration::from_secs_f64(seconds);
            limit.count_at(CALLER, now).granted
        };
        let in_window = (0..99).filter(|&n| granted(f64::from(n) / 10.0)).count();
        assert_eq!(in_window, 40);
        assert!(!granted(9.99));
        assert!(granted(10.0));
        let next = (1..60).filter(|_| granted(10.5)).count();
        assert_eq!(next, 39);
    }

    #[test]
    fn callers_whose_window_has_passed_are_forgotten() {
        let start = Instant::now();
        let limit = ApiLimit::new(1).expect("a limit");
        for last in 0..200 {
            limit.count_at(
                Caller::Address(IpAddr::V4(Ipv4Addr::new(10, 0, 0, last))),
                start,
            );
        }
        limit.count_at(CALLER, start + 2 * WINDOW);
        let windows = limit.windows.lock().expect("no panic");
        assert_eq!(windows.by_caller.len(), 1);
    }
}
