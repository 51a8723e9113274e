//! The socket gateway: the handshake of each generation, each event, and what is refused below and above.

use super::tape::{Sent, Tape};
use crate::gateway::{NAME, USER, credentials};
use crate::kit::app::TestApp;
use crate::kit::http::HttpClient;
use crate::kit::socket::{Generation, KINDS, Kind, PATIENCE, Socket};
use crate::web::each_app;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;

const ON: &str = "[gateway]\nenabled = true";
const BROWSER: &[(&str, &str)] = &[("Origin", "https://client.example")];

#[test]
fn the_socket_gateway_is_as_recorded() {
    each_app(ON, |app| {
        let secret = app.adds_socket_client(NAME, None);
        let mut tape = Tape::new(&app.gateway());
        tape.names(&secret, "SECRET");
        shakes_hands(app, &mut tape);
        is_no_handshake(app, &mut tape);
        for kind in KINDS {
            let mut talk = Talk::begins(app, &mut tape, kind);
            talk.goes_right(&secret);
            talk.goes_wrong(&secret);
        }
        tape.compares("sockets");
    });
}

/// Over HTTP as it is, and up to the change of protocols.
fn shakes_hands(app: &TestApp, tape: &mut Tape) {
    let address = app.gateway();
    let mut client = HttpClient::new(&address);
    for eio in [3, 4] {
        let polling = format!("/socket.io/?EIO={eio}&transport=polling");
        tape.gets(&mut client, &format!("EIO={eio}, polling"), &polling);
        let title = format!("EIO={eio}, polling from a page");
        let sent = Sent {
            headers: BROWSER,
            body: "",
        };
        tape.sends(&mut client, &title, ("GET", &polling), sent);
        let title = format!("EIO={eio}, before a call from a page");
        tape.sends(&mut client, &title, ("OPTIONS", &polling), sent);
        let kind = if eio == 3 { KINDS[0] } else { KINDS[2] };
        let socket = Socket::connects(&address, kind);
        for (title, body) in [("a heartbeat", "2"), ("no packet", "x")] {
            let body = if eio == 3 {
                format!("1:{body}")
            } else {
                body.to_owned()
            };
            let title = format!("EIO={eio}, posted: {title}");
            let text = Sent {
                headers: &[("Content-Type", "text/plain;charset=UTF-8")],
                body: &body,
            };
            tape.sends(&mut client, &title, ("POST", &socket.path("polling")), text);
        }
        let path = format!("/socket.io/?EIO={eio}&transport=websocket");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        let title = format!("EIO={eio}, websocket");
        tape.notes(&title, &format!("GET {path}"), &head_of(&address, &request));
    }
}

/// What comes up to the empty line.
fn head_of(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    stream.write_all(request.as_bytes()).expect("sends");
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).expect("a head");
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("a text").to_lowercase();
    let mut lines: Vec<&str> = head.trim_end().split("\r\n").collect();
    lines[1..].sort_unstable();
    format!("{}\n", lines.join("\n"))
}

fn is_no_handshake(app: &TestApp, tape: &mut Tape) {
    let mut client = HttpClient::new(&app.gateway());
    for (title, method, path) in [
        ("another path", "GET", "/"),
        ("no parameters", "GET", "/socket.io/"),
        ("no generation", "GET", "/socket.io/?transport=polling"),
        (
            "another generation",
            "GET",
            "/socket.io/?EIO=5&transport=polling",
        ),
        (
            "another transport",
            "GET",
            "/socket.io/?EIO=4&transport=flash",
        ),
        (
            "an unknown session",
            "GET",
            "/socket.io/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAA",
        ),
        (
            "posted to none",
            "POST",
            "/socket.io/?EIO=4&transport=polling",
        ),
        (
            "another method",
            "PUT",
            "/socket.io/?EIO=4&transport=polling",
        ),
        (
            "a websocket without asking for it",
            "GET",
            "/socket.io/?EIO=4&transport=websocket",
        ),
    ] {
        let sent = Sent::default();
        tape.sends(&mut client, title, (method, path), sent);
    }
}

/// One connection, which hears an answer to each event.
struct Talk<'a> {
    tape: &'a mut Tape,
    socket: Socket,
    kind: Kind,
}

impl<'a> Talk<'a> {
    fn begins(app: &TestApp, tape: &'a mut Tape, kind: Kind) -> Self {
        let socket = Socket::connects(&app.gateway(), kind);
        Self { tape, socket, kind }
    }

    fn asks(&mut self, title: &str, event: &str, payload: &Value) -> Value {
        let generation = match self.kind.0 {
            Generation::Old => "older",
            Generation::New => "newer",
        };
        let title = format!("{generation}, {:?}: {title}", self.kind.1);
        let answer = self.socket.asks(event, payload);
        let events = answer.events.iter();
        let events: Vec<String> = events
            .map(|(name, told)| format!("{name} {told}"))
            .collect();
        let told = format!("{}\n\nacknowledged {}", events.join("\n"), answer.ack);
        self.tape
            .notes(&title, &format!("{event} {payload}"), &told);
        answer.ack
    }

    fn goes_right(&mut self, secret: &str) {
        self.asks("a wrong secret", "identify", &credentials(NAME, "wrong"));
        self.asks(
            "too early",
            "handshake",
            &json!({"client": NAME, "token": USER}),
        );
        let told = self.asks("identify", "identify", &credentials(NAME, secret));
        let user = json!({"client": NAME, "token": USER});
        let session = self.asks("handshake", "handshake", &user);
        let whole = json!({
            "client": NAME, "auth_token": told["auth_token"], "session_id": session["session_id"],
            "type": "ping", "text": "Hello",
        });
        self.asks("ping", "request", &whole);
        for (name, value) in [
            ("type", json!("message")),
            ("type", json!("x")),
            ("type", json!(7)),
            ("text", Value::Null),
            ("client", json!("telegram")),
            ("auth_token", json!("x")),
            ("session_id", json!("AAAAAAAAAAAAAAAA")),
            ("secret", json!("late")),
        ] {
            let mut request = whole.clone();
            request[name] = value.clone();
            self.asks(&format!("request with {name} {value}"), "request", &request);
        }
        self.asks("request with nothing", "request", &json!({}));
    }

    fn goes_wrong(&mut self, secret: &str) {
        self.asks("identify again", "identify", &credentials(NAME, secret));
        self.asks("handshake with nothing", "handshake", &json!({}));
        self.asks(
            "handshake of another client",
            "handshake",
            &json!({"client": "x", "token": USER}),
        );
        self.asks("an event that there is not", "subscribe", &json!({}));
        self.asks("no object", "request", &json!(null));
    }
}
