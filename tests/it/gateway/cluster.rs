//! Two servers on one database: what is decided beside them counts at both, within two seconds.

use super::*;
use crate::kit::db::each_db_at_once;
use crate::kit::server::Server;
use crate::kit::socket::{Generation, Heard, Transport};
use crate::kit::told::{holds, words};

/// All share one key, so that a secret is one everywhere.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";

impl Gateway {
    fn on(database_url: &str) -> Self {
        let made = Self::with(&format!("database_url = {database_url:?}\n{KEY}"), "");
        made.home.runs(&["db", "migrate"], "").succeeds();
        made
    }

    /// An app that may ask whose a token is.
    fn adds_reader(&self) -> Value {
        let flags = words("--name Reader --kind web --resource-server on");
        self.home.adds_app(&flags)
    }
}

#[track_caller]
fn asks(server: &Server, app: &Value, token: &str) -> Value {
    let text = |name: &str| app[name].as_str().expect("a text");
    let fields = [
        ("client_id", text("client_id")),
        ("client_secret", text("client_secret")),
        ("token", token),
    ];
    let answer = server.client().post_form("/oauth/introspect", &fields);
    answer.json()
}

/// Over PostgreSQL, as a cluster is; over SQLite two servers on one machine share a file.
#[track_caller]
fn on_each_shared(story: impl Fn(&Gateway, &Gateway) + Sync) {
    each_db_at_once(|db| story(&Gateway::on(&db.url), &Gateway::on(&db.url)));
}

#[test]
fn r117_a_client_that_is_rotated_or_removed_is_closed_at_both_servers_within_two_seconds() {
    on_each_shared(|one, other| {
        let _servers = [one.home.serves(), other.home.serves()];
        let mut secret = one.adds(NAME);
        let steady = one.adds("steady");
        let mut stays = [
            one.bot(NEWEST, "steady", &steady),
            other.bot(NEWEST, "steady", &steady),
        ];
        let session = stays[0].shakes_hands(USER);
        assert_eq!(stays[1].shakes_hands(USER), session);
        for command in [&["rotate", NAME, "--json"][..], &["remove", NAME, "--yes"]] {
            let mut bots = [
                one.bot((Generation::New, Transport::Polling), NAME, &secret),
                one.bot((Generation::Old, Transport::Websocket), NAME, &secret),
                other.bot(NEWEST, NAME, &secret),
            ];
            let arguments = [&["socket-client"], command].concat();
            let done = one.home.runs(&arguments, "").succeeds();
            let began = Instant::now();
            for bot in &mut bots {
                let left = Duration::from_secs(2).saturating_sub(began.elapsed());
                let heard = bot.socket.is_closed_within(left);
                let is_more = heard.iter().any(|heard| *heard != Heard::Disconnected);
                assert!(!is_more, "{heard:?}");
            }
            for bot in &mut stays {
                bot.pings(&session);
            }
            if command[0] == "rotate" {
                secret = secret_in(&serde_json::from_str(&done.out).expect("JSON"));
            }
        }
        let mut late = Socket::connects(&other.at, NEWEST);
        is_turned_away(&mut late, NAME, &secret);
    });
}

#[test]
fn a_token_of_one_server_is_seen_at_the_other_and_dies_with_a_server_that_is_told_to_stop() {
    on_each_shared(|one, other| {
        let (first, second) = (one.home.serves(), other.home.serves());
        let secret = one.adds(NAME);
        let app = one.adds_reader();
        let bot = one.bot(NEWEST, NAME, &secret);
        let told = asks(&second, &app, &bot.token);
        holds(&told, &json!({"active": true, "ident": bot.ident}));
        let mut foreign = other.bot(NEWEST, NAME, &secret);
        let session = foreign.shakes_hands(USER);
        let stolen = bot.request(&session, "ping");
        foreign.is_refused("request", &stolen, &[TOKEN]);
        assert!(first.stops().success());
        assert_eq!(asks(&second, &app, &bot.token), json!({"active": false}));
        foreign.pings(&session);
    });
}

#[test]
fn tokens_of_a_killed_server_are_over_when_its_lease_is() {
    on_each_shared(|one, other| {
        let (first, second) = (one.home.serves(), other.home.serves());
        let secret = one.adds(NAME);
        let app = one.adds_reader();
        let mut bot = one.bot(NEWEST, NAME, &secret);
        first.killed();
        let began = Instant::now();
        bot.socket.is_closed_within(Duration::from_secs(2));
        // Nobody but the killed server could have said so before.
        while asks(&second, &app, &bot.token) != json!({"active": false}) {
            assert!(began.elapsed() < Duration::from_secs(31), "still active");
            std::thread::sleep(Duration::from_millis(100));
        }
    });
}
