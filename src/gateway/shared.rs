//! What all connections share.

use super::delays::Delays;
use super::doors::Doors;
use super::handlers::Handlers;
use super::payload::Trust;
use super::refusals::Nothing;
use super::reply::Signals;
use super::room::{Guests, Most, Scales};
use super::signals::Under;
use crate::callback::Caller;
use crate::domain::key::RowKey;
use crate::flow::Platform;
use crate::flow::gateway::{GatewayPolicy, connections};
use crate::peer::Proxies;
use socketioxide::service::SocketIoService;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

pub type Library = SocketIoService<Nothing>;

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
    pub platform: Arc<Platform>,
    pub policy: GatewayPolicy,
    pub options: Options,
    pub proxies: Arc<Proxies>,
    pub caller: Caller,
    /// This server, among those that hold connections.
    pub node_key: RowKey,
    pub library: OnceLock<Library>,
    pub connections: Mutex<Connections>,
    pub doors: Arc<Doors>,
    pub guests: Arc<Guests>,
    /// What waits on all connections.
    pub scales: Scales,
    pub delays: Delays,
    pub handlers: Handlers,
}

#[derive(Default)]
pub struct Connections {
    by_ident: HashMap<String, Arc<Signals>>,
    by_sid: HashMap<String, Arc<Signals>>,
}

impl Gateway {
    /// A name for a connection that no other has. A session begins once: whoever begins it anew would have another
    /// half minute to identify, and other tries. So both end, and the session with them.
    pub fn begin(&self, sid: &str, signals: &Arc<Signals>) -> String {
        let mut connections = self.connections();
        if let Some(before) = connections.by_sid.insert(sid.to_owned(), signals.clone()) {
            before.evict("begun a second time");
        }
        loop {
            let ident = connections::name();
            if !connections.by_ident.contains_key(&ident) {
                connections.by_ident.insert(ident.clone(), signals.clone());
                self.count(&connections);
                return ident;
            }
        }
    }

    pub fn end(&self, sid: &str, ident: &str, signals: &Arc<Signals>) {
        let mut connections = self.connections();
        connections.by_ident.remove(ident);
        self.count(&connections);
        let own = connections.by_sid.get(sid);
        if own.is_some_and(|own| Arc::ptr_eq(own, signals)) {
            connections.by_sid.remove(sid);
        }
    }

    fn count(&self, connections: &Connections) {
        let metrics = &self.platform.metrics.gateway;
        metrics.connections.set(connections.by_ident.len());
    }

    /// The connection that a session carries, where one has begun.
    pub fn signals_of(&self, sid: &str) -> Option<Arc<Signals>> {
        self.connections().by_sid.get(sid).cloned()
    }

    pub fn trust_of(&self, sid: &str) -> Trust {
        let signals = self.signals_of(sid);
        signals.map_or(Trust::Stranger, |signals| signals.trust())
    }

    pub fn has_connections(&self) -> bool {
        !self.connections().by_ident.is_empty()
    }

    pub fn evict_where(&self, is_gone: impl Fn(Under) -> bool) {
        for signals in self.connections().by_ident.values() {
            if signals.under().is_some_and(&is_gone) {
                signals.evict("not on the white list any more, or under another secret");
            }
        }
    }

    pub fn library(&self) -> Library {
        let library = self.library.get().cloned();
        library.unwrap_or_else(|| unreachable!("set before the first connection is accepted"))
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
