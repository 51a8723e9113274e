//! What is counted, by who counts it. Each part is cheap to clone: whoever counts holds its own.

use super::counters::{Counters, Gauges, Level};
use super::histogram::{Sizes, Times};
use super::requests::Requests;
use crate::domain::account::user::UserState;
use crate::domain::oauth::client::AppState;
use crate::domain::tally::{
    Checked, CheckedAt, Consented, Identifying, IssuedBy, LimitSubject, OutboxKind, Sent,
    SignInWay, StepWay, StoreFault, Tally, Tried,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// All that this server counts.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    pub requests: Requests,
    pub outcomes: Outcomes,
    pub store: StoreMetrics,
    pub hashing: HashMetrics,
    pub outbox: OutboxMetrics,
    pub gateway: GatewayMetrics,
    pub census: Census,
}

/// What people and programs were answered.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    pub sign_ins: Counters<(SignInWay, Tried)>,
    pub second_steps: Counters<(StepWay, Tried)>,
    pub limited: Counters<LimitSubject>,
    pub consents: Counters<Consented>,
    pub issued: Counters<IssuedBy>,
    pub checks: Counters<(CheckedAt, Checked)>,
}

impl Outcomes {
    pub fn count(&self, tally: Tally) {
        match tally {
            Tally::SignIn(way, tried) => self.sign_ins.one((way, tried)),
            Tally::SecondStep(way, tried) => self.second_steps.one((way, tried)),
            Tally::Limited(subject) => self.limited.one(subject),
            Tally::Issued(by) => self.issued.one(by),
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct StoreMetrics {
    /// From the beginning of a transaction until it is durable.
    pub commits: Times,
    pub batches: Sizes,
    pub queue: Level,
    pub faults: Counters<StoreFault>,
}

impl StoreMetrics {
    /// The end of a transaction.
    pub fn committed(&self, is_durable: bool, took: Duration, size: usize) {
        if is_durable {
            self.commits.add(took);
            self.batches.add(size);
        } else {
            self.faults.one(StoreFault::Commit);
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct HashMetrics {
    pub times: Times,
    pub queue: Level,
}

#[derive(Clone, Debug, Default)]
pub struct OutboxMetrics {
    pub waiting: Gauges<OutboxKind>,
    pub oldest_seconds: Gauges<OutboxKind>,
    pub tries: Counters<(OutboxKind, Sent)>,
}

#[derive(Clone, Debug, Default)]
pub struct GatewayMetrics {
    pub connections: Level,
    pub identifies: Counters<Identifying>,
}

/// What is there, counted now and then.
#[derive(Clone, Debug, Default)]
pub struct Census {
    pub users: Gauges<UserState>,
    pub apps: Gauges<AppState>,
    pub sessions: Level,
    has_counted: Arc<AtomicBool>,
}

impl Census {
    /// All of it was counted.
    pub fn counted(&self) {
        self.has_counted.store(true, Ordering::Release);
    }

    /// How many users and apps there are; nothing before they were counted for the first time.
    pub fn users_and_apps(&self) -> Option<(i64, i64)> {
        let has_counted = self.has_counted.load(Ordering::Acquire);
        has_counted.then(|| (self.users.sum(), self.apps.sum()))
    }
}
