//! `request`: what a client wants done for one of its users.

use super::*;
use crate::kit::socket::KINDS;
use vestibule::flow::gateway::clients;

#[test]
fn a_ping_is_answered_with_a_pong_and_the_time_in_whole_milliseconds() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, secret);
            let session = bot.shakes_hands(USER);
            for _ in 0..3 {
                let now = app.now().millis();
                let answer = bot.socket.asks("request", &bot.request(&session, "ping"));
                app.advance(Duration::from_millis(5));
                let pong = json!({
                    "type": "message", "namespace": "response", "sequence": 1, "microtime": now,
                    "ident": bot.ident, "session_id": session, "attachments": {"ping": ["pong"]},
                });
                let accepted = json!({
                    "type": "request", "success": true, "message": "Request accepted", "session_id": session,
                    "ident": bot.ident,
                });
                let events = [("response", pong), ("event", accepted.clone())];
                let events = events.map(|(name, message)| (name.to_owned(), message));
                assert_eq!(answer.events, events);
                assert_eq!(answer.ack, accepted);
            }
        }
    });
}

#[test]
fn each_refusal_is_said_alone_and_all_are_joined_in_their_order() {
    let settings = STRICT.replace("enabled = true\n", "enabled = true\ntoken_ttl = 60\n");
    each_client(&settings, |app, secret| {
        let mut bot = Bot::identifies(app, NAME, secret);
        let session = bot.shakes_hands(USER);
        let whole = bot.request(&session, "message");
        let with = |changes: &[(&str, Value)]| {
            let mut payload = whole.clone();
            for (name, value) in changes {
                payload[*name] = value.clone();
            }
            payload
        };
        for (payload, texts) in [
            (json!({}), &[TOKEN, NO_CLIENT, NO_SESSION, NO_TEXT][..]),
            (with(&[("client", json!(["facebook"]))]), &[NO_CLIENT]),
            (with(&[("client", json!("telegram"))]), &[OTHER_CLIENT]),
            (with(&[("session_id", json!("\u{0}"))]), &[SESSION_GONE]),
            (
                with(&[("session_id", json!("x".repeat(64_000)))]),
                &[SESSION_GONE],
            ),
            (with(&[("type", json!("dance"))]), &[NO_TYPE]),
            (with(&[("text", json!(""))]), &[NO_TEXT]),
            (with(&[("auth_token", json!(null))]), &[TOKEN]),
            (whole.clone(), &[NO_HANDLER]),
            (bot.request(&session, "intent"), &[NO_HANDLER]),
            (
                with(&[("type", json!("event")), ("text", json!(""))]),
                &[NO_HANDLER],
            ),
        ] {
            bot.is_refused("request", &payload, texts);
        }
        bot.pings(&session);
        app.advance(Duration::from_secs(60));
        let worst = with(&[("client", json!("telegram")), ("session_id", json!("x"))]);
        bot.is_refused("request", &worst, &[OTHER_CLIENT, EXPIRED, SESSION_GONE]);
        bot.is_refused("request", &whole, &[EXPIRED]);
    });
}

#[test]
fn a_token_and_an_ident_are_good_on_their_own_connection_only() {
    each_client(ON, |app, secret| {
        let mut one = Bot::identifies(app, NAME, secret);
        let session = one.shakes_hands(USER);
        for kind in KINDS {
            let mut other = Bot::identifies_as(app, kind, NAME, secret);
            let mut stolen = one.request(&session, "ping");
            stolen["ident"] = json!(one.ident);
            other.is_refused("request", &stolen, &[TOKEN]);
            other.pings(&session);
            let mut fresh = connects(app, kind);
            is_refused(&mut fresh, "request", &stolen, &[NOT_IDENTIFIED, TOKEN]);
        }
        one.pings(&session);
    });
}

#[test]
fn a_token_dies_with_its_connection() {
    each_client(ON, |app, secret| {
        let mut bot = Bot::identifies(app, NAME, secret);
        let session = bot.shakes_hands(USER);
        let stolen = bot.request(&session, "ping");
        bot.socket.sends("41");
        drop(bot.socket);
        let mut again = Bot::identifies(app, NAME, secret);
        again.is_refused("request", &stolen, &[TOKEN]);
        again.pings(&session);
    });
}

#[test]
fn a_removed_clients_sessions_are_gone_when_it_comes_back_under_its_name() {
    each_app(STRICT, |app| {
        let secret = app.adds_socket_client(NAME, None);
        let session = Bot::identifies(app, NAME, &secret).shakes_hands(USER);
        clients::remove(app.platform(), NAME).expect("removes");
        let secret = app.adds_socket_client(NAME, None);
        let mut bot = Bot::identifies(app, NAME, &secret);
        bot.is_refused("request", &bot.request(&session, "ping"), &[SESSION_GONE]);
        assert_ne!(bot.shakes_hands(USER), session);
    });
}

#[test]
fn many_requests_at_once_are_all_answered_in_their_order() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, secret);
            let session = |at: usize| format!("user {at}");
            // As many as a connection may have waiting; each is answered three times over.
            let numbers: Vec<u64> = (0..60)
                .map(|at| {
                    let ping = bot.request(&session(at), "ping");
                    bot.socket.wonders("request", &ping)
                })
                .collect();
            for (at, number) in numbers.into_iter().enumerate() {
                let answer = bot.socket.hears_ack(number);
                assert_eq!(answer.events[0].1["session_id"], json!(session(at)));
            }
        }
    });
}
