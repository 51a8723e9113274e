//! Frames that break the websocket protocol, and too long ones: the connection ends, or goes on as if there had been
//! nothing. Never is anybody left without an answer.

use super::*;
use crate::kit::broker_socket::{call_text, event};
use crate::kit::http::exchange_within;
use crate::kit::websocket::{BINARY, CLOSE, FIN, PING, TEXT, frame, header};
use std::io::Write;
use std::net::TcpStream;

/// The longest message, in bytes.
const LONGEST: usize = 64 * 1024;

fn good() -> String {
    let call = call_text("/v1/connections", &NULL, &json!({"endpointId": "bob"}));
    event("77+", "post", &json!([call]))
}

/// A call of so many bytes.
fn long(length: usize) -> String {
    let with = |pad: &str| {
        let call = call_text("/v1/roles", &NULL, &json!({ "pad": pad }));
        event("7+", "post", &json!([call]))
    };
    with(&"x".repeat(length - with("").len()))
}

/// A frame that a server would send.
fn unmasked(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).expect("short");
    [&[first, length], payload].concat()
}

/// Whether a good call behind these bytes is answered; else the connection ended.
#[track_caller]
fn is_answered_behind(mut socket: BrokerSocket, bytes: &[u8]) -> bool {
    drop(socket.websocket.sends(bytes));
    socket.says(&good());
    match socket.hears_more(PATIENCE) {
        Heard::Answer(id, answer) if id == "77" => {
            assert_eq!(answer["statusCode"], 200);
            true
        }
        Heard::Closed => false,
        other => panic!("{other:?} after {bytes:?}"),
    }
}

#[test]
fn frames_that_break_the_protocol_end_the_connection_and_others_change_nothing() {
    let rest = [
        frame(FIN | BINARY, b"5:7+::{}"),
        frame(FIN | BINARY, &[0xff; 1000]),
        frame(FIN | TEXT, b""),
        frame(FIN | PING, b"ping"),
        frame(FIN | PING, b""),
        frame(FIN | 10, b"a pong nobody asked for"),
    ];
    let broken = [
        frame(BINARY, b"begins"),
        frame(TEXT, b""),
        frame(FIN, b"continues nothing"),
        frame(PING, b"begins"),
        frame(FIN | TEXT, &[0xff, 0xfe, 0xfd]),
        frame(FIN | TEXT, b"5:7+::\xed\xa0\x80"),
        unmasked(FIN | TEXT, good().as_bytes()),
        unmasked(FIN | TEXT, b""),
        unmasked(FIN | PING, b""),
        frame(FIN | 3, b"x"),
        frame(FIN | 15, b""),
        frame(FIN | 0x40 | TEXT, b"2::"),
        frame(FIN | 0x70 | TEXT, b"2::"),
        frame(FIN | PING, &[0; 126]),
        frame(FIN | CLOSE, b""),
        frame(FIN | CLOSE, &[3]),
        frame(FIN | CLOSE, &[3, 0xe8, 0xff]),
        frame(FIN | CLOSE, &[0; 125]),
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
    ];
    one_keys(ON, |app, _, keys| {
        let token = ("app-token", keys.session.as_str());
        thread::scope(|scope| {
            for (table, is_answered) in [(&rest[..], true), (&broken, false)] {
                for bytes in table {
                    scope.spawn(move || {
                        let socket = connects(app, token);
                        let was_answered = is_answered_behind(socket, bytes);
                        assert_eq!(was_answered, is_answered, "{bytes:?}");
                    });
                }
            }
        });
        connects(app, token).is_served();
    });
}

#[test]
fn a_call_may_come_in_pieces() {
    one_keys(ON, |app, _, keys| {
        let mut socket = connects(app, ("app-token", &keys.session));
        let good = good();
        let (last, rest) = good.as_bytes().split_last().expect("a text");
        for (at, byte) in rest.iter().enumerate() {
            let first = if at == 0 { TEXT } else { 0 };
            socket
                .websocket
                .sends(&frame(first, &[*byte]))
                .expect("sends");
            if at % 7 == 0 {
                socket
                    .websocket
                    .sends(&frame(FIN | PING, b"?"))
                    .expect("sends");
            }
        }
        socket
            .websocket
            .sends(&frame(FIN, &[*last]))
            .expect("sends");
        assert_eq!(socket.answer_to("77")["statusCode"], 200);
        socket.is_served();
    });
}

