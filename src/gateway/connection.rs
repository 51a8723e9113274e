//! One connection, from its beginning to its end: takes its events one after the other, in the order in which they
//! came.

use super::raw::Raw;
use super::reply::{ClientEvent, Reply, Signals};
use super::request::{Origin, end_session};
use super::shared::Gateway;
use super::signals::{End, News};
use crate::domain::answer::LogDecision;
use crate::domain::gateway::answer::{Fault, refused};
use crate::domain::gateway::{Identified, Stage};
use crate::domain::peer::Network;
use crate::flow::gateway::connections;
use socketioxide::extract::SocketRef;
use socketioxide::socket::DisconnectReason;
use socketioxide::{ProtocolVersion, TransportType};
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long what was said last has to get away before the connection is cut.
const FAREWELL: Duration = Duration::from_millis(250);

/// Most characters of an event's name that come back where there is no such event.
const LONGEST_ECHO: usize = 64;

pub struct Connection {
    pub gateway: Arc<Gateway>,
    pub socket: SocketRef,
    pub ident: String,
    pub network: Network,
    pub who: Option<Identified>,
    /// Wrong secrets so far, and what else was asked before the right one.
    pub failures: u32,
    pub signals: Arc<Signals>,
}

/// What becomes of the connection after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    GoesOn,
    /// It is closed once this time has passed.
    Ends(Duration),
}

/// Begins with a connection, before it is told that it is one: no event can come too early.
pub fn begin(gateway: &Arc<Gateway>, socket: &SocketRef) {
    let signals = Arc::new(Signals::new(gateway.scales.clone()));
    // A polling client of the older generation need not even be there: the connection begins by itself.
    if socket.protocol() == ProtocolVersion::V5
        || socket.transport_type() == TransportType::Websocket
    {
        signals.comes();
    }
    hear(socket, signals.clone());
    let told = signals.clone();
    socket.on_disconnect(move |reason: DisconnectReason| {
        match reason {
            // The session goes on below: whoever left could begin on it anew.
            DisconnectReason::ClientNSDisconnect => told.evict("it left the namespace"),
            _ => told.leave(),
        }
        ready(())
    });
    let origin = socket.req_parts().extensions.get::<Origin>();
    let connection = Connection {
        gateway: gateway.clone(),
        socket: socket.clone(),
        ident: gateway.begin(&socket.id.to_string(), &signals),
        network: origin.map_or(Network::UNKNOWN, |origin| origin.network),
        who: None,
        failures: 0,
        signals,
    };
    tokio::spawn(connection.attend());
}

/// The socket is handed in with each event: one that is kept here would keep itself.
fn hear(socket: &SocketRef, signals: Arc<Signals>) {
    socket.on_fallback(move |mut raw: Raw| {
        let reply = Reply {
            socket: raw.socket(),
            ack: raw.ack(),
            signals: signals.clone(),
        };
        let bytes = raw.weight();
        signals.ask(Box::new(ClientEvent { raw, reply }), bytes);
        ready(())
    });
}

impl Connection {
    async fn attend(mut self) {
        let began = Instant::now();
        loop {
            match self.news(began).await {
                // Boxed: most connections are idle most of the time, and then need no room for it.
                News::Asked(asked) => {
                    if let After::Ends(wait) = Box::pin(self.take(*asked)).await {
                        self.tell_of(
                            "closed",
                            LogDecision::Closed,
                            Some("too many wrong secrets, or events before identifying"),
                        );
                        self.close(wait + FAREWELL);
                        break;
                    }
                }
                News::Ends(End::Left) => {
                    give_back(&self.socket);
                    break;
                }
                News::Ends(End::Evicted(reason)) => {
                    self.tell_of("closed", LogDecision::Closed, Some(reason));
                    self.close(FAREWELL);
                    break;
                }
            }
        }
        self.signals.over();
        self.gateway
            .end(&self.socket.id.to_string(), &self.ident, &self.signals);
        if let Some(who) = &self.who {
            connections::left(&self.gateway.platform, who);
        }
    }

