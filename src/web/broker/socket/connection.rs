//! The life of a socket: calls are taken one after the other and answered in order, until the client leaves, is silent
//! for too long, sends what is no websocket, or its credential ends.

use super::calls::{Peer, SocketOrigin};
use super::messages::{Message, Messages};
use super::outgoing::Outgoing;
use super::seats::Taken;
use super::worker::Sockets;
use crate::domain::broker::packet::{
    CONNECTED, GOODBYE, HEARTBEAT, Packet, SocketAnswer, SocketCall,
};
use crate::domain::broker::socket_pass::AnswerForm;
use crate::web::Edge;
use actix_web::web::Data;
use actix_ws::CloseCode;
use std::cell::Cell;
use std::time::Duration;
use tokio::select;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// How long a client may take to hear that it is to go.
const CLOSES_IN: Duration = Duration::from_secs(1);
/// How long nothing more is read of who calls too often.
const BREATH: Duration = Duration::from_millis(100);

pub struct Connection {
    pub edge: Data<Edge>,
    pub sockets: Data<Sockets>,
    pub form: AnswerForm,
    pub origin: SocketOrigin,
    pub peer: Peer,
    pub seat: Taken,
    pub outgoing: Outgoing,
    pub last_heard: Cell<Instant>,
}

/// Why it ends.
enum End {
    /// The connection is gone.
    Gone,
    /// The client said goodbye, or sent what is no websocket, or too much of one.
    Closed(CloseCode),
    Silent,
    /// What it was opened with has ended.
    Evicted,
    /// The server stops. The client is told no goodbye, and comes back.
    Stopped,
}

impl Connection {
    pub async fn attend(self, messages: Messages) {
        let end = select! {
            end = self.converse(messages) => end,
            end = self.beat() => end,
            end = self.notice_silence() => end,
        };
        // Who takes nothing is cut.
        let _ = timeout(CLOSES_IN, self.close(end)).await;
    }

    async fn close(&self, end: End) {
        let code = match end {
            End::Gone => return,
            End::Closed(code) => code,
            End::Silent => CloseCode::Away,
            End::Evicted => {
                self.outgoing.say(GOODBYE.to_owned()).await;
                CloseCode::Normal
            }
            End::Stopped => CloseCode::Away,
        };
        self.outgoing.close(code).await;
    }

    async fn converse(&self, mut messages: Messages) -> End {
        self.outgoing.say(CONNECTED.to_owned()).await;
        while !self.outgoing.is_gone() {
            let message = select! {
                biased;
                () = self.seat.seat.ends() => return End::Evicted,
                () = (self.sockets.stopping)() => return End::Stopped,
                message = self.next(&mut messages) => message,
            };
            match message {
                Ok(None) => return End::Gone,
                Err(code) => return End::Closed(code),
                Ok(Some(message)) => {
                    self.last_heard.set(Instant::now());
                    if let Some(end) = self.hear(message).await {
                        return end;
                    }
                }
            }
        }
        End::Gone
    }

    async fn next(&self, messages: &mut Messages) -> Result<Option<Message>, CloseCode> {
        self.outgoing.room().await;
        messages.next().await
    }

    async fn hear(&self, message: Message) -> Option<End> {
        match message {
            Message::Text(text) => {
                // However much one client has sent, others have their turn.
                yield_now().await;
                match Packet::parse(&text) {
                    Packet::Goodbye => return Some(End::Closed(CloseCode::Normal)),
                    Packet::Call(call) => self.answer(*call).await,
                    Packet::Broken(id) => self.reply(&id, SocketAnswer::broken()).await,
                    Packet::Other => {}
                }
            }
            Message::Ping(bytes) => self.outgoing.pong(&bytes).await,
            Message::Close => return Some(End::Closed(CloseCode::Normal)),
            Message::Other => {}
        }
        None
    }

    async fn answer(&self, call: SocketCall) {
        let id = call.id.clone();
        let answer = self.sockets.calls.answer(call, &self.origin, &self.peer);
        let answer = answer.await;
        let is_over_the_rate = answer.status == 429;
        if let Some(id) = id {
            self.reply(&id, answer).await;
        }
        if is_over_the_rate {
            sleep(BREATH).await;
        }
    }

    async fn reply(&self, id: &str, answer: SocketAnswer) {
        self.outgoing.say(answer.packet(id, self.form)).await;
    }

    async fn beat(&self) -> End {
        loop {
            sleep(self.edge.socket_times.heartbeat).await;
            self.outgoing.say(HEARTBEAT.to_owned()).await;
        }
    }

    async fn notice_silence(&self) -> End {
        loop {
            let until = self.last_heard.get() + self.edge.socket_times.silence;
            if Instant::now() >= until {
                return End::Silent;
            }
            sleep_until(until).await;
        }
    }
}
