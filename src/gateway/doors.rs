//! Who may still come in by the name of an Engine.IO session, and which websockets it has: the library ends the
//! Socket.IO part of a connection, the rest is ended here.

use super::wire::Handle;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// By then the library has given up a session that nobody may use: heartbeats no longer come.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(120);

#[derive(Default)]
pub struct Doors(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    websockets: HashMap<String, Handle>,
    shut: HashMap<String, Instant>,
}

impl Doors {
    /// A polling session goes on as a websocket.
    pub fn upgrades(&self, sid: &str, handle: Handle) {
        self.inner().websockets.insert(sid.to_owned(), handle);
    }

    pub fn is_shut(&self, sid: &str) -> bool {
        self.inner().shut.contains_key(sid)
    }

    /// Nobody comes in by this name any more, and its websocket is cut.
    pub fn shut(&self, sid: &str) {
        let now = Instant::now();
        let websocket = {
            let mut inner = self.inner();
            inner.shut.retain(|_, since| now - *since < FORGOTTEN_AFTER);
            inner.shut.insert(sid.to_owned(), now);
            inner.websockets.remove(sid)
        };
        if let Some(websocket) = websocket {
            websocket.cut_websocket();
        }
    }

    /// The session ended by itself.
    pub fn forget(&self, sid: &str) {
        self.inner().websockets.remove(sid);
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
