//! The libraries of the broker API: respoke-admin for an app's server, with the functional suite that ships inside it, and
//! respoke for pages.

mod journey;
mod page;
mod restart;

use super::coturn::{SECRET, with_coturn};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::clients::{Program, RESPOKE, with_libraries};
use crate::web::each_app;
use serde_json::{Value, json};
use vestibule::domain::oauth::client::Kind;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::Clock;
use vestibule::flow::apps::IssuedApp;
use vestibule::flow::users::{self, NewUser, Role};

const PASSED: [&str; 8] = [
    "Authentication via username and password when using bad credentials fails admin auth with bad credentials",
    "Authentication via username and password when using good credentials succeeds and sets Admin-Token",
    "Authentication via App-Secret when using good credentials obtains a tokenId that another client can use to connect to respoke",
    "Authentication when using App-Secret to connect via web socket and the App-Secret client does brokered auth for a non-admin client the non-admin client can also connect via web socket",
    "Apps getting apps by appId calls the callback with no error and the app object",
    "Apps getting apps when logged in via admin-token and specifying no appId calls the callback with an array",
    "Roles when getting all roles for an app calls the callback with no error and an array of roles",
    "Roles when creating a role succeeds and exists when requesting all roles for the app",
];

/// Each passes a message, which this platform does not.
const LEFT_OUT: [&str; 5] = [
    "Messaging and Groups when client 1 sends a message to client 2 client 2 receives the message",
    "Messaging and Groups when client 1 and client 2 join a group and client 1 listens for presence client 1 receives a presence event sent from client 2",
    "Messaging and Groups when client 1 and client 2 join a group and client 1 sends a group message client 2 receives the group message",
    "Messaging and Groups when client 1 and client 2 join a group and an admin client is connected the admin clients sends a message from a different endpoint",
    "Messaging and Groups when client 1 listens for join/leave events on a group and client2 joins and leaves the group gets join and leave events",
];

/// On each database: a platform with the broker API, an operator, and an app with a secret.
#[track_caller]
fn scene(name: &str, settings: &str, story: impl Fn(&TestApp, &IssuedApp)) {
    with_libraries(&RESPOKE, name, || {
        each_app(&format!("[broker]\nenabled = true\n{settings}"), |app| {
            let operator = NewUser {
                name: "ada",
                email: None,
                email_verified: false,
                display_name: None,
                locale: None,
                role: Role::Admin,
            };
            let draft = users::draft(app.platform(), operator).expect("a good user");
            users::add(app.platform(), &draft, PASSWORD).expect("the operator is added");
            let issued = app.adds_app(Wishes {
                kind: Some(Kind::Web),
                ..Wishes::default()
            });
            story(app, &issued);
        });
    });
}

/// What the handshake is refused with.
const REFUSED: &str = "handshake unauthorized";
const NOT_OFFERED: &str = "Messages, presence, groups and calls are not offered here.";

fn program(name: &str, app: &TestApp, issued: &IssuedApp) -> Value {
    let program = Program::new(&RESPOKE, name, app, issued);
    program.told("APP_UUID", &issued.app.uuid).says()
}

#[test]
fn the_suite_inside_respoke_admin_passes_but_for_messages_and_groups() {
    let name = "the_suite_inside_respoke_admin_passes_but_for_messages_and_groups";
    scene(name, "", |app, issued| {
        let said = program("suite", app, issued);
        assert_eq!(said["failed"], json!([]));
        let cases = |names: &[&str]| -> Vec<String> {
            let names = names.iter();
            names
                .map(|name| format!("Respoke functional {name}"))
                .collect()
        };
        assert_eq!(said["passed"], json!(cases(&PASSED)));
        assert_eq!(said["leftOut"], json!(cases(&LEFT_OUT)));
    });
}

