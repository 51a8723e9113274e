//! Sessions that a client names by itself, as GI's command-line and Slack clients do: whose they are, and what comes of a
//! request between `start` and `end`.

use super::webhook::{FAILED, json_answer, on, opens};
use super::*;
use crate::kit::socket::{Heard, KINDS, PATIENCE};
use crate::kit::tiny::TinyServer;
use crate::races::at_once;
use vestibule::flow::gateway::clients;

/// What GI's command-line client has in its settings.
const OWN: &str = "good-intentions-user";

/// A handler that says who asked and what: the session's id here, the text.
struct Echo {
    handler: TinyServer,
    secret: String,
}

impl Echo {
    /// For a new client of this name.
    #[track_caller]
    fn of(app: &TestApp, name: &str) -> Self {
        let handler = TinyServer::start("127.0.0.1", |_| json_answer("{}"));
        let secret = app.adds_socket_client(name, Some(&handler.url("/")));
        Self { handler, secret }
    }

    /// The session and the text of each request, as they were handed on.
    #[track_caller]
    fn heard(&self, app: &TestApp, name: &str) -> Vec<(String, String)> {
        let client = clients::find(app.platform(), name).expect("there");
        let key = app.platform().key.webhook_key(client.key, 1);
        let asked = self.handler.asked();
        let text = |told: &Value, name: &str| told[name].as_str().expect("a text").to_owned();
        let told = asked.iter().map(|asked| opens(asked, &key));
        told.map(|told| (text(&told, "session_id"), text(&told, "text")))
            .collect()
    }
}

/// A whole message, answered between `start` and `end` under the id that it was sent with.
#[track_caller]
fn says(bot: &mut Bot, session: &str, text: &str) {
    let mut request = bot.request(session, "message");
    request["text"] = json!(text);
    let answer = bot.socket.asks("request", &request);
    assert_eq!(answered(&answer, bot, session), json!({}));
}

#[test]
fn five_lines_in_a_row_under_a_session_of_its_own_need_no_handshake() {
    each_app(&on(), |app| {
        let echo = Echo::of(app, NAME);
        let lines = ["one", "two", "three", "four", "five"];
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, &echo.secret);
            for line in lines {
                says(&mut bot, OWN, line);
            }
        }
        // One user of one client: the session that a handshake with the same text gives.
        let session = Bot::identifies(app, NAME, &echo.secret).shakes_hands(OWN);
        let wanted = KINDS.iter().flat_map(|_| lines);
        let wanted = wanted.map(|line| (session.clone(), line.to_owned()));
        assert_eq!(echo.heard(app, NAME), wanted.collect::<Vec<_>>());
    });
}

#[test]
fn a_session_is_the_same_by_its_own_id_and_by_the_name_that_was_handshaken() {
    each_app(&on(), |app| {
        let echo = Echo::of(app, NAME);
        let mut bot = Bot::identifies(app, NAME, &echo.secret);
        let session = bot.shakes_hands(OWN);
        says(&mut bot, &session, "by id");
        says(&mut bot, OWN, "by name");
        says(&mut bot, "good-intentions-User", "another");
        let heard = echo.heard(app, NAME);
        let sessions: Vec<&str> = heard.iter().map(|(session, _)| session.as_str()).collect();
        assert_eq!(sessions[..2], [session.as_str(); 2]);
        assert_eq!(sessions[2], bot.shakes_hands("good-intentions-User"));
        assert_ne!(sessions[2], session);
    });
}

#[test]
fn a_ping_under_a_session_of_its_own_is_answered_under_that_name() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, secret);
            let answer = bot.socket.asks("request", &bot.request(OWN, "ping"));
            let ids = answer
                .events
                .iter()
                .map(|(_, message)| &message["session_id"]);
            assert_eq!(ids.collect::<Vec<_>>(), [OWN, OWN]);
            assert_eq!(answer.ack["session_id"], json!(OWN));
        }
    });
}

#[test]
fn another_clients_session_id_is_a_text_like_any_other() {
    each_app(&on(), |app| {
        let (echo, other) = (Echo::of(app, NAME), Echo::of(app, "telegram"));
        let mut bot = Bot::identifies(app, NAME, &echo.secret);
        let session = bot.shakes_hands(USER);
        let mut foreign = Bot::identifies(app, "telegram", &other.secret);
        says(&mut foreign, &session, "mine");
        let own = foreign.shakes_hands(&session);
        assert_ne!(own, session);
        assert_ne!(own, foreign.shakes_hands(USER));
        let heard = other.heard(app, "telegram");
        assert_eq!(heard, [(own, "mine".to_owned())]);
        // The user whose it is has it as before, and nobody wrote there.
        assert_eq!(bot.shakes_hands(USER), session);
        assert_eq!(echo.heard(app, NAME), []);
    });
}

#[test]
fn whatever_a_users_token_may_hold_a_session_id_may_hold_and_nothing_else() {
    each_app(&on(), |app| {
        let echo = Echo::of(app, NAME);
        let mut bot = Bot::identifies(app, NAME, &echo.secret);
        for text in &odd_texts() {
            says(&mut bot, text, "Hello");
            let session = bot.shakes_hands(text);
            let heard = echo.heard(app, NAME).pop().expect("one more");
            assert_eq!(heard, (session, "Hello".to_owned()));
        }
        let mut request = bot.request(OWN, "message");
        for none in [
            json!(""),
            json!(null),
            json!(7),
            json!([OWN]),
            json!({"a": OWN}),
        ] {
            request["session_id"] = none;
            bot.is_refused("request", &request, &[NO_SESSION]);
        }
    });
}

