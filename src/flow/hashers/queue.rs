//! The queue before the hashing threads. Whoever brings much waits behind themselves: each account and each
//! address has a lane, and turns go round the lanes by the work that was taken from each (start-time fair queueing).

use crate::domain::account::brake::Subject;
use crate::metrics::Level;
use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many jobs there is room for: waiting in all, waiting or under way for one account and from one place.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub waiting: usize,
    pub account: usize,
    pub place: usize,
}

/// Whom a job is for.
#[derive(Clone, PartialEq, Eq)]
pub struct ForWhom {
    /// The name as it was typed.
    pub account: Subject,
    /// Where it comes from.
    pub place: Subject,
}

/// Why a job is not taken on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// Too much for this account or from this place.
    Lane,
    /// Everybody together.
    Queue,
}

pub(super) struct FairQueue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    room: Room,
    /// How many wait, here and in whatever else counts there.
    length: Level,
}

struct State<T> {
    waiting: Vec<Waiting<T>>,
    lanes: HashMap<Subject, Lane>,
    /// The turn of the job that was taken last.
    turn: u64,
    is_closed: bool,
}

struct Waiting<T> {
    turn: u64,
    whom: ForWhom,
    job: T,
}

/// One account's or one place's, for as long as anything of it waits or is under way.
#[derive(Default)]
struct Lane {
    jobs: usize,
    /// When its next job would have its turn.
    next: u64,
}

impl<T> FairQueue<T> {
    pub fn new(room: Room, length: Level) -> Self {
        Self {
            state: Mutex::new(State {
                waiting: Vec::new(),
                lanes: HashMap::new(),
                turn: 0,
                is_closed: false,
            }),
            changed: Condvar::new(),
            room,
            length,
        }
    }

    /// Queues a job; where the queue is full, the one whose turn is the farthest makes way and is given back.
    pub fn push(&self, whom: ForWhom, work: i64, job: T) -> Result<Option<T>, Full> {
        let mut state = self.state();
        if state.jobs_of(&whom.account) >= self.room.account
            || state.jobs_of(&whom.place) >= self.room.place
        {
            return Err(Full::Lane);
        }
        let turn = state.next_turn(&whom);
        let evicted = if state.waiting.len() < self.room.waiting {
            None
        } else {
            let evicted = state.make_way(turn).ok_or(Full::Queue)?;
            self.length.fall_by(1);
            Some(evicted)
        };
        let after = turn.saturating_add(work.unsigned_abs());
        for lane in [&whom.account, &whom.place] {
            let lane = state.lanes.entry(lane.clone()).or_default();
            lane.jobs += 1;
            lane.next = after;
        }
        state.waiting.push(Waiting { turn, whom, job });
        self.length.rise();
        self.changed.notify_one();
        Ok(evicted)
    }

    /// Waits for a job; `None` once the queue is closed. Its lanes are held until `done`.
    pub fn pop(&self) -> Option<(ForWhom, T)> {
        let mut state = self.state();
        loop {
            if state.is_closed {
                return None;
            }
            // The first of those with the same turn came first.
            let turns = state.waiting.iter().enumerate();
            if let Some((at, _)) = turns.min_by_key(|(_, job)| job.turn) {
                let next = state.waiting.remove(at);
                self.length.fall_by(1);
                state.turn = next.turn;
                return Some((next.whom, next.job));
            }
            let woken = self.changed.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub fn done(&self, whom: &ForWhom) {
        self.state().leave(whom);
    }

    /// Nobody takes or brings anything any more; what waits is dropped.
    pub fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        state.waiting.clear();
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn jobs_of(&self, lane: &Subject) -> usize {
        self.lanes.get(lane).map_or(0, |lane| lane.jobs)
    }

    fn next_turn(&self, whom: &ForWhom) -> u64 {
        let lanes = [&whom.account, &whom.place];
        let next = lanes.map(|lane| self.lanes.get(lane).map_or(0, |lane| lane.next));
        next.into_iter().fold(self.turn, u64::max)
    }

    /// The job that is to wait longest, if a new one goes before it.
    fn make_way(&mut self, turn: u64) -> Option<T> {
        let turns = self.waiting.iter().enumerate();
        let (at, last) = turns.max_by_key(|(_, job)| job.turn)?;
        if last.turn <= turn {
            return None;
        }
        let last = self.waiting.remove(at);
        self.leave(&last.whom);
        Some(last.job)
    }

    fn leave(&mut self, whom: &ForWhom) {
        for subject in [&whom.account, &whom.place] {
            let Some(lane) = self.lanes.get_mut(subject) else {
                continue;
            };
            lane.jobs = lane.jobs.saturating_sub(1);
            if lane.jobs == 0 {
                self.lanes.remove(subject);
            }
        }
    }
}
