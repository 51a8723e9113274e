//! The life of a socket: calls are taken one after the other and answered in order, until the client leaves, is silent
//! for too long, sends what is no websocket, or its credential ends.

use super::calls::{Peer, SocketOrigin};
use super::outgoing::Outgoing;
use super::seats::Taken;
use super::worker::Sockets;
use crate::domain::broker::packet::{
    CONNECTED, GOODBYE, HEARTBEAT, Packet, SocketAnswer, SocketCall,
};
use crate::domain::broker::socket_pass::AnswerForm;
use crate::web::Edge;
use actix_web::web::Data;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, ProtocolError};
use std::cell::Cell;
use std::io::ErrorKind;
use std::time::Duration;
use tokio::select;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// How long a client may take to hear that it is to go.
const CLOSES_IN: Duration = Duration::from_secs(1);

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
    pub async fn attend(self, messages: AggregatedMessageStream) {
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

    async fn converse(&self, mut messages: AggregatedMessageStream) -> End {
        self.outgoing.say(CONNECTED.to_owned()).await;
        loop {
            let message = select! {
                biased;
                () = self.seat.seat.ends() => return End::Evicted,
                () = (self.sockets.stopping)() => return End::Stopped,
                message = self.next(&mut messages) => message,
            };
            match message {
                None => return End::Gone,
                Some(Err(error)) => return End::Closed(code_of(&error)),
                Some(Ok(message)) => {
                    self.last_heard.set(Instant::now());
                    if let Some(end) = self.hear(message).await {
                        return end;
                    }
                }
            }
        }
    }

    async fn next(
        &self,
        messages: &mut AggregatedMessageStream,
    ) -> Option<Result<AggregatedMessage, ProtocolError>> {
        self.outgoing.room().await;
        messages.recv().await
    }

    async fn hear(&self, message: AggregatedMessage) -> Option<End> {
        match message {
            AggregatedMessage::Text(text) => match Packet::parse(&text) {
                Packet::Goodbye => return Some(End::Closed(CloseCode::Normal)),
                Packet::Call(call) => self.answer(*call).await,
                Packet::Broken(id) => self.reply(&id, SocketAnswer::broken()).await,
                Packet::Other => {}
            },
            AggregatedMessage::Ping(bytes) => {
                self.outgoing.pong(&bytes).await;
            }
            AggregatedMessage::Close(_) => {
                return Some(End::Closed(CloseCode::Normal));
            }
            AggregatedMessage::Binary(_) | AggregatedMessage::Pong(_) => {}
        }
        None
    }

    async fn answer(&self, call: SocketCall) {
        let id = call.id.clone();
        let answer = self.sockets.calls.answer(call, &self.origin, &self.peer);
        let answer = answer.await;
        if let Some(id) = id {
            self.reply(&id, answer).await;
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

fn code_of(error: &ProtocolError) -> CloseCode {
    match error {
        ProtocolError::Io(error) if error.kind() == ErrorKind::InvalidData => CloseCode::Invalid,
        // Of what is cut nothing else is told.
        ProtocolError::Overflow | ProtocolError::Io(_) => CloseCode::Size,
        _ => CloseCode::Protocol,
    }
}
