//! Payloads of whatever shape: a refusal, and the connection lives.

use super::*;
use crate::kit::socket::{Generation, Heard, KINDS, PATIENCE, Transport};

const EMPTY: [&str; 4] = [TOKEN, NO_CLIENT, NO_SESSION, NO_TEXT];

#[test]
fn payloads_that_are_no_objects_are_refused_and_the_connection_lives() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut socket = connects(app, kind);
            // Who has not identified may send little.
            for event in strange("identify")
                .iter()
                .filter(|event| event.len() < 4000)
            {
                let number = socket.wonders_whatever(event);
                refused(&socket.hears_ack(number), "identify", &[WRONG_SECRET]);
            }
            let mut bot = Bot::identifies_on(socket, NAME, secret);
            for event in strange("request") {
                let number = bot.socket.wonders_whatever(&event);
                refused(&bot.socket.hears_ack(number), "request", &EMPTY);
            }
            for event in strange("handshake") {
                let number = bot.socket.wonders_whatever(&event);
                refused(&bot.socket.hears_ack(number), "handshake", &[NO_USER]);
            }
            let session = bot.shakes_hands(USER);
            bot.pings(&session);
        }
    });
}

/// The event with payloads that hold nothing, or cannot be read.
fn strange(event: &str) -> Vec<String> {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(5000), close.repeat(5000));
    let payloads = [
        "null".to_owned(),
        "[]".to_owned(),
        "[[[]]]".to_owned(),
        "7".to_owned(),
        "-0.0e-9".to_owned(),
        "1e999".to_owned(),
        "true".to_owned(),
        "\"\"".to_owned(),
        "\"identify\"".to_owned(),
        "\"\\u0000\"".to_owned(),
        "{}".to_owned(),
        "{\"\":\"\"}".to_owned(),
        "{\"__proto__\":{\"client\":\"facebook\"}}".to_owned(),
        "{\"_placeholder\":true,\"num\":0}".to_owned(),
        "{\"_placeholder\":true,\"num\":-1}".to_owned(),
        format!("\"{}\"", "x".repeat(64 * 1024)),
        deep("[", "]"),
        deep("{\"a\":", "}").replace(":}", ":1}"),
        format!("[{}0]", "0,".repeat(40_000)),
    ];
    let mut events: Vec<String> = payloads
        .iter()
        .map(|payload| format!("[\"{event}\",{payload}]"))
        .collect();
    events.push(format!("[\"{event}\"]"));
    events.push(format!("[\"{event}\",null,{{\"client\":\"facebook\"}}]"));
    events
}

#[test]
fn members_that_nobody_knows_are_ignored_and_data_may_be_any_json() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut socket = connects(app, kind);
            let mut identify = credentials(NAME, secret);
            identify["version"] = json!({"a": [1, 2, null]});
            identify["ident"] = json!("AAAAAAAA");
            identify["\u{0}"] = json!("\u{0}");
            let answer = socket.asks("identify", &identify);
            let (ident, token) = identified(&answer);
            let name = NAME.to_owned();
            let mut bot = Bot {
                socket,
                name,
                ident,
                token,
            };
            let session = bot.shakes_hands(USER);
            let mut request = bot.request(&session, "intent");
            request["unknown"] = json!("x".repeat(64_000));
            for data in [
                json!(null),
                json!([]),
                json!("x\u{0}"),
                json!({"secret": "inner"}),
                json!(1.5),
            ] {
                request["data"] = data;
                bot.is_refused("request", &request, &[NO_HANDLER]);
            }
            request["type"] = json!("ping");
            let answer = bot.socket.asks("request", &request);
            assert_eq!(answer.ack["success"], json!(true));
        }
    });
}

#[test]
fn an_event_that_there_is_not_is_refused_by_its_name() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, secret);
            for event in [
                "subscribe",
                "Identify",
                "event",
                "response",
                "",
                "connect",
                "é海🦦",
            ] {
                bot.is_refused(event, &json!({"client": NAME}), &[NOT_SUPPORTED]);
            }
        }
    });
}

/// Else a stranger makes the gateway keep, and send, twice of what it was sent.
#[test]
fn a_long_name_of_an_event_does_not_come_back() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut socket = connects(app, kind);
            let stranger = socket.asks(&"x".repeat(3000), &json!({}));
            let mut bot = Bot::identifies_on(socket, NAME, secret);
            let known = bot.socket.asks(&"x".repeat(90_000), &json!({}));
            for (answer, message) in [(stranger, NOT_IDENTIFIED), (known, NOT_SUPPORTED)] {
                let told = control(&answer);
                assert_eq!(told["message"], json!(message));
                let kind = told["type"].as_str().expect("a text");
                assert!(kind.len() <= 64, "{} characters", kind.len());
            }
        }
    });
}

