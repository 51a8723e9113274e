//! Signs of life: the server gives one every so often, and who gives none for too long is gone.

use super::*;
use crate::kit::db::each_db_at_once;
use crate::kit::websocket::{BINARY, FIN, PING, TEXT, frame};
use vestibule::web::SocketTimes;

const HEARTBEAT: Duration = Duration::from_millis(300);
const SILENCE: Duration = Duration::from_millis(1500);

#[track_caller]
fn each_hasty(story: impl Fn(&TestApp, Credential) + Sync) {
    each_db_at_once(|db| {
        let times = SocketTimes {
            heartbeat: HEARTBEAT,
            silence: SILENCE,
            ..SocketTimes::default()
        };
        let app = TestApp::start_with_times(&db.url, ON, times);
        let keys = Keys::make(&app, &server(&app));
        story(&app, keys.all()[0]);
    });
}

/// The stories below are told with shorter ones.
#[test]
fn the_times_are_those_of_the_contract() {
    let times = SocketTimes::default();
    assert_eq!(times.heartbeat, Duration::from_secs(25));
    assert_eq!(times.silence, Duration::from_secs(60));
}

#[test]
fn who_says_nothing_hears_heartbeats_and_is_closed_without_a_goodbye() {
    each_hasty(|app, token| {
        let began = Instant::now();
        let mut socket = connects(app, token);
        let mut beats = 0;
        loop {
            match socket.hears(SILENCE * 3) {
                Heard::Heartbeat => beats += 1,
                Heard::Closed => break,
                other => panic!("{other:?} after {beats}"),
            }
        }
        let lived = began.elapsed();
        assert!(lived >= SILENCE, "closed after {lived:?}");
        assert!((2..=5).contains(&beats), "{beats} in {lived:?}");
        assert!(socket.websocket.closed_at.is_some());
        connects(app, token).is_served();
    });
}

#[test]
fn any_frame_is_a_sign_of_life() {
    each_hasty(|app, token| {
        thread::scope(|scope| {
            for sign in [
                frame(FIN | TEXT, b"2::"),
                frame(FIN | TEXT, b"2:::"),
                frame(FIN | TEXT, b"x"),
                frame(FIN | BINARY, b"x"),
                frame(FIN | PING, b"x"),
            ] {
                scope.spawn(move || {
                    let mut socket = connects(app, token);
                    let began = Instant::now();
                    while began.elapsed() < SILENCE * 2 {
                        socket.websocket.sends(&sign).expect("sends");
                        thread::sleep(SILENCE / 4);
                    }
                    socket.is_served();
                });
            }
        });
    });
}

/// As many as a client sends within its time: each begins it anew, and none makes it longer.
#[test]
fn who_stops_giving_signs_is_closed_one_silence_later() {
    each_hasty(|app, token| {
        let mut socket = connects(app, token);
        for _ in 0..1000 {
            socket.says("2::");
        }
        socket.is_served();
        let began = Instant::now();
        let heard = socket.is_closed_within(SILENCE * 2);
        assert!(
            began.elapsed() >= SILENCE - HEARTBEAT,
            "{:?}",
            began.elapsed()
        );
        assert_eq!(heard, []);
    });
}
