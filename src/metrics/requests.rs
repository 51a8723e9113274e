//! Requests by route, method and class of status. A route is a pattern of the route table, never a path: what strangers
//! send makes no series. There is an end to them all the same: see [`MOST`].

use super::histogram::Times;
use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Methods by their names; the last is any other.
pub const METHODS: [&str; 10] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "other",
];
const STATUSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
/// What no route answered.
const NONE: &str = "none";
/// A method that its path does not have is no route either.
const METHOD_NOT_ALLOWED: u16 = 405;
/// Series of routes; later ones are counted under `none`, so that all series together stay below 800.
const MOST: usize = 400;

/// Routes that apps call or everybody passes, each with times of its own; the others' are together under `none`.
pub const TIMED: [&str; 12] = [
    "/platform/oauth/validate_token",
    "/oauth/introspect",
    "/platform/oauth/token",
    "/platform/oauth/request_token",
    "/platform/oauth/invalidate_token",
    "/api/user",
    "/oauth/userinfo",
    "/oauth/revoke",
    "/oauth/device_authorization",
    "/platform/oauth/authorize",
    "/account/sign-in",
    "/account/confirm",
];

#[derive(Clone, Debug)]
pub struct Requests(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    none: Arc<Row>,
    /// Found without a lock.
    timed: Vec<Arc<Row>>,
    others: Mutex<BTreeMap<String, Arc<Row>>>,
    /// In the order in which they were first counted.
    shown: Mutex<Vec<Shown>>,
}

/// What is counted of a route.
#[derive(Debug)]
struct Row {
    route: String,
    counts: [[AtomicU64; STATUSES.len()]; METHODS.len()],
    times: Times,
}

#[derive(Clone, Debug)]
struct Shown {
    row: Arc<Row>,
    method: usize,
    status: usize,
}

impl Row {
    fn new(route: &str) -> Arc<Self> {
        Arc::new(Self {
            route: route.to_owned(),
            counts: Default::default(),
            times: Times::default(),
        })
    }

    fn cell(&self, method: usize, status: usize) -> Option<&AtomicU64> {
        self.counts.get(method)?.get(status)
    }

    fn count(&self, method: usize, status: usize) -> u64 {
        let cell = self.cell(method, status);
        cell.map_or(0, |cell| cell.load(Ordering::Relaxed))
    }
}

impl Default for Requests {
    fn default() -> Self {
        Self(Arc::new(Shared {
            none: Row::new(NONE),
            timed: TIMED.into_iter().map(Row::new).collect(),
            others: Mutex::default(),
            shown: Mutex::default(),
        }))
    }
}

impl Requests {
    /// `route` as declared, `method` one of [`METHODS`].
    pub fn count(&self, route: Option<&str>, method: &str, status: u16, took: Duration) {
        let route = route.filter(|_| status != METHOD_NOT_ALLOWED);
        let method = METHODS.iter().position(|known| *known == method);
        let method = method.unwrap_or(METHODS.len() - 1);
        let class = usize::from(status / 100).clamp(1, STATUSES.len()) - 1;
        let timed = route.and_then(|route| self.0.timed.iter().find(|row| row.route == route));
        timed.unwrap_or(&self.0.none).times.add(took);
        let other;
        let row = match (timed, route) {
            (Some(row), _) => row,
            (None, None) => &self.0.none,
            (None, Some(route)) => {
                other = self.other(route);
                &other
            }
        };
        let before = row.cell(method, class);
        let before = before.map(|cell| cell.fetch_add(1, Ordering::Relaxed));
        if before == Some(0) {
            locked(&self.0.shown).push(Shown {
                row: Arc::clone(row),
                method,
                status: class,
            });
        }
    }

    fn other(&self, route: &str) -> Arc<Row> {
        let mut others = locked(&self.0.others);
        if let Some(row) = others.get(route) {
            return Arc::clone(row);
        }
        let row = Row::new(route);
        others.insert(route.to_owned(), Arc::clone(&row));
        row
    }

    /// What each series says; those beyond the last that has room, and of no route, by method and class.
    fn series(&self) -> Vec<(String, usize, usize, u64)> {
        let shown = locked(&self.0.shown).clone();
        let of_none = |shown: &Shown| Arc::ptr_eq(&shown.row, &self.0.none);
        let (none, routes): (Vec<Shown>, Vec<Shown>) = shown.into_iter().partition(of_none);
        let (own, beyond) = routes.split_at(routes.len().min(MOST));
        let own = own.iter().map(|it| {
            let count = it.row.count(it.method, it.status);
            (it.row.route.clone(), it.method, it.status, count)
        });
        let mut rest = BTreeMap::new();
        for it in none.iter().chain(beyond) {
            *rest.entry((it.method, it.status)).or_insert(0) += it.row.count(it.method, it.status);
        }
        let rest = rest.into_iter();
        let rest = rest.map(|((method, status), count)| (NONE.to_owned(), method, status, count));
        own.chain(rest).collect()
    }
}

impl EncodeMetric for Requests {
    fn encode(&self, mut encoder: MetricEncoder) -> fmt::Result {
        for (route, method, status, count) in self.series() {
            let word = |words: &[&'static str], at: usize| words.get(at).copied().unwrap_or(NONE);
            let labels = [
                ("route", route.as_str()),
                ("method", word(&METHODS, method)),
                ("status", word(&STATUSES, status)),
            ];
            encoder
                .encode_family(&labels)?
                .encode_counter::<NoLabelSet, _, u64>(&count, None)?;
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Counter
    }
}

/// How long the same took.
#[derive(Debug)]
pub struct RequestTimes(pub Requests);

impl EncodeMetric for RequestTimes {
    fn encode(&self, mut encoder: MetricEncoder) -> fmt::Result {
        let Shared { none, timed, .. } = &*self.0.0;
        for row in timed.iter().chain([none]) {
            let labels: [(&str, &str); 1] = [("route", row.route.as_str())];
            row.times.encode(encoder.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Histogram
    }
}

/// A thread that panicked with the lock held left nothing half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
