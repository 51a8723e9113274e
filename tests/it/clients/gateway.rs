//! Socket clients on four generations of the JavaScript library and two of the Python one: each lives the same life,
//! over each transport, and hears the same words. The two bots of the guide too.

mod journey;

use crate::kit::app::TestApp;
use crate::kit::clients::{
    GATEWAY_NODE, GATEWAY_PYTHON_4, GATEWAY_PYTHON_5, Program, Runtime, with_libraries,
};
use crate::kit::db::each_db;
use crate::kit::root::read;
use crate::kit::tiny::{TinyServer, answer};
use journey::Journey;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CLIENT: &str = "facebook";
/// Characters of two, three and four bytes: before protocol 5, libraries do not agree on how long that is.
const USER: &str = "Zoë 海 🦦";

struct Library {
    runtime: Runtime,
    name: &'static str,
    protocol: u8,
    /// What it says once it disconnected.
    left: Value,
    /// What it says when the gateway hung up, in one of these ways, and over which transports it hears of that.
    cut_off: Vec<Value>,
    hears_over: &'static [&'static str],
}

const TRANSPORTS: &[&str] = &["polling", "websocket", "upgrade"];

fn in_javascript(name: &'static str, protocol: u8) -> Library {
    Library {
        runtime: GATEWAY_NODE,
        name,
        protocol,
        left: json!("io client disconnect"),
        cut_off: ["transport close", "transport error", "io server disconnect"]
            .map(Value::from)
            .to_vec(),
        hears_over: TRANSPORTS,
    }
}

/// Over polling, it tells too late that a POST was refused, or never.
fn in_python(runtime: Runtime, protocol: u8, left: Value, cut_off: &[Value]) -> Library {
    Library {
        runtime,
        name: "python-socketio",
        protocol,
        left,
        cut_off: cut_off.to_vec(),
        hears_over: &["websocket", "upgrade"],
    }
}

/// On each database and over each transport: the whole journey, each answer compared. However it came, a user has one
/// session.
#[track_caller]
fn lives(name: &str, library: &Library) {
    with_libraries(&library.runtime, name, || {
        each_db(|db| {
            // Else there is one refusal less.
            let app = gateway(&db.url, "strict_sessions = true");
            let secret = app.adds_socket_client(CLIENT, None);
            let mut sessions = BTreeMap::new();
            for &transport in TRANSPORTS {
                let said = bare(&library.runtime, "journey", &app, &secret)
                    .told("CLIENT", CLIENT)
                    .told("USER_TOKEN", USER)
                    .told("LIBRARY", library.name)
                    .told("TRANSPORT", transport)
                    .says();
                let (user, session) = Journey(said).keeps_the_promise(library, transport);
                let first = sessions.entry(user).or_insert_with(|| session.clone());
                assert_eq!(*first, session, "{transport}");
            }
        });
    });
}

/// With these settings of its own.
fn gateway(database_url: &str, settings: &str) -> TestApp {
    let callbacks = "[callbacks]\nallow_private_addresses = true";
    let settings = format!("[gateway]\nenabled = true\n{settings}\n{callbacks}");
    TestApp::start(database_url, &settings)
}

/// A handler that always says this.
fn handler(words: &'static str) -> TinyServer {
    TinyServer::start("127.0.0.1", move |_| {
        answer("200 OK", "application/json", &[], words)
    })
}

#[track_caller]
fn bare(runtime: &Runtime, name: &str, app: &TestApp, secret: &str) -> Program {
    Program::bare(runtime, name)
        .told("GATEWAY", &format!("http://{}", app.gateway()))
        .told("SECRET", secret)
}

#[test]
fn socket_io_client_1_lives_with_the_gateway() {
    let name = "socket_io_client_1_lives_with_the_gateway";
    lives(name, &in_javascript("client17", 4));
}

#[test]
fn socket_io_client_2_lives_with_the_gateway() {
    let name = "socket_io_client_2_lives_with_the_gateway";
    lives(name, &in_javascript("client25", 4));
}

#[test]
fn socket_io_client_3_lives_with_the_gateway() {
    let name = "socket_io_client_3_lives_with_the_gateway";
    lives(name, &in_javascript("client31", 5));
}

