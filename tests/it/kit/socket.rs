//! A Socket.IO client of our own: both generations, over polling and over a websocket. It keeps to the protocol as
//! long as it is told nothing else, and sends whatever it is told.

use super::http::{Response, exchange_within};
use super::websocket::{Received, Websocket};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long an answer is waited for.
pub const PATIENCE: Duration = Duration::from_secs(10);
const SEPARATOR: char = '\u{1e}';

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// `EIO=3`: Socket.IO 1 and 2.
    Old,
    /// `EIO=4`: Socket.IO 3 and 4.
    New,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Polling,
    Websocket,
}

pub type Kind = (Generation, Transport);

/// Each generation over each transport.
pub const KINDS: [Kind; 4] = [
    (Generation::Old, Transport::Polling),
    (Generation::Old, Transport::Websocket),
    (Generation::New, Transport::Polling),
    (Generation::New, Transport::Websocket),
];

pub const NEWEST: Kind = (Generation::New, Transport::Websocket);

/// What the server said.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    Event(String, Value),
    Ack(u64, Value),
    /// Connected to the namespace.
    Connected,
    /// The server ended the Socket.IO connection.
    Disconnected,
    /// A connection to a namespace was refused.
    Refused(Value),
    /// Nothing for as long as was waited.
    Quiet,
    /// What is below is closed: the stream ended, or the session is unknown.
    Closed,
}

/// An answer as acknowledgement, and the events that came before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub events: Vec<(String, Value)>,
    pub ack: Value,
}

pub struct Socket {
    /// `host:port`
    pub address: String,
    pub kind: Kind,
    pub sid: String,
    websocket: Option<Websocket>,
    packets: VecDeque<String>,
    headers: Vec<(String, String)>,
    acks: u64,
}

impl Generation {
    pub const fn number(self) -> u8 {
        match self {
            Self::Old => 3,
            Self::New => 4,
        }
    }
}

impl Socket {
    /// Up to the namespace.
    #[track_caller]
    pub fn connects(address: &str, kind: Kind) -> Self {
        Self::connects_from(address, kind, &[])
    }

    #[track_caller]
    pub fn connects_from(address: &str, kind: Kind, headers: &[(&str, &str)]) -> Self {
        let mut socket = Self::opens_from(address, kind, headers);
        socket.joins();
        socket
    }

    /// Without the namespace.
    #[track_caller]
    pub fn opens(address: &str, kind: Kind) -> Self {
        Self::opens_from(address, kind, &[])
    }

