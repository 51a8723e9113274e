//! What is said on the socket. The member `ident` stands in each message.

use crate::domain::time::Timestamp;
use serde_json::{Value, json};

/// The closed list of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    WrongSecret,
    SecretNotAccepted,
    NotIdentified,
    TokenNotValid,
    ClientNotDefined,
    SessionNotDefined,
    TextNotDefined,
    TypeNotSupported,
    ClientDoesNotMatch,
    TokenExpired,
    SessionMissing,
    UserTokenNotValid,
    /// The client has no webhook.
    NoHandler,
    /// It has one, which gave no answer that can be handed back.
    HandlerFailed,
    /// Too many requests wait for webhooks.
    HandlerBusy,
    /// An event that there is not.
    EventNotSupported,
    /// The store says no now.
    Unavailable,
}

impl Fault {
    pub const fn text(self) -> &'static str {
        match self {
            Self::WrongSecret => "Client secret is not correct",
            Self::SecretNotAccepted => "Client secret is not accepted after identifying",
            Self::NotIdentified => "Client not identified with secret",
            Self::TokenNotValid => "Client token is not valid",
            Self::ClientNotDefined => "Client not defined",
            Self::SessionNotDefined => "User session id not defined",
            Self::TextNotDefined => "Text not defined",
            Self::TypeNotSupported => "Type not supported",
            Self::ClientDoesNotMatch => "Client does not match",
            Self::TokenExpired => "Client token has expired",
            Self::SessionMissing => "User session does not exist",
            Self::UserTokenNotValid => "User token is not valid",
            Self::NoHandler => "No handler",
            Self::HandlerFailed => "Handler did not answer",
            Self::HandlerBusy => "Too many requests",
            Self::EventNotSupported => "Event not supported",
            Self::Unavailable => "Service unavailable, try again later",
        }
    }
}

/// A message, and on which event it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub event: &'static str,
    pub message: Value,
}

const CONTROL: &str = "event";
const RESPONSE: &str = "response";

/// All of them, in the order in which they are given.
pub fn texts(faults: &[Fault]) -> String {
    let texts: Vec<&str> = faults.iter().map(|fault| fault.text()).collect();
    texts.join(", ")
}

pub fn refused(kind: &str, ident: &str, faults: &[Fault]) -> Said {
    control(json!({
        "type": kind,
        "success": false,
        "message": texts(faults),
        "ident": ident,
    }))
}

pub fn identified(auth_token: &str, ident: &str) -> Said {
    control(json!({
        "success": true,
        "message": "Successfully identified",
        "auth_token": auth_token,
        "ident": ident,
        "type": "identify",
    }))
}

pub fn handshaked(session_id: &str, token: &str, ident: &str) -> Said {
    control(json!({
        "type": "handshake",
        "success": true,
        "message": "Successfully handshaked",
        "session_id": session_id,
        "token": token,
        "ident": ident,
    }))
}

/// Only a ping is told that it was accepted; other requests get what their handler says.
pub fn accepted(session_id: &str, ident: &str) -> Said {
    control(json!({
        "type": "request",
        "success": true,
        "message": "Request accepted",
        "session_id": session_id,
        "ident": ident,
    }))
}

fn control(message: Value) -> Said {
    Said {
        event: CONTROL,
        message,
    }
}

/// What comes back of one request, message after message.
#[derive(Debug)]
pub struct Responses {
    /// As it was sent.
    session_id: String,
    ident: String,
    /// How many there were.
    sequence: u64,
}

impl Responses {
    pub const fn of(session_id: String, ident: String) -> Self {
        Self {
            session_id,
            ident,
            sequence: 0,
        }
    }

    /// Its handler is asked.
    pub fn start(&mut self, at: Timestamp) -> Said {
        self.next("start", None, at)
    }

    pub fn message(&mut self, attachments: Value, at: Timestamp) -> Said {
        self.next("message", Some(attachments), at)
    }

    pub fn pong(&mut self, at: Timestamp) -> Said {
        self.message(json!({ "ping": ["pong"] }), at)
    }

    /// Its handler has answered, or failed: clients wait for this before they send the next.
    pub fn end(&mut self, at: Timestamp) -> Said {
        self.next("end", None, at)
    }

    fn next(&mut self, kind: &str, attachments: Option<Value>, at: Timestamp) -> Said {
        self.sequence += 1;
        let members = [
            ("type", json!(kind)),
            ("namespace", json!(RESPONSE)),
            ("sequence", json!(self.sequence)),
            ("microtime", json!(at.millis())),
            ("ident", json!(self.ident)),
            ("session_id", json!(self.session_id)),
        ];
        let attachments = attachments.map(|attachments| ("attachments", attachments));
        let members = members.into_iter().chain(attachments);
        let message = members.map(|(name, value)| (name.to_owned(), value));
        Said {
            event: RESPONSE,
            message: Value::Object(message.collect()),
        }
    }
}
