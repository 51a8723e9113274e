//! Endings that begin at the socket itself or at the server: signing out on it, saying goodbye, leaving, a server that
//! stops or is killed. What opened the socket lives on, except where it was signed out.

use super::process::Process;
use super::*;
use crate::kit::db::each_db_at_once;
use crate::kit::websocket::{CLOSE, FIN, TEXT, frame};

const SIGN_OUT: (&str, &str) = ("delete", "/v1/session-tokens");

#[test]
fn a_socket_that_signs_out_is_left_to_its_client_for_a_second() {
    each_db_at_once(|db| {
        let app = TestApp::start(&db.url, ON);
        let server = server(&app);
        let role = server.adds_role(&json!({"name": "caller"}));
        for manner in MANNERS {
            let session = server.begins_session(&role);
            let token = ("app-token", session.as_str());
            let mut elsewhere = BrokerSocket::connects(&app.address, manner, token);
            let mut socket = BrokerSocket::connects(&app.address, manner, token);
            let told = socket.asks(SIGN_OUT, &NULL, &NULL);
            let answered = Instant::now();
            assert_eq!(told, json!({"message": "Success"}));
            let refused = socket.asks(("post", "/v1/connections"), &NULL, &NULL);
            assert_eq!(refused, json!({"error": "Not authenticated."}));
            let soon = answered + SOON;
            all_end([&mut elsewhere, &mut socket], |socket| {
                is_let_go_by(socket, soon)
            });
            let closed_at = socket.websocket.closed_at.expect("a close");
            let left = closed_at.duration_since(answered);
            assert!(left >= Duration::from_secs(1), "closed after {left:?}");
            is_turned_away(&shakes_hands(&app.address, &format!("app-token={session}")));
        }
    });
}

#[test]
fn a_client_that_goes_after_signing_out_is_let_go_at_once() {
    each_keys(ON, |app, _, keys| {
        let mut socket = connects(app, ("app-token", &keys.session));
        succeeded(&socket.calls(SIGN_OUT, &NULL, &NULL));
        socket.says("0::");
        let at_once = Instant::now() + Duration::from_millis(800);
        assert_eq!(is_told_to_go_by(&mut socket, at_once), []);
    });
}

/// Its own credential is another one.
#[test]
fn signing_out_somebody_else_ends_their_socket_and_not_this_one() {
    each_keys(ON, |app, server, keys| {
        let other = server.begins_session(&keys.role);
        let mut theirs = connects(app, ("app-token", &other));
        let mut socket = connects(app, ("app-token", &keys.session));
        let headers = json!({"App-Token": other});
        succeeded(&socket.calls(SIGN_OUT, &headers, &NULL));
        ends_by(&mut theirs, Instant::now() + SOON);
        socket.is_served();
    });
}

#[test]
fn a_client_that_says_goodbye_or_leaves_may_come_back_with_the_same_session() {
    each_keys(ON, |app, _, keys| {
        for credential in keys.all() {
            let goodbyes = [
                frame(FIN | TEXT, b"0::"),
                frame(FIN | CLOSE, &1000_u16.to_be_bytes()),
                frame(FIN | CLOSE, b""),
            ];
            let mut ids = Vec::new();
            let mut sockets = goodbyes.map(|goodbye| {
                let mut socket = connects(app, credential);
                ids.push(socket.is_served()["id"].clone());
                socket.websocket.sends(&goodbye).expect("sends");
                socket
            });
            all_end(&mut sockets, |socket| {
                assert_eq!(socket.is_closed_within(SOON), []);
            });
            let again = connects(app, credential).is_served();
            assert!(!ids.contains(&again["id"]));
            drop(connects(app, credential));
            connects(app, credential).is_served();
        }
    });
}

/// Its clients come back: what they were opened with has not ended.
#[test]
fn a_server_that_stops_or_is_killed_says_no_goodbye_and_the_next_one_takes_the_same_session() {
    let (process, mut program) = Process::with(ON);
    for is_killed in [false, true] {
        let address = program.address.clone();
        let connected = |credential| BrokerSocket::connects(&address, Manner::Sails, credential);
        let mut sockets = process.keys().map(connected);
        for socket in &mut sockets {
            socket.is_served();
        }
        let began = Instant::now();
        let waiting = thread::spawn(move || {
            let heard = sockets
                .iter_mut()
                .map(|socket| socket.is_closed_within(PATIENCE));
            heard.collect::<Vec<_>>()
        });
        if is_killed {
            program.killed();
        } else {
            assert!(program.stops().success());
        }
        // Containers are killed after ten seconds.
        assert!(
            began.elapsed() < Duration::from_secs(7),
            "{:?}",
            began.elapsed()
        );
        let heard = waiting.join().expect("they hear");
        assert_eq!(heard, [Vec::new(), Vec::new()]);
        program = process.home.serves();
        for credential in process.keys() {
            BrokerSocket::connects(&address, Manner::Sails, credential).is_served();
        }
    }
}

/// Nobody knows then who has ended.
#[test]
fn a_database_that_says_no_for_a_while_ends_no_socket_and_its_ends_count_afterwards() {
    each_db_at_once(|db| {
        let app = TestApp::start(&db.url, ON);
        let server = server(&app);
        let keys = Keys::make(&app, &server);
        let other = server.begins_session(&keys.role);
        let (ending, staying) = (("app-token", &*keys.session), ("app-token", &*other));
        let mut sockets = [ending, staying].map(|credential| connects(&app, credential));
        db.raw().run("ALTER TABLE app_sessions RENAME TO elsewhere");
        let began = Instant::now();
        while began.elapsed() < SOON {
            for socket in &mut sockets {
                let answer = socket.calls(("post", "/v1/connections"), &NULL, &NULL);
                assert!(answer.status >= 500, "{}", answer.text());
                assert!(answer.json()["error"].is_string(), "{}", answer.text());
            }
            let answer = shakes_hands(&app.address, &format!("app-token={other}"));
            assert_eq!(answer.status, 503, "{}", answer.text());
        }
        db.raw().run("ALTER TABLE elsewhere RENAME TO app_sessions");
        succeeded(&with_app_token(
            &app,
            ("DELETE", "/v1/session-tokens"),
            ending.1,
        ));
        let [mut ended, mut stays] = sockets;
        ends_by(&mut ended, Instant::now() + SOON);
        stays.is_served();
    });
}

#[test]
fn a_row_that_cannot_be_read_keeps_nobody_elses_socket_open() {
    each_db_at_once(|db| {
        let app = TestApp::start(&db.url, ON);
        let poisoned = server(&app);
        let good = server(&app);
        let [theirs, session] = [&poisoned, &good]
            .map(|server| server.begins_session(&server.adds_role(&json!({"name": "caller"}))));
        // On every worker, each has some.
        let sockets = |session: &str| -> Vec<BrokerSocket> {
            let opened = (0..8).map(|_| connects(&app, ("app-token", session)));
            opened.collect()
        };
        let (mut beside, mut ending) = (sockets(&theirs), sockets(&session));
        let uuid = &poisoned.app.uuid;
        db.raw().run(&format!(
            "UPDATE apps SET state = 'odd' WHERE uuid = '{uuid}'"
        ));
        let out = ("DELETE", "/v1/session-tokens");
        succeeded(&with_app_token(&app, out, &session));
        let deadline = Instant::now() + SOON;
        all_end(&mut ending, |socket| is_let_go_by(socket, deadline));
        let told = beside[0].asks(("post", "/v1/connections"), &NULL, &NULL);
        assert_eq!(told, json!({"error": "Try again later."}));
    });
}
