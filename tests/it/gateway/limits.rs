//! Too much, too broken, too often: closed or refused, and somebody else is served within a second.

use super::*;
use crate::kit::http::{HttpClient, exchange_within};
use crate::kit::socket::{Generation, Heard, KINDS, PATIENCE, Transport};
use crate::kit::websocket::{BINARY, CLOSE, FIN, PING, Received, TEXT, Websocket, frame, header};
use std::io::{Read, Write};
use std::net::TcpStream;

const SOCKETS: [Generation; 2] = [Generation::Old, Generation::New];

/// A raw websocket in the namespace.
#[track_caller]
fn websocket(app: &TestApp, generation: Generation) -> Socket {
    connects(app, (generation, Transport::Websocket))
}

#[track_caller]
fn sends(socket: &mut Socket, bytes: &[u8]) {
    socket.websocket().sends(bytes).expect("sends");
}

#[test]
fn r117_a_frame_of_ten_megabytes_is_cut_off() {
    each_client(ON, |app, secret| {
        for generation in SOCKETS {
            for first in [FIN | TEXT, FIN | BINARY, TEXT] {
                let mut socket = websocket(app, generation);
                // The server stops reading: then writing fails.
                drop(socket.websocket().sends(&frame(first, &[b'4'; 10_000_000])));
                socket.is_closed_within(Duration::from_secs(2));
                serves(app, secret);
            }
        }
    });
}

#[test]
fn a_frame_that_only_announces_too_much_is_cut_off_too() {
    each_client(ON, |app, secret| {
        let more = u64::from(u32::MAX) + 1;
        for length in [100_001, 10_000_000, more, u64::MAX >> 1, u64::MAX] {
            let mut socket = websocket(app, Generation::New);
            let bytes = [header(FIN | TEXT, length), vec![0; 4]].concat();
            drop(socket.websocket().sends(&bytes));
            socket.is_closed_within(Duration::from_secs(2));
        }
        serves(app, secret);
    });
}

#[test]
fn a_message_may_come_in_pieces_and_their_sum_counts() {
    each_client(ON, |app, secret| {
        let mut socket = websocket(app, Generation::New);
        let text = format!("421{}", json!(["identify", credentials(NAME, secret)]));
        let (last, rest) = text.as_bytes().split_last().expect("a text");
        for (at, byte) in rest.iter().enumerate() {
            let first = if at == 0 { TEXT } else { 0 };
            sends(&mut socket, &frame(first, &[*byte]));
            if at % 7 == 0 {
                sends(&mut socket, &frame(FIN | PING, b"?"));
            }
        }
        sends(&mut socket, &frame(FIN, &[*last]));
        identified(&socket.hears_ack(1));
        let mut socket = websocket(app, Generation::New);
        for at in 0..200 {
            let first = if at == 0 { TEXT } else { 0 };
            drop(socket.websocket().sends(&frame(first, &[b'4'; 1000])));
        }
        socket.is_closed_within(Duration::from_secs(2));
        serves(app, secret);
    });
}

#[test]
fn frames_that_break_the_protocol_are_cut_off() {
    each_client(ON, |app, secret| {
        let unmasked = |first: u8, payload: &[u8]| {
            let length = u8::try_from(payload.len()).expect("short");
            [&[first, length], payload].concat()
        };
        for generation in SOCKETS {
            for bytes in [
                unmasked(FIN | TEXT, b"42[\"identify\",{}]"),
                unmasked(FIN | PING, b""),
                frame(FIN | TEXT, &[0xff, 0xfe, 0xfd]),
                frame(FIN | TEXT, b""),
                frame(FIN | 3, b"x"),
                frame(FIN | 0x40 | TEXT, b"2"),
                frame(FIN, b"continues nothing"),
                [frame(TEXT, b"4"), frame(FIN | TEXT, b"2")].concat(),
                frame(PING, b"in pieces"),
                frame(FIN | PING, &[0; 126]),
                frame(FIN | CLOSE, b""),
                frame(FIN | CLOSE, &[3]),
                frame(FIN | 15, b""),
                b"GET / HTTP/1.1\r\n\r\n".to_vec(),
            ] {
                let mut socket = websocket(app, generation);
                drop(socket.websocket().sends(&bytes));
                socket.is_closed_within(Duration::from_secs(2));
            }
        }
        serves(app, secret);
    });
}

