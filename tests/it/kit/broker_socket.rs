//! A client of the broker API's sockets, Socket.IO 0.9: a handshake over HTTP, then packets over a websocket. It says
//! only what it is told to say, so nothing answers a heartbeat by itself.

use super::http::{HttpClient, Response};
use super::websocket::{Received, Websocket};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long an answer is waited for.
pub const PATIENCE: Duration = Duration::from_secs(10);
pub const HANDSHAKE: &str = "/socket.io/1/";
pub const WEBSOCKET: &str = "/socket.io/1/websocket/";

/// What the answers of a socket look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// An object with status, headers and body, as the library for browsers asks for.
    Sails,
    /// The body alone, as text.
    Plain,
}

pub const MANNERS: [Manner; 2] = [Manner::Sails, Manner::Plain];

/// A parameter of the handshake, as it is named there, and its value.
pub type Credential<'a> = (&'a str, &'a str);

/// What the server said.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    Connected,
    Heartbeat,
    /// The server said goodbye.
    Disconnected,
    /// To this ID.
    Answer(String, Value),
    /// Nothing for as long as was waited.
    Quiet,
    /// The stream ended.
    Closed,
}

pub struct BrokerSocket {
    pub websocket: Websocket,
    manner: Manner,
    calls: u64,
}

impl Manner {
    /// The query of a handshake with this credential.
    pub fn query(self, (name, value): Credential) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair(name, value);
        if self == Self::Sails {
            query.append_pair("__sails_io_sdk_version", "0.10.0");
        }
        query.finish()
    }
}

/// Asks for a sid.
#[track_caller]
pub fn shakes_hands(address: &str, query: &str) -> Response {
    HttpClient::new(address).get(&format!("{HANDSHAKE}?{query}"))
}

/// The sid of a good answer.
#[track_caller]
pub fn sid_in(answer: &Response) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.text();
    let sid = text.strip_suffix(":60:60:websocket");
    let sid = sid.unwrap_or_else(|| panic!("no handshake: {text:?}"));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    assert!(!sid.is_empty() && sid.bytes().all(is_plain), "{text:?}");
    sid.to_owned()
}

impl BrokerSocket {
    /// From the handshake to the first packet.
    #[track_caller]
    pub fn connects(address: &str, manner: Manner, credential: Credential) -> Self {
        let sid = sid_in(&shakes_hands(address, &manner.query(credential)));
        Self::opens(address, manner, &format!("{WEBSOCKET}{sid}"))
    }

    /// A websocket at this path, up to the first packet.
    #[track_caller]
    pub fn opens(address: &str, manner: Manner, path: &str) -> Self {
        let websocket = Websocket::opens(address, path, &[]);
        Self::on(websocket.expect("a websocket"), manner)
    }

    #[track_caller]
    pub fn on(websocket: Websocket, manner: Manner) -> Self {
        let mut socket = Self {
            websocket,
            manner,
            calls: 0,
        };
        assert_eq!(socket.hears(PATIENCE), Heard::Connected);
        socket
    }

    /// One packet, whatever it is. Who was cut off hears so.
    pub fn says(&mut self, packet: &str) {
        drop(self.websocket.says(packet));
    }

    /// A call without its answer, by whose ID it is told.
    pub fn wonders(
        &mut self,
        (method, url): (&str, &str),
        headers: &Value,
        data: &Value,
    ) -> String {
        self.calls += 1;
        let id = self.calls.to_string();
        let call = call_text(url, headers, data);
        self.says(&event(&format!("{id}+"), method, &json!([call])));
        id
    }

    /// A call over a socket whose answers name their status.
    #[track_caller]
    pub fn calls(&mut self, what: (&str, &str), headers: &Value, data: &Value) -> Response {
        let id = self.wonders(what, headers, data);
        response(&self.answer_to(&id), what.1)
    }

    /// A call's body alone, whatever the answer looks like.
    #[track_caller]
    pub fn asks(&mut self, what: (&str, &str), headers: &Value, data: &Value) -> Value {
        let id = self.wonders(what, headers, data);
        let answer = self.answer_to(&id);
        self.body_of(&answer)
    }

