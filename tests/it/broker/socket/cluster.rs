//! Two servers on one database: a sid of one is good at the other, and what ends at one ends the sockets of both.

use super::*;
use crate::kit::db::each_db_at_once;
use vestibule::flow::broker::endpoints;
use vestibule::flow::users;

/// All share one key, so that a secret is one everywhere.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";

struct Both {
    one: TestApp,
    other: TestApp,
    server: Server,
    keys: Keys,
}

/// Over PostgreSQL, as a cluster is; over SQLite two servers on one machine share a file.
#[track_caller]
fn on_both(story: impl Fn(&Both) + Sync) {
    each_db_at_once(|db| {
        let settings = format!("{KEY}\n{ON}");
        let one = TestApp::start(&db.url, &settings);
        let other = TestApp::start(&db.url, &settings);
        let server = server(&one);
        let keys = Keys::make(&one, &server);
        let both = Both {
            one,
            other,
            server,
            keys,
        };
        // Their clocks are two, and this one's was moved while the things above were made.
        both.advance(Duration::from_secs(1));
        story(&both);
    });
}

impl Both {
    fn advance(&self, span: Duration) {
        self.one.advance(span);
        let behind = self.one.now().since(self.other.now());
        self.other.advance(behind);
    }

    /// A socket at each server.
    fn connects(&self, credential: Credential) -> [BrokerSocket; 2] {
        [&self.one, &self.other].map(|app| connects(app, credential))
    }

    /// What happens at the first one ends these at both, and those stay.
    #[track_caller]
    fn ends(&self, ending: Credential, staying: Credential, happens: impl FnOnce()) {
        let [mut sockets, mut others] =
            [ending, staying].map(|credential| self.connects(credential));
        for socket in sockets.iter_mut().chain(&mut others) {
            socket.is_served();
        }
        happens();
        let deadline = Instant::now() + SOON;
        all_end(&mut sockets, |socket| ends_by(socket, deadline));
        for socket in &mut others {
            socket.is_served();
        }
        for app in [&self.one, &self.other] {
            let query = format!("{}={}", ending.0, ending.1);
            is_turned_away(&shakes_hands(&app.address, &query));
        }
    }
}

#[test]
fn a_sid_of_one_server_opens_at_the_other() {
    on_both(|both| {
        for credential in both.keys.all() {
            for (here, there) in [(&both.one, &both.other), (&both.other, &both.one)] {
                let path = format!("{WEBSOCKET}{}", sid(here, credential));
                BrokerSocket::opens(&there.address, Manner::Sails, &path).is_served();
            }
        }
    });
}

#[test]
fn a_sign_out_at_one_server_closes_the_sockets_at_both() {
    on_both(|both| {
        let staying = both.server.begins_session(&both.keys.role);
        let staying = ("app-token", staying.as_str());
        both.advance(Duration::from_millis(1));
        let [token, ..] = both.keys.all();
        both.ends(token, staying, || {
            let out = ("DELETE", "/v1/session-tokens");
            succeeded(&with_app_token(&both.one, out, token.1));
        });
        // The same on a socket, of another server's.
        let [mut here, mut there] = both.connects(staying);
        let answer = here.calls(("delete", "/v1/session-tokens"), &NULL, &NULL);
        succeeded(&answer);
        ends_by(&mut there, Instant::now() + SOON);
    });
}

#[test]
fn a_removed_role_and_a_removed_endpoint_close_the_sockets_at_both() {
    on_both(|both| {
        let role = both.server.adds_role(&json!({"name": "other"}));
        let session = both.server.begins_session(&role);
        both.advance(Duration::from_millis(1));
        let [token, secret, _] = both.keys.all();
        both.ends(("app-token", &session), token, || {
            let path = format!("/v1/roles/{}", role["id"].as_str().expect("an id"));
            succeeded(&both.server.calls("DELETE", &path, &NULL));
        });
        both.ends(token, secret, || {
            let app = &both.server.app;
            endpoints::remove(both.one.platform(), app, "bob").expect("removes");
        });
    });
}

#[test]
fn a_rotated_secret_a_disabled_operator_and_a_disabled_app_close_the_sockets_at_both() {
    on_both(|both| {
        let [token, secret, admin] = both.keys.all();
        let (platform, uuid) = (both.one.platform(), &*both.server.app.uuid);
        both.ends(secret, token, || {
            apps::rotate_secret(platform, uuid, None).expect("rotates");
        });
        both.ends(admin, token, || {
            users::disable(platform, "root").expect("disables");
        });
        let new = apps::rotate_secret(platform, uuid, None).expect("rotates");
        let new = new.client_secret.expect("a secret");
        let mut sockets = both.connects(("app-secret", &new));
        let other = server(&both.one);
        both.advance(Duration::from_millis(1));
        both.ends(token, ("app-secret", &other.secret), || {
            apps::disable(platform, uuid).expect("disables");
        });
        let deadline = Instant::now() + SOON;
        all_end(&mut sockets, |socket| is_let_go_by(socket, deadline));
    });
}
