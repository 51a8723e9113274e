//! Two servers on one database: what is decided beside them counts at both, within two seconds.

use super::*;
use crate::kit::db::each_db_at_once;
use crate::kit::server::{Home, Server, free_port};
use crate::kit::socket::{Generation, Heard, Transport};

/// A home whose server runs the gateway, too.
struct Gateway {
    home: Home,
    at: String,
}

/// All share one key, so that a secret is one everywhere.
const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"";

impl Gateway {
    fn on(database_url: &str) -> Self {
        let at = format!("127.0.0.1:{}", free_port());
        let settings = format!(
            "database_url = {database_url:?}\n{KEY}\n[gateway]\nenabled = true\nlisten = \"{at}\""
        );
        let home = Home::new(&settings);
        home.runs(&["db", "migrate"], "").succeeds();
        Self { home, at }
    }

    #[track_caller]
    fn adds(&self, name: &str) -> String {
        secret_in(
            &self
                .home
                .runs_json(&["socket-client", "add", name, "--json"], ""),
        )
    }

    #[track_caller]
    fn bot(&self, kind: Kind, name: &str, secret: &str) -> Bot {
        Bot::identifies_on(Socket::connects(&self.at, kind), name, secret)
    }
}

#[track_caller]
fn secret_in(told: &Value) -> String {
    told["secret"].as_str().expect("a secret").to_owned()
}

#[track_caller]
fn asks(server: &Server, app: &Value, token: &str) -> Value {
    let text = |name: &str| app[name].as_str().expect("a text");
    let fields = [
        ("client_id", text("client_id")),
        ("client_secret", text("client_secret")),
        ("token", token),
    ];
    server
        .client()
        .post_form("/oauth/introspect", &fields)
        .json()
}

/// Over PostgreSQL, as a cluster is; over SQLite two servers on one machine share a file.
#[track_caller]
fn on_each_shared(story: impl Fn(&str) + Sync) {
    each_db_at_once(|db| story(&db.url));
}

#[test]
fn r117_a_client_that_is_rotated_or_removed_is_closed_at_both_servers_within_two_seconds() {
    on_each_shared(|url| {
        let (one, other) = (Gateway::on(url), Gateway::on(url));
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
                assert!(
                    heard.iter().all(|heard| *heard == Heard::Disconnected),
                    "{heard:?}"
                );
            }
            for bot in &mut stays {
                bot.pings(&session);
            }
            if command[0] == "rotate" {
                secret = secret_in(&serde_json::from_str(&done.out).expect("JSON"));
            }
        }
        let mut late = Socket::connects(&other.at, NEWEST);
        is_refused(
            &mut late,
            "identify",
            &credentials(NAME, &secret),
            &[WRONG_SECRET],
        );
    });
}

#[test]
fn a_token_of_one_server_is_seen_at_the_other_and_dies_with_a_server_that_is_told_to_stop() {
    on_each_shared(|url| {
        let (one, other) = (Gateway::on(url), Gateway::on(url));
        let (first, second) = (one.home.serves(), other.home.serves());
        let secret = one.adds(NAME);
        let app = one.home.adds_app(&[
            "--name",
            "Reader",
            "--kind",
            "web",
            "--resource-server",
            "on",
        ]);
        let bot = one.bot(NEWEST, NAME, &secret);
        let told = asks(&second, &app, &bot.token);
        assert_eq!(
            (&told["active"], &told["ident"]),
            (&json!(true), &json!(bot.ident))
        );
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
    on_each_shared(|url| {
        let (one, other) = (Gateway::on(url), Gateway::on(url));
        let (first, second) = (one.home.serves(), other.home.serves());
        let secret = one.adds(NAME);
        let app = one.home.adds_app(&[
            "--name",
            "Reader",
            "--kind",
            "web",
            "--resource-server",
            "on",
        ]);
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