#[test]
fn socket_io_client_4_lives_with_the_gateway() {
    let name = "socket_io_client_4_lives_with_the_gateway";
    lives(name, &in_javascript("socket.io-client", 5));
}

#[test]
fn python_socketio_4_lives_with_the_gateway() {
    let name = "python_socketio_4_lives_with_the_gateway";
    let library = in_python(GATEWAY_PYTHON_4, 4, json!([]), &[json!([])]);
    lives(name, &library);
}

#[test]
fn python_socketio_5_lives_with_the_gateway() {
    let name = "python_socketio_5_lives_with_the_gateway";
    let left = json!(["client disconnect"]);
    let cut_off = [json!(["transport error"]), json!(["server disconnect"])];
    let library = in_python(GATEWAY_PYTHON_5, 5, left, &cut_off);
    lives(name, &library);
}

/// A bot says hello, and prints what its handler has to say.
#[track_caller]
fn is_answered(runtime: &Runtime, name: &str) {
    with_libraries(runtime, name, || {
        each_db(|db| {
            let handler = handler(r#"{"message":["Hello yourself"]}"#);
            let app = gateway(&db.url, "");
            let secret = app.adds_socket_client(CLIENT, Some(&handler.url("/")));
            let said = bare(runtime, "bot", &app, &secret).says();
            assert_eq!(said, json!({ "message": ["Hello yourself"] }));
            assert_eq!(handler.asked().len(), 1);
        });
    });
}

#[test]
fn the_bot_in_javascript_is_answered() {
    is_answered(&GATEWAY_NODE, "the_bot_in_javascript_is_answered");
}

#[test]
fn the_bot_in_python_is_answered() {
    is_answered(&GATEWAY_PYTHON_5, "the_bot_in_python_is_answered");
}

/// On the generation of the library that it was written for.
#[test]
fn five_lines_of_gis_command_line_client_are_answered_under_the_session_that_it_names() {
    let name = "five_lines_of_gis_command_line_client_are_answered_under_the_session_that_it_names";
    with_libraries(&GATEWAY_NODE, name, || {
        each_db(|db| {
            let handler = handler(r#"{"message":[{"text":"Hello yourself"}]}"#);
            let app = gateway(&db.url, "");
            let secret = app.adds_socket_client(CLIENT, Some(&handler.url("/")));
            for &transport in TRANSPORTS {
                let said = bare(&GATEWAY_NODE, "lines", &app, &secret)
                    .told("CLIENT", CLIENT)
                    .told("USER_TOKEN", USER)
                    .told("LIBRARY", "client25")
                    .told("TRANSPORT", transport)
                    .says();
                assert_eq!(said["unread"], json!([]), "{transport}");
                assert_eq!(said["session_id"].as_str().map(str::len), Some(16));
                let heard = said["heard"].as_array().expect("what came back");
                let heard = heard.iter().map(|message| {
                    assert!(message["microtime"].is_u64(), "{message}");
                    assert_eq!(message["session_id"], json!(USER), "{message}");
                    json!([
                        message["type"],
                        message["sequence"],
                        message.get("attachments")
                    ])
                });
                let words = json!({"message": [{"text": "Hello yourself"}]});
                let line = [
                    json!(["start", 1, null]),
                    json!(["message", 2, words]),
                    json!(["end", 3, null]),
                ];
                let wanted = (0..5).flat_map(|_| line.clone());
                assert!(heard.eq(wanted), "{transport}: {said}");
            }
            assert_eq!(handler.asked().len(), 5 * TRANSPORTS.len());
        });
    });
}

#[test]
fn the_guide_shows_the_bots_as_they_are_tested() {
    let guide = read("docs/gateway.md");
    for (info, bot) in [
        (
            "js file=bot.mjs",
            include_str!("../../clients/gateway-node/bot.mjs"),
        ),
        (
            "python file=bot.py",
            include_str!("../../clients/gateway-python-5/bot.py"),
        ),
    ] {
        assert!(guide.contains(&format!("```{info}\n{bot}```\n")), "{info}");
    }
}
