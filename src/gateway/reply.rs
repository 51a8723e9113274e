//! What a client sent, and where the answer goes.

use super::raw::Raw;
use super::signals;
use crate::domain::gateway::answer::Said;
use socketioxide::extract::{AckSender, SocketRef};
use std::sync::Arc;

/// What a connection is told, events among it. They hold the socket, which holds these.
pub type Signals = signals::Signals<Box<ClientEvent>>;

/// Why a client is closed that takes no answers.
const DEAF: &str = "answers are not taken";

/// What a client sent.
pub struct ClientEvent {
    pub raw: Raw,
    pub reply: Reply,
}

/// Where the answer goes: to the event of its name, and to who waits for an acknowledgement.
pub struct Reply {
    pub socket: SocketRef,
    pub ack: AckSender,
    pub signals: Arc<Signals>,
}

impl Reply {
    pub fn emit(&self, said: &Said) {
        if self.socket.emit(said.event, &said.message).is_err() {
            self.give_up();
        }
    }

    pub fn say(self, said: &Said) {
        self.emit(said);
        self.acknowledge(said);
    }

    /// For who waits for that.
    pub fn acknowledge(self, said: &Said) {
        let signals = self.signals;
        if self.ack.send(&said.message).is_err() {
            signals.evict(DEAF);
        }
    }

    /// Too much waits for a client that does not take it: it is closed, so that no answer is missed in silence.
    fn give_up(&self) {
        self.signals.evict(DEAF);
    }
}
