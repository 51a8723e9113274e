//! Wrong secrets wait, right ones never do.

use super::*;
use crate::kit::rounds;
use crate::kit::socket::{Heard, PATIENCE};
use crate::web::each_app_at_once;
use std::sync::Barrier;
use std::thread;

const DEFAULT: &str = "[gateway]\nenabled = true";
const BEHIND_A_PROXY: &str = "trusted_proxies = [\"127.0.0.1/32\"]\n[gateway]\nenabled = true";

/// How long the answer to this wrong secret takes.
#[track_caller]
fn waits(socket: &mut Socket, name: &str) -> Duration {
    let began = Instant::now();
    is_turned_away(socket, name, "wrong");
    began.elapsed()
}

#[track_caller]
fn is_about(took: Duration, millis: u64) {
    let least = Duration::from_millis(millis);
    assert!(took >= least, "{took:?} is less than {least:?}");
    let most = least + Duration::from_millis(millis / 2 + 250);
    assert!(took < most, "{took:?} is much more than {least:?}");
}

#[test]
fn the_wait_doubles_from_a_tenth_of_a_second_to_two_seconds() {
    each_app_at_once(DEFAULT, |app| {
        let secret = app.adds_socket_client(NAME, None);
        let mut socket = connects(app, NEWEST);
        for millis in [100, 200, 400, 800, 1600, 2000, 2000] {
            is_about(waits(&mut socket, NAME), millis);
        }
        serves(app, &secret);
        app.advance(Duration::from_secs(600));
        is_about(waits(&mut socket, NAME), 100);
    });
}

#[test]
fn the_wait_is_the_addresses_whatever_the_name_and_the_connection() {
    each_app(DEFAULT, |app| {
        app.adds_socket_client(NAME, None);
        for (name, millis) in [(NAME, 100), ("nobody", 200), ("telegram", 400), ("", 800)] {
            is_about(waits(&mut connects(app, NEWEST), name), millis);
        }
    });
}

#[test]
fn an_address_behind_a_trusted_proxy_is_believed_and_each_waits_for_itself() {
    each_client(BEHIND_A_PROXY, |app, secret| {
        let from = |address: &str| {
            let headers = [("X-Forwarded-For", address)];
            Socket::connects_from(&app.gateway(), NEWEST, &headers)
        };
        for millis in [100, 200, 400] {
            is_about(waits(&mut from("203.0.113.7"), NAME), millis);
        }
        is_about(waits(&mut from("203.0.113.8"), NAME), 100);
        // What the client itself wrote in front counts for nothing.
        is_about(waits(&mut from("203.0.113.99, 203.0.113.7"), NAME), 800);
        Bot::identifies_on(from("203.0.113.7"), NAME, secret);
    });
}

#[test]
fn an_address_that_anybody_may_write_is_not_believed() {
    each_app(DEFAULT, |app| {
        app.adds_socket_client(NAME, None);
        for (address, millis) in [
            ("203.0.113.7", 100),
            ("203.0.113.8", 200),
            ("203.0.113.9", 400),
        ] {
            let headers = [("X-Forwarded-For", address)];
            let mut socket = Socket::connects_from(&app.gateway(), NEWEST, &headers);
            is_about(waits(&mut socket, NAME), millis);
        }
    });
}

#[test]
fn a_right_secret_is_answered_at_once_on_the_connection_whose_wrong_ones_wait() {
    each_client(DEFAULT, |app, secret| {
        let mut socket = connects(app, NEWEST);
        for _ in 0..8 {
            socket.says("identify", &json!({"client": NAME, "secret": "wrong"}));
        }
        let began = Instant::now();
        let number = socket.wonders("identify", &credentials(NAME, secret));
        let mut before = Vec::new();
        let ack = loop {
            match socket.hears(PATIENCE) {
                Heard::Ack(to, ack) if to == number => break ack,
                Heard::Event(_, message) => before.push(message),
                other => panic!("{other:?}"),
            }
        };
        let took = began.elapsed();
        assert_eq!(ack["success"], json!(true));
        assert!(took < Duration::from_millis(1000), "{took:?}");
        let mut refused = before
            .iter()
            .filter(|said| said["success"] == json!(false))
            .count();
        while refused < 8 {
            let Heard::Event(_, message) = socket.hears(PATIENCE) else {
                panic!("a wrong secret was left without an answer");
            };
            refused += usize::from(message["message"] == json!(WRONG_SECRET));
        }
    });
}

#[test]
fn r117_the_tenth_wrong_secret_closes_the_connection_and_is_answered() {
    each_app_at_once(DEFAULT, |app| {
        let secret = app.adds_socket_client(NAME, None);
        for kind in crate::kit::socket::KINDS {
            let mut socket = connects(app, kind);
            for _ in 0..10 {
                socket.says("identify", &json!({"client": "nobody", "secret": "wrong"}));
            }
            let began = Instant::now();
            let heard = socket.is_closed_within(Duration::from_secs(5));
            let refused = heard
                .iter()
                .filter(|heard| matches!(heard, Heard::Event(..)))
                .count();
            assert_eq!(refused, 10, "{kind:?} {heard:?}");
            assert_eq!(heard.last(), Some(&Heard::Disconnected));
            let took = began.elapsed();
            assert!(took < Duration::from_secs(4), "{kind:?} {took:?}");
            serves(app, &secret);
        }
    });
}

#[test]
fn who_begins_anew_on_the_same_session_does_not_begin_to_count_anew() {
    let settings =
        format!("{DEFAULT}\n[gateway.identify_limit]\nfirst_ms = 1\nlongest_ms = 1\nfailures = 10");
    each_app(&settings, |app| {
        app.adds_socket_client(NAME, None);
        let mut socket = connects(app, NEWEST);
        for _ in 0..40 {
            for _ in 0..9 {
                socket.says("identify", &json!({"client": NAME, "secret": "wrong"}));
            }
            socket.sends("41");
            socket.sends("40");
        }
        socket.is_closed_within(Duration::from_secs(2));
    });
}

#[test]
fn r117_many_wrong_secrets_from_ten_connections_are_braked_and_a_rightful_client_is_not() {
    let rounds = rounds("r117, connections one after the other", 4, 10);
    each_app(DEFAULT, |app| {
        let secret = app.adds_socket_client(NAME, None);
        // Who was never right from this address would wait with those who are wrong.
        serves(app, &secret);
        let begin = Barrier::new(11);
        thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(|| {
                    let mut socket = Some(connects(app, NEWEST));
                    begin.wait();
                    let mut first = None;
                    for _ in 0..rounds {
                        let mut socket = socket.take().unwrap_or_else(|| connects(app, NEWEST));
                        let began = Instant::now();
                        for _ in 0..10 {
                            socket.says("identify", &json!({"client": NAME, "secret": "wrong"}));
                        }
                        let heard = socket.is_closed_within(Duration::from_secs(25));
                        let refused = heard
                            .iter()
                            .filter(|heard| matches!(heard, Heard::Event(..)));
                        assert_eq!(refused.count(), 10);
                        first.get_or_insert(began.elapsed());
                    }
                    assert!(
                        first.expect("some rounds") >= Duration::from_millis(1500),
                        "braked"
                    );
                });
            }
            begin.wait();
            let until = Instant::now() + Duration::from_secs(8);
            while Instant::now() < until {
                serves(app, &secret);
                thread::sleep(Duration::from_millis(200));
            }
        });
        serves(app, &secret);
    });
}