#[test]
fn a_polling_body_of_ten_megabytes_is_refused_and_ends_the_session() {
    each_client(ON, |app, secret| {
        for generation in SOCKETS {
            for kind in ["text/plain;charset=UTF-8", "application/octet-stream"] {
                for length in [100_001, 10_000_000] {
                    let mut socket = connects(app, (generation, Transport::Polling));
                    let answer = socket.posts(&vec![b'4'; length], kind);
                    // Who is still sending may miss what was said.
                    assert!(answer.is_none_or(|answer| answer.status == 413));
                    socket.is_closed_within(Duration::from_secs(2));
                    serves(app, secret);
                }
            }
        }
    });
}

#[test]
fn a_long_event_up_to_the_limit_is_answered() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, secret);
            let session = bot.shakes_hands(USER);
            let mut request = bot.request(&session, "intent");
            request["data"] = json!("x".repeat(99_000));
            bot.is_refused("request", &request, &[NO_HANDLER]);
        }
    });
}

#[test]
fn sessions_and_protocols_that_there_are_not_get_400() {
    each_client(ON, |app, secret| {
        let mut client = HttpClient::new(&app.gateway());
        for path in [
            "/socket.io/",
            "/socket.io/?",
            "/socket.io/?EIO=4",
            "/socket.io/?transport=polling",
            "/socket.io/?EIO=2&transport=polling",
            "/socket.io/?EIO=5&transport=polling",
            "/socket.io/?EIO=&transport=polling",
            "/socket.io/?EIO=44&transport=polling",
            "/socket.io/?EIO=4&transport=flash",
            "/socket.io/?EIO=4&transport=websocket",
            "/socket.io/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAHs",
        ] {
            assert_eq!(client.get(path).status, 400, "{path}");
        }
        for path in [
            "/socket.io/?EIO=4&transport=polling",
            "/socket.io/?EIO=3&transport=polling&sid=x",
            "/socket.io/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAHs",
        ] {
            for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                let status = client.send(method, path, &[], b"4").status;
                assert_eq!(status, 400, "{method} {path}");
            }
        }
        for path in ["/", "/v1"] {
            assert_eq!(client.get(path).status, 404, "{path}");
        }
        serves(app, secret);
    });
}

#[test]
fn a_websocket_of_an_unknown_or_a_closed_session_is_closed() {
    each_client(ON, |app, secret| {
        let at = app.gateway();
        let mut socket = connects(app, (Generation::New, Transport::Polling));
        socket.sends("4x");
        socket.is_closed_within(Duration::from_secs(2));
        for path in [
            "/socket.io/?EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAHs",
            "/socket.io/?EIO=3&transport=websocket&sid=AAAAAAAAAAAAAAHs",
            &socket.path("websocket"),
        ] {
            if let Ok(mut websocket) = Websocket::opens(&at, path, &[]) {
                assert_eq!(websocket.receives(PATIENCE), Received::Closed);
            }
        }
        serves(app, secret);
    });
}

