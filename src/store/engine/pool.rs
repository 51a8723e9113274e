//! The readers: a few connections, made when they are needed, one at a time, and given up when the database moved,
//! when they are old, or when the database server has none to spare.

use super::address::{Address, DatabasePlace};
use super::backoff::{Backoff, SAY_EVERY};
use super::fault::ConnectFault;
use super::reader::Reader;
use super::threads::locked;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a connection to a server is used. Behind a name or an address that moved, an old one would go on
/// reading from where the database was.
const LIFETIME: Duration = Duration::from_secs(60);
/// Readers do not all end at the same moment: each lives up to seven of these longer than the last.
const STAGGER: Duration = Duration::from_secs(5);
/// A connection that nobody needed for so long is closed when the next one comes back.
const IDLE: Duration = Duration::from_secs(60);
/// When the server gives no more, so many are given back: a command needs two.
const SPARED: usize = 2;
/// And for so long no more are asked for.
const MODEST_FOR: Duration = Duration::from_secs(60);
/// A connection that is so long in coming is told of: where a pool is empty, a pooler lets it wait for minutes.
const SLOW: Duration = Duration::from_secs(3);
/// The first one is waited for this many times as long as any later one.
const PATIENCE_AT_FIRST: u32 = 5;

#[derive(Clone)]
pub struct Readers(Arc<Shared>);

struct Shared {
    address: Address,
    most: usize,
    patience: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The one used last is last, and used next.
    idle: Vec<Idle>,
    /// Idle, lent, and the one that is being made.
    open: usize,
    /// While one is made: when the log is to tell that it is long in coming.
    making: Option<Instant>,
    made: u32,
    /// How many wait for one to come back.
    waiting: usize,
    /// Set where the server gave no more: how many to do with, and until when.
    modest: Option<(usize, Instant)>,
    backoff: Backoff,
}

struct Idle {
    reader: Reader,
    since: Instant,
}

/// The place of a reader that is lent. It is free again when this is dropped, also where the work panics.
struct Seat<'a> {
    readers: &'a Readers,
    back: Option<Reader>,
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.readers.take_back(self.back.take());
    }
}

impl Readers {
    pub fn new(address: &Address, most: u32, patience: Duration) -> Self {
        let state = State {
            idle: Vec::new(),
            open: 0,
            making: None,
            made: 0,
            waiting: 0,
            modest: None,
            backoff: Backoff::new("to read"),
        };
        Self(Arc::new(Shared {
            address: address.clone(),
            most: usize::try_from(most).unwrap_or(1).max(1),
            patience,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }))
    }

    /// Makes the first one. Whoever begins can wait longer than whoever asks: machines are busy while they start.
    pub fn begin(&self) -> Result<(), String> {
        let reader = self.get(self.0.patience * PATIENCE_AT_FIRST)?;
        self.take_back(Some(reader));
        Ok(())
    }

    pub fn lend<T>(&self, work: impl FnOnce(&mut Reader) -> T) -> Result<T, String> {
        let mut reader = self.get(self.0.patience)?;
        let mut seat = Seat {
            readers: self,
            back: None,
        };
        let done = work(&mut reader);
        seat.back = Some(reader);
        Ok(done)
    }

    /// An idle reader, or a new one, or one that comes back in time.
    fn get(&self, patience: Duration) -> Result<Reader, String> {
        let deadline = Instant::now() + patience;
        let mut state = locked(&self.0.state);
        loop {
            let now = Instant::now();
            if let Some(reader) = state.take(now) {
                return Ok(reader);
            }
            let retry = self.grow(&mut state, now);
            let left = deadline.saturating_duration_since(now);
            if left.is_zero() {
                let reason = state.backoff.reason();
                return Err(reason.unwrap_or(ALL_BUSY).to_owned());
            }
            state = self.wait(state, retry.map_or(left, |retry| retry.min(left)));
        }
    }