#[test]
fn strict_sessions_have_to_be_handshaken() {
    let strict = format!("{STRICT}\n[callbacks]\nallow_private_addresses = true");
    each_app(&strict, |app| {
        let echo = Echo::of(app, NAME);
        let mut bot = Bot::identifies(app, NAME, &echo.secret);
        for kind in ["message", "intent", "event", "ping"] {
            bot.is_refused("request", &bot.request(OWN, kind), &[SESSION_GONE]);
        }
        let session = bot.shakes_hands(OWN);
        bot.is_refused("request", &bot.request(OWN, "message"), &[SESSION_GONE]);
        says(&mut bot, &session, "Hello");
        assert_eq!(echo.heard(app, NAME), [(session, "Hello".to_owned())]);
    });
}

#[test]
fn a_failure_of_the_handler_comes_between_start_and_end() {
    each_app(&on(), |app| {
        let nowhere = format!("http://127.0.0.1:{}/", free_port());
        let secret = app.adds_socket_client(NAME, Some(&nowhere));
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, &secret);
            for _ in 0..2 {
                let answer = bot.socket.asks("request", &bot.request(OWN, "message"));
                fails(&answer, &bot, OWN, FAILED);
            }
        }
    });
}

#[test]
fn without_an_acknowledgement_a_request_ends_with_its_end() {
    each_app(&on(), |app| {
        let echo = Echo::of(app, NAME);
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, &echo.secret);
            for _ in 0..2 {
                bot.socket.says("request", &bot.request(OWN, "message"));
                for (sequence, kind) in ["start", "message", "end"].into_iter().enumerate() {
                    let Heard::Event(name, message) = bot.socket.hears(PATIENCE) else {
                        panic!("no {kind}");
                    };
                    assert_eq!(name, "response");
                    assert_eq!(message["type"], json!(kind));
                    assert_eq!(message["sequence"], json!(sequence + 1));
                    let has_attachments = message.get("attachments").is_some();
                    assert_eq!(has_attachments, kind == "message", "{message}");
                }
            }
        }
    });
}

#[test]
fn a_refused_request_begins_no_session() {
    each_db(|db| {
        let app = TestApp::start(&db.url, ON);
        let secret = app.adds_socket_client(NAME, None);
        let mut bot = Bot::identifies(&app, NAME, &secret);
        let mut other = bot.request(OWN, "ping");
        other["client"] = json!("telegram");
        bot.is_refused("request", &other, &[OTHER_CLIENT]);
        bot.is_refused("request", &bot.request(OWN, "dance"), &[NO_TYPE]);
        bot.is_refused("request", &bot.request(OWN, "message"), &[NO_HANDLER]);
        assert_eq!(db.raw().count("socket_sessions"), 0);
        bot.pings(OWN);
        assert_eq!(db.raw().count("socket_sessions"), 1);
    });
}

#[test]
fn many_who_name_the_same_session_at_once_begin_one() {
    const RACERS: usize = 8;
    each_db(|db| {
        let app = TestApp::start(&db.url, ON);
        let secret = app.adds_socket_client(NAME, None);
        at_once(RACERS, |racer| {
            let kind = KINDS[racer % KINDS.len()];
            let mut bot = Bot::identifies_as(&app, kind, NAME, &secret);
            for round in 0..10 {
                bot.pings(&format!("user {round}"));
            }
        });
        assert_eq!(db.raw().count("socket_sessions"), 10);
    });
}

#[test]
fn the_id_of_a_session_that_was_swept_is_a_users_token_from_then_on() {
    each_db(|db| {
        let app = TestApp::start(&db.url, ON);
        let secret = app.adds_socket_client(NAME, None);
        let mut bot = Bot::identifies(&app, NAME, &secret);
        let session = bot.shakes_hands(OWN);
        db.raw().run("DELETE FROM socket_sessions");
        bot.pings(&session);
        assert_eq!(db.raw().count("socket_sessions"), 1);
        let of_the_text = bot.shakes_hands(&session);
        assert_eq!(db.raw().count("socket_sessions"), 1);
        // Whose it was has a new one, and the old id does not lead there.
        let anew = bot.shakes_hands(OWN);
        assert!(anew != session && anew != of_the_text, "{anew}");
    });
}

#[test]
fn nothing_of_a_session_id_that_a_client_made_is_in_the_database_or_handed_on() {
    const MARK: &str = "ada-5c21b7d0@example.org";
    each_db(|db| {
        let app = TestApp::start(&db.url, &on());
        let echo = Echo::of(&app, NAME);
        let mut bot = Bot::identifies(&app, NAME, &echo.secret);
        says(&mut bot, MARK, "Hello");
        handshake::assert_is_nowhere(db, MARK);
        let heard = echo.heard(&app, NAME);
        assert!(
            heard
                .iter()
                .all(|(session, _)| is_alphanumeric(session, 16))
        );
        assert_eq!(heard.len(), 1);
    });
}
