//! The browser library at work, as the document on brokered authentication has it, and as its own pages tell of
//! development mode.

use super::NOT_OFFERED;
use super::page::{Page, Voucher, bundle, serves};
use crate::broker::{self, redeems, server, succeeded, unauthorized, with_app_token};
use crate::kit::app::TestApp;
use crate::kit::browser::with_browser;
use crate::kit::clients::{RESPOKE, with_libraries};
use crate::kit::samples::turned;
use crate::web::each_app;
use serde_json::{Value, json};
use std::time::Duration;
use vestibule::domain::oauth::client::Switch;
use vestibule::domain::time::days;
use vestibule::flow::apps;
use vestibule::flow::broker::endpoints;

/// Without a limit of calls: one address plays all users.
const SETTINGS: &str = "[broker]\nenabled = true\n[rate_limit]\nbroker = 0\n[turn]\n\
     secret = \"north-star-of-the-relay\"\nuris = [\"turn:relay.example:3478?transport=udp\"]";

/// An app with its page, its server and a role of its users.
struct Scene<'a> {
    page: Page<'a>,
    app: &'a TestApp,
    server: broker::Server,
    role: String,
}

/// On each database: these stories one after the other, each in a page of an app of its own.
#[track_caller]
fn scenes(name: &str, stories: &[fn(&Scene)]) {
    with_libraries(&RESPOKE, name, || {
        let library = bundle();
        with_browser(name, |browser| {
            each_app(SETTINGS, |app| {
                for story in stories {
                    let server = server(app);
                    let role = server.adds_role(&json!({"name": "caller", "mediaRelay": true}));
                    let role = role["id"].as_str().expect("an id").to_owned();
                    let voucher = Voucher {
                        platform: app.address.clone(),
                        secret: server.secret.clone(),
                        role: role.clone(),
                    };
                    let own = serves(&library, voucher);
                    let page = Page::opened(browser, &own, &app.address);
                    let scene = Scene {
                        page,
                        app,
                        server,
                        role,
                    };
                    story(&scene);
                    scene.page.caught_everything();
                }
            });
        });
    });
}

impl Scene<'_> {
    #[track_caller]
    fn token(&self, endpoint: &str, ttl: u32) -> String {
        let body = json!({"endpointId": endpoint, "roleId": self.role, "ttl": ttl});
        let told = succeeded(&self.server.calls("POST", "/v1/tokens", &body));
        told["tokenId"].as_str().expect("a token").to_owned()
    }

    /// A new token of Bob's connects the client that the page already has.
    #[track_caller]
    fn connects(&self) {
        self.page.connects(&self.token("bob", 600));
        assert_eq!(self.page.endpoint(), json!("bob"));
    }

    /// The session that the library holds.
    #[track_caller]
    fn app_token(&self) -> String {
        let token = self.page.runs("appToken()");
        token.as_str().expect("a token").to_owned()
    }

    /// Signs that session out, as another window of the user's may.
    #[track_caller]
    fn signs_out_elsewhere(&self) {
        let session = self.app_token();
        let out = ("DELETE", "/v1/session-tokens");
        succeeded(&with_app_token(self.app, out, &session));
    }

    fn development_mode(&self, is_on: bool) {
        let wishes = turned(Switch::DevelopmentMode, is_on);
        apps::edit(self.app.platform(), &self.server.app.uuid, &wishes).expect("edits");
    }
}

#[test]
fn the_respoke_library_connects_as_its_token_says_and_is_refused_in_its_own_words() {
    let name = "the_respoke_library_connects_as_its_token_says_and_is_refused_in_its_own_words";
    scenes(
        name,
        &[
            it_knows_whom_its_token_names,
            it_gets_turn_credentials,
            a_token_that_is_no_good_is_refused_and_the_next_one_connects,
            what_is_not_offered_is_refused_and_leaves_it_connected,
        ],
    );
}

fn it_knows_whom_its_token_names(scene: &Scene) {
    let mut connections = Vec::new();
    for endpoint in [
        "bobsmith",
        "spock@enterprise.com",
        "Zoë-海-🦦",
        "a/b//c?d=e&f#g;h",
        "100%25%2F%",
        "\"it's\"\\<b>{id}",
        "../..",
        "null",
    ] {
        scene.page.connects(&scene.token(endpoint, 600));
        assert_eq!(scene.page.endpoint(), json!(endpoint));
        let connection = scene.page.runs("client.connectionId");
        let connection = connection.as_str().expect("an id").to_owned();
        assert_eq!(connection.len(), 36, "{connection}");
        assert!(!connections.contains(&connection));
        connections.push(connection);
        let session = scene.app_token();
        scene.page.logs_out();
        unauthorized(&with_app_token(scene.app, ("GET", "/v1/turn"), &session));
    }
}

fn it_gets_turn_credentials(scene: &Scene) {
    const CALL: &str = "client.signalingChannel.getTurnCredentials()";
    scene.connects();
    let session = scene.app_token();
    let told = scene.page.tries(CALL).expect("credentials");
    let relay = &told[0];
    assert_eq!(told.as_array().map(Vec::len), Some(1), "{told}");
    let uri = json!("turn:relay.example:3478?transport=udp");
    assert_eq!(relay["url"], uri, "{told}");
    let username = relay["username"].as_str().expect("a name");
    assert!(username.starts_with(&scene.server.app.uuid), "{told}");
    // The same session asked by REST.
    let by_rest = succeeded(&with_app_token(scene.app, ("GET", "/v1/turn"), &session));
    assert_eq!(
        (&relay["username"], &relay["credential"]),
        (&by_rest["username"], &by_rest["password"])
    );
    let path = format!("/v1/roles/{}", scene.role);
    succeeded(
        &scene
            .server
            .calls("PUT", &path, &json!({"mediaRelay": false})),
    );
    let words = scene.page.tries(CALL).expect_err("a refusal");
    assert!(
        words.starts_with("Not authorized. (get /v1/turn)"),
        "{words}"
    );
    assert!(scene.page.is_connected());
}

