//! The calls of the broker API over a socket: its handshake, its frames, and how it ends.

mod calls;
mod cluster;
mod connections;
mod credentials;
mod endings;
mod frames;
mod handshake;
mod heartbeats;
mod like_rest;
mod log;
mod own_endings;
mod packets;
mod process;
mod strangers;
mod websocket;

use super::limit::ONE_A_SECOND;
use super::*;
use crate::kit::broker_socket::{
    BrokerSocket, Credential, HANDSHAKE, Heard, MANNERS, Manner, PATIENCE, WEBSOCKET, shakes_hands,
    sid_in,
};
use crate::kit::websocket::Websocket;
use crate::web::{each_app, one_app};
use std::thread;
use std::time::{Duration, Instant};
use vestibule::flow::apps;

/// On, with the limit of calls that operators have.
const LIMITED: &str = "[broker]\nenabled = true";
/// How soon a socket has to end.
const SOON: Duration = Duration::from_secs(2);
const NULL: Value = Value::Null;

/// What opens a socket, each by its name in the query: an endpoint's session, the app's secret, an operator's session.
struct Keys {
    role: Value,
    session: String,
    secret: String,
    admin: String,
}

impl Keys {
    #[track_caller]
    fn make(app: &TestApp, server: &Server) -> Self {
        let role = server.adds_role(&json!({"name": "caller"}));
        Self {
            session: server.begins_session(&role),
            role,
            secret: server.secret.clone(),
            admin: operator(app),
        }
    }

    fn all(&self) -> [Credential<'_>; 3] {
        [
            ("app-token", &self.session),
            ("app-secret", &self.secret),
            ("admin-token", &self.admin),
        ]
    }
}

/// On each database, with an app's server and what opens a socket.
#[track_caller]
fn each_keys(settings: &str, story: impl Fn(&TestApp, &Server, &Keys)) {
    each_server(settings, |app, server| {
        story(app, server, &Keys::make(app, server));
    });
}

/// The same for what no database decides.
#[track_caller]
fn one_keys(settings: &str, story: impl Fn(&TestApp, &Server, &Keys)) {
    one_app(settings, |app| {
        let server = server(app);
        story(app, &server, &Keys::make(app, &server));
    });
}

/// A socket whose answers name their status.
#[track_caller]
fn connects(app: &TestApp, credential: Credential) -> BrokerSocket {
    BrokerSocket::connects(&app.address, Manner::Sails, credential)
}

#[track_caller]
fn sid(app: &TestApp, credential: Credential) -> String {
    sid_in(&shakes_hands(
        &app.address,
        &Manner::Sails.query(credential),
    ))
}

/// An endpoint's session that anybody may have while the app is in development mode.
#[track_caller]
fn begins_free_session(app: &TestApp, server: &Server) -> String {
    let body = json!({"appId": server.app.uuid, "endpointId": "bob"});
    let token = succeeded(&call(&app.address, ("POST", "/v1/tokens"), &[], &body));
    let told = succeeded(&redeems(
        &app.address,
        &json!({"tokenId": token["tokenId"]}),
    ));
    told["token"].as_str().expect("a token").to_owned()
}

/// The handshake of somebody who may not come in.
#[track_caller]
fn is_turned_away(answer: &Response) {
    let told = (answer.status, answer.text());
    assert_eq!(told, (401, "handshake unauthorized".to_owned()));
}

/// No websocket at this path.
#[track_caller]
fn is_no_way_in(app: &TestApp, path: &str) {
    let said = refusal_at(app, path);
    assert!(said.contains(" 401 "), "{path}: {said:?}");
}

/// The first line of what a websocket at this path is answered instead.
#[track_caller]
fn refusal_at(app: &TestApp, path: &str) -> String {
    let opened = Websocket::opens(&app.address, path, &[]);
    let refused = opened.map(drop).expect_err("a refusal");
    refused.to_string()
}

/// Each of these ends like this. All are heard at the same time, as none answers the close.
fn all_end<'a>(
    sockets: impl IntoIterator<Item = &'a mut BrokerSocket>,
    ends: impl Fn(&mut BrokerSocket) + Sync,
) {
    thread::scope(|scope| {
        for socket in sockets {
            scope.spawn(|| ends(socket));
        }
    });
}

/// Goodbye and then the websocket's close, by this moment. Calls are refused in between.
#[track_caller]
fn ends_by(socket: &mut BrokerSocket, deadline: Instant) {
    let data = json!({"endpointId": "bob"});
    let id = socket.wonders(("post", "/v1/connections"), &NULL, &data);
    let mut heard = is_told_to_go_by(socket, deadline);
    if let [Heard::Answer(to, answer), _] = heard.as_slice() {
        assert_eq!((to, &answer["statusCode"]), (&id, &json!(401)), "{answer}");
        assert_eq!(answer["body"], json!({"error": "Not authenticated."}));
        heard.remove(0);
    }
    assert_eq!(heard, [Heard::Disconnected]);
}

/// The same for a client that says nothing.
#[track_caller]
fn is_let_go_by(socket: &mut BrokerSocket, deadline: Instant) {
    assert_eq!(is_told_to_go_by(socket, deadline), [Heard::Disconnected]);
}

/// The websocket's close, by this moment, and the end of the stream soon after it, as nobody answers the close. What was
/// said until then.
#[track_caller]
fn is_told_to_go_by(socket: &mut BrokerSocket, deadline: Instant) -> Vec<Heard> {
    let left = deadline.saturating_duration_since(Instant::now());
    let heard = socket.is_closed_within(left + SOON);
    let closed_at = socket.websocket.closed_at.expect("a close");
    let late = closed_at.saturating_duration_since(deadline);
    assert!(late.is_zero(), "closed {late:?} too late, after {heard:?}");
    heard
}
