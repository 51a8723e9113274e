//! Socket clients of the settings file, which wins at each start of a server; and ending tokens while it runs.

use crate::kit::app::TestApp;
use crate::kit::db::{TestDb, each_db};
use vestibule::domain::change::{Change, Write};
use vestibule::domain::gateway::client::{SocketClient, Source};
use vestibule::domain::gateway::identify::{self, TokenPlace};
use vestibule::domain::gateway::token::GatewayNode;
use vestibule::domain::key::RowKey;
use vestibule::flow::Platform;
use vestibule::flow::gateway::clients::{self, ClientRefusal};

const OLD: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const NEW: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";
const SECRET: &str = "0123456789abcdef";
const OTHER: &str = "fedcba9876543210";

/// A server whose settings file declares these clients, each with its secret and further lines.
fn starts(db: &TestDb, keys: [&str; 2], declared: &[(&str, &str, &str)]) -> TestApp {
    let [current, accepted] = keys;
    let mut settings = format!(
        "secret_key = {current:?}\nsecret_key_previous = [{accepted:?}]\n[gateway]\nenabled = true\n"
    );
    for (name, secret, more) in declared {
        settings.push_str(&format!(
            "[gateway.clients.{name}]\nsecret = {secret:?}\n{more}\n"
        ));
    }
    TestApp::start(&db.url, &settings)
}

#[track_caller]
fn finds(app: &TestApp, name: &str) -> SocketClient {
    clients::find(app.platform(), name).expect("a client")
}

fn opens(app: &TestApp, client: &SocketClient, secret: &str) -> bool {
    client
        .secret_mac
        .is_of(&app.platform().key, &client.name, secret)
}

#[test]
fn a_declared_client_is_there_after_a_start_and_gone_after_one_without_it() {
    each_db(|db| {
        let hook = "webhook_url = \"https://bot.example.org/hook\"";
        let app = starts(
            db,
            [OLD, OLD],
            &[("facebook", SECRET, hook), ("\"my bot\"", OTHER, "")],
        );
        clients::add(app.platform(), "telegram", None).expect("added");
        let client = finds(&app, "facebook");
        assert!(opens(&app, &client, SECRET) && !opens(&app, &client, OTHER));
        assert_eq!((client.source, client.generation), (Source::File, 1));
        assert_eq!(
            client.webhook_url.as_deref(),
            Some("https://bot.example.org/hook")
        );
        assert!(opens(&app, &finds(&app, "my bot"), OTHER));
        drop(app);
        let app = starts(db, [OLD, OLD], &[("facebook", SECRET, hook)]);
        assert_eq!(finds(&app, "facebook"), client, "nothing was to be written");
        let all = clients::list(app.platform()).expect("a list");
        let names: Vec<&str> = all.iter().map(|client| client.name.as_str()).collect();
        assert_eq!(names, ["facebook", "telegram"]);
    });
}

#[test]
fn the_file_wins_over_what_is_there_and_the_same_secret_ends_nothing() {
    each_db(|db| {
        let app = starts(db, [OLD, OLD], &[]);
        let issued = clients::add(app.platform(), "facebook", Some("https://bot.example.org/"));
        let before = issued.expect("added");
        drop(app);
        let app = starts(db, [OLD, OLD], &[("facebook", &before.secret, "")]);
        let taken = finds(&app, "facebook");
        assert_eq!(taken.key, before.client.key);
        assert_eq!((taken.source, taken.generation), (Source::File, 1));
        assert_eq!(taken.webhook_url, None);
        assert!(opens(&app, &taken, &before.secret));
        drop(app);
        let app = starts(db, [OLD, OLD], &[("facebook", SECRET, "")]);
        let changed = finds(&app, "facebook");
        assert_eq!((changed.key, changed.generation), (taken.key, 2));
        assert!(opens(&app, &changed, SECRET) && !opens(&app, &changed, &before.secret));
    });
}

