//! Accepted requests are handed on to the client's webhook, signed, and its answer comes back.

use super::*;
use crate::domain::callback::opened;
use crate::kit::socket::{Heard, KINDS, PATIENCE};
use crate::kit::tiny::{Asked, TinyServer, answer, page, redirect};
use crate::kit::told::{holds, words};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use vestibule::flow::gateway::clients;

pub(super) const FAILED: &str = "Handler did not answer";
const BUSY: &str = "Too many requests";

pub(super) fn on() -> String {
    format!("{ON}\n[callbacks]\nallow_private_addresses = true")
}

pub(super) fn json_answer(body: &str) -> String {
    answer("200 OK", "application/json", &[], body)
}

/// As somebody does who knows the key alone: HMAC-SHA-256 over the text behind the dot.
#[track_caller]
pub(super) fn opens(asked: &Asked, key: &[u8; 32]) -> Value {
    let mut fields = form_urlencoded::parse(asked.body.as_bytes());
    let (name, signed) = fields.next().expect("a field");
    assert_eq!((name.as_ref(), fields.next()), ("signed_request", None));
    opened(&signed, key).expect("signed with the key")
}

#[test]
fn a_request_is_handed_on_signed_and_what_comes_back_is_the_response() {
    each_app(&on(), |app| {
        let said = r#"{"message":["Hello yourself"],"ping":{"é":null}}"#;
        let handler = TinyServer::start("127.0.0.1", move |_| json_answer(said));
        let secret = app.adds_socket_client(NAME, Some(&handler.url("/hook?x=1")));
        let client = clients::find(app.platform(), NAME).expect("there");
        for (round, kind) in KINDS.into_iter().enumerate() {
            let mut bot = Bot::identifies_as(app, kind, NAME, &secret);
            let session = bot.shakes_hands(USER);
            bot.pings(&session);
            let mut request = bot.request(&session, "message");
            request["data"] = json!({"b": 1, "a": [null, "\u{0}"]});
            request["extra"] = json!("not handed on");
            let answer = bot.socket.asks("request", &request);
            let said = answered(&answer, &bot, &session);
            let expected = json!({"message": ["Hello yourself"], "ping": {"é": null}});
            assert_eq!(said, expected);
            let asked = handler.asked();
            assert_eq!(asked.len(), round + 1);
            let asked = &asked[round];
            assert_eq!(asked.line, "POST /hook?x=1");
            let key = app.platform().key.webhook_key(client.key, 1);
            let told = opens(asked, &key);
            let expected = json!({
                "algorithm": "HMAC-SHA256", "issued_at": app.now().seconds(), "jti": told["jti"],
                "client": NAME, "ident": bot.ident, "session_id": session, "type": "message",
                "text": "Hello", "data": {"b": 1, "a": [null, "\u{0}"]},
            });
            assert_eq!(told, expected);
            assert!(!asked.body.contains(USER) && !asked.body.contains(&bot.token));
        }
        let key = app.platform().key.webhook_key(client.key, 1);
        let asked = handler.asked();
        let ids = asked
            .iter()
            .map(|asked| opens(asked, &key)["jti"].to_string());
        let ids: std::collections::HashSet<String> = ids.collect();
        assert_eq!(ids.len(), KINDS.len(), "never the same twice");
    });
}

#[test]
fn types_without_text_are_handed_on_without_it_and_another_key_signs_after_its_rotation() {
    each_app(&on(), |app| {
        let handler = TinyServer::start("127.0.0.1", |_| json_answer(""));
        let secret = app.adds_socket_client(NAME, Some(&handler.url("/")));
        let client = clients::find(app.platform(), NAME).expect("there");
        let mut bot = Bot::identifies(app, NAME, &secret);
        let session = bot.shakes_hands(USER);
        let payload = json!({
            "client": NAME, "auth_token": bot.token, "session_id": session, "type": "intent",
        });
        let answer = bot.socket.asks("request", &payload);
        // Nothing is an empty object.
        assert_eq!(answer.ack["attachments"], json!({}));
        let key = |generation| app.platform().key.webhook_key(client.key, generation);
        let told = opens(&handler.asked()[0], &key(1));
        assert_eq!(told["type"], json!("intent"));
        assert!(told.get("text").is_none() && told.get("data").is_none());
        clients::rotate_webhook_key(app.platform(), NAME).expect("rotates");
        bot.socket.asks("request", &payload);
        opens(&handler.asked()[1], &key(2));
        clients::edit(app.platform(), NAME, "").expect("edits");
        bot.is_refused("request", &payload, &[NO_HANDLER]);
    });
}

#[test]
fn a_handler_that_says_nothing_good_did_not_answer() {
    each_app(&on(), |app| {
        let handler = TinyServer::start("127.0.0.1", |asked| {
            let path = asked.line.trim_start_matches("POST /");
            match path {
                "error" => answer("500 Oops", "application/json", &[], "{}"),
                "missing" => answer("404 Not Found", "application/json", &[], "{}"),
                "unchanged" => "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned(),
                "redirect" => redirect("/good"),
                "page" => page(&[], "<p>Hello</p>"),
                "half" => json_answer("{\"message\":"),
                "cut" => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{}"
                    .to_owned(),
                "long" => json_answer(&format!("\"{}\"", "x".repeat(200_000))),
                "silent" => String::new(),
                _ => json_answer("7"),
            }
        });
        let secret = app.adds_socket_client(NAME, Some(&handler.url("/good")));
        let mut bot = Bot::identifies(app, NAME, &secret);
        let session = bot.shakes_hands(USER);
        let request = bot.request(&session, "message");
        for path in words("error missing unchanged redirect page half cut long silent") {
            clients::edit(app.platform(), NAME, &handler.url(&format!("/{path}"))).expect("edits");
            let answer = bot.socket.asks("request", &request);
            fails(&answer, &bot, &session, FAILED);
        }
        let asked = handler.asked();
        let is_followed = asked.iter().any(|asked| asked.line == "POST /good");
        assert!(!is_followed, "no redirect is followed");
        let nowhere = format!("http://127.0.0.1:{}/", free_port());
        clients::edit(app.platform(), NAME, &nowhere).expect("edits");
        let answer = bot.socket.asks("request", &request);
        fails(&answer, &bot, &session, FAILED);
        clients::edit(app.platform(), NAME, &handler.url("/good")).expect("edits");
        let answer = bot.socket.asks("request", &request);
        assert_eq!(answered(&answer, &bot, &session), json!(7));
    });
}

