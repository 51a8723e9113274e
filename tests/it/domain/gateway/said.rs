//! What is said on the socket and to webhooks, member by member.

use super::{Connection, IDENT, NAME, SESSION, State, USER};
use crate::domain::sample::NOW;
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::domain::gateway::answer::{
    Fault, Responses, Said, accepted, handshaked, identified, refused,
};
use vestibule::domain::gateway::handover::Handover;
use vestibule::domain::gateway::request;
use vestibule::domain::gateway::sent::Sent;

#[track_caller]
fn says(said: &Said, event: &str, message: Value) {
    assert_eq!((said.event, &said.message), (event, &message));
}

#[test]
fn control_answers_go_on_one_event_and_carry_the_ident() {
    says(
        &identified("TOKEN", IDENT),
        "event",
        json!({"success": true, "message": "Successfully identified", "auth_token": "TOKEN", "ident": IDENT,
               "type": "identify"}),
    );
    says(
        &handshaked(SESSION, USER, IDENT),
        "event",
        json!({"type": "handshake", "success": true, "message": "Successfully handshaked", "session_id": SESSION,
               "token": USER, "ident": IDENT}),
    );
    says(
        &accepted(SESSION, IDENT),
        "event",
        json!({"type": "request", "success": true, "message": "Request accepted", "session_id": SESSION,
               "ident": IDENT}),
    );
    says(
        &refused(
            "request",
            IDENT,
            &[Fault::ClientNotDefined, Fault::TypeNotSupported],
        ),
        "event",
        json!({"type": "request", "success": false, "message": "Client not defined, Type not supported",
               "ident": IDENT}),
    );
    assert_eq!(Fault::NoHandler.text(), "No handler");
}

#[test]
fn what_comes_back_of_a_request_is_counted_from_one_and_tells_the_time_in_whole_milliseconds() {
    let member = |kind: &str, sequence: u64, millis: i64| {
        json!({"type": kind, "namespace": "response", "sequence": sequence, "microtime": millis, "ident": IDENT,
               "session_id": "as it was sent"})
    };
    let with = |mut message: Value, attachments: Value| {
        message["attachments"] = attachments;
        message
    };
    let begin = || Responses::of("as it was sent".to_owned(), IDENT.to_owned());
    let at = |millis| NOW.plus(Duration::from_millis(millis));
    let now = 1_800_000_000_000;
    let mut responses = begin();
    let start = responses.start(NOW);
    says(&start, "response", member("start", 1, now));
    let any = json!([1, {"a": null}]);
    let message = with(member("message", 2, now + 1), any.clone());
    says(&responses.message(any, at(1)), "response", message);
    // Nothing is something: what a handler said is there, be it null.
    let nothing = with(member("message", 3, now + 2), Value::Null);
    says(&responses.message(Value::Null, at(2)), "response", nothing);
    let end = responses.end(at(999));
    says(&end, "response", member("end", 4, now + 999));
    let text = start.message.to_string();
    assert!(text.contains("\"microtime\":1800000000000,"), "{text}");
    // The next request begins anew.
    let mut responses = begin();
    let pong = with(member("message", 1, now), json!({"ping": ["pong"]}));
    says(&responses.pong(NOW), "response", pong);
    says(&responses.end(NOW), "response", member("end", 2, now));
}

#[test]
fn a_webhook_is_told_who_asks_for_what_and_nothing_that_was_not_sent() {
    let mut connection = Connection::new();
    let token = connection.token.clone();
    let sent = |more: Value| {
        let mut all =
            json!({"client": NAME, "auth_token": token, "session_id": SESSION, "other": 1});
        let more = more.as_object().cloned().unwrap_or_default();
        all.as_object_mut().expect("an object").extend(more);
        all
    };
    for (more, kind) in [
        (json!({"text": "hello"}), "message"),
        (
            json!({"type": "message", "text": "hello", "data": null}),
            "message",
        ),
        (json!({"type": "intent", "data": {"a": [1]}}), "intent"),
        (json!({"type": "event"}), "event"),
    ] {
        let sent = sent(more.clone());
        let whole = request::read(connection.stage(State::Live), Sent(&sent)).expect("whole");
        let handover = Handover::of(&whole, Sent(&sent), "its own id", "ONCE".to_owned(), NOW);
        let mut told = json!({"algorithm": "HMAC-SHA256", "issued_at": 1_800_000_000, "jti": "ONCE", "client": NAME,
                              "ident": IDENT, "session_id": "its own id"});
        let members = told.as_object_mut().expect("an object");
        members.extend(more.as_object().cloned().unwrap_or_default());
        members.insert("type".to_owned(), json!(kind));
        assert_eq!(serde_json::to_value(&handover).expect("JSON"), told);
    }
}
