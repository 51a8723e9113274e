//! When connections end, and that they do: whoever takes no notice of it finds that they have.

use super::*;
use crate::kit::db::each_db_at_once;
use crate::kit::http::HttpClient;
use crate::kit::socket::{Generation, Heard, KINDS, PATIENCE, Transport};
use crate::kit::websocket::{FIN, PING, Received, Websocket, frame};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use vestibule::flow::gateway::clients;
use vestibule::gateway::Options;

/// Half a minute, made short.
const SHORT: Duration = Duration::from_millis(600);

#[track_caller]
fn each_hasty_gateway(story: impl Fn(&TestApp) + Sync) {
    each_db_at_once(|db| {
        let options = Options {
            identify_within: SHORT,
            ..Options::default()
        };
        story(&TestApp::start_with(&db.url, ON, options));
    });
}

#[test]
fn r117_who_says_nothing_is_closed_and_whoever_identified_stays() {
    each_hasty_gateway(|app| {
        let secret = app.adds_socket_client(NAME, None);
        for kind in KINDS {
            let began = Instant::now();
            let mut bot = Bot::identifies_as(app, kind, NAME, &secret);
            let mut silent = connects(app, kind);
            let heard = silent.is_closed_within(SHORT * 3);
            assert_eq!(heard, [Heard::Disconnected]);
            assert!(began.elapsed() >= SHORT, "{kind:?} {:?}", began.elapsed());
            let session = bot.shakes_hands(USER);
            bot.pings(&session);
        }
        serves(app, &secret);
    });
}

#[test]
fn who_talks_without_identifying_is_closed_all_the_same() {
    each_hasty_gateway(|app| {
        app.adds_socket_client(NAME, None);
        for kind in KINDS {
            let mut socket = connects(app, kind);
            let began = Instant::now();
            while began.elapsed() < SHORT * 2 {
                socket.says("identify", &json!({"client": NAME, "secret": "wrong"}));
                socket.says("request", &json!(null));
                thread::sleep(Duration::from_millis(50));
            }
            socket.is_closed_within(SHORT);
        }
    });
}

#[test]
fn who_takes_no_notice_of_being_closed_finds_the_session_gone_and_the_stream_ended() {
    each_hasty_gateway(|app| {
        let secret = app.adds_socket_client(NAME, None);
        for generation in [Generation::Old, Generation::New] {
            let polling = connects(app, (generation, Transport::Polling));
            let mut websocket = connects(app, (generation, Transport::Websocket));
            let mut upgraded = connects(app, (generation, Transport::Polling));
            upgraded.upgrades();
            // Nobody reads, and nobody leaves: frames go on being sent.
            for _ in 0..12 {
                thread::sleep(SHORT / 6);
                for socket in [&mut websocket, &mut upgraded] {
                    drop(socket.websocket().sends(&frame(FIN | PING, b"")));
                }
            }
            let mut client = HttpClient::new(&app.gateway());
            assert_eq!(client.get(&polling.path("polling")).status, 400);
            let posted = polling.posts(b"2", "text/plain").expect("an answer");
            assert_eq!(posted.status, 400);
            for socket in [&mut websocket, &mut upgraded] {
                let began = Instant::now();
                while socket.websocket().receives(Duration::from_millis(100)) != Received::Closed {
                    let is_late = began.elapsed() > Duration::from_secs(1);
                    assert!(!is_late, "{generation:?}: the stream is open");
                }
            }
            assert_eq!(client.get(&upgraded.path("polling")).status, 400);
        }
        serves(app, &secret);
    });
}

/// A new beginning on the same session is no new half minute.
#[test]
fn who_begins_again_and_again_is_closed_too() {
    each_hasty_gateway(|app| {
        app.adds_socket_client(NAME, None);
        for kind in KINDS {
            for packets in [&["40"][..], &["41", "40"]] {
                let mut socket = connects(app, kind);
                let began = Instant::now();
                while began.elapsed() < SHORT * 3 {
                    packets.iter().for_each(|packet| socket.sends(packet));
                    thread::sleep(SHORT / 4);
                }
                socket.is_closed_within(SHORT);
            }
        }
    });
}

#[test]
fn a_session_without_a_namespace_is_closed_as_well() {
    each_hasty_gateway(|app| {
        let secret = app.adds_socket_client(NAME, None);
        for transport in [Transport::Polling, Transport::Websocket] {
            let mut socket = Socket::opens(&app.gateway(), (Generation::New, transport));
            socket.is_closed_within(SHORT * 4);
            let mut socket = Socket::opens(&app.gateway(), (Generation::New, transport));
            socket.sends("40/admin,");
            socket.is_closed_within(SHORT * 4);
        }
        serves(app, &secret);
    });
}

/// While a session changes over to a websocket, the library does not look after its heartbeat.
#[test]
fn who_stops_in_the_middle_of_changing_over_to_a_websocket_is_closed() {
    each_hasty_gateway(|app| {
        let secret = app.adds_socket_client(NAME, None);
        let kind = (Generation::New, Transport::Polling);
        let mut stopped = Vec::new();
        // Those that are closed early come first.
        let ways = [true, false].map(|is_joined| [(is_joined, None), (is_joined, Some("2probe"))]);
        for (is_joined, said) in ways.into_iter().flatten() {
            let mut socket = Socket::opens(&app.gateway(), kind);
            if is_joined {
                socket.joins();
            }
            let websocket = Websocket::opens(&app.gateway(), &socket.path("websocket"), &[]);
            let mut websocket = websocket.expect("a websocket");
            if let Some(text) = said {
                websocket.says(text).expect("says");
                let answer = websocket.receives(PATIENCE);
                assert_eq!(answer, Received::Text("3probe".to_owned()));
            }
            // Without a connection in it, the session has ten seconds to change over.
            let limit = if is_joined {
                SHORT * 3
            } else {
                Duration::from_secs(12)
            };
            stopped.push((socket, websocket, Instant::now() + limit));
        }
        for (socket, mut websocket, deadline) in stopped {
            let left = deadline.saturating_duration_since(Instant::now());
            assert_eq!(websocket.receives(left), Received::Closed);
            let mut client = HttpClient::new(&app.gateway());
            assert_eq!(client.get(&socket.path("polling")).status, 400);
        }
        serves(app, &secret);
    });
}