#[test]
fn respoke_admin_connects_with_each_credential_and_hears_of_the_end_of_its_own() {
    let name = "respoke_admin_connects_with_each_credential_and_hears_of_the_end_of_its_own";
    scene(name, "", |app, issued| {
        let said = program("connect", app, issued);
        let connections = [
            ("bySecret", "huddle"),
            ("byToken", "spock@enterprise.com"),
            ("byAdmin", "operator"),
        ]
        .map(|(by, endpoint)| {
            assert_eq!(said[by]["endpointId"], json!(endpoint), "{by}: {said}");
            let id = said[by]["connectionId"].as_str().expect("an id");
            assert_eq!(id.len(), 36, "{id}");
            id
        });
        let [server, user, admin] = connections;
        assert!(server != user && user != admin && server != admin);
        // Asked again, a socket has the id that it had.
        assert_eq!(said["again"], json!({"id": server, "endpointId": "huddle"}));
        for call in ["message", "presence", "group"] {
            assert_eq!(said[call], json!({ "error": NOT_OFFERED }), "{call}");
        }
        for credential in ["App-Secret", "App-Token", "Admin-Token"] {
            assert_eq!(said["strangers"][credential], json!(REFUSED));
        }
        assert_eq!(said["afterwards"], json!(REFUSED));
        assert_eq!(said["stay"], json!([true, true]));
    });
}

fn settings(separator: &str) -> String {
    format!("[turn]\nsecret = {SECRET:?}\nuris = [\"turn:127.0.0.1\"]\n{separator}")
}

#[test]
fn respoke_admin_brokers_a_session_whose_turn_credentials_coturn_takes() {
    let name = "respoke_admin_brokers_a_session_whose_turn_credentials_coturn_takes";
    with_coturn(name, Some("."), |coturn| {
        scene(name, &settings(""), |app, issued| {
            // Coturn looks at the machine's clock.
            app.advance(Clock::System.now().since(app.now()));
            let said = program("brokered", app, issued);
            sees_the_session(&said, issued);
            sees_refusals(&said);
            let turn = &said["turn"]["body"];
            assert_eq!(turn["ttl"], json!(600));
            assert_eq!(turn["uris"], json!(["turn:127.0.0.1"]));
            let [username, password] =
                ["username", "password"].map(|name| turn[name].as_str().expect("text"));
            assert!(username.starts_with(&issued.app.uuid), "{username}");
            coturn.lets_in(username, password);
        });
    });
}

#[track_caller]
fn sees_the_session(said: &Value, issued: &IssuedApp) {
    let uuid = &issued.app.uuid;
    let role = &said["role"];
    assert_eq!(role["name"], json!("caller"));
    assert_eq!(role["mediaRelay"], json!(true));
    assert_eq!(role["appId"], json!(uuid));
    assert_eq!(said["seenRole"], *role);
    for token in [&said["token"], &said["byAdmin"]] {
        assert_eq!(token["appId"], json!(uuid));
        assert_eq!(token["endpointId"], json!("spock@enterprise.com"));
        assert_eq!(token["roleId"], role["id"]);
    }
    let life = |token: &Value| {
        let [from, until] = ["createTime", "expiryTime"].map(|time| token[time].as_i64());
        until.expect("a number") - from.expect("a number")
    };
    // 84,600 seconds are what the library asks for by itself.
    assert_eq!(
        [life(&said["token"]), life(&said["byAdmin"])],
        [600, 84_600]
    );
    assert_eq!(
        said["session"]["message"],
        json!("Authorization successful")
    );
    assert_eq!(said["turn"]["status"], json!(200));
    assert_eq!(said["apps"], json!([said["ownApp"]]));
    assert_eq!(said["ownApp"]["id"], json!(uuid));
    assert_eq!(said["removed"], json!({ "message": "Success" }));
}

#[track_caller]
fn sees_refusals(said: &Value) {
    for (step, status) in [
        ("secondUse", 401),
        ("wrongSecret", 401),
        ("noCredential", 401),
        ("noRole", 400),
        ("allApps", 403),
        ("afterRemoval", 401),
        ("removedTwice", 404),
    ] {
        let answer = &said[step];
        assert_eq!(answer["status"], json!(status), "{step}: {answer}");
        assert!(answer["body"]["error"].is_string(), "{step}: {answer}");
    }
}
