//! How often somebody may do something: a bucket for each, which refills evenly. Kept per process, so approximate where
//! several servers share the work; nothing is written.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub struct Buckets<K> {
    per_second: f64,
    depth: f64,
    level: Mutex<Levels<K>>,
}

struct Levels<K> {
    by_subject: HashMap<K, Level>,
    /// When full ones were last forgotten.
    swept: Duration,
}

#[derive(Clone, Copy)]
struct Level {
    left: f64,
    at: Duration,
}

impl<K: Eq + Hash> Buckets<K> {
    /// `calls` in each `span`, and `depth` at once for who has rested; no calls are no limit.
    pub fn new(calls: u32, span: Duration, depth: u32) -> Option<Self> {
        (calls > 0).then(|| Self {
            per_second: f64::from(calls) / span.as_secs_f64(),
            depth: f64::from(depth),
            level: Mutex::new(Levels {
                by_subject: HashMap::new(),
                swept: Duration::ZERO,
            }),
        })
    }

    /// Whole calls left after this one; or how long until one more fits. `now` is the time since any moment that
    /// stays the same. A clock that is put back refills nothing and holds nobody up.
    pub fn take(&self, subject: K, now: Duration) -> Result<u64, Duration> {
        // Counters have no invariant that a panic elsewhere could have broken.
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        self.forget_full(&mut level, now);
        let full = Level {
            left: self.depth,
            at: now,
        };
        let known = level.by_subject.entry(subject).or_insert(full);
        let left = (known.left + self.refilled(known.at, now)).min(self.depth);
        let taken = left - 1.0;
        *known = Level {
            left: if taken < 0.0 { left } else { taken },
            at: now,
        };
        if taken < 0.0 {
            return Err(Duration::from_secs_f64(-taken / self.per_second));
        }
        Ok(whole(taken))
    }

    /// How many calls at once a rested caller has.
    pub fn depth(&self) -> u64 {
        whole(self.depth)
    }

    pub fn per_second(&self) -> u64 {
        whole(self.per_second)
    }

    fn refilled(&self, since: Duration, now: Duration) -> f64 {
        now.saturating_sub(since).as_secs_f64() * self.per_second
    }

    fn forget_full(&self, level: &mut Levels<K>, now: Duration) {
        let due = self.refilled(level.swept, now) >= self.depth || now < level.swept;
        if due {
            let is_full = |one: &Level| one.left + self.refilled(one.at, now) >= self.depth;
            level.by_subject.retain(|_, one| !is_full(one));
            level.swept = now;
        }
    }
}

/// Without the fraction.
fn whole(calls: f64) -> u64 {
    Duration::try_from_secs_f64(calls).map_or(0, |span| span.as_secs())
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nothing outside sees what is forgotten.

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn each_has_a_bucket_of_its_own_and_full_ones_are_forgotten() {
        let buckets = Buckets::new(1, SECOND, 2).expect("a limit");
        for other in 0..100 {
            assert_eq!(buckets.take(other, SECOND), Ok(1));
        }
        assert_eq!(buckets.take(200, 6 * SECOND), Ok(1));
        assert_eq!(buckets.level.lock().expect("no panic").by_subject.len(), 1);
    }
}