#[test]
fn an_answer_comes_without_an_acknowledgement_where_none_was_asked_for() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut socket = connects(app, kind);
            for (event, payload) in [
                ("identify", json!({"client": NAME, "secret": "wrong"})),
                ("identify", credentials(NAME, secret)),
                ("handshake", json!({"client": NAME, "token": USER})),
                ("request", json!(null)),
                ("subscribe", json!(null)),
            ] {
                socket.says(event, &payload);
                let Heard::Event(name, told) = socket.hears(PATIENCE) else {
                    panic!("nothing about {event}");
                };
                assert_eq!((name.as_str(), &told["type"]), ("event", &json!(event)));
            }
            // Nothing else was said in between.
            is_refused(&mut socket, "handshake", &json!({}), &[NO_USER]);
        }
    });
}

#[test]
fn what_cannot_be_parsed_closes_the_connection_and_others_are_served() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            for packet in [
                "4",
                "42",
                "42{}",
                "42[]",
                "42[7]",
                "42[null,{}]",
                "42[[\"identify\"]]",
                "42[\"identify\"",
                "42[\"identify\",{]",
                "42\"identify\"",
                "421",
                "44",
                "44{\"message\":\"x\"}",
                "45[\"a\"]",
                "45-[\"a\"]",
                "451",
                "451[\"a\"]",
                "46[\"a\"]",
                "461-[\"a\"]",
                "43[\"a\"]",
                "47[\"a\"]",
                "48",
                "4x",
                "x",
                "0{}",
                "7",
                "é2345",
                "海abc",
                "🦦ab",
                "b4!",
                "b!!!!",
                "bAAAA",
                "9",
                // What a length in characters would cut.
                "4é",
                "42é",
            ] {
                let mut socket = connects(app, kind);
                socket.sends(packet);
                is_over(&mut socket, &format!("{kind:?} {packet}"));
            }
        }
        serves(app, secret);
    });
}

/// The server hung up, or the session is unknown from now on; and nothing was said but a farewell.
#[track_caller]
fn is_over(socket: &mut Socket, what: &str) {
    let began = Instant::now();
    // Told where this fails.
    println!("{what}");
    let heard = socket.is_closed_within(Duration::from_secs(2));
    let farewell = heard.iter().all(|heard| *heard == Heard::Disconnected);
    assert!(farewell && heard.len() <= 1, "{what}: {heard:?}");
    assert!(began.elapsed() < Duration::from_secs(2), "{what}");
}

#[test]
fn packets_of_engine_io_that_no_client_sends_close_the_connection() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            for packet in ["5", "6", "2probe", "3probe", "0", "1"] {
                let mut socket = connects(app, kind);
                socket.sends(packet);
                is_over(&mut socket, &format!("{kind:?} {packet}"));
            }
        }
        serves(app, secret);
    });
}

#[test]
fn events_before_the_namespace_and_for_others_close_the_connection() {
    each_client(ON, |app, secret| {
        let identify = json!(["identify", credentials(NAME, secret)]);
        for transport in [Transport::Polling, Transport::Websocket] {
            let mut socket = Socket::opens(&app.gateway(), (Generation::New, transport));
            socket.sends(&format!("42{identify}"));
            is_over(&mut socket, "before the namespace");
        }
        for kind in KINDS {
            for packet in [
                format!("42/admin,{identify}"),
                format!("42/admin,7{identify}"),
                "42/".to_owned(),
                "451-/admin,[\"identify\",{\"_placeholder\":true,\"num\":0}]".to_owned(),
                "450-/admin,[\"identify\"]".to_owned(),
            ] {
                let mut socket = connects(app, kind);
                socket.sends(&packet);
                is_over(&mut socket, &format!("{kind:?} {packet}"));
            }
            let mut socket = connects(app, kind);
            socket.sends("40/admin,");
            let refused = socket.hears(PATIENCE);
            assert!(matches!(refused, Heard::Refused(_)), "{refused:?}");
            Bot::identifies_on(socket, NAME, secret);
        }
        serves(app, secret);
    });
}
