//! The socket gateway as client programs see it: what each event is answered, what is refused in which words, and
//! what hostile clients can do.

mod binary;
mod brake;
mod cluster;
mod declared;
mod handshake;
mod identify;
mod introspect;
mod leaks;
mod lifetime;
mod limits;
mod log;
mod request;
mod sessions;
mod shape;
mod webhook;

use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::server::{Home, free_port};
use crate::kit::socket::{Answer, Kind, NEWEST, Socket};
use crate::web::each_app;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// On, with a brake that tests of other things do not feel.
pub const ON: &str = "[gateway]\nenabled = true\n[gateway.identify_limit]\nfirst_ms = 1\nlongest_ms = 1\nfailures = 1000";
/// The same, where a session has to be handshaken.
pub const STRICT: &str = "[gateway]\nenabled = true\nstrict_sessions = true\n[gateway.identify_limit]\nfirst_ms = 1\nlongest_ms = 1\nfailures = 1000";
pub const NAME: &str = "facebook";
pub const USER: &str = "ada@example.org";

pub const WRONG_SECRET: &str = "Client secret is not correct";
pub const SECRET_LATE: &str = "Client secret is not accepted after identifying";
pub const NOT_IDENTIFIED: &str = "Client not identified with secret";
pub const TOKEN: &str = "Client token is not valid";
pub const NO_CLIENT: &str = "Client not defined";
pub const NO_SESSION: &str = "User session id not defined";
pub const NO_TEXT: &str = "Text not defined";
pub const NO_TYPE: &str = "Type not supported";
pub const OTHER_CLIENT: &str = "Client does not match";
pub const EXPIRED: &str = "Client token has expired";
pub const SESSION_GONE: &str = "User session does not exist";
pub const NO_USER: &str = "User token is not valid";
pub const NO_HANDLER: &str = "No handler";
pub const NOT_SUPPORTED: &str = "Event not supported";

/// On each database, with a client by its secret.
#[track_caller]
pub fn each_client(settings: &str, story: impl Fn(&TestApp, &str)) {
    each_app(settings, |app| {
        story(app, &app.adds_socket_client(NAME, None))
    });
}

/// A home whose server runs the gateway, too.
struct Gateway {
    home: Home,
    at: String,
}

impl Gateway {
    /// With these lines at the top of its settings, and these within those of the gateway.
    fn with(top: &str, within: &str) -> Self {
        let at = format!("127.0.0.1:{}", free_port());
        let gateway = format!("[gateway]\nenabled = true\nlisten = {at:?}\n{within}");
        let home = Home::new(&format!("{top}\n{gateway}"));
        Self { home, at }
    }

    #[track_caller]
    fn adds(&self, name: &str) -> String {
        let add = ["socket-client", "add", name, "--json"];
        secret_in(&self.home.runs_json(&add, ""))
    }

    #[track_caller]
    fn bot(&self, kind: Kind, name: &str, secret: &str) -> Bot {
        Bot::identifies_on(Socket::connects(&self.at, kind), name, secret)
    }
}

#[track_caller]
fn secret_in(told: &Value) -> String {
    told["secret"].as_str().expect("a secret").to_owned()
}

/// A client program that has identified.
pub struct Bot {
    pub socket: Socket,
    pub name: String,
    pub ident: String,
    pub token: String,
}

#[track_caller]
pub fn connects(app: &TestApp, kind: Kind) -> Socket {
    Socket::connects(&app.gateway(), kind)
}

pub fn credentials(name: &str, secret: &str) -> Value {
    json!({"client": name, "secret": secret})
}

impl Bot {
    #[track_caller]
    pub fn identifies(app: &TestApp, name: &str, secret: &str) -> Self {
        Self::identifies_as(app, NEWEST, name, secret)
    }

    #[track_caller]
    pub fn identifies_as(app: &TestApp, kind: Kind, name: &str, secret: &str) -> Self {
        Self::identifies_on(connects(app, kind), name, secret)
    }

    #[track_caller]
    pub fn identifies_on(mut socket: Socket, name: &str, secret: &str) -> Self {
        let (ident, token) = identified(&socket.asks("identify", &credentials(name, secret)));
        Self {
            socket,
            name: name.to_owned(),
            ident,
            token,
        }
    }

    /// The session of this user.
    #[track_caller]
    pub fn shakes_hands(&mut self, user: &str) -> String {
        let answer = self.asks("handshake", &json!({"client": self.name, "token": user}));
        let session = answer["session_id"].as_str().unwrap_or_default().to_owned();
        let expected = json!({
            "type": "handshake", "success": true, "message": "Successfully handshaked",
            "session_id": session, "token": user, "ident": self.ident,
        });
        assert_eq!(answer, expected);
        assert!(is_alphanumeric(&session, 16), "{session}");
        session
    }

    /// A whole request of this type.
    pub fn request(&self, session: &str, kind: &str) -> Value {
        json!({
            "client": self.name, "auth_token": self.token, "session_id": session, "type": kind, "text": "Hello",
        })
    }

    #[track_caller]
    pub fn asks(&mut self, event: &str, payload: &Value) -> Value {
        control(&self.socket.asks(event, payload))
    }

