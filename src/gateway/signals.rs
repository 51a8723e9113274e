//! What a connection is told: that it is there, what was asked of it, that it left, or that it has to go.

use super::payload::{MOST_OF_STRANGER, Trust};
use super::room::{Scales, Weight};
use crate::domain::gateway::Identified;
use crate::domain::key::RowKey;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::time::Instant;

/// Most events of a connection that wait, and most bytes of them; who sends more is closed.
const QUEUE: (usize, usize) = (64, 512 * 1024);
/// The same before it has identified. The bytes are bounded where they come in.
const QUEUE_OF_STRANGER: (usize, usize) = (16, 2 * MOST_OF_STRANGER);

/// One for each connection, ten thousand times: a channel would take room for events that nobody sent.
pub struct Signals<T> {
    told: Notify,
    scales: Scales,
    state: Mutex<State<T>>,
}

struct State<T> {
    is_there: bool,
    has_come: bool,
    /// Bytes in bodies of a session that has not identified.
    received: usize,
    asked: VecDeque<(Weight, T)>,
    end: Option<End>,
    is_over: bool,
    under: Option<Under>,
}

/// What a connection hears of.
pub enum News<T> {
    Asked(T),
    Ends(End),
}

#[derive(Clone, Copy)]
pub enum End {
    /// It left by itself.
    Left,
    /// It has to go. Why, is for the log.
    Evicted(&'static str),
}

/// Whose connection it is, and under which of the client's secrets it identified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Under {
    pub client: RowKey,
    pub generation: i64,
    pub since: Instant,
}

impl<T> Signals<T> {
    pub fn new(scales: Scales) -> Self {
        Self {
            told: Notify::new(),
            scales,
            state: Mutex::new(State {
                is_there: false,
                has_come: false,
                received: 0,
                asked: VecDeque::new(),
                end: None,
                is_over: false,
                under: None,
            }),
        }
    }

    /// The library takes its answers from now on. Events may come a moment before: the client is told first.
    pub fn is_there(&self) {
        self.state().is_there = true;
        self.told.notify_one();
    }

    /// Something of so many bytes.
    pub fn ask(&self, asked: T, bytes: usize) {
        let mut state = self.state();
        if state.is_over {
            return;
        }
        match state.room_for(bytes, &self.scales) {
            Some(weight) => state.asked.push_back((weight, asked)),
            None => {
                let end = End::Evicted("too many events at once");
                state.end.get_or_insert(end);
            }
        }
        drop(state);
        self.told.notify_one();
    }

    pub fn leave(&self) {
        self.state().end = Some(End::Left);
        self.told.notify_one();
    }

    pub fn evict(&self, reason: &'static str) {
        self.state().end.get_or_insert(End::Evicted(reason));
        self.told.notify_one();
    }

    /// The end before anything that was asked. One task hears of it.
    pub async fn news(&self) -> News<T> {
        loop {
            if let Some(news) = self.state().next() {
                return news;
            }
            self.told.notified().await;
        }
    }

    /// Nothing is heard any more. What waits may hold this.
    pub fn over(&self) {
        let mut state = self.state();
        state.is_over = true;
        let unheard = std::mem::take(&mut state.asked);
        drop(state);
        drop(unheard);
    }

    pub fn identified(&self, who: &Identified) {
        let token = &who.token.token;
        let under = Under {
            client: token.client_key,
            generation: token.generation,
            since: Instant::now(),
        };
        self.state().under = Some(under);
    }

    pub fn under(&self) -> Option<Under> {
        self.state().under
    }

    pub fn trust(&self) -> Trust {
        self.state().trust()
    }

    /// A client is at the other end: it came with a websocket, or came again.
    pub fn comes(&self) {
        self.state().has_come = true;
    }

    pub fn has_come(&self) -> bool {
        self.state().has_come
    }

    /// One more body; whether it may be this long, beside those before it.
    pub fn may_send(&self, bytes: usize) -> bool {
        let mut state = self.state();
        state.received = state.received.saturating_add(bytes);
        state.trust() == Trust::Known || state.received <= MOST_OF_STRANGER
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn next(&mut self) -> Option<News<T>> {
        if let Some(end) = self.end {
            return Some(News::Ends(end));
        }
        if !self.is_there {
            return None;
        }
        let next = self.asked.pop_front();
        next.map(|(_, asked)| News::Asked(asked))
    }

    const fn trust(&self) -> Trust {
        match self.under {
            None => Trust::Stranger,
            Some(_) => Trust::Known,
        }
    }

    fn room_for(&self, bytes: usize, scales: &Scales) -> Option<Weight> {
        let trust = self.trust();
        let (most, most_bytes) = match trust {
            Trust::Stranger => QUEUE_OF_STRANGER,
            Trust::Known => QUEUE,
        };
        let waiting: usize = self.asked.iter().map(|(weight, _)| weight.bytes).sum();
        if self.asked.len() >= most || waiting + bytes > most_bytes {
            return None;
        }
        scales.put(trust, bytes)
    }
}
