//! Numbers that only rise, and numbers that go up and down: a cell for each series, made at the start. Counting is one
//! addition, without a lock and without a look at labels.

use super::label::{Labels, Pairs};
use prometheus_client::encoding::{EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// A counter for each word, or pair of words.
pub struct Counters<L> {
    cells: Arc<[(Pairs, AtomicU64)]>,
    labels: PhantomData<fn(L)>,
}

impl<L: Labels> Counters<L> {
    pub fn one(&self, labels: L) {
        if let Some((_, cell)) = self.cells.get(labels.place()) {
            cell.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A number for each word: how many there are now.
pub struct Gauges<L> {
    cells: Arc<[(Pairs, AtomicI64)]>,
    labels: PhantomData<fn(L)>,
}

impl<L: Labels> Gauges<L> {
    /// Of all words together.
    pub fn sum(&self) -> i64 {
        let cells = self.cells.iter();
        cells.map(|(_, cell)| cell.load(Ordering::Relaxed)).sum()
    }

    pub fn set(&self, labels: L, number: i64) {
        if let Some((_, cell)) = self.cells.get(labels.place()) {
            cell.store(number, Ordering::Relaxed);
        }
    }
}

/// How many there are now of one thing.
#[derive(Clone, Debug, Default)]
pub struct Level(Arc<AtomicI64>);

impl Level {
    pub fn rise(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub fn fall_by(&self, number: usize) {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        self.0.fetch_sub(number, Ordering::Relaxed);
    }

    pub fn set(&self, number: usize) {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        self.0.store(number, Ordering::Relaxed);
    }
}

impl EncodeMetric for Level {
    fn encode(&self, mut encoder: MetricEncoder) -> fmt::Result {
        encoder.encode_gauge(&self.0.load(Ordering::Relaxed))
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Gauge
    }
}

impl<L: Labels> EncodeMetric for Counters<L> {
    fn encode(&self, mut encoder: MetricEncoder) -> fmt::Result {
        for (pairs, cell) in &*self.cells {
            let count = cell.load(Ordering::Relaxed);
            encoder
                .encode_family(pairs)?
                .encode_counter::<NoLabelSet, _, u64>(&count, None)?;
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Counter
    }
}

impl<L: Labels> EncodeMetric for Gauges<L> {
    fn encode(&self, mut encoder: MetricEncoder) -> fmt::Result {
        for (pairs, cell) in &*self.cells {
            let number = cell.load(Ordering::Relaxed);
            encoder.encode_family(pairs)?.encode_gauge(&number)?;
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Gauge
    }
}

macro_rules! cells {
    ($($type:ident),+) => {
        $(impl<L: Labels> Default for $type<L> {
            fn default() -> Self {
                let cells = L::all().into_iter().map(|pairs| (pairs, Default::default()));
                Self { cells: cells.collect(), labels: PhantomData }
            }
        }

        impl<L> Clone for $type<L> {
            fn clone(&self) -> Self {
                Self { cells: Arc::clone(&self.cells), labels: PhantomData }
            }
        }

        impl<L> fmt::Debug for $type<L> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.cells.fmt(f)
            }
        })+
    };
}

cells!(Counters, Gauges);
