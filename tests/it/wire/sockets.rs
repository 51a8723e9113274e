//! The socket gateway: the handshake of each generation, each event over each transport, and what is refused.

use super::script::Script;
use super::tape::Tape;
use crate::gateway::NAME;
use crate::kit::app::TestApp;
use crate::kit::socket::{KINDS, PATIENCE, Socket};
use crate::kit::tiny::{TinyServer, answer};
use crate::web::each_app;
use std::io::{Read, Write};
use std::net::TcpStream;
use vestibule::flow::gateway::clients;

const ON: &str = "[gateway]\nenabled = true\n[callbacks]\nallow_private_addresses = true";

#[test]
fn the_handshake_over_http_is_as_recorded() {
    each_app(ON, |app| {
        let address = app.gateway();
        let [older, _, newer, _] = KINDS.map(|kind| Socket::connects(&address, kind));
        let names = [("older", older.sid.as_str()), ("newer", &newer.sid)];
        Script::new(&address, &names).plays("handshakes", |_, _| {});
    });
}

#[test]
fn what_events_are_answered_is_as_recorded() {
    each_app(ON, |app| {
        let secret = app.adds_socket_client(NAME, None);
        let mut script = Script::new(&app.gateway(), &[("secret", &secret)]);
        let names = [
            "older-polling",
            "older-websocket",
            "newer-polling",
            "newer-websocket",
        ];
        for (name, kind) in names.into_iter().zip(KINDS) {
            script.connects(name, Socket::connects(&app.gateway(), kind));
        }
        let handler = TinyServer::start("127.0.0.1", |asked| {
            let status = match asked.line.as_str() {
                "POST /fails" => "500 Internal Server Error",
                _ => "200 OK",
            };
            answer(status, "application/json", &[], r#"{"message":["Hi"]}"#)
        });
        // `its webhook is at PATH`
        script.plays("events", |_, words| {
            let path = words.split(' ').next_back().expect("a path");
            clients::edit(app.platform(), NAME, &handler.url(path)).expect("edits");
        });
    });
}

#[test]
fn the_change_to_a_websocket_is_as_recorded() {
    each_app(ON, |app| {
        let mut tape = Tape::new(&app.gateway());
        for generation in [3, 4] {
            let path = format!("/socket.io/?EIO={generation}&transport=websocket");
            tape.notes(&path, &format!("GET {path}"), &changes(app, &path));
        }
        tape.compares("websocket");
    });
}

/// What comes up to the empty line.
#[track_caller]
fn changes(app: &TestApp, path: &str) -> String {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        app.gateway()
    );
    let mut stream = TcpStream::connect(app.gateway()).expect("connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
    stream.write_all(request.as_bytes()).expect("sends");
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).expect("a head");
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("a text");
    let mut lines: Vec<&str> = head.trim_end().split("\r\n").collect();
    lines[1..].sort_unstable();
    lines.join("\n")
}
