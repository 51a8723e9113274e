//! Who is inside by the name of an Engine.IO session: requests that wait for what it has to say, and its websocket.
//! The library ends sessions and may forget those; they are shown out from here.

use super::wire::Handle;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

#[derive(Default)]
pub struct Doors(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    websockets: HashMap<String, Handle>,
    waiting: HashMap<String, Vec<Arc<Notify>>>,
}

/// A request that waits; no more when dropped.
pub struct Waiting {
    doors: Arc<Doors>,
    sid: String,
    leave: Arc<Notify>,
}

/// The websocket that a polling session goes on as; no more when dropped.
pub struct Upgrade {
    doors: Arc<Doors>,
    sid: String,
}

impl Doors {
    pub fn waits(self: &Arc<Self>, sid: &str) -> Waiting {
        let leave = Arc::new(Notify::new());
        let mut inner = self.inner();
        let waiting = inner.waiting.entry(sid.to_owned()).or_default();
        waiting.push(leave.clone());
        Waiting {
            doors: self.clone(),
            sid: sid.to_owned(),
            leave,
        }
    }

    /// `None` where the session has one: of two the library would leave one without a voice.
    pub fn upgrades(self: &Arc<Self>, sid: &str, handle: Handle) -> Option<Upgrade> {
        let mut inner = self.inner();
        if inner.websockets.contains_key(sid) {
            return None;
        }
        inner.websockets.insert(sid.to_owned(), handle);
        Some(Upgrade {
            doors: self.clone(),
            sid: sid.to_owned(),
        })
    }

    /// The session has identified: its websocket, where it has one, may carry more.
    pub fn trusts(&self, sid: &str) {
        if let Some(websocket) = self.inner().websockets.get(sid) {
            websocket.trust();
        }
    }

    /// Whoever waits is told that there is no such session; its websocket is cut.
    pub fn show_out(&self, sid: &str) {
        let (websocket, waiting) = {
            let inner = self.inner();
            let websocket = inner.websockets.get(sid).cloned();
            (websocket, inner.waiting.get(sid).cloned())
        };
        if let Some(websocket) = websocket {
            websocket.cut_websocket();
        }
        for leave in waiting.unwrap_or_default() {
            leave.notify_one();
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    pub async fn shown_out(&self) {
        self.leave.notified().await;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut inner = self.doors.inner();
        if let Some(waiting) = inner.waiting.get_mut(&self.sid) {
            waiting.retain(|other| !Arc::ptr_eq(other, &self.leave));
            if waiting.is_empty() {
                inner.waiting.remove(&self.sid);
            }
        }
    }
}

impl Drop for Upgrade {
    fn drop(&mut self) {
        self.doors.inner().websockets.remove(&self.sid);
    }
}
