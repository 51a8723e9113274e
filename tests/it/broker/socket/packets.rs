//! Packets that cannot be: a table. Where an answer is owed there is one, else there is none, and the next good call
//! works, on the same connection.

use super::*;
use crate::kit::broker_socket::{call_text, event};
use Owed::{Answer, Maybe, Nothing, Refusal};

/// What has to come back.
#[derive(Debug)]
enum Owed {
    Nothing,
    /// 400 with a reason, to this ID.
    Refusal(&'static str),
    /// Anything but silence, to this ID.
    Answer(&'static str),
    /// An answer with an error, or nothing: whether that is an ID at all is a matter of taste.
    Maybe,
}

/// Without an ID, or with nothing that could be one.
const NO_ANSWER: [&str; 27] = [
    "",
    "5",
    "5:",
    "5::",
    "5:::",
    "5:::{}",
    "5:::null",
    r#"5:::{"name":"get"}"#,
    r#"5:::{"name":"get","args":[]}"#,
    r#"5:::{"name":"nothing","args":["{\"url\":\"/v1/roles\"}"]}"#,
    r#"5:::{"name":"get","args":["{\"url\":\"/v1/roles\"}"]}"#,
    "1::",
    "1::/namespace?x=y",
    "2::",
    "2:::",
    "2::x",
    "7::",
    "8::",
    "3:::hello",
    "4:::{}",
    "6:::1+[]",
    "9::",
    "x",
    "::::",
    "\0",
    "🦦",
    "\u{2028}",
];

/// Behind `5:7+::`, each to be refused as what it is: no call.
const NO_CALL: [&str; 38] = [
    "",
    " ",
    "{",
    "{}",
    "[]",
    "null",
    "7",
    "\"get\"",
    r#"{"name":"get"}"#,
    r#"{"args":["{\"url\":\"/v1/roles\"}"]}"#,
    r#"{"name":null,"args":["{\"url\":\"/v1/roles\"}"]}"#,
    r#"{"name":7,"args":["{\"url\":\"/v1/roles\"}"]}"#,
    r#"{"name":"","args":["{\"url\":\"/v1/roles\"}"]}"#,
    r#"{"name":"patch","args":["{\"url\":\"/v1/roles\"}"]}"#,
    r#"{"name":"message","args":["{\"url\":\"/v1/roles\"}"]}"#,
    r#"{"name":"connect\u2028","args":["{\"url\":\"/v1/roles\"}"]}"#,
    r#"{"name":"get","args":null}"#,
    r#"{"name":"get","args":{}}"#,
    r#"{"name":"get","args":"{\"url\":\"/v1/roles\"}"}"#,
    r#"{"name":"get","args":7}"#,
    r#"{"name":"get","args":[]}"#,
    r#"{"name":"get","args":[1,2]}"#,
    r#"{"name":"get","args":[null]}"#,
    r#"{"name":"get","args":[true]}"#,
    r#"{"name":"get","args":[[]]}"#,
    r#"{"name":"get","args":[""]}"#,
    r#"{"name":"get","args":["x"]}"#,
    r#"{"name":"get","args":["null"]}"#,
    r#"{"name":"get","args":["7"]}"#,
    r#"{"name":"get","args":["[]"]}"#,
    r#"{"name":"get","args":["{\"url\":"]}"#,
    r#"{"name":"get","args":["{}"]}"#,
    r#"{"name":"get","args":[{}]}"#,
    r#"{"name":"get","args":[{"url":null}]}"#,
    r#"{"name":"get","args":[{"url":7}]}"#,
    r#"{"name":"get","args":[{"url":["/v1/roles"]}]}"#,
    r#"{"name":"get","args":["{\"url\":\"/v1/roles\"}"]"#,
    r#"{"name":"get","args":["{\"url\":\"/v1/roles\"}"]}}"#,
];

/// In the place of an ID.
const NO_ID: [&str; 14] = [
    "x+",
    "-1+",
    "1.5+",
    "+",
    "++",
    " 1+",
    "1 +",
    "1+2+",
    "0x1+",
    "1e3+",
    "١+",
    "\0+",
    "\u{2028}+",
    "99999999999999999999999999999999999999+",
];

fn table() -> Vec<(String, Owed)> {
    let good = json!([call_text("/v1/roles", &NULL, &NULL)]);
    let mut all: Vec<(String, Owed)> = Vec::new();
    all.extend(NO_ANSWER.map(|packet| (packet.to_owned(), Nothing)));
    for rest in NO_CALL {
        all.push((format!("5:7+::{rest}"), Refusal("7")));
        all.push((format!("5:0+::{rest}"), Refusal("0")));
        all.push((format!("5:::{rest}"), Nothing));
    }
    for id in NO_ID {
        all.push((event(id, "get", &good), Maybe));
        all.push((format!("5:{id}::{{}}"), Maybe));
    }
    all.push((format!("5:{}+::{{}}", "9".repeat(50_000)), Maybe));
    all.push(("5:7::{}".to_owned(), Refusal("7")));
    all.push((event("7", "get", &good), Answer("7")));
    for kind in [
        "3:7+::hello",
        "4:7+::{}",
        "9:7+::x",
        "55:7+::{}",
        " 5:7+::{}",
        "5:7+",
        "5:7+:",
        "5:7+:/n:{}",
    ] {
        all.push((kind.to_owned(), Maybe));
    }
    for depth in [100, 127, 128, 129, 10_000, 30_000] {
        let deep = "[".repeat(depth);
        all.push((format!("5:7+::{deep}"), Refusal("7")));
        all.push((
            format!("5:7+::{{\"name\":\"get\",\"args\":{deep}"),
            Refusal("7"),
        ));
        all.push((event("7+", "get", &json!([deep])), Refusal("7")));
        let closed = format!("{deep}{}", "]".repeat(depth));
        let data = format!("{{\"url\":\"/v1/roles\",\"data\":{closed}}}");
        all.push((
            format!("5:7+::{{\"name\":\"post\",\"args\":[{data}]}}"),
            Answer("7"),
        ));
        all.push((event("7+", "post", &json!([data])), Answer("7")));
        all.push((format!("5:7+::{closed}"), Refusal("7")));
    }
    for odd in [
        json!([1]),
        json!("x"),
        json!(7),
        json!(true),
        json!("{}"),
        json!([]),
    ] {
        for part in ["data", "headers"] {
            let mut call = json!({"url": "/v1/roles"});
            call[part] = odd.clone();
            for method in ["get", "post", "put", "delete"] {
                all.push((event("7+", method, &json!([call])), Answer("7")));
            }
        }
    }
    for odd in [
        json!(7),
        json!(true),
        json!([]),
        json!({}),
        json!("\u{0}"),
        json!("é"),
        json!("a\r\nb: c"),
    ] {
        let call =
            json!({"url": "/v1/roles", "headers": {"App-Secret": odd, "x\r\ny": odd, "": odd}});
        all.push((event("7+", "get", &json!([call])), Answer("7")));
    }
    let long = "x".repeat(50_000);
    for url in [
        "http://",
        "http://[",
        "::",
        "%",
        "%zz",
        "\0",
        "?",
        "#",
        "/v1/roles#x",
        "/v1/roles?%ff",
        "/v1/%ff",
        &long,
    ] {
        let call = json!({"url": url, "data": {}});
        all.push((event("7+", "get", &json!([call])), Answer("7")));
    }
    all
}

#[test]
fn broken_packets_are_passed_over_and_those_with_an_id_are_refused() {
    one_keys(ON, |app, _, keys| {
        for (manner, credential) in MANNERS.into_iter().zip(keys.all()) {
            let mut socket = BrokerSocket::connects(&app.address, manner, credential);
            for (packet, owed) in table() {
                socket.says(&packet);
                let heard = until_good(&mut socket, &packet);
                let short: String = packet.chars().take(200).collect();
                is_owed(&socket, &heard, &owed, manner, &short);
            }
        }
    });
}

/// What is answered before the good call behind it is.
#[track_caller]
fn until_good(socket: &mut BrokerSocket, packet: &str) -> Vec<(String, Value)> {
    let call = call_text("/v1/connections", &NULL, &json!({"endpointId": "bob"}));
    socket.says(&event("77+", "post", &json!([call])));
    let mut heard = Vec::new();
    loop {
        match socket.hears_more(PATIENCE) {
            Heard::Answer(id, answer) if id == "77" => {
                let told = socket.body_of(&answer);
                assert!(told["id"].is_string(), "{told}");
                return heard;
            }
            Heard::Answer(id, answer) => heard.push((id, answer)),
            other => panic!("{other:?} after {packet:?}"),
        }
    }
}

#[track_caller]
fn is_owed(
    socket: &BrokerSocket,
    heard: &[(String, Value)],
    owed: &Owed,
    manner: Manner,
    packet: &str,
) {
    let is_error = |answer: &Value| {
        let told = socket.body_of(answer);
        told["error"]
            .as_str()
            .is_some_and(|error| !error.is_empty())
    };
    match (owed, heard) {
        (Nothing | Maybe, []) => {}
        (Maybe, [_]) => {}
        (Answer(id), [(to, _)]) if to == id => {}
        (Refusal(id), [(to, answer)]) if to == id => {
            assert!(is_error(answer), "{answer} to {packet:?}");
            if manner == Manner::Sails {
                assert_eq!(answer["statusCode"], 400, "{packet:?}");
            }
        }
        other => panic!("{other:?} to {packet:?}"),
    }
}

#[test]
fn a_thousand_heartbeats_hold_nobody_up() {
    one_keys(LIMITED, |app, _, keys| {
        let mut socket = connects(app, ("app-token", &keys.session));
        for _ in 0..500 {
            socket.says("2::");
            socket.says("2:::");
        }
        socket.is_served();
        connects(app, ("app-token", &keys.session)).is_served();
    });
}
