//! How long things take and how many come together, by ranges. The library's own takes a lock for each number; here it is
//! two additions.

use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Ranges of times end here, in microseconds: from 1 ms to 10 s.
const TIMES: &[u64] = &[
    1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 2_500_000, 10_000_000,
];
/// Ranges of how many share a transaction.
const BATCHES: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128, 256];

/// Numbers by range.
#[derive(Clone, Debug)]
struct Ranges {
    ends: &'static [u64],
    /// One more than ends: what is beyond the last.
    counts: Arc<[AtomicU64]>,
    sum: Arc<AtomicU64>,
}

impl Ranges {
    fn new(ends: &'static [u64]) -> Self {
        Self {
            ends,
            counts: (0..=ends.len()).map(|_| AtomicU64::new(0)).collect(),
            sum: Arc::default(),
        }
    }

    fn add(&self, number: u64) {
        let range = self.ends.partition_point(|end| *end < number);
        if let Some(count) = self.counts.get(range) {
            count.fetch_add(1, Ordering::Relaxed);
            self.sum.fetch_add(number, Ordering::Relaxed);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "shown, not reckoned with")]
    fn encode(&self, encoder: &mut MetricEncoder, per: f64) -> fmt::Result {
        let ends = self.ends.iter().map(|end| *end as f64 / per);
        let ends = ends.chain([f64::INFINITY]);
        let counts = self
            .counts
            .iter()
            .map(|count| count.load(Ordering::Relaxed));
        let buckets: Vec<(f64, u64)> = ends.zip(counts).collect();
        let sum = self.sum.load(Ordering::Relaxed) as f64 / per;
        let all = buckets.iter().map(|(_, count)| count).sum();
        encoder.encode_histogram::<NoLabelSet>(sum, all, &buckets, None)
    }
}

/// How long something takes.
#[derive(Clone, Debug)]
pub struct Times(Ranges);

impl Default for Times {
    fn default() -> Self {
        Self(Ranges::new(TIMES))
    }
}

impl Times {
    pub fn add(&self, took: Duration) {
        self.0
            .add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }
}

impl EncodeMetric for Times {
    fn encode(&self, mut encoder: MetricEncoder) -> fmt::Result {
        self.0.encode(&mut encoder, 1_000_000.0)
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Histogram
    }
}

/// How many share a transaction.
#[derive(Clone, Debug)]
pub struct Sizes(Ranges);

impl Default for Sizes {
    fn default() -> Self {
        Self(Ranges::new(BATCHES))
    }
}

impl Sizes {
    pub fn add(&self, size: usize) {
        self.0.add(u64::try_from(size).unwrap_or(u64::MAX));
    }
}

impl EncodeMetric for Sizes {
    fn encode(&self, mut encoder: MetricEncoder) -> fmt::Result {
        self.0.encode(&mut encoder, 1.0)
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Histogram
    }
}