    /// What comes next; who has not identified by then has to go, whatever else they say, and who has not come
    /// again much sooner.
    async fn news(&self, began: Instant) -> News<Box<ClientEvent>> {
        if self.who.is_some() {
            return self.signals.news().await;
        }
        let options = &self.gateway.options;
        if !self.signals.has_come() {
            let begin_by = began + options.begin_within.min(options.identify_within);
            let in_time = Box::pin(timeout_at(begin_by, self.signals.news())).await;
            match in_time {
                Ok(news) => return news,
                Err(_) if self.signals.has_come() => {}
                Err(_) => return News::Ends(End::Evicted("not begun in time")),
            }
        }
        let late = News::Ends(End::Evicted("not identified in time"));
        let identify_by = began + options.identify_within;
        if identify_by <= Instant::now() {
            return late;
        }
        // Boxed as well: it is needed for a moment.
        let in_time = Box::pin(timeout_at(identify_by, self.signals.news()));
        in_time.await.unwrap_or(late)
    }

    async fn take(&mut self, asked: ClientEvent) -> After {
        let ClientEvent { raw, reply } = asked;
        let (event, payload) = raw.read();
        match event.as_str() {
            "identify" => return self.identify(payload, reply).await,
            "handshake" => self.handshake(payload, reply).await,
            "request" => self.request(payload, reply).await,
            _ => {
                let fault = match self.who {
                    None => Fault::NotIdentified,
                    Some(_) => Fault::EventNotSupported,
                };
                let event: String = event.chars().take(LONGEST_ECHO).collect();
                reply.say(&refused(&event, &self.ident, &[fault]));
            }
        }
        if self.who.is_some() {
            return After::GoesOn;
        }
        self.fails(Duration::ZERO)
    }

    /// One more thing that a stranger should not have asked; whether it was the last, once this was answered.
    pub fn fails(&mut self, answered_in: Duration) -> After {
        self.failures += 1;
        if self.failures >= self.gateway.policy.brake.failures {
            After::Ends(answered_in + Duration::from_millis(50))
        } else {
            After::GoesOn
        }
    }

    /// It may send more from now on, and takes the place of no stranger.
    pub fn gains_trust(&self) {
        give_back(&self.socket);
        let origin = self.socket.req_parts().extensions.get::<Origin>();
        if let Some(websocket) = origin.and_then(|origin| origin.websocket.as_ref()) {
            websocket.trust();
        }
        self.gateway.doors.trusts(&self.socket.id.to_string());
    }

    /// Ends the Socket.IO part now, and the rest a little later.
    fn close(&self, wait: Duration) {
        let (gateway, socket) = (self.gateway.clone(), self.socket.clone());
        tokio::spawn(async move {
            tokio::time::sleep(wait.saturating_sub(FAREWELL)).await;
            let sid = socket.id.to_string();
            let origin = socket.req_parts().extensions.get::<Origin>();
            let websocket = origin.and_then(|origin| origin.websocket.clone());
            let guest = origin.and_then(|origin| origin.guest.clone());
            // A full queue: then cutting it off is all there is to do.
            let _ = socket.disconnect();
            tokio::time::sleep(FAREWELL).await;
            end_session(&gateway, &sid).await;
            if let Some(websocket) = websocket {
                websocket.cut_websocket();
            }
            if let Some(guest) = guest {
                guest.give_back();
            }
        });
    }

    /// A log line: what a connection asked for and what it was told, without any of its words.
    pub fn tell_of(&self, event: &str, decision: LogDecision, reason: Option<&str>) {
        let client = self.who.as_ref().map(|who| who.client_name.as_str());
        tracing::info!(
            event,
            ident = self.ident,
            socket_client = client.unwrap_or_default(),
            decision = decision.word(),
            reason,
            "socket"
        );
    }
}

/// It takes the place of no stranger any more, however long the library keeps it.
fn give_back(socket: &SocketRef) {
    let origin = socket.req_parts().extensions.get::<Origin>();
    if let Some(guest) = origin.and_then(|origin| origin.guest.as_ref()) {
        guest.give_back();
    }
}

/// The connection as the rules see it.
pub fn stage(who: Option<&Identified>) -> Stage<'_> {
    who.map_or(Stage::Fresh, Stage::Identified)
}
