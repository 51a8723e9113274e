//! What a program of the journey said, compared word by word with what the gateway promises.

use super::{Library, USER};
use serde_json::{Value, json};

const NOT_IDENTIFIED: &str = "Client not identified with secret";
const NOT_VALID: &str = "Client token is not valid";
const BOTH: &str = "Client not identified with secret, Client token is not valid";
const WRONG_SECRET: &str = "Client secret is not correct";
const LATE: &str = "Client secret is not accepted after identifying";
const EMPTY: &str =
    "Client token is not valid, Client not defined, User session id not defined, Text not defined";
const EMPTY_PING: &str =
    "Client token is not valid, Client not defined, User session id not defined";

/// On the first connection: the step, the type of the answer, its message.
const REFUSED: [(&str, &str, &str); 23] = [
    ("handshakeBefore", "handshake", NOT_IDENTIFIED),
    ("requestBefore", "request", BOTH),
    ("wrongSecret", "identify", WRONG_SECRET),
    ("unknownName", "identify", WRONG_SECRET),
    ("secretOnRequest", "request", LATE),
    ("secretOnHandshake", "handshake", LATE),
    ("secretOnIdentify", "identify", LATE),
    ("wrongToken", "request", NOT_VALID),
    ("wrongTokenOnHandshake", "handshake", NOT_VALID),
    ("noUserToken", "handshake", "User token is not valid"),
    ("wrongClient", "request", "Client does not match"),
    ("wrongSession", "request", "User session does not exist"),
    ("wrongType", "request", "Type not supported"),
    ("noText", "request", "Text not defined"),
    ("noHandler", "request", "No handler"),
    ("emptyPing", "request", EMPTY_PING),
    ("empty", "request", EMPTY),
    ("nothing", "request", EMPTY),
    ("null", "request", EMPTY),
    ("list", "request", EMPTY),
    ("number", "request", EMPTY),
    ("string", "request", EMPTY),
    ("bytes", "request", EMPTY),
];

/// What a program said, by its steps: each is taken out, and in the end none is left.
pub struct Journey(pub Value);

impl Journey {
    /// The user, as the gateway read the name, with the session.
    #[track_caller]
    pub fn keeps_the_promise(mut self, library: &Library, transport: &str) -> (String, Value) {
        assert_eq!(self.takes("protocol"), json!(library.protocol));
        let last = match transport {
            "upgrade" => "websocket",
            _ => transport,
        };
        assert_eq!(self.takes("transport"), json!(last));
        let user = user(library, transport);
        let session = self.first_connection(&user);
        self.second_connection(&user, &session, library);
        if library.hears_over.contains(&transport) {
            let said = self.takes("cutOff");
            assert!(library.cut_off.contains(&said), "{said}");
            let told = self.takes("afterCutOff");
            let ident = told["event"]["ident"].clone();
            is_refused(&told["event"], "handshake", NOT_IDENTIFIED, &ident);
        }
        assert_eq!(self.takes("unread"), json!([]));
        assert_eq!(self.0, json!({}), "nobody looked at this");
        (user, session)
    }

    /// The session that the user was given.
    #[track_caller]
    fn first_connection(&mut self, user: &str) -> Value {
        let identified = self.acknowledged("identify");
        let ident = ident_of_an_identified(&identified);
        for (step, kind, message) in REFUSED {
            is_refused(&self.acknowledged(step), kind, message, &ident);
        }
        let shaken = self.acknowledged("handshake");
        let session = session_of(&shaken, user, &ident);
        assert_eq!(self.acknowledged("withoutToken"), shaken);
        let other = self.acknowledged("otherUser");
        assert_ne!(
            session_of(&other, "kirk@enterprise.example", &ident),
            session
        );
        self.pongs("ping", &session, &ident);
        self.pongs("stillGood", &session, &ident);
        session
    }

    #[track_caller]
    fn second_connection(&mut self, user: &str, session: &Value, library: &Library) {
        assert_eq!(self.takes("left"), library.left);
        let identified = self.takes("identifyAgain")["event"].take();
        let ident = ident_of_an_identified(&identified);
        is_refused(&self.acknowledged("oldToken"), "request", BOTH, &ident);
        let again = self.takes("oldTokenAgain");
        is_refused(&again["event"], "request", NOT_VALID, &ident);
        self.pongs("oldSession", session, &ident);
        let shaken = self.takes("handshakeAgain");
        assert_eq!(session_of(&shaken["event"], user, &ident), *session);
    }

    #[track_caller]
    fn takes(&mut self, step: &str) -> Value {
        let steps = self.0.as_object_mut().expect("steps");
        steps.remove(step).unwrap_or_else(|| panic!("no {step}"))
    }

    /// An answer that came as an event, and the same as the acknowledgement.
    #[track_caller]
    fn acknowledged(&mut self, step: &str) -> Value {
        let mut said = self.takes(step);
        assert_eq!(said["acknowledged"], json!([said["event"]]), "{step}");
        said["event"].take()
    }

    #[track_caller]
    fn pongs(&mut self, step: &str, session: &Value, ident: &Value) {
        let mut response = self.0[step]["response"].take();
        let event = self.acknowledged(step);
        assert_eq!(event["type"], json!("request"), "{step}");
        assert_eq!(event["success"], json!(true), "{step}");
        assert_eq!(event["ident"], *ident, "{step}");
        for counted in ["sequence", "microtime"] {
            assert!(response[counted].take().is_number(), "{step}: {counted}");
        }
        let promised = json!({
            "type": "message", "namespace": "response", "sequence": null, "microtime": null,
            "ident": ident, "session_id": session, "attachments": { "ping": ["pong"] },
        });
        assert_eq!(response, promised, "{step}");
    }
}

/// The user as the gateway reads the name. Over polling, the first generation encodes text twice, for servers of its
/// own age: a user whose name is not plain is another one there.
fn user(library: &Library, transport: &str) -> String {
    if library.name == "client17" && transport == "polling" {
        return USER.bytes().map(char::from).collect();
    }
    USER.to_owned()
}

#[track_caller]
fn is_refused(answer: &Value, kind: &str, message: &str, ident: &Value) {
    let promised = json!({ "type": kind, "success": false, "message": message, "ident": ident });
    assert_eq!(*answer, promised);
}

#[track_caller]
fn is_made_of(value: &Value, length: usize, belongs: fn(&char) -> bool) {
    let text = value.as_str().unwrap_or_default();
    let is_whole = text.len() == length && text.chars().all(|c| belongs(&c));
    assert!(is_whole, "{value}");
}

#[track_caller]
fn ident_of_an_identified(answer: &Value) -> Value {
    let (token, ident) = (&answer["auth_token"], &answer["ident"]);
    is_made_of(token, 40, char::is_ascii_alphanumeric);
    is_made_of(ident, 8, |c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let promised = json!({
        "success": true, "message": "Successfully identified", "auth_token": token,
        "ident": ident, "type": "identify",
    });
    assert_eq!(*answer, promised);
    ident.clone()
}

#[track_caller]
fn session_of(answer: &Value, user: &str, ident: &Value) -> Value {
    let session = &answer["session_id"];
    is_made_of(session, 16, char::is_ascii_alphanumeric);
    let promised = json!({
        "type": "handshake", "success": true, "message": "Successfully handshaked",
        "session_id": session, "token": user, "ident": ident,
    });
    assert_eq!(*answer, promised);
    session.clone()
}