#[test]
fn a_message_of_more_than_sixty_four_kilobytes_ends_the_connection() {
    one_keys(ON, |app, _, keys| {
        let token = ("app-token", keys.session.as_str());
        let mut socket = connects(app, token);
        socket.says(&long(LONGEST));
        assert_eq!(socket.answer_to("7")["statusCode"], 413);
        socket.is_served();
        let (more, most) = (u64::from(u32::MAX) + 1, u64::MAX);
        let pieces = (0..70).map(|at| frame(if at == 0 { TEXT } else { 0 }, &[b'5'; 1000]));
        let too_long = [
            frame(FIN | TEXT, long(LONGEST + 1).as_bytes()),
            frame(FIN | TEXT, long(10_000_000).as_bytes()),
            frame(FIN | BINARY, &vec![0; LONGEST + 1]),
            frame(TEXT, &vec![b'5'; 10_000_000]),
            pieces.collect::<Vec<_>>().concat(),
            // Announced, and then nothing comes.
            [header(FIN | TEXT, LONGEST as u64 + 1), vec![0; 4]].concat(),
            [header(FIN | TEXT, more), vec![0; 4]].concat(),
            [header(FIN | TEXT, most), vec![0; 4]].concat(),
        ];
        thread::scope(|scope| {
            for bytes in too_long {
                scope.spawn(move || {
                    let mut socket = connects(app, token);
                    // The server stops reading: then writing fails, and its close may be lost.
                    drop(socket.websocket.sends(&bytes));
                    assert_eq!(socket.is_closed_within(SOON), []);
                });
            }
        });
        connects(app, token).is_served();
    });
}

/// The server looks at the head of a frame as soon as it is there, however it comes. A good call before it may be answered.
#[test]
fn the_head_of_a_frame_counts_in_whatever_pieces_it_comes() {
    one_keys(ON, |app, _, keys| {
        let token = ("app-token", keys.session.as_str());
        let good = frame(FIN | TEXT, good().as_bytes());
        let is_cut_off = |mut socket: BrokerSocket| {
            for heard in is_told_to_go_by(&mut socket, Instant::now() + SOON) {
                assert!(
                    matches!(&heard, Heard::Answer(id, _) if id == "77"),
                    "{heard:?}"
                );
            }
        };
        for length in [LONGEST as u64 + 1, 1 << 40] {
            let long = [header(FIN | TEXT, length), vec![0; 4]].concat();
            let bytes = [good.clone(), good.clone(), long].concat();
            let mut socket = connects(app, token);
            socket.websocket.sends(&bytes).expect("sends");
            is_cut_off(socket);
            let mut socket = connects(app, token);
            for byte in bytes {
                drop(socket.websocket.sends(&[byte]));
            }
            is_cut_off(socket);
        }
        let mut socket = connects(app, token);
        for byte in frame(FIN | TEXT, long(LONGEST).as_bytes()).chunks(1000) {
            socket.websocket.sends(byte).expect("sends");
        }
        assert_eq!(socket.answer_to("7")["statusCode"], 413);
        socket.is_served();
    });
}

#[test]
fn half_a_request_and_bytes_that_are_none_hold_nobody_up() {
    one_keys(ON, |app, _, keys| {
        let sid = sid(app, ("app-token", &keys.session));
        let head = format!(
            "GET {WEBSOCKET}{sid} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        );
        let mut halves: Vec<TcpStream> = (0..32)
            .map(|_| TcpStream::connect(&app.address).expect("connects"))
            .collect();
        for (half, end) in halves
            .iter_mut()
            .zip((1..).map(|part| head.len() * part / 33))
        {
            half.write_all(&head.as_bytes()[..end]).expect("sends");
        }
        for rest in [
            "\r\n",
            "Sec-WebSocket-Version: 13\r\n\r\n",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \u{1}\r\n\r\n",
        ] {
            let request = format!("{head}{rest}");
            let answer = exchange_within(&app.address, request.as_bytes(), PATIENCE);
            let status = answer.expect("an answer").status;
            assert!((400..500).contains(&status), "{status} to {rest:?}");
        }
        connects(app, ("app-token", &keys.session)).is_served();
        drop(halves);
    });
}
