//! One connection, from its beginning to its end: takes its events one after the other, in the order in which they
//! came.

use super::request::Origin;
use super::{Gateway, Signals};
use crate::domain::gateway::answer::{Fault, Said, refused};
use crate::domain::gateway::{Identified, Stage};
use crate::flow::gateway::connections;
use serde_json::Value;
use socketioxide::extract::{AckSender, Event, SocketRef, TryData};
use std::future::ready;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Most events of a connection that wait; who sends more is closed.
const QUEUE: usize = 64;
/// How long what was said last has to get away before the connection is cut.
const FAREWELL: Duration = Duration::from_millis(250);

/// Why a client is closed that takes no answers.
const DEAF: &str = "answers are not taken";

/// What a client sent.
pub struct Asked {
    pub event: String,
    pub payload: Value,
    pub reply: Reply,
}

/// Where the answer goes: to the event of its name, and to who waits for an acknowledgement.
pub struct Reply {
    socket: SocketRef,
    ack: AckSender,
    signals: Arc<Signals>,
}

impl Reply {
    /// Beside the answer itself.
    pub fn emit(&self, said: &Said) {
        if self.socket.emit(said.event, &said.message).is_err() {
            // Silence would be worse than an end.
            self.signals.evict(DEAF);
        }
    }

    pub fn say(self, said: &Said) {
        self.emit(said);
        if self.ack.send(&said.message).is_err() {
            self.signals.evict(DEAF);
        }
    }
}

pub struct Connection {
    pub gateway: Arc<Gateway>,
    pub socket: SocketRef,
    pub ident: String,
    pub address: IpAddr,
    pub who: Option<Identified>,
    /// Wrong secrets so far.
    pub failures: u32,
    /// Responses so far.
    pub sequence: Arc<AtomicU64>,
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
    let (queue, events) = mpsc::channel(QUEUE);
    let signals = Arc::new(Signals::default());
    let told = signals.clone();
    let of = socket.clone();
    socket.on_fallback(
        move |Event(event): Event, TryData(payload): TryData<Value>, ack: AckSender| {
            let reply = Reply {
                socket: of.clone(),
                ack,
                signals: told.clone(),
            };
            let asked = Asked {
                event,
                // What is no JSON value holds nothing, as null does.
                payload: payload.unwrap_or_default(),
                reply,
            };
            if queue.try_send(Box::new(asked)).is_err() {
                told.evict("too many events at once");
            }
            ready(())
        },
    );
    let told = signals.clone();
    socket.on_disconnect(move || {
        told.leave();
        ready(())
    });
    let origin = socket.req_parts().extensions.get::<Origin>();
    let connection = Connection {
        gateway: gateway.clone(),
        socket: socket.clone(),
        ident: gateway.begin(&socket.id.to_string(), &signals),
        address: origin.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |origin| origin.address),
        who: None,
        failures: 0,
        sequence: Arc::default(),
        signals,
    };
    tokio::spawn(connection.attend(events));
}

impl Connection {
    async fn attend(mut self, mut events: mpsc::Receiver<Box<Asked>>) {
        let limit = self.gateway.options.identify_within;
        let identify_by = tokio::time::sleep_until(Instant::now() + limit);
        tokio::pin!(identify_by);
        let mut has_identified = false;
        loop {
            tokio::select! {
                biased;
                () = self.signals.left() => {
                    self.gateway.doors.forget(&self.socket.id.to_string());
                    break;
                }
                reason = self.signals.evicted() => {
                    self.tell_of("closed", reason);
                    self.close(FAREWELL);
                    break;
                }
                () = &mut identify_by, if !has_identified => {
                    self.tell_of("closed", "not identified in time");
                    self.close(FAREWELL);
                    break;
                }
                asked = events.recv() => {
                    let Some(asked) = asked else { break };
                    if let After::Ends(wait) = self.take(*asked).await {
                        self.tell_of("closed", "too many wrong secrets");
                        self.close(wait + FAREWELL);
                        break;
                    }
                    has_identified |= self.who.is_some();
                }
            }
        }
        self.gateway
            .end(&self.socket.id.to_string(), &self.ident, &self.signals);
        if let Some(who) = &self.who {
            connections::left(&self.gateway.platform, who);
        }
    }

    async fn take(&mut self, asked: Asked) -> After {
        match asked.event.as_str() {
            "identify" => self.identify(asked).await,
            "handshake" => {
                self.handshake(asked).await;
                After::GoesOn
            }
            "request" => {
                self.request(asked).await;
                After::GoesOn
            }
            _ => {
                let fault = match self.who {
                    None => Fault::NotIdentified,
                    Some(_) => Fault::EventNotSupported,
                };
                let said = refused(&asked.event, &self.ident, &[fault]);
                asked.reply.say(&said);
                After::GoesOn
            }
        }
    }

    /// Ends the Socket.IO part now, and the rest a little later.
    fn close(&self, wait: Duration) {
        let (gateway, socket) = (self.gateway.clone(), self.socket.clone());
        tokio::spawn(async move {
            tokio::time::sleep(wait.saturating_sub(FAREWELL)).await;
            let sid = socket.id.to_string();
            let origin = socket.req_parts().extensions.get::<Origin>().cloned();
            // A full queue: then cutting it off is all there is to do.
            let _ = socket.disconnect();
            tokio::time::sleep(FAREWELL).await;
            gateway.doors.shut(&sid);
            if let Some(origin) = origin {
                origin.wire.cut_websocket();
            }
        });
    }

    /// A log line: what a connection asked for and what it was told, without any of its words.
    pub fn tell_of(&self, event: &str, outcome: &str) {
        let client = self.who.as_ref().map(|who| who.client_name.as_str());
        tracing::info!(
            event,
            ident = self.ident,
            socket_client = client.unwrap_or_default(),
            outcome,
            "socket"
        );
    }
}

/// The connection as the rules see it.
pub fn stage(who: Option<&Identified>) -> Stage<'_> {
    who.map_or(Stage::Fresh, Stage::Identified)
}
