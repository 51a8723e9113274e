//! Each session that has not identified takes a place, however it is asked for, and gives it back, however it ends.

use crate::gateway::ON;
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::kit::http::HttpClient;
use crate::kit::socket::{Generation, KINDS, Socket, Transport};
use crate::kit::websocket::{Websocket, resets};
use std::thread;
use std::time::{Duration, Instant};
use vestibule::gateway::{Most, Options};

const SID: &str = "AAAAAAAAAAAAAAHs";
const OTHER: &str = "BBBBBBBBBBBBBBHs";
const PLACES: usize = 20;
/// Less than the time to identify: that would free a place, too.
const SOON: Duration = Duration::from_secs(20);

#[track_caller]
fn each_narrow_gateway(story: impl Fn(&TestApp)) {
    each_db(|db| {
        let options = Options {
            strangers: Most {
                in_all: 2 * PLACES,
                of_one: PLACES,
            },
            ..Options::default()
        };
        story(&TestApp::start_with(&db.url, ON, options));
    });
}

/// What is there of a session while it is held.
enum Held {
    Polling,
    Websocket(#[expect(dead_code, reason = "it ends when it is dropped")] Websocket),
}

/// Asks for one more session; `None` where there is no place.
#[track_caller]
fn opens(app: &TestApp, transport: Transport, path: &str) -> Option<Held> {
    if transport == Transport::Polling {
        let status = HttpClient::new(&app.gateway()).get(path).status;
        assert!(matches!(status, 200 | 503), "{path}: {status}");
        return (status == 200).then_some(Held::Polling);
    }
    match Websocket::opens(&app.gateway(), path, &[]) {
        Ok(websocket) => Some(Held::Websocket(websocket)),
        Err(error) => {
            assert!(error.to_string().contains(" 503 "), "{path}: {error}");
            None
        }
    }
}

#[track_caller]
fn has_all_places(app: &TestApp) {
    let path = "/socket.io/?EIO=4&transport=websocket";
    let deadline = Instant::now() + SOON;
    loop {
        let next = || opens(app, Transport::Websocket, path);
        let held: Vec<Held> = std::iter::from_fn(next).take(PLACES).collect();
        if held.len() == PLACES {
            return;
        }
        let count = held.len();
        assert!(Instant::now() < deadline, "{count} of {PLACES} places");
        drop(held);
        thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn s01_what_is_no_session_is_a_new_one_and_takes_a_place() {
    for kind in KINDS {
        each_narrow_gateway(|app| {
            let transport = match kind.1 {
                Transport::Polling => "polling",
                Transport::Websocket => "websocket",
            };
            let number = kind.0.number();
            let queries = [
                format!("EIO={number}&transport={transport}&sid={SID}=x"),
                format!("sid={SID}=junk&sid={OTHER}&EIO={number}&transport={transport}"),
                format!("EIO={number}&transport={transport}&sid={SID}%20&sid={SID}"),
            ];
            let paths = queries.iter().map(|query| format!("/socket.io/?{query}"));
            let paths: Vec<String> = paths.collect();
            let mut asked = paths.iter().cycle();
            let next = || opens(app, kind.1, asked.next()?);
            let held: Vec<Held> = std::iter::from_fn(next).take(2 * PLACES).collect();
            assert_eq!(held.len(), PLACES, "{kind:?}");
            for path in &paths {
                assert!(opens(app, kind.1, path).is_none(), "{path}");
            }
        });
    }
}

#[test]
fn s01_of_two_sessions_in_a_query_the_first_is_meant() {
    each_narrow_gateway(|app| {
        let socket = Socket::opens(&app.gateway(), (Generation::Old, Transport::Polling));
        let path = "/socket.io/?EIO=3&transport=polling";
        let sid = &socket.sid;
        let mut client = HttpClient::new(&app.gateway());
        let unknown = client.get(&format!("{path}&sid={SID}&sid={sid}"));
        assert_eq!(unknown.status, 400);
        let own = client.get(&format!("{path}&sid={sid}&sid={SID}"));
        assert_eq!(own.status, 200);
        assert!(own.text().contains("40"), "{}", own.text());
    });
}

#[test]
fn s01_a_connection_that_is_reset_before_it_is_answered_gives_its_place_back() {
    each_narrow_gateway(|app| {
        for generation in [3, 4] {
            let path = format!("/socket.io/?EIO={generation}&transport=websocket");
            resets(&app.gateway(), &path, 300);
            has_all_places(app);
        }
    });
}

#[test]
fn s01_a_session_gives_its_place_back_however_it_ends() {
    for kind in KINDS {
        each_narrow_gateway(|app| {
            for packet in ["1", "41", "x", "44"] {
                for _ in 0..PLACES / 4 {
                    Socket::connects(&app.gateway(), kind).sends(packet);
                }
            }
            has_all_places(app);
        });
    }
}
