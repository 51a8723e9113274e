//! The socket edge: Socket.IO on a listener of its own. The only folder that names socketioxide and hyper.
//!
//! | file | for |
//! |---|---|
//! | `serve` | starting and stopping; accepting connections |
//! | `request`, `asked`, `payload` | HTTP requests, what they ask for, and what polling clients send in them |
//! | `wire`, `head`, `frames` | bytes of a connection, watched while they go by |
//! | `connection`, `events`, `raw` | one connection: its events, and what it is told |
//! | `signals`, `doors` | ending connections, and who is inside by their names |
//! | `watch` | the white list, and the server's lease |
//! | `room`, `delays`, `handlers` | bounds on what is kept, on guessing and on waiting for webhooks |

mod asked;
mod connection;
mod delays;
mod doors;
mod events;
mod frames;
mod handlers;
mod head;
mod payload;
mod raw;
mod request;
mod room;
mod serve;
mod signals;
mod watch;
mod wire;

pub use room::Most;
pub use serve::{Parts, Running, start};

use crate::callback::Caller;
use crate::domain::key::RowKey;
use crate::flow::Platform;
use crate::flow::gateway::{GatewayPolicy, connections};
use crate::peer::Proxies;
use delays::Delays;
use doors::Doors;
use handlers::Handlers;
use payload::Trust;
use room::{Guests, Scales};
use signals::{Signals, Under};
use socketioxide::service::SocketIoService;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

type Library = SocketIoService<request::Nothing>;

/// Times and numbers that only tests change.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// A session that nobody has come back to by then is closed.
    pub begin_within: Duration,
    /// Who has not identified by then is closed.
    pub identify_within: Duration,
    /// How often the white list is looked at: it counts on all servers within two seconds.
    pub watch_every: Duration,
    pub renew_every: Duration,
    /// Sessions that have not identified.
    pub strangers: Most,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            begin_within: Duration::from_secs(5),
            identify_within: Duration::from_secs(30),
            watch_every: Duration::from_millis(800),
            renew_every: crate::domain::gateway::token::RENEW_EVERY,
            strangers: Most {
                in_all: 4096,
                of_one: 256,
            },
        }
    }
}

/// What all connections share.
pub struct Gateway {
    platform: Arc<Platform>,
    policy: GatewayPolicy,
    options: Options,
    proxies: Arc<Proxies>,
    caller: Caller,
    /// This server, among those that hold connections.
    node_key: RowKey,
    library: OnceLock<Library>,
    connections: Mutex<Connections>,
    doors: Arc<Doors>,
    guests: Arc<Guests>,
    /// What waits on all connections.
    scales: Scales,
    delays: Delays,
    handlers: Handlers,
}

#[derive(Default)]
struct Connections {
    by_ident: HashMap<String, Arc<Signals>>,
    by_sid: HashMap<String, Arc<Signals>>,
}

impl Gateway {
    /// A name for a connection that no other has. A session begins once: whoever begins it anew would have another
    /// half minute to identify, and other tries. So both end, and the session with them.
    fn begin(&self, sid: &str, signals: &Arc<Signals>) -> String {
        let mut connections = self.connections();
        if let Some(before) = connections.by_sid.insert(sid.to_owned(), signals.clone()) {
            before.evict("begun a second time");
        }
        loop {
            let ident = connections::name();
            if !connections.by_ident.contains_key(&ident) {
                connections.by_ident.insert(ident.clone(), signals.clone());
                return ident;
            }
        }
    }

    fn end(&self, sid: &str, ident: &str, signals: &Arc<Signals>) {
        let mut connections = self.connections();
        connections.by_ident.remove(ident);
        let own = connections.by_sid.get(sid);
        if own.is_some_and(|own| Arc::ptr_eq(own, signals)) {
            connections.by_sid.remove(sid);
        }
    }

    /// The connection that a session carries, where one has begun.
    fn signals_of(&self, sid: &str) -> Option<Arc<Signals>> {
        self.connections().by_sid.get(sid).cloned()
    }

    fn trust_of(&self, sid: &str) -> Trust {
        let signals = self.signals_of(sid);
        signals.map_or(Trust::Stranger, |signals| signals.trust())
    }

    fn has_connections(&self) -> bool {
        !self.connections().by_ident.is_empty()
    }

    fn evict_where(&self, is_gone: impl Fn(Under) -> bool) {
        for signals in self.connections().by_ident.values() {
            if signals.under().is_some_and(&is_gone) {
                signals.evict("not on the white list any more, or under another secret");
            }
        }
    }

    fn library(&self) -> Library {
        let library = self.library.get().cloned();
        library.unwrap_or_else(|| unreachable!("set before the first connection is accepted"))
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