#[test]
fn under_a_new_server_key_a_declared_secret_is_the_same_and_kept_under_that_key() {
    each_db(|db| {
        let declared = [("facebook", SECRET, "")];
        drop(starts(db, [OLD, NEW], &declared));
        let app = starts(db, [NEW, OLD], &declared);
        assert_eq!(finds(&app, "facebook").generation, 1);
        drop(app);
        let app = starts(db, [NEW, NEW], &[("facebook", SECRET, "")]);
        let client = finds(&app, "facebook");
        assert_eq!(client.generation, 1, "the old key was not needed any more");
        assert!(opens(&app, &client, SECRET));
    });
}

#[test]
fn what_the_file_says_is_changed_in_the_file_alone() {
    each_db(|db| {
        let app = starts(db, [OLD, OLD], &[("facebook", SECRET, "")]);
        let platform = app.platform();
        let before = finds(&app, "facebook");
        let refusals = [
            clients::rotate(platform, "facebook").map(|issued| issued.client),
            clients::edit(platform, "facebook", "https://bot.example.org/"),
            clients::remove(platform, "facebook"),
        ];
        for refusal in refusals {
            let refusal = refusal.expect_err("the file wins");
            assert_eq!(refusal, ClientRefusal::Declared("facebook".to_owned()));
            let text = refusal.to_string();
            assert!(text.contains("[gateway.clients.\"facebook\"]"), "{text}");
            assert!(text.ends_with("`vestibule serve`"), "{text}");
        }
        assert_eq!(finds(&app, "facebook"), before);
        // Of this the file says nothing.
        let key = clients::webhook_key(platform, &before);
        let after = clients::rotate_webhook_key(platform, "facebook").expect("rotated");
        assert_ne!(clients::webhook_key(platform, &after), key);
    });
}

/// The token of a connection, as its server keeps it.
fn identifies(platform: &Platform, client: &SocketClient, ident: &str, node: RowKey) -> RowKey {
    let now = platform.clock.now();
    let place = TokenPlace {
        ident,
        node_key: node,
        ttl: None,
    };
    let key = platform.store.next_key(now);
    let (_, token) = identify::issue(client, &place, key, now, &mut rand::rng());
    let write = Change::writes(vec![Write::InsertSocketToken(token)]);
    platform.store.commit(write).expect("kept");
    key
}

fn stands(platform: &Platform, token: RowKey) -> bool {
    let found = platform.store.read(|reader| reader.socket_token(token));
    let standing = found.expect("readable");
    standing.is_some_and(|standing| standing.stands(platform.clock.now()))
}

#[test]
fn tokens_end_by_connection_by_client_and_with_the_secret() {
    each_db(|db| {
        let app = starts(db, [OLD, OLD], &[]);
        let platform = app.platform();
        let now = platform.clock.now();
        let node = platform.store.next_key(now);
        let write = Write::InsertGatewayNode(GatewayNode {
            key: node,
            renewed_at: now,
            created_at: now,
        });
        platform
            .store
            .commit(Change::writes(vec![write]))
            .expect("kept");
        let add = |name: &str| clients::add(platform, name, None).expect("added").client;
        let (facebook, telegram) = (add("facebook"), add("telegram"));
        let tokens = [
            identifies(platform, &facebook, "AAAAAAAA", node),
            identifies(platform, &facebook, "BBBBBBBB", node),
            identifies(platform, &telegram, "CCCCCCCC", node),
        ];
        let standing = || tokens.map(|token| stands(platform, token));
        assert_eq!(standing(), [true; 3]);
        let foreign = clients::end_tokens(platform, "facebook", Some("CCCCCCCC"));
        let refusal = foreign.expect_err("not its own").to_string();
        assert!(refusal.contains("no connection \"CCCCCCCC\""), "{refusal}");
        assert_eq!(standing(), [true; 3]);
        clients::end_tokens(platform, "facebook", Some("AAAAAAAA")).expect("ended");
        assert_eq!(standing(), [false, true, true]);
        clients::end_tokens(platform, "facebook", None).expect("ended");
        assert_eq!(standing(), [false, false, true]);
        let rotated = clients::rotate(platform, "telegram")
            .expect("rotated")
            .client;
        assert_eq!((rotated.generation, standing()[2]), (2, false));
        let again = identifies(platform, &rotated, "DDDDDDDD", node);
        assert!(stands(platform, again));
        clients::remove(platform, "telegram").expect("removed");
        assert!(!stands(platform, again));
    });
}
