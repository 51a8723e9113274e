//! Threads of their own for passwords. Each hash takes a core and 19 MiB for tens of milliseconds: there are
//! as many threads as cores, and a short queue before them.

use super::Failure;
use crate::domain::account::password::{HashingRoom, TypedPassword, is_of_today};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// How many may wait per thread; about a second's work.
const QUEUE: usize = 32;

/// The threads; they end when this is dropped.
pub struct Hashers {
    queue: SyncSender<Job>,
    checked: AtomicU64,
}

struct Job {
    password: TypedPassword,
    task: Task,
}

enum Task {
    Open {
        phc: String,
        tell: SyncSender<Opened>,
    },
    Hash {
        tell: SyncSender<String>,
    },
}

/// Whether a password is the one behind a hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    No,
    Yes,
    /// Yes, but the hash is one that we would not make today; this is.
    Anew(String),
}

impl Hashers {
    pub fn start(count: usize) -> Self {
        let (queue, jobs) = sync_channel(QUEUE * count.max(1));
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..count.max(1) {
            let jobs = Arc::clone(&jobs);
            thread::spawn(move || work(&jobs));
        }
        Self {
            queue,
            checked: AtomicU64::new(0),
        }
    }

    /// How many passwords were taken on since the start, each at the price of one hash.
    pub fn checked(&self) -> u64 {
        self.checked.load(Ordering::Relaxed)
    }

    /// Whether this is the password behind `phc`; unavailable when too many others are waiting to know.
    pub fn opens(&self, password: TypedPassword, phc: &str) -> Result<Opened, Failure> {
        let (tell, told) = sync_channel(1);
        let phc = phc.to_owned();
        self.enqueue(password, Task::Open { phc, tell })?;
        told.recv()
            .map_err(|_| Failure::Bug("a password was not checked".to_owned()))
    }

    /// What is kept of a new password; unavailable as `opens` is.
    pub fn hash(&self, password: TypedPassword) -> Result<String, Failure> {
        let (tell, told) = sync_channel(1);
        self.enqueue(password, Task::Hash { tell })?;
        told.recv()
            .map_err(|_| Failure::Bug("a password was not hashed".to_owned()))
    }

    fn enqueue(&self, password: TypedPassword, task: Task) -> Result<(), Failure> {
        let job = Job { password, task };
        self.queue.try_send(job).map_err(|error| {
            Failure::Unavailable(match error {
                TrySendError::Full(_) => "too many passwords are waiting to be checked".to_owned(),
                TrySendError::Disconnected(_) => "nobody checks passwords any more".to_owned(),
            })
        })?;
        self.checked.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    let mut room = HashingRoom::default();
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        // Who no longer waits needs no answer.
        let _ = match job.task {
            Task::Open { phc, tell } => tell.try_send(open(&job.password, &phc, &mut room)).is_ok(),
            Task::Hash { tell } => tell.try_send(job.password.hash(&mut rand::rng())).is_ok(),
        };
    }
}

fn open(password: &TypedPassword, phc: &str, room: &mut HashingRoom) -> Opened {
    let is_it = password.opens(phc, room);
    if is_of_today(phc) {
        return if is_it { Opened::Yes } else { Opened::No };
    }
    // A hash from elsewhere may be a cheap one: ours is made in any case, or the time would tell who has one.
    let anew = password.hash(&mut rand::rng());
    if is_it {
        Opened::Anew(anew)
    } else {
        Opened::No
    }
}
