//! RFC 7662: a resource server asks whether an auth token is good.

use super::*;
use crate::kit::http::HttpClient;
use crate::kit::samples::turned;
use crate::kit::told::holds;
use vestibule::domain::change::Change;
use vestibule::domain::oauth::client::{Kind as AppKind, Switch};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::IssuedApp;
use vestibule::flow::gateway::clients;
use vestibule::gateway::Options;

fn resource_server(app: &TestApp, is_one: bool) -> IssuedApp {
    app.adds_app(Wishes {
        kind: Some(AppKind::Web),
        ..turned(Switch::ResourceServer, is_one)
    })
}

#[track_caller]
fn asks(app: &TestApp, who: &IssuedApp, token: &str) -> Value {
    let secret = who.client_secret.as_ref().expect("a secret");
    let fields = [
        ("client_id", who.app.client_id.as_str()),
        ("client_secret", secret),
        ("token", token),
    ];
    app.stranger()
        .post_form("/oauth/introspect", &fields)
        .json()
}

fn inactive() -> Value {
    json!({"active": false})
}

/// What nobody waits for is written soon.
#[track_caller]
fn is_soon_inactive(app: &TestApp, who: &IssuedApp, token: &str) {
    let until = Instant::now() + Duration::from_secs(5);
    while asks(app, who, token) != inactive() {
        assert!(Instant::now() < until, "still active");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_resource_server_sees_whose_token_it_is_and_other_apps_see_nothing() {
    each_app(ON, |app| {
        let (reader, other) = (resource_server(app, true), resource_server(app, false));
        let secret = app.adds_socket_client(NAME, None);
        let bot = Bot::identifies(app, NAME, &secret);
        let told = json!({
            "active": true, "client_id": NAME, "ident": bot.ident, "iat": app.now().seconds(),
        });
        assert_eq!(asks(app, &reader, &bot.token), told);
        assert_eq!(asks(app, &other, &bot.token), inactive());
        let last = if bot.token.ends_with('x') { "y" } else { "x" };
        let wrong = format!("{}{last}", &bot.token[..39]);
        let cut = &bot.token[..39];
        for dead in [
            wrong.as_str(),
            cut,
            &secret,
            &bot.ident,
            &bot.token.to_lowercase(),
            "x",
        ] {
            assert_eq!(asks(app, &reader, dead), inactive(), "{dead}");
        }
        let nobody = [
            ("client_id", "x"),
            ("client_secret", "y"),
            ("token", &*bot.token),
        ];
        let answer = HttpClient::new(&app.address).post_form("/oauth/introspect", &nobody);
        assert_eq!(answer.status, 401);
    });
}

#[test]
fn an_end_is_told_where_there_is_one_and_then_it_is_over() {
    let settings = ON.replace("enabled = true\n", "enabled = true\ntoken_ttl = 20\n");
    each_app(&settings, |app| {
        let reader = resource_server(app, true);
        let secret = app.adds_socket_client(NAME, None);
        let bot = Bot::identifies(app, NAME, &secret);
        let now = app.now().seconds();
        let told = asks(app, &reader, &bot.token);
        holds(&told, &json!({"iat": now, "exp": now + 20}));
        app.advance(Duration::from_secs(20));
        assert_eq!(asks(app, &reader, &bot.token), inactive());
        let again = Bot::identifies_on(bot.socket, NAME, &secret);
        assert_eq!(asks(app, &reader, &bot.token), inactive());
        assert_eq!(asks(app, &reader, &again.token)["active"], json!(true));
    });
}

#[test]
fn a_token_is_inactive_once_its_connection_its_secret_or_its_client_is_gone() {
    each_app(ON, |app| {
        let reader = resource_server(app, true);
        let secret = app.adds_socket_client(NAME, None);
        for kind in crate::kit::socket::KINDS {
            let mut bot = Bot::identifies_as(app, kind, NAME, &secret);
            assert_eq!(asks(app, &reader, &bot.token)["active"], json!(true));
            bot.socket.sends("41");
            is_soon_inactive(app, &reader, &bot.token);
        }
        let bot = Bot::identifies(app, NAME, &secret);
        drop(bot.socket);
        is_soon_inactive(app, &reader, &bot.token);
        let bot = Bot::identifies(app, NAME, &secret);
        clients::end_tokens(app.platform(), NAME, None).expect("ends");
        assert_eq!(asks(app, &reader, &bot.token), inactive());
        let bot = Bot::identifies(app, NAME, &secret);
        clients::rotate(app.platform(), NAME).expect("rotates");
        assert_eq!(asks(app, &reader, &bot.token), inactive());
        let secret = clients::rotate(app.platform(), NAME)
            .expect("rotates")
            .secret;
        let bot = Bot::identifies(app, NAME, &secret);
        clients::remove(app.platform(), NAME).expect("removes");
        assert_eq!(asks(app, &reader, &bot.token), inactive());
    });
}

#[test]
fn a_token_is_active_only_while_its_server_says_that_it_is_there() {
    each_db(|db| {
        let options = Options {
            renew_every: Duration::from_secs(3600),
            ..Options::default()
        };
        let app = TestApp::start_with(&db.url, ON, options);
        let reader = resource_server(&app, true);
        let secret = app.adds_socket_client(NAME, None);
        // Renewed once, when it begins.
        app.platform()
            .store
            .commit(Change::writes(Vec::new()))
            .expect("the writer is there");
        let mut bot = Bot::identifies(&app, NAME, &secret);
        let session = bot.shakes_hands(USER);
        let began = app.now();
        app.advance(Duration::from_millis(29_900));
        assert_eq!(asks(&app, &reader, &bot.token)["active"], json!(true));
        app.advance(Duration::from_secs(1));
        assert!(app.now().since(began) > Duration::from_secs(30));
        assert_eq!(asks(&app, &reader, &bot.token), inactive());
        // The connection itself knows that it is there.
        bot.pings(&session);
    });
}

#[test]
fn a_server_that_renews_its_lease_keeps_its_tokens_active() {
    each_db(|db| {
        let options = Options {
            renew_every: Duration::from_millis(20),
            ..Options::default()
        };
        let app = TestApp::start_with(&db.url, ON, options);
        let reader = resource_server(&app, true);
        let secret = app.adds_socket_client(NAME, None);
        let bot = Bot::identifies(&app, NAME, &secret);
        for _ in 0..3 {
            app.advance(Duration::from_secs(60));
            let until = Instant::now() + Duration::from_secs(5);
            while asks(&app, &reader, &bot.token) == inactive() {
                assert!(Instant::now() < until, "the lease is not renewed");
            }
        }
    });
}