    fn wait<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        longest: Duration,
    ) -> MutexGuard<'a, State> {
        state.waiting += 1;
        let waited = self.0.changed.wait_timeout(state, longest);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        state.waiting -= 1;
        state
    }

    /// Begins to make one more where that may be; otherwise how long until that may be, where time tells.
    fn grow(&self, state: &mut State, now: Instant) -> Option<Duration> {
        if let Some(tell_at) = &mut state.making {
            if now >= *tell_at {
                *tell_at = now + SAY_EVERY;
                tracing::warn!("{LONG_IN_COMING}");
            }
            return None;
        }
        if state.open >= state.room(self.0.most, now) {
            return None;
        }
        if let Some(wait) = state.backoff.wait(now) {
            return Some(wait);
        }
        state.making = Some(now + SLOW);
        state.open += 1;
        let readers = self.clone();
        // In a thread of its own: whoever asked may be served by one that comes back before.
        let spawned = thread::Builder::new()
            .name("store-reader".to_owned())
            .spawn(move || readers.add(Reader::connect(&readers.0.address)));
        if spawned.is_err() {
            state.failed(&ConnectFault::new("no thread to connect on"), now);
        }
        None
    }

    fn add(&self, made: Result<Reader, ConnectFault>) {
        let mut state = locked(&self.0.state);
        let now = Instant::now();
        match made {
            Ok(reader) => {
                state.making = None;
                state.made = state.made.wrapping_add(1);
                state.backoff.succeeded();
                let reader = reader.living(self.lifetime(state.made));
                state.idle.push(Idle { reader, since: now });
            }
            Err(fault) => state.failed(&fault, now),
        }
        drop(state);
        self.0.changed.notify_all();
    }

    /// A file stays where it is.
    fn lifetime(&self, number: u32) -> Option<Duration> {
        match self.0.address.place {
            DatabasePlace::Postgres(_) => Some(LIFETIME + STAGGER * (number % 8)),
            DatabasePlace::Sqlite(_) => None,
        }
    }

    fn take_back(&self, reader: Option<Reader>) {
        let mut state = locked(&self.0.state);
        let now = Instant::now();
        let room = state.room(self.0.most, now);
        match reader {
            Some(reader) if reader.is_good(now) && state.open <= room => {
                state.idle.push(Idle { reader, since: now });
            }
            _ => state.open -= 1,
        }
        if matches!(self.0.address.place, DatabasePlace::Postgres(_)) {
            state.close_unneeded(room, now);
        }
        let is_awaited = state.waiting > 0;
        drop(state);
        // To tell nobody costs as much as to tell somebody.
        if is_awaited {
            self.0.changed.notify_one();
        }
    }
}

const LONG_IN_COMING: &str = "the database keeps a connection waiting. Behind a pooler in session mode, pool_size has to \
     hold database_connections of each server and two more";
const ALL_BUSY: &str = "all connections that read are busy, and no more came in time";

impl State {
    fn take(&mut self, now: Instant) -> Option<Reader> {
        while let Some(Idle { reader, .. }) = self.idle.pop() {
            if reader.is_good(now) {
                return Some(reader);
            }
            self.open -= 1;
        }
        None
    }

    fn room(&mut self, most: usize, now: Instant) -> usize {
        match self.modest {
            Some((few, until)) if now < until => few,
            _ => {
                self.modest = None;
                most
            }
        }
    }

    fn failed(&mut self, fault: &ConnectFault, now: Instant) {
        self.making = None;
        self.open -= 1;
        self.backoff.failed(fault, now);
        if fault.is_full() && self.open > 0 {
            let few = self.open.saturating_sub(SPARED).max(1);
            self.modest = Some((few, now + MODEST_FOR));
            self.close_unneeded(few, now);
        }
    }

    fn close_unneeded(&mut self, room: usize, now: Instant) {
        while let Some(first) = self.idle.first()
            && (self.open > room || now.duration_since(first.since) >= IDLE)
        {
            drop(self.idle.remove(0));
            self.open -= 1;
        }
    }
}