    #[track_caller]
    pub fn is_refused(&mut self, event: &str, payload: &Value, texts: &[&str]) {
        let answer = self.asks(event, payload);
        assert_eq!(answer, refusal(event, texts, &self.ident), "{payload}");
    }

    /// The token is good: a ping comes back.
    #[track_caller]
    pub fn pings(&mut self, session: &str) {
        let answer = self.socket.asks("request", &self.request(session, "ping"));
        assert_eq!(answer.events.len(), 2, "{answer:?}");
        assert_eq!(answer.ack["success"], json!(true), "{answer:?}");
        assert_eq!(answer.events[0].1["attachments"], json!({"ping": ["pong"]}));
    }
}

/// A handler's answer between `start` and `end`, and the same as acknowledgement. The session's id stands in each as it
/// was sent.
#[track_caller]
pub fn answered(answer: &Answer, bot: &Bot, session: &str) -> Value {
    let attachments = answer.ack["attachments"].clone();
    let mut message = response(answer, bot, session, ("message", 2));
    message["attachments"] = attachments.clone();
    assert_eq!(answer.ack, message);
    let started = response(answer, bot, session, ("start", 1));
    let ended = response(answer, bot, session, ("end", 3));
    let events = [started, message, ended].map(|message| ("response".to_owned(), message));
    assert_eq!(answer.events, events);
    attachments
}

/// `start`, the refusal, `end`; and the refusal as acknowledgement.
#[track_caller]
pub fn fails(answer: &Answer, bot: &Bot, session: &str, text: &str) {
    let refused = refusal("request", &[text], &bot.ident);
    assert_eq!(answer.ack, refused);
    let events = [
        ("response", response(answer, bot, session, ("start", 1))),
        ("event", refused),
        ("response", response(answer, bot, session, ("end", 2))),
    ];
    let events = events.map(|(name, message)| (name.to_owned(), message));
    assert_eq!(answer.events, events);
}

/// A message of this type and place without attachments, at the time that it says itself: in whole milliseconds.
#[track_caller]
fn response(answer: &Answer, bot: &Bot, session: &str, (kind, sequence): (&str, u64)) -> Value {
    let mut events = answer.events.iter().map(|(_, message)| message);
    let said = events.find(|message| message["type"] == json!(kind));
    let microtime = said.map(|message| &message["microtime"]);
    assert!(microtime.is_some_and(Value::is_u64), "{answer:?}");
    json!({
        "type": kind, "namespace": "response", "sequence": sequence, "microtime": microtime, "ident": bot.ident,
        "session_id": session,
    })
}

/// What was said on `event` alone, and the same as acknowledgement.
#[track_caller]
pub fn control(answer: &Answer) -> Value {
    let told = vec![("event".to_owned(), answer.ack.clone())];
    assert_eq!(answer.events, told);
    answer.ack.clone()
}

pub fn refusal(event: &str, texts: &[&str], ident: &str) -> Value {
    json!({"type": event, "success": false, "message": texts.join(", "), "ident": ident})
}

/// On a connection whose ident is told with the answer.
#[track_caller]
pub fn is_refused(socket: &mut Socket, event: &str, payload: &Value, texts: &[&str]) -> String {
    let answer = socket.asks(event, payload);
    refused(&answer, event, texts)
}

/// A name and a secret that open nothing; the ident.
#[track_caller]
pub fn is_turned_away(socket: &mut Socket, name: &str, secret: &str) -> String {
    let payload = credentials(name, secret);
    is_refused(socket, "identify", &payload, &[WRONG_SECRET])
}

#[track_caller]
pub fn refused(answer: &Answer, event: &str, texts: &[&str]) -> String {
    let told = control(answer);
    let ident = told["ident"].as_str().unwrap_or_default().to_owned();
    assert_eq!(told, refusal(event, texts, &ident));
    is_ident(&ident);
    ident
}

/// The exact good answer: ident and token.
#[track_caller]
pub fn identified(answer: &Answer) -> (String, String) {
    let told = control(answer);
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
    let (ident, token) = (text("ident"), text("auth_token"));
    let expected = json!({
        "success": true, "message": "Successfully identified", "auth_token": token, "ident": ident,
        "type": "identify",
    });
    assert_eq!(told, expected);
    is_ident(&ident);
    assert!(is_alphanumeric(&token, 40), "{token}");
    (ident, token)
}

/// Texts that a user's token may be, and so a session id of the client's own.
pub fn odd_texts() -> [String; 6] {
    [
        " ",
        "\u{0}",
        "a\u{0}b",
        "Zoë 海 🦦",
        "'; DROP TABLE socket_sessions; --",
        &"x".repeat(64_000),
    ]
    .map(str::to_owned)
}

#[track_caller]
fn is_ident(ident: &str) {
    let is_upper = ident
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    assert!(is_upper && ident.len() == 8, "{ident:?} is no ident");
}

fn is_alphanumeric(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Somebody else comes in and is answered within a second, whatever happened before.
#[track_caller]
pub fn serves(app: &TestApp, secret: &str) {
    let began = Instant::now();
    let mut bot = Bot::identifies(app, NAME, secret);
    let session = bot.shakes_hands("somebody else");
    bot.pings(&session);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(1), "served after {took:?}");
}
