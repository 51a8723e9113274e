//! Threads of their own for passwords. Each hash takes a core and 19 MiB for tens of milliseconds: there are
//! as many threads as cores, and a short queue before them. Hashes that came from elsewhere may be far dearer:
//! they have one thread and a queue of their own, and give their memory back.

mod presence;
mod queue;

pub use presence::Presence;
pub use queue::ForWhom;

use super::Failure;
use crate::domain::account::foreign_hash::OWN_WORK;
use crate::domain::account::password::{HashingRoom, TypedPassword, is_of_today};
use crate::metrics::HashMetrics;
use queue::{FairQueue, Full, Room};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Instant;

/// How many may wait per thread; about a second's work.
const QUEUE: usize = 32;
/// A few for one account, and from one address: others go before what is left of the room.
const OWN: Room = Room {
    waiting: 2 * QUEUE,
    account: 12,
    place: 32,
};
/// A few seconds' work, for one thread.
const FOREIGN: Room = Room {
    waiting: 12,
    account: 2,
    place: 6,
};

/// The threads; they end when this is dropped.
pub struct Hashers {
    own: Arc<Queue>,
    foreign: Arc<Queue>,
    checked: AtomicU64,
    metrics: HashMetrics,
}

type Queue = FairQueue<Job>;

struct Job {
    presence: Presence,
    work: Hashing,
}

/// Without a room it is not done, and whoever waits is told.
type Hashing = Box<dyn FnOnce(Option<&mut HashingRoom>) + Send>;

/// Whether a password is the one behind a hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordMatch {
    No,
    Yes,
    /// Yes, but the hash is one that we would not make today; this is.
    Anew(String),
}

/// Why a password was not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unhashed {
    /// Too many of this account or from this place are under way.
    Crowded,
    Failure(Failure),
}

/// On whose behalf a password is hashed.
#[derive(Clone)]
pub struct Behalf {
    pub whom: ForWhom,
    pub presence: Presence,
}

impl Hashers {
    pub fn start(count: usize) -> Self {
        let count = count.max(1);
        let own = Room {
            waiting: OWN.waiting.max(QUEUE * count),
            ..OWN
        };
        let metrics = HashMetrics::default();
        let hashers = Self {
            own: Arc::new(Queue::new(own, metrics.queue.clone())),
            foreign: Arc::new(Queue::new(FOREIGN, metrics.queue.clone())),
            checked: AtomicU64::new(0),
            metrics: metrics.clone(),
        };
        for _ in 0..count {
            let jobs = Arc::clone(&hashers.own);
            let (metrics, mut room) = (metrics.clone(), HashingRoom::default());
            thread::spawn(move || work(&jobs, &metrics, |job| (job.work)(Some(&mut room))));
        }
        let jobs = Arc::clone(&hashers.foreign);
        thread::spawn(move || {
            work(&jobs, &metrics, |job| {
                (job.work)(Some(&mut HashingRoom::for_once()));
            });
        });
        hashers
    }

    /// What is counted here.
    pub fn metrics(&self) -> &HashMetrics {
        &self.metrics
    }

    /// How many passwords were taken on since the start.
    pub fn checked(&self) -> u64 {
        self.checked.load(Ordering::Relaxed)
    }

    /// Whether this is the password behind `phc`; unavailable when too many others are waiting to know.
    pub fn opens(
        &self,
        behalf: Behalf,
        password: TypedPassword,
        phc: &str,
    ) -> Result<PasswordMatch, Unhashed> {
        let work = password.work_behind(phc);
        let queue = if is_of_today(phc) {
            &self.own
        } else {
            &self.foreign
        };
        let phc = phc.to_owned();
        self.wait(queue, behalf, work, move |room| open(&password, &phc, room))
    }

    /// What is kept of a new password; unavailable as `opens` is.
    pub fn hash(&self, behalf: Behalf, password: TypedPassword) -> Result<String, Unhashed> {
        self.wait(&self.own, behalf, OWN_WORK, move |room| {
            password.hash_in(room, &mut rand::rng())
        })
    }

    fn wait<T: Send + 'static>(
        &self,
        queue: &Queue,
        behalf: Behalf,
        cost: i64,
        work: impl FnOnce(&mut HashingRoom) -> T + Send + 'static,
    ) -> Result<T, Unhashed> {
        let (tell, told) = sync_channel(1);
        let Behalf { whom, presence } = behalf;
        let work = Box::new(move |room: Option<&mut HashingRoom>| {
            // Who no longer waits needs no answer.
            let _ = tell.try_send(room.map(work));
        });
        match queue.push(whom, cost, Job { presence, work }) {
            Ok(None) => {}
            Ok(Some(evicted)) => (evicted.work)(None),
            Err(Full::Lane) => return Err(Unhashed::Crowded),
            Err(Full::Queue) => {
                let why = "too many passwords are waiting to be checked".to_owned();
                return Err(Unhashed::Failure(Failure::Unavailable(why)));
            }
        }
        self.checked.fetch_add(1, Ordering::Relaxed);
        match told.recv() {
            Ok(Some(done)) => Ok(done),
            Ok(None) => Err(Unhashed::Crowded),
            Err(_) => {
                let why = "a password was not hashed".to_owned();
                Err(Unhashed::Failure(Failure::Bug(why)))
            }
        }
    }
}

impl Drop for Hashers {
    fn drop(&mut self) {
        self.own.close();
        self.foreign.close();
    }
}

fn work(jobs: &Queue, metrics: &HashMetrics, mut carry_out: impl FnMut(Job)) {
    while let Some((whom, job)) = jobs.pop() {
        if job.presence.is_gone() {
            (job.work)(None);
        } else {
            let began = Instant::now();
            carry_out(job);
            metrics.times.add(began.elapsed());
        }
        jobs.done(&whom);
    }
}

fn open(password: &TypedPassword, phc: &str, room: &mut HashingRoom) -> PasswordMatch {
    let proven = password.proven_by(phc, room);
    if is_of_today(phc) {
        return match proven {
            // Made elsewhere, with our parameters and of other letters: typed as ours are, it would open late.
            Some(proven) if !proven.is_composed() => {
                PasswordMatch::Anew(proven.hash_in(room, &mut rand::rng()))
            }
            Some(_) => PasswordMatch::Yes,
            None => PasswordMatch::No,
        };
    }
    // A hash from elsewhere may be a cheap one: ours is made in any case, or the time would tell who has one.
    let anew = proven.as_ref().unwrap_or(password);
    let anew = anew.hash_in(room, &mut rand::rng());
    match proven {
        // What nobody proved must not become the password.
        Some(proven) if proven.is_whole_behind(phc) => PasswordMatch::Anew(anew),
        Some(_) => PasswordMatch::Yes,
        None => PasswordMatch::No,
    }
}
