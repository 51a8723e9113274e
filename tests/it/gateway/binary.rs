//! Attachments: nothing here is sent as one, so they are refused; and broken ones close the connection.

use super::*;
use crate::kit::socket::{Generation, Heard, KINDS, Transport};

#[test]
fn a_payload_of_bytes_is_refused_and_the_connection_lives() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut socket = connects(app, kind);
            // 0xE0: what the newer protocol writes of it in a text looks like the older one.
            for bytes in [
                &b"facebook"[..],
                b"",
                b"{\"client\":\"facebook\"}",
                &[0xff; 2048],
                &[0xe0, 1],
                &[0xe3],
            ] {
                if bytes.is_empty() && kind == (Generation::Old, Transport::Polling) {
                    continue;
                }
                let number = socket.wonders_binary("identify", bytes);
                refused(&socket.hears_ack(number), "identify", &[WRONG_SECRET]);
            }
            let mut bot = Bot::identifies_on(socket, NAME, secret);
            for bytes in [&b"ada"[..], &[0xff; 64 * 1024]] {
                let number = bot.socket.wonders_binary("handshake", bytes);
                refused(&bot.socket.hears_ack(number), "handshake", &[NO_USER]);
            }
            let session = bot.shakes_hands(USER);
            bot.pings(&session);
        }
    });
}

#[test]
fn bytes_that_no_event_announced_close_the_connection() {
    each_client(ON, |app, secret| {
        for generation in [Generation::Old, Generation::New] {
            for bytes in [&b""[..], &[4], &[4, 1, 2], &[0xff; 1000]] {
                let mut socket = connects(app, (generation, Transport::Websocket));
                drop(socket.websocket().says_binary(bytes));
                socket.is_closed_within(Duration::from_secs(2));
            }
        }
        serves(app, secret);
    });
}

#[test]
fn an_event_that_announces_too_many_attachments_closes_the_connection() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            for count in ["10", "64", "0000000001", "1000000", "18446744073709551616"] {
                let mut socket = connects(app, kind);
                socket.sends(&format!(
                    "45{count}-[\"identify\",{{\"_placeholder\":true,\"num\":0}}]"
                ));
                socket.is_closed_within(Duration::from_secs(2));
            }
        }
        serves(app, secret);
    });
}

#[test]
fn attachments_that_never_come_hold_nothing_up() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut socket = connects(app, kind);
            socket.sends("459-[\"identify\",{\"_placeholder\":true,\"num\":0}]");
            socket.sends("452-[\"identify\",{\"_placeholder\":true,\"num\":9}]");
            Bot::identifies_on(socket, NAME, secret);
        }
    });
}

#[test]
fn broken_bodies_of_the_older_protocol_are_refused_at_once_and_end_the_session() {
    each_app(ON, |app| {
        let secret = app.adds_socket_client(NAME, None);
        let text = "text/plain;charset=UTF-8";
        let binary = "application/octet-stream";
        let bodies: Vec<(&str, Vec<u8>)> = [
            "",
            ":",
            "0:",
            "x:4",
            "-1:4",
            "1",
            "1:",
            "3:4a",
            "1:2x",
            "1:2:",
            "+1:2",
            "1:2\n",
            "4:42[]x",
            "99999999999999999999:4",
            "184467440737095516150:4",
            "6:é23456",
        ]
        .iter()
        .map(|body| (text, body.as_bytes().to_vec()))
        .chain(
            [
                &b""[..],
                b"\x00",
                b"\xff",
                b"\x00\xff",
                b"\x00\xff4",
                b"\x00\x00\xff",
                b"\x00\x00\xff4",
                b"\x00\x05\xff4",
                b"\x02\x01\xff4",
                b"\x00\x0a\xff4",
                b"\x00\x01\xff\xfe",
                b"\x01\x01\xff",
                b"\x01\x00\xff",
                b"\x01\x05\xff\x04",
                b"\x00\x01\x01\x01\x01\x01\x01\x01\x01\x01\xff4",
                b"\x00\x01\xff2\x00",
                b"\x00\x06\xff\xc3\xa92345",
                b"1:2",
            ]
            .iter()
            .map(|body| (binary, body.to_vec())),
        )
        .collect();
        for (kind, body) in &bodies {
            let mut socket = connects(app, (Generation::Old, Transport::Polling));
            let began = Instant::now();
            let answer = socket.posts(body, kind).expect("an answer");
            assert_eq!(answer.status, 400, "{kind} {body:?}");
            assert!(began.elapsed() < Duration::from_secs(1), "{kind} {body:?}");
            socket.is_closed_within(Duration::from_secs(2));
            serves(app, &secret);
        }
    });
}

#[test]
fn broken_bodies_of_the_newer_protocol_are_refused_at_once_and_end_the_session() {
    each_client(ON, |app, secret| {
        for body in [
            &b""[..],
            b"\x1e",
            b"2\x1e",
            b"\x1e3",
            b"4\x1e\x1e3",
            b"\xff\xfe",
            b"3\x1e\xc3\xa92345",
            b"\xc3\xa92345",
        ] {
            let mut socket = connects(app, (Generation::New, Transport::Polling));
            let answer = socket.posts(body, "text/plain").expect("an answer");
            assert_eq!(answer.status, 400, "{body:?}");
            let heard = socket.is_closed_within(Duration::from_secs(2));
            assert!(
                heard.iter().all(|heard| *heard == Heard::Disconnected),
                "{heard:?}"
            );
        }
        serves(app, secret);
    });
}
