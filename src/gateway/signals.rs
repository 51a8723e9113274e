//! What a connection is told: that it is there, what was asked of it, that it left, or that it has to go.

use super::connection::Asked;
use crate::domain::gateway::Identified;
use crate::domain::key::RowKey;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::time::Instant;

/// Most events of a connection that wait; who sends more is closed.
const QUEUE: usize = 64;

/// One for each connection, ten thousand times: a channel would take room for events that nobody sent.
#[derive(Default)]
pub struct Signals {
    told: Notify,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    is_there: bool,
    asked: VecDeque<Box<Asked>>,
    end: Option<End>,
    is_over: bool,
    under: Option<Under>,
}

/// What a connection hears of.
pub enum News {
    Asked(Box<Asked>),
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

impl Signals {
    /// The library takes its answers from now on. Events may come a moment before: the client is told first.
    pub fn is_there(&self) {
        self.state().is_there = true;
        self.told.notify_one();
    }

    pub fn ask(&self, asked: Box<Asked>) {
        let mut state = self.state();
        if state.is_over {
            return;
        }
        if state.asked.len() < QUEUE {
            state.asked.push_back(asked);
        } else {
            state
                .end
                .get_or_insert(End::Evicted("too many events at once"));
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
    pub async fn news(&self) -> News {
        loop {
            if let Some(news) = self.state().next() {
                return news;
            }
            self.told.notified().await;
        }
    }

    /// Nothing is heard any more. What waits holds the socket, which holds this.
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

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self) -> Option<News> {
        if let Some(end) = self.end {
            return Some(News::Ends(end));
        }
        if !self.is_there {
            return None;
        }
        self.asked.pop_front().map(News::Asked)
    }
}