    #[track_caller]
    fn opens_from(address: &str, kind: Kind, headers: &[(&str, &str)]) -> Self {
        let mut socket = Self {
            address: address.to_owned(),
            kind,
            sid: String::new(),
            websocket: None,
            packets: VecDeque::new(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            acks: 0,
        };
        if kind.1 == Transport::Websocket {
            let websocket = Websocket::opens(address, &socket.path("websocket"), headers);
            socket.websocket = Some(websocket.expect("a websocket"));
        }
        let first = socket.packet(PATIENCE);
        let open = first
            .as_deref()
            .ok()
            .and_then(|text| text.strip_prefix('0'));
        let open = open.unwrap_or_else(|| panic!("not opened: {first:?}"));
        let open: Value = serde_json::from_str(open).expect("an open packet");
        open["sid"]
            .as_str()
            .expect("a sid")
            .clone_into(&mut socket.sid);
        socket
    }

    /// The older generation is in the namespace without asking.
    #[track_caller]
    pub fn joins(&mut self) {
        if self.kind.0 == Generation::New {
            self.sends("40");
        }
        assert_eq!(self.hears(PATIENCE), Heard::Connected);
    }

    /// A polling session goes on as a websocket.
    #[track_caller]
    pub fn upgrades(&mut self) {
        let headers = self.headers();
        let mut websocket = Websocket::opens(&self.address, &self.path("websocket"), &headers)
            .expect("a websocket");
        websocket.says("2probe").expect("says");
        assert_eq!(
            websocket.receives(PATIENCE),
            Received::Text("3probe".to_owned())
        );
        websocket.says("5").expect("says");
        self.kind.1 = Transport::Websocket;
        self.websocket = Some(websocket);
    }

    pub fn websocket(&mut self) -> &mut Websocket {
        self.websocket.as_mut().expect("over a websocket")
    }

    /// Where the session is found.
    pub fn path(&self, transport: &str) -> String {
        let generation = self.kind.0.number();
        let sid = if self.sid.is_empty() {
            String::new()
        } else {
            format!("&sid={}", self.sid)
        };
        format!("/socket.io/?EIO={generation}&transport={transport}{sid}")
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        let pairs = self.headers.iter();
        pairs
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    /// One packet of Engine.IO, whatever it is. What comes of it is not looked at.
    pub fn sends(&mut self, packet: &str) {
        if let Some(websocket) = &mut self.websocket {
            // Who was cut off hears so.
            drop(websocket.says(packet));
            return;
        }
        drop(self.posts(&self.framed(packet), "text/plain;charset=UTF-8"));
    }

    fn framed(&self, packet: &str) -> Vec<u8> {
        match self.kind.0 {
            Generation::New => packet.into(),
            Generation::Old => format!("{}:{packet}", packet.encode_utf16().count()).into(),
        }
    }

    /// A body of a polling session; `None` when the server hung up.
    pub fn posts(&self, body: &[u8], kind: &str) -> Option<Response> {
        let path = self.path("polling");
        let length = body.len();
        let head = format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n");
        self.exchanges("POST", &path, &head, body, PATIENCE)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of a request, as they stand on the wire"
    )]
    fn exchanges(
        &self,
        method: &str,
        path: &str,
        head: &str,
        body: &[u8],
        patience: Duration,
    ) -> Option<Response> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        for (name, value) in &self.headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("Connection: close\r\n{head}\r\n"));
        let request = [request.as_bytes(), body].concat();
        exchange_within(&self.address, &request, patience).ok()
    }

    /// An event without acknowledgement.
    pub fn says(&mut self, event: &str, payload: &Value) {
        self.sends(&format!("42{}", json!([event, payload])));
    }

    /// An event that wants an acknowledgement, by whose number it is told.
    pub fn wonders(&mut self, event: &str, payload: &Value) -> u64 {
        self.wonders_whatever(&json!([event, payload]).to_string())
    }

    /// The same with whatever comes behind the number.
    pub fn wonders_whatever(&mut self, event: &str) -> u64 {
        self.acks += 1;
        self.sends(&format!("42{}{event}", self.acks));
        self.acks
    }

    /// The same with an attachment in place of the payload.
    pub fn wonders_binary(&mut self, event: &str, bytes: &[u8]) -> u64 {
        self.acks += 1;
        let placeholder = json!([event, {"_placeholder": true, "num": 0}]);
        self.sends(&format!("451-{}{placeholder}", self.acks));
        self.attaches(bytes);
        self.acks
    }

    fn attaches(&mut self, bytes: &[u8]) {
        let old = [&[4], bytes].concat();
        match (self.kind.0, &mut self.websocket) {
            (Generation::New, Some(websocket)) => drop(websocket.says_binary(bytes)),
            (Generation::Old, Some(websocket)) => drop(websocket.says_binary(&old)),
            (Generation::New, None) => self.sends(&format!("b{}", STANDARD.encode(bytes))),
            (Generation::Old, None) => self.sends(&format!("b4{}", STANDARD.encode(bytes))),
        }
    }

    /// An event, answered.
    #[track_caller]
    pub fn asks(&mut self, event: &str, payload: &Value) -> Answer {
        let number = self.wonders(event, payload);
        self.hears_ack(number)
    }

    #[track_caller]
    pub fn hears_ack(&mut self, number: u64) -> Answer {
        let mut events = Vec::new();
        loop {
            match self.hears(PATIENCE) {
                Heard::Event(name, message) => events.push((name, message)),
                Heard::Ack(to, ack) if to == number => return Answer { events, ack },
                other => panic!("{other:?} in place of acknowledgement {number}, after {events:?}"),
            }
        }
    }

    /// The next thing that the server says; heartbeats are answered on the way.
    #[track_caller]
    pub fn hears(&mut self, limit: Duration) -> Heard {
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let packet = match self.packet(left) {
                Ok(packet) => packet,
                Err(silence) => return silence,
            };
            let rest = packet.get(1..).unwrap_or_default();
            match packet.as_bytes() {
                [b'4', ..] => return read(rest),
                [b'2', ..] => self.sends("3"),
                [b'1', ..] => return Heard::Closed,
                [b'3' | b'6', ..] => {}
                _ => panic!("an unknown packet {packet:?}"),
            }
        }
    }

    fn packet(&mut self, limit: Duration) -> Result<String, Heard> {
        if let Some(packet) = self.packets.pop_front() {
            return Ok(packet);
        }
        // No time at all would be no limit.
        let limit = limit.max(Duration::from_millis(1));
        if let Some(websocket) = &mut self.websocket {
            return match websocket.receives(limit) {
                Received::Text(text) => Ok(text),
                Received::Quiet => Err(Heard::Quiet),
                Received::Closed => Err(Heard::Closed),
                other => panic!("{other:?}"),
            };
        }
        let answer = self.exchanges("GET", &self.path("polling"), "", b"", limit);
        match answer {
            None => Err(Heard::Quiet),
            Some(answer) if answer.status == 200 => {
                self.packets.extend(self.unframed(&answer.text()));
                self.packets.pop_front().ok_or(Heard::Quiet)
            }
            Some(_) => Err(Heard::Closed),
        }
    }

    fn unframed(&self, text: &str) -> Vec<String> {
        if self.kind.0 == Generation::New {
            return text.split(SEPARATOR).map(str::to_owned).collect();
        }
        let mut packets = Vec::new();
        let mut rest = text;
        while let Some((length, after)) = rest.split_once(':') {
            let length: usize = length.parse().expect("a length");
            // What the gateway says to this generation is ASCII.
            let (packet, after) = after.split_at(length);
            packets.push(packet.to_owned());
            rest = after;
        }
        assert_eq!(rest, "", "in {text:?}");
        packets
    }

    /// Hears all until it is closed below, within this time; gives back what was said until then.
    #[track_caller]
    pub fn is_closed_within(&mut self, limit: Duration) -> Vec<Heard> {
        let deadline = Instant::now() + limit;
        let mut heard = Vec::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.hears(left) {
                Heard::Closed => return heard,
                Heard::Quiet if left.is_zero() => panic!("open after {limit:?}; heard {heard:?}"),
                // A poll that the server hung up on.
                Heard::Quiet => std::thread::sleep(Duration::from_millis(5)),
                other => heard.push(other),
            }
        }
    }
}

fn read(packet: &str) -> Heard {
    let (kind, rest) = packet.split_at(1);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = rest.split_at(digits);
    let number = number.parse().unwrap_or_default();
    let value = || serde_json::from_str(rest).unwrap_or_else(|error| panic!("{error} in {packet}"));
    match kind {
        "0" => Heard::Connected,
        "1" => Heard::Disconnected,
        "2" => {
            let (name, message): (String, Value) = value_of(value());
            Heard::Event(name, message)
        }
        "3" => {
            let (message,): (Value,) = value_of(value());
            Heard::Ack(number, message)
        }
        "4" => Heard::Refused(serde_json::from_str(rest).unwrap_or(Value::Null)),
        _ => panic!("an unknown packet {packet:?}"),
    }
}

#[track_caller]
fn value_of<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("one name and one message")
}