#[test]
fn a_slow_handler_did_not_answer_and_holds_up_nobody_and_more_than_sixteen_are_too_many() {
    each_app(&on(), |app| {
        let goes_on = Arc::new(AtomicBool::new(false));
        let gate = goes_on.clone();
        let handler = TinyServer::start("127.0.0.1", move |_| {
            let until = Instant::now() + Duration::from_secs(20);
            while !gate.load(Ordering::SeqCst) && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(10));
            }
            json_answer("{}")
        });
        let secret = app.adds_socket_client(NAME, Some(&handler.url("/")));
        let mut bot = Bot::identifies(app, NAME, &secret);
        let session = bot.shakes_hands(USER);
        let request = bot.request(&session, "message");
        let began = Instant::now();
        let slow: Vec<u64> = (0..16)
            .map(|_| bot.socket.wonders("request", &request))
            .collect();
        for _ in &slow {
            let Heard::Event(_, started) = bot.socket.hears(PATIENCE) else {
                panic!("not started");
            };
            holds(&started, &json!({"type": "start", "sequence": 1}));
        }
        // Nothing starts that is not handed on.
        bot.is_refused("request", &request, &[BUSY]);
        bot.pings(&session);
        let mut other = Bot::identifies(app, NAME, &secret);
        other.is_refused("request", &other.request(&session, "event"), &[BUSY]);
        let took = began.elapsed();
        assert!(took < Duration::from_secs(3), "waited for the handler");
        // Sixteen events, as many ends and as many acknowledgements, in whatever order they come.
        let mut late = [0, 0, 0];
        for _ in 0..3 * slow.len() {
            let (place, message) = match bot.socket.hears(Duration::from_secs(15)) {
                Heard::Event(_, message) if message["type"] == json!("end") => {
                    late[2] += 1;
                    continue;
                }
                Heard::Event(_, message) => (0, message),
                Heard::Ack(_, message) => (1, message),
                heard => panic!("{heard:?}"),
            };
            late[place] += usize::from(message["message"] == json!(FAILED));
        }
        assert_eq!(late, [16, 16, 16]);
        goes_on.store(true, Ordering::SeqCst);
        let answer = bot.socket.asks("request", &request);
        assert_eq!(answer.ack["attachments"], json!({}));
    });
}

#[test]
fn no_request_goes_to_a_private_address_unless_the_operator_allows_it() {
    each_db(|db| {
        let handler = TinyServer::start("127.0.0.1", |_| json_answer("{}"));
        let key = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";
        {
            let app = TestApp::start(&db.url, &format!("{key}\n{}", on()));
            app.adds_socket_client(NAME, Some(&handler.url("/")));
            let port = handler.address.rsplit(':').next().expect("a port");
            app.adds_socket_client("local", Some(&format!("https://localhost:{port}/")));
        }
        // The same database, now without that permission.
        let app = TestApp::start(&db.url, &format!("{key}\n{ON}"));
        for name in [NAME, "local"] {
            let issued = clients::rotate(app.platform(), name).expect("rotates");
            let mut bot = Bot::identifies(&app, name, &issued.secret);
            let session = bot.shakes_hands(USER);
            let request = bot.request(&session, "message");
            let answer = bot.socket.asks("request", &request);
            fails(&answer, &bot, &session, FAILED);
        }
        for url in [
            "http://127.0.0.1/",
            "http://bot.example.org/",
            "https://u:p@bot.example.org/",
            "ftp://x/",
        ] {
            let added = clients::add(app.platform(), "other", Some(url));
            assert!(added.is_err(), "{url}");
        }
        assert_eq!(handler.asked().len(), 0);
    });
}

#[test]
fn a_stranger_verifies_a_request_with_the_key_that_the_command_prints() {
    let handler = TinyServer::start("127.0.0.1", |_| json_answer("{\"message\":[\"verified\"]}"));
    let gateway = Gateway::with("", "[callbacks]\nallow_private_addresses = true");
    let home = &gateway.home;
    let url = handler.url("/");
    let secret = gateway.adds(NAME);
    let edit = ["socket-client", "edit", NAME, "--webhook-url", &url];
    home.runs(&edit, "").succeeds();
    let _server = home.serves();
    let shown = home.runs(&["socket-client", "show", NAME, "--webhook-key"], "");
    let key = URL_SAFE_NO_PAD.decode(shown.out.trim_end());
    let key: [u8; 32] = key.expect("base64url").try_into().expect("32 bytes");
    let mut bot = gateway.bot(NEWEST, NAME, &secret);
    let session = bot.shakes_hands(USER);
    let request = bot.request(&session, "message");
    let answer = bot.socket.asks("request", &request);
    assert_eq!(answer.ack["attachments"], json!({"message": ["verified"]}));
    let told = opens(&handler.asked()[0], &key);
    holds(&told, &json!({"client": NAME, "session_id": session}));
}
