//! The rate limit on the API: so many calls in ten seconds per token, else per address. Kept per process,
//! so approximate where several servers share the work.

use crate::domain::key::RowKey;
use governor::clock::DefaultClock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const WINDOW: Duration = Duration::from_secs(10);
/// After so many calls, callers that have been quiet for a window are forgotten.
const FORGET_EVERY: u32 = 10_000;

type Limiter =
    RateLimiter<Caller, DefaultKeyedStateStore<Caller>, DefaultClock, StateInformationMiddleware>;

/// Whose calls are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// The row of a live token.
    Token(RowKey),
    Address(IpAddr),
}

pub struct ApiLimit {
    limiter: Limiter,
    calls: NonZeroU32,
    counted: AtomicU32,
}

/// What is left after a call.
pub struct Allowance {
    pub left: u32,
    pub granted: bool,
}

impl ApiLimit {
    /// `calls` per ten seconds; 0 is no limit.
    pub fn new(calls: u32) -> Option<Self> {
        let calls = NonZeroU32::new(calls)?;
        let quota = Quota::with_period(WINDOW / calls.get())?.allow_burst(calls);
        Some(Self {
            limiter: RateLimiter::keyed(quota).with_middleware(),
            calls,
            counted: AtomicU32::new(0),
        })
    }

    pub fn count(&self, caller: Caller) -> Allowance {
        if self.counted.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        match self.limiter.check_key(&caller) {
            Ok(state) => Allowance {
                left: state.remaining_burst_capacity(),
                granted: true,
            },
            Err(_) => Allowance {
                left: 0,
                granted: false,
            },
        }
    }

    pub const fn calls(&self) -> u32 {
        self.calls.get()
    }

    pub const fn window_seconds(&self) -> u64 {
        WINDOW.as_secs()
    }
}
