//! Guessing at the gateway has a speed, for who was right before as well.

use crate::gateway::{
    Bot, NAME, ON, SECRET_LATE, USER, WRONG_SECRET, connects, credentials, each_client, is_refused,
};
use crate::kit::app::TestApp;
use crate::kit::socket::{Heard, NEWEST, PATIENCE, Socket};
use crate::web::{each_app, each_app_at_once};
use serde_json::json;
use std::thread;
use std::time::{Duration, Instant};

const UNAVAILABLE: &str = "Service unavailable, try again later";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A hundred wrong secrets are judged and sixteen wait: while the clock stands, no further one has its turn.
#[track_caller]
fn uses_up(app: &TestApp) -> Vec<Socket> {
    let wrong = credentials("nobody", "wrong");
    for _ in 0..20 {
        let mut socket = connects(app, NEWEST);
        for _ in 0..5 {
            is_refused(&mut socket, "identify", &wrong, &[WRONG_SECRET]);
        }
    }
    let mut waiting: Vec<Socket> = (0..16).map(|_| connects(app, NEWEST)).collect();
    for socket in &mut waiting {
        socket.says("identify", &wrong);
    }
    loop {
        let answer = connects(app, NEWEST).asks("identify", &wrong);
        if answer.ack["message"] == json!(UNAVAILABLE) {
            return waiting;
        }
    }
}

/// What this secret is answered on a connection of its own.
#[track_caller]
fn is_told(app: &TestApp, name: &str, secret: &str, text: &str) {
    let payload = credentials(name, secret);
    is_refused(&mut connects(app, NEWEST), "identify", &payload, &[text]);
}

#[test]
fn s15_beyond_a_hundred_wrong_secrets_a_network_waits_for_its_turn_and_who_was_right_does_not() {
    each_app(
        &format!("{}\n{ON}", "trusted_proxies = [\"127.0.0.1/32\"]"),
        |app| {
            let known = app.adds_socket_client("known", None);
            let new = app.adds_socket_client("new", None);
            let from = |address: &str| {
                Socket::connects_from(&app.gateway(), NEWEST, &[("X-Forwarded-For", address)])
            };
            Bot::identifies_on(from("2001:db8::1"), "known", &known);
            let wrong = json!({"client": "new", "secret": "wrong"});
            let mut socket = from("2001:db8::2");
            for _ in 0..100 {
                is_refused(&mut socket, "identify", &wrong, &[WRONG_SECRET]);
            }
            // A right one gets in, after those who are before it.
            let began = Instant::now();
            Bot::identifies_on(from("2001:db8::3"), "new", &new);
            let took = began.elapsed();
            assert!(took >= Duration::from_millis(600), "{took:?}");
            // Others wait for seconds; who was right before does not.
            let mut waiting: Vec<Socket> = (0..12).map(|_| from("2001:db8::4")).collect();
            for socket in &mut waiting {
                socket.says("identify", &wrong);
            }
            for (address, name, secret) in [
                // From then on it is known, by the network.
                ("2001:db8::5", "new", &new),
                ("2001:db8::6", "known", &known),
                ("2001:db8:0:1::1", "new", &new),
            ] {
                let began = Instant::now();
                Bot::identifies_on(from(address), name, secret);
                let took = began.elapsed();
                assert!(took < Duration::from_secs(4), "{address} {name} {took:?}");
            }
            // A minute later the network is judged at once again.
            app.advance(Duration::from_secs(60));
            let other = json!({"client": "nobody", "secret": "wrong"});
            let began = Instant::now();
            is_refused(
                &mut from("2001:db8::7"),
                "identify",
                &other,
                &[WRONG_SECRET],
            );
            let took = began.elapsed();
            assert!(took < Duration::from_secs(4), "{took:?}");
        },
    );
}

#[test]
fn s15_the_queue_is_bounded_and_who_finds_it_full_is_told_to_come_again() {
    each_app_at_once(ON, |app| {
        app.adds_socket_client(NAME, None);
        let wrong = json!({"client": NAME, "secret": "wrong"});
        let mut socket = connects(app, NEWEST);
        for _ in 0..100 {
            is_refused(&mut socket, "identify", &wrong, &[WRONG_SECRET]);
        }
        let mut waiting: Vec<Socket> = (0..16).map(|_| connects(app, NEWEST)).collect();
        for socket in &mut waiting {
            socket.says("identify", &wrong);
        }
        thread::sleep(Duration::from_millis(1500));
        is_refused(
            &mut connects(app, NEWEST),
            "identify",
            &wrong,
            &[UNAVAILABLE],
        );
        for socket in &mut waiting {
            let Heard::Event(_, told) = socket.hears(PATIENCE * 2) else {
                panic!("no answer");
            };
            assert_eq!(told["message"], json!(WRONG_SECRET));
        }
    });
}

#[test]
fn s15_right_secrets_of_one_client_free_no_turn_for_wrong_ones_of_another() {
    each_client(ON, |app, secret| {
        app.adds_socket_client("other", None);
        Bot::identifies(app, NAME, secret);
        let _waiting = uses_up(app);
        for _ in 0..5 {
            Bot::identifies(app, NAME, secret);
            is_told(app, "other", "wrong", UNAVAILABLE);
        }
        // Its time frees one.
        app.advance(Duration::from_secs(60));
        is_told(app, "other", "wrong", WRONG_SECRET);
    });
}

#[test]
fn s15_a_client_is_known_for_a_day() {
    each_client(ON, |app, secret| {
        Bot::identifies(app, NAME, secret);
        app.advance(DAY - Duration::from_secs(1));
        let _waiting = uses_up(app);
        Bot::identifies(app, NAME, secret);
        app.advance(DAY);
        let _waiting = uses_up(app);
        is_told(app, NAME, secret, UNAVAILABLE);
    });
}

/// Its token is good, whatever else it says.
#[test]
fn s15_who_has_identified_does_not_wait_to_hear_so_and_is_not_closed_for_it() {
    let settings =
        "[gateway]\nenabled = true\n[gateway.identify_limit]\nfirst_ms = 1\nlongest_ms = 1";
    each_client(settings, |app, secret| {
        let mut bot = Bot::identifies(app, NAME, secret);
        let session = bot.shakes_hands(USER);
        let _waiting = uses_up(app);
        for name in [NAME, "other"] {
            for _ in 0..12 {
                bot.is_refused("identify", &credentials(name, secret), &[SECRET_LATE]);
            }
        }
        bot.pings(&session);
        is_told(app, "other", "wrong", UNAVAILABLE);
    });
}
