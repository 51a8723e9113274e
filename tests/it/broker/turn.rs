//! TURN credentials over HTTP; a real coturn judges them elsewhere.

use super::*;
use std::time::Duration;

/// With a relay.
pub const RELAY: &str = "[broker]\nenabled = true\n[rate_limit]\nbroker = 0\n[turn]\n\
     secret = \"north-star-of-the-relay\"\nuris = [\"turn:relay.example:3478?transport=udp\"]\nttl = 3600";

#[test]
fn a_session_with_a_relay_gets_credentials_that_live_no_longer_than_itself() {
    each_server(RELAY, |app, server| {
        let role = server.adds_role(&json!({"name": "caller", "mediaRelay": true}));
        let session = server.begins_session(&role);
        let told = succeeded(&with_app_token(app, ("POST", "/v1/turn"), &session));
        let names: Vec<&String> = told.as_object().expect("an object").keys().collect();
        assert_eq!(names, ["username", "password", "ttl", "uris"]);
        assert_eq!(
            (&told["ttl"], &told["uris"][0]),
            (
                &json!(3600),
                &json!("turn:relay.example:3478?transport=udp")
            )
        );
        let username = told["username"].as_str().expect("a name");
        let (uuids, expiry) = username.split_once('.').expect("two parts");
        assert_eq!(uuids.len(), 72);
        assert!(uuids.starts_with(&server.app.uuid) && !uuids.contains(&session));
        assert_eq!(expiry, (app.now().seconds() + 3600).to_string());
        assert_eq!(told["password"].as_str().expect("one").len(), 28);
        app.advance(Duration::from_secs(86_400 - 60));
        let late = succeeded(&with_app_token(app, ("GET", "/v1/turn"), &session));
        assert_eq!(late["ttl"], 60);
    });
}

#[test]
fn without_a_relay_in_the_role_or_the_settings_there_is_none() {
    each_server(RELAY, |app, server| {
        let role = server.adds_role(&json!({"name": "caller"}));
        let session = server.begins_session(&role);
        forbidden(&with_app_token(app, ("POST", "/v1/turn"), &session));
        let relay = json!({"mediaRelay": true});
        let path = format!("/v1/roles/{}", role["id"].as_str().expect("an id"));
        succeeded(&server.calls("PUT", &path, &relay));
        succeeded(&with_app_token(app, ("POST", "/v1/turn"), &session));
        invalid(&server.calls("GET", "/v1/turn", &Value::Null), "endpointId");
        let told = succeeded(&server.calls("GET", "/v1/turn?endpointId=bob", &Value::Null));
        assert_eq!(told["ttl"], 3600);
        unauthorized(&call(&app.address, ("GET", "/v1/turn"), &[], &Value::Null));
    });
    each_server(ON, |app, server| {
        let role = server.adds_role(&json!({"name": "caller", "mediaRelay": true}));
        let session = server.begins_session(&role);
        let answer = with_app_token(app, ("POST", "/v1/turn"), &session);
        declined(&answer, 503, "No TURN server is set up here.");
    });
}