    #[track_caller]
    pub fn body_of(&self, answer: &Value) -> Value {
        if self.manner == Manner::Sails {
            return response(answer, "").json();
        }
        let text = answer.as_str().expect("a text");
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
    }

    /// The answer to this call, which has to be the next thing that is said.
    #[track_caller]
    pub fn answer_to(&mut self, id: &str) -> Value {
        match self.hears_more(PATIENCE) {
            Heard::Answer(to, answer) if to == id => answer,
            other => panic!("{other:?} in place of the answer to {id}"),
        }
    }

    /// The connection that this socket is, by a good call.
    #[track_caller]
    pub fn is_served(&mut self) -> Value {
        let data = json!({"endpointId": "bob"});
        let told = self.asks(("post", "/v1/connections"), &Value::Null, &data);
        assert!(told["id"].is_string(), "{told}");
        told
    }

    /// The next thing that the server says but heartbeats.
    #[track_caller]
    pub fn hears_more(&mut self, limit: Duration) -> Heard {
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.hears(left) {
                Heard::Heartbeat => {}
                other => return other,
            }
        }
    }

    /// The next thing that the server says.
    #[track_caller]
    pub fn hears(&mut self, limit: Duration) -> Heard {
        // No time at all would be no limit.
        let limit = limit.max(Duration::from_millis(1));
        match self.websocket.receives(limit) {
            Received::Text(packet) => read(&packet),
            Received::Quiet => Heard::Quiet,
            Received::Closed => Heard::Closed,
            other @ Received::Binary(_) => panic!("{other:?}"),
        }
    }

    /// Hears all until the stream ends, within this time; gives back what was said until then.
    #[track_caller]
    pub fn is_closed_within(&mut self, limit: Duration) -> Vec<Heard> {
        let deadline = Instant::now() + limit;
        let mut heard = Vec::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.hears_more(left) {
                Heard::Closed => return heard,
                Heard::Quiet => panic!("open after {limit:?}; heard {heard:?}"),
                other => heard.push(other),
            }
        }
    }
}

/// A packet that calls. `id` is empty for a call that wants no answer.
pub fn event(id: &str, method: &str, args: &Value) -> String {
    format!("5:{id}::{}", json!({"name": method, "args": args}))
}

/// A call as the libraries send it: JSON in a text. What is null is left out.
pub fn call_text(url: &str, headers: &Value, data: &Value) -> String {
    let mut call = json!({ "url": url });
    for (name, value) in [("headers", headers), ("data", data)] {
        if !value.is_null() {
            call[name] = value.clone();
        }
    }
    call.to_string()
}

/// An answer with its status, as it would have come over HTTP.
#[track_caller]
fn response(answer: &Value, path: &str) -> Response {
    let members = answer.as_object().expect("an object");
    assert_eq!(members.len(), 3, "{answer}");
    let body = &answer["body"];
    assert!(body.is_object() || body.is_array(), "{answer}");
    let status = answer["statusCode"].as_u64().expect("a status");
    let headers = answer["headers"].as_object().expect("headers");
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    Response {
        path: path.to_owned(),
        status: u16::try_from(status).expect("a status"),
        headers: headers
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        body: body.to_string().into_bytes(),
    }
}

#[track_caller]
fn read(packet: &str) -> Heard {
    // What ends a line in JavaScript would end the packet there.
    let is_one_line = !packet.contains(['\n', '\r', '\u{2028}', '\u{2029}']);
    assert!(is_one_line, "{packet:?}");
    match packet {
        "1::" => Heard::Connected,
        "2::" => Heard::Heartbeat,
        "0::" => Heard::Disconnected,
        _ => {
            let answer = packet.strip_prefix("6:::");
            let answer = answer.and_then(|answer| answer.split_once('+'));
            let (id, list) = answer.unwrap_or_else(|| panic!("an unknown packet {packet:?}"));
            let (told,): (Value,) =
                serde_json::from_str(list).unwrap_or_else(|error| panic!("{error} in {packet}"));
            Heard::Answer(id.to_owned(), told)
        }
    }
}