#[test]
fn a_polling_session_goes_on_as_one_websocket_and_a_second_one_changes_nothing() {
    each_client(ON, |app, secret| {
        for generation in SOCKETS {
            let socket = connects(app, (generation, Transport::Polling));
            let mut bot = Bot::identifies_on(socket, NAME, secret);
            let session = bot.shakes_hands(USER);
            // Asks for one and says nothing on it.
            let silent = Websocket::opens(&app.gateway(), &bot.socket.path("websocket"), &[]);
            drop(silent.expect("a websocket"));
            // The library ends a session whose websocket ended in between; this client stays with it until then.
            let mut socket = connects(app, (generation, Transport::Polling));
            socket.upgrades();
            for _ in 0..3 {
                let second = Websocket::opens(&app.gateway(), &socket.path("websocket"), &[]);
                if let Ok(mut second) = second {
                    drop(second.says("2probe"));
                    assert_eq!(second.receives(PATIENCE), Received::Closed);
                }
            }
            let mut bot = Bot::identifies_on(socket, NAME, secret);
            bot.pings(&session);
        }
        serves(app, secret);
    });
}

/// The library would panic in the task of the first.
#[test]
fn two_websockets_at_once_for_one_polling_session_leave_nobody_without_an_answer() {
    each_client(ON, |app, secret| {
        let socket = connects(app, (Generation::New, Transport::Polling));
        let path = socket.path("websocket");
        let mut first = Websocket::opens(&app.gateway(), &path, &[]).expect("a websocket");
        let second = Websocket::opens(&app.gateway(), &path, &[]);
        first.says("2probe").expect("says");
        let probed = Received::Text("3probe".to_owned());
        assert_eq!(first.receives(PATIENCE), probed);
        first.says("5").expect("says");
        let identify = json!(["identify", credentials(NAME, secret)]);
        first.says(&format!("427{identify}")).expect("says");
        let answer = loop {
            match first.receives(PATIENCE) {
                Received::Text(heartbeat) if heartbeat == "2" => {}
                Received::Text(answer) => break answer,
                silent => panic!("{silent:?}"),
            }
        };
        assert!(answer.starts_with("42[\"event\""), "{answer}");
        if let Ok(mut second) = second {
            assert_eq!(second.receives(PATIENCE), Received::Closed);
        }
        serves(app, secret);
    });
}

#[test]
fn a_client_that_sends_more_than_it_waits_for_is_closed_or_answered_and_never_left_in_silence() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, secret);
            let session = bot.shakes_hands(USER);
            let ping = json!(["request", bot.request(&session, "ping")]);
            let count = 3000;
            for number in 0..count {
                bot.socket.sends(&format!("42{number}{ping}"));
            }
            let mut acks = 0;
            let is_closed = loop {
                match bot.socket.hears(Duration::from_secs(5)) {
                    Heard::Ack(..) => acks += 1,
                    Heard::Closed => break true,
                    Heard::Quiet => break false,
                    _ => {}
                }
            };
            let is_answered = acks == count;
            assert!(is_closed || is_answered, "{kind:?}: {acks} of {count}");
        }
        serves(app, secret);
    });
}

#[test]
fn heads_that_never_end_and_bytes_that_are_no_http_are_closed() {
    each_client(ON, |app, secret| {
        let at = app.gateway();
        let long = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(20_000));
        for bytes in [
            &b"\x16\x03\x01\x00\xff"[..],
            b"\0\0\0\0\r\n\r\n",
            b"HELLO\r\n\r\n",
            long.as_bytes(),
        ] {
            let answer = exchange_within(&at, bytes, Duration::from_secs(2));
            if let Ok(answer) = answer {
                assert!((400..500).contains(&answer.status), "{}", answer.status);
            } else if let Err(error) = answer {
                let is_late = error.kind() == std::io::ErrorKind::WouldBlock;
                assert!(!is_late, "silence");
            }
        }
        // Frames right behind the head, before the answer: they are frames all the same.
        let mut stream = TcpStream::connect(&at).expect("connects");
        let head = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n\
                    Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        let bytes = [head.as_bytes(), &frame(FIN | TEXT, &[b'4'; 200_000])].concat();
        drop(stream.write_all(&bytes));
        let limit = Some(Duration::from_secs(2));
        stream.set_read_timeout(limit).expect("a limit");
        let ended = stream.read_to_end(&mut Vec::new());
        let is_late = ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
        assert!(!is_late, "open after too much");
        serves(app, secret);
    });
}
