//! So many calls a second for each credential, or for each address where there is none. A bucket that
//! refills evenly and holds two seconds' worth; kept per process, so approximate where several servers share
//! the work.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Whose calls are counted together. A credential is known by a hash of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    Credential([u8; 32]),
    Address(IpAddr),
}

pub struct BrokerLimit {
    per_second: f64,
    buckets: Mutex<Buckets>,
}

struct Buckets {
    by_subject: HashMap<Subject, Bucket>,
    /// When full ones were last forgotten.
    swept: Instant,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

/// How many seconds' worth a bucket holds.
const DEPTH_SECONDS: f64 = 2.0;

impl BrokerLimit {
    /// `per_second` calls; 0 is no limit.
    pub fn new(per_second: u32) -> Option<Self> {
        (per_second > 0).then(|| Self {
            per_second: f64::from(per_second),
            buckets: Mutex::new(Buckets {
                by_subject: HashMap::new(),
                swept: Instant::now(),
            }),
        })
    }

    /// Whole calls left after this one; or how long until one more fits.
    pub fn take(&self, subject: Subject) -> Result<u64, Duration> {
        self.take_at(subject, Instant::now())
    }

    fn take_at(&self, subject: Subject, now: Instant) -> Result<u64, Duration> {
        let depth = self.per_second * DEPTH_SECONDS;
        // Counters have no invariant that a panic elsewhere could have broken.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if now.saturating_duration_since(buckets.swept).as_secs_f64() >= DEPTH_SECONDS {
            let filled = |bucket: &Bucket| now.saturating_duration_since(bucket.at).as_secs_f64();
            buckets
                .by_subject
                .retain(|_, bucket| filled(bucket) < DEPTH_SECONDS);
            buckets.swept = now;
        }
        let full = Bucket {
            left: depth,
            at: now,
        };
        let bucket = buckets.by_subject.entry(subject).or_insert(full);
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        let left = (bucket.left + since * self.per_second).min(depth);
        if left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - left) / self.per_second));
        }
        *bucket = Bucket {
            left: left - 1.0,
            at: now,
        };
        Ok(whole(left - 1.0))
    }

    /// How many calls at once a rested caller has.
    pub fn depth(&self) -> u64 {
        whole(self.per_second * DEPTH_SECONDS)
    }

    pub fn per_second(&self) -> u64 {
        whole(self.per_second)
    }
}

/// Without the fraction.
fn whole(calls: f64) -> u64 {
    Duration::try_from_secs_f64(calls).map_or(0, |span| span.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const SOMEBODY: Subject = Subject::Address(IpAddr::V4(Ipv4Addr::LOCALHOST));

    #[test]
    fn twenty_at_once_and_ten_a_second_from_then_on() {
        let start = Instant::now();
        let limit = BrokerLimit::new(10).expect("a limit");
        let granted = |seconds: f64| {
            let now = start + Duration::from_secs_f64(seconds);
            (0..100)
                .filter(|_| limit.take_at(SOMEBODY, now).is_ok())
                .count()
        };
        assert_eq!(granted(0.0), 20);
        assert_eq!(granted(0.05), 0);
        assert_eq!(granted(1.0), 10);
        assert_eq!(granted(60.0), 20);
    }

    #[test]
    fn each_has_a_bucket_of_its_own_and_full_ones_are_forgotten() {
        let start = Instant::now();
        let limit = BrokerLimit::new(1).expect("a limit");
        for other in 0..100 {
            let subject = Subject::Credential([other; 32]);
            assert_eq!(limit.take_at(subject, start), Ok(1));
        }
        assert_eq!(
            limit.take_at(SOMEBODY, start + Duration::from_secs(5)),
            Ok(1)
        );
        assert_eq!(limit.buckets.lock().expect("no panic").by_subject.len(), 1);
    }
}