#[test]
fn who_connects_and_says_nothing_more_is_closed() {
    each_app(ON, |app| {
        let mut streams = Vec::new();
        for said in ["", "GET /socket.io/", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"] {
            let mut stream = TcpStream::connect(app.gateway()).expect("connects");
            stream.write_all(said.as_bytes()).expect("writes");
            streams.push(stream);
        }
        let deadline = Instant::now() + Duration::from_secs(15);
        for mut stream in streams {
            let left = deadline.saturating_duration_since(Instant::now());
            stream.set_read_timeout(Some(left)).expect("a limit");
            let ended = stream.read_to_end(&mut Vec::new());
            let is_late = ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
            assert!(!is_late, "the stream is open");
        }
    });
}

#[test]
fn a_poll_that_waits_is_answered_when_its_session_ends() {
    each_app(ON, |app| {
        let secret = app.adds_socket_client(NAME, None);
        for generation in [Generation::Old, Generation::New] {
            for packet in ["5", "4x", "1", "41", "\u{e9}2345"] {
                let socket = connects(app, (generation, Transport::Polling));
                let mut bot = Bot::identifies_on(socket, NAME, &secret);
                let mut client = HttpClient::new(&app.gateway());
                let path = bot.socket.path("polling");
                thread::scope(|scope| {
                    let poll = scope.spawn(move || {
                        let began = Instant::now();
                        client.get(&path);
                        began.elapsed()
                    });
                    thread::sleep(Duration::from_millis(50));
                    bot.socket.sends(packet);
                    let took = poll.join().expect("answered");
                    let is_late = took > Duration::from_secs(2);
                    assert!(!is_late, "{generation:?} {packet} {took:?}");
                });
                bot.socket.is_closed_within(Duration::from_secs(2));
            }
        }
    });
}

#[test]
fn r117_a_secret_that_is_rotated_or_removed_closes_its_connections_within_two_seconds() {
    each_app(ON, |app| {
        for rotates in [true, false] {
            let secret = app.adds_socket_client(NAME, None);
            let other = app.adds_socket_client("telegram", None);
            let mut stays = Bot::identifies(app, "telegram", &other);
            let session = stays.shakes_hands(USER);
            let mut bots: Vec<Bot> = KINDS
                .into_iter()
                .map(|kind| Bot::identifies_as(app, kind, NAME, &secret))
                .collect();
            let mut fresh = connects(app, NEWEST);
            let began = Instant::now();
            if rotates {
                clients::rotate(app.platform(), NAME).expect("rotates");
            } else {
                clients::remove(app.platform(), NAME).expect("removes");
            }
            for bot in &mut bots {
                let left = Duration::from_secs(2).saturating_sub(began.elapsed());
                let heard = bot.socket.is_closed_within(left);
                // Who did not poll in time finds the session gone.
                let is_polling = bot.socket.kind.1 == Transport::Polling;
                let is_told = heard == [Heard::Disconnected];
                assert!(is_told || (is_polling && heard.is_empty()), "{heard:?}");
            }
            stays.pings(&session);
            is_turned_away(&mut fresh, NAME, &secret);
            if rotates {
                clients::remove(app.platform(), NAME).expect("removes");
            }
            clients::remove(app.platform(), "telegram").expect("removes");
        }
    });
}

/// The white list is looked at all the time: who has just come in is not taken for somebody who left.
#[test]
fn a_client_that_was_just_added_or_given_a_secret_is_not_closed() {
    each_db(|db| {
        let options = Options {
            watch_every: Duration::from_millis(1),
            ..Options::default()
        };
        let app = TestApp::start_with(&db.url, ON, options);
        let secret = app.adds_socket_client("stays", None);
        let _stays = Bot::identifies(&app, "stays", &secret);
        for round in 0..60 {
            let name = format!("client {round}");
            app.adds_socket_client(&name, None);
            let secret = clients::rotate(app.platform(), &name)
                .expect("rotates")
                .secret;
            let mut bot = Bot::identifies(&app, &name, &secret);
            let session = bot.shakes_hands(USER);
            bot.pings(&session);
        }
    });
}

#[test]
fn a_client_that_leaves_is_gone_over_each_transport() {
    each_client(ON, |app, secret| {
        for kind in KINDS {
            for farewell in ["41", "1"] {
                let mut bot = Bot::identifies_as(app, kind, NAME, secret);
                bot.socket.sends(farewell);
                bot.socket.is_closed_within(Duration::from_secs(2));
            }
        }
    });
}

#[test]
fn a_gateway_that_stops_closes_every_connection() {
    each_db(|db| {
        let app = TestApp::start(&db.url, ON);
        let secret = app.adds_socket_client(NAME, None);
        let mut bot = Bot::identifies(&app, NAME, &secret);
        let mut fresh = connects(&app, NEWEST);
        drop(app);
        bot.socket.is_closed_within(Duration::from_secs(2));
        fresh.is_closed_within(Duration::from_secs(2));
    });
}