fn a_token_that_is_no_good_is_refused_and_the_next_one_connects(scene: &Scene) {
    const REFUSED: &str =
        "Couldn't authenticate app. Can't perform this action: not authenticated.";
    let used = scene.token("bob", 600);
    succeeded(&redeems(&scene.app.address, &json!({ "tokenId": used })));
    let late = scene.token("bob", 1);
    scene.app.advance(Duration::from_secs(1));
    for token in [broker::MADE_UP, &used, &late] {
        assert_eq!(scene.page.tries_token(token), Err(REFUSED.to_owned()));
        assert!(!scene.page.is_connected());
        scene.connects();
        scene.page.logs_out();
        // With the session that it signed out of still in its hands.
        assert_eq!(scene.page.tries_token(token), Err(REFUSED.to_owned()));
    }
}

fn what_is_not_offered_is_refused_and_leaves_it_connected(scene: &Scene) {
    scene.connects();
    for (call, path) in [
        (
            "client.sendMessage({ endpointId: 'kirk', message: 'Fascinating.' })",
            "post /v1/messages",
        ),
        (
            "client.setPresence({ presence: 'available' })",
            "post /v1/presence",
        ),
        ("client.join({ id: 'bridge' })", "post /v1/groups/"),
        (
            "client.signalingChannel.registerPresence({ endpointList: ['kirk'] })",
            "post /v1/presenceobservers",
        ),
    ] {
        let words = scene.page.tries(call).expect_err("a refusal");
        let expected = format!("{NOT_OFFERED} ({path}) [Request-Id: ");
        assert!(words.starts_with(&expected), "{call}: {words}");
    }
    assert!(scene.page.is_connected());
    assert_eq!(scene.page.heard("client"), ["connect"]);
}

#[test]
fn the_respoke_library_hears_of_every_end_and_comes_back_with_a_new_token() {
    let name = "the_respoke_library_hears_of_every_end_and_comes_back_with_a_new_token";
    scenes(
        name,
        &[
            it_hears_of_every_end,
            the_pattern_of_the_document_reconnects_three_times,
            in_development_mode_it_logs_out_and_connects_as_somebody_else,
        ],
    );
}

/// What ends the session that carries this role.
type End<'a> = &'a dyn Fn(&Value);

fn it_hears_of_every_end(scene: &Scene) {
    const OUT: &str =
        "client.signalingChannel.wsCall({ path: '/v1/session-tokens', httpMethod: 'DELETE' })";
    let ends: [(&str, End); 5] = [
        ("expiry", &|_| scene.app.advance(days(1))),
        ("logout elsewhere", &|_| scene.signs_out_elsewhere()),
        ("logout by the socket", &|_| {
            let told = scene.page.tries(OUT);
            assert_eq!(told, Ok(json!({"message": "Success"})));
        }),
        ("the role is removed", &|role| {
            let path = format!("/v1/roles/{}", role["id"].as_str().expect("an id"));
            succeeded(&scene.server.calls("DELETE", &path, &Value::Null));
        }),
        ("the app is disabled", &|_| {
            apps::disable(scene.app.platform(), &scene.server.app.uuid).expect("disables");
        }),
    ];
    let mut heard = Vec::new();
    for (what, ends) in ends {
        let role = scene.server.adds_role(&json!({ "name": what }));
        scene.page.connects(&scene.server.asks_token(&role));
        heard.push("connect");
        scene.page.hears("client", &heard);
        ends(&role);
        heard.push("disconnect");
        scene.page.hears("client", &heard);
        assert!(!scene.page.is_connected(), "{what}");
    }
}

fn the_pattern_of_the_document_reconnects_three_times(scene: &Scene) {
    scene.page.runs("reconnects(client)");
    scene.connects();
    let mut heard = vec!["connect"];
    for _ in 0..3 {
        scene.page.hears("client", &heard);
        let before = scene.app_token();
        endpoints::remove(scene.app.platform(), &scene.server.app, "bob").expect("removes");
        heard.extend(["disconnect", "connect"]);
        scene.page.hears("client", &heard);
        assert_ne!(scene.app_token(), before);
        assert_eq!(scene.page.endpoint(), json!("bob"));
        assert!(scene.page.is_connected());
    }
}

fn in_development_mode_it_logs_out_and_connects_as_somebody_else(scene: &Scene) {
    let connects = |endpoint: &str| {
        let app = &scene.server.app.uuid;
        let how = json!({"appId": app, "endpointId": endpoint, "developmentMode": true});
        scene.page.tries(&format!("client.connect({how})"))
    };
    let words = connects("ada").expect_err("it is off");
    assert_eq!(
        words,
        "Couldn't get a developer mode token. Can't perform this action: not authenticated."
    );
    scene.development_mode(true);
    let mut heard = Vec::new();
    for endpoint in ["ada", "bob", "ada"] {
        assert_eq!(connects(endpoint), Ok(Value::Null));
        assert_eq!(scene.page.endpoint(), json!(endpoint));
        let session = scene.app_token();
        scene.page.logs_out();
        unauthorized(&with_app_token(scene.app, ("GET", "/v1/turn"), &session));
        heard.extend(["connect", "disconnect"]);
        // Once: the socket was closed by the library, which else would take it for lost and come back.
        scene.page.hears("client", &heard);
    }
}
