//! What is there on a socket alone: the connection that it is; and what this service does not offer.

use super::*;

const CONNECTIONS: (&str, &str) = ("post", "/v1/connections");
const NOT_OFFERED: &str = "Messages, presence, groups and calls are not offered here.";

#[test]
fn a_session_is_connected_as_its_endpoint_and_a_secret_as_the_one_it_names() {
    each_keys(ON, |app, _, keys| {
        let mut seen = Vec::new();
        let [token, secret, admin] = keys.all();
        let eve = json!({"endpointId": "eve", "capabilities": {"iceFinalCandidates": true}});
        for (credential, data, endpoint) in [
            (token, &NULL, "bob"),
            (token, &eve, "bob"),
            (secret, &eve, "eve"),
            (admin, &eve, "eve"),
            (
                secret,
                &json!({"endpointId": "spock@enterprise.com"}),
                "spock@enterprise.com",
            ),
        ] {
            let mut socket = connects(app, credential);
            let told = succeeded(&socket.calls(CONNECTIONS, &NULL, data));
            let id = told["id"].as_str().expect("an id").to_owned();
            assert_eq!(told, json!({"id": id, "endpointId": endpoint}));
            let is_upper = id.bytes().all(|byte| !byte.is_ascii_lowercase());
            assert!(id.len() == 36 && is_upper && id != credential.1, "{id}");
            let again = socket.calls(("post", "/v1/connections/"), &NULL, data);
            assert_eq!(succeeded(&again), told);
            assert!(
                !seen.contains(&id),
                "a second socket is the same connection"
            );
            seen.push(id);
        }
    });
}

#[test]
fn a_secret_and_an_operator_have_to_name_an_endpoint() {
    each_keys(ON, |app, _, keys| {
        let [_, secret, admin] = keys.all();
        for credential in [secret, admin] {
            let mut socket = connects(app, credential);
            for bad in [
                NULL,
                json!({}),
                json!({"endpointId": null}),
                json!({"endpointId": 7}),
            ] {
                invalid(&socket.calls(CONNECTIONS, &NULL, &bad), "endpointId");
            }
            for bad in ["", "a b", &"x".repeat(256)] {
                let data = json!({"endpointId": bad});
                invalid(&socket.calls(CONNECTIONS, &NULL, &data), "endpointId");
            }
            socket.is_served();
        }
    });
}

#[test]
fn the_endpoint_may_stand_in_the_address() {
    each_keys(ON, |app, _, keys| {
        let mut socket = connects(app, ("app-secret", &keys.secret));
        let own = socket.is_served();
        for (path, endpoint) in [
            ("/v1/endpoints/eve/connections", "eve"),
            ("/v1/endpoints/eve/connections/", "eve"),
            (
                "/v1/endpoints/spock%40enterprise.com/connections",
                "spock@enterprise.com",
            ),
            ("/v1/endpoints/%C3%BC%2F1/connections", "ü/1"),
        ] {
            let told = succeeded(&socket.calls(("post", path), &NULL, &NULL));
            assert_eq!(told, json!({"id": own["id"], "endpointId": endpoint}));
        }
        for path in [
            "/v1/endpoints/a%20b/connections",
            "/v1/endpoints/%00/connections",
        ] {
            invalid(&socket.calls(("post", path), &NULL, &NULL), "endpointId");
        }
        for path in [
            "/v1/endpoints/eve",
            "/v1/endpoints",
            "/v1/endpoints//connections",
        ] {
            let answer = socket.calls(("post", path), &NULL, &NULL);
            assert!(answer.status >= 400, "{path}: {}", answer.text());
        }
    });
}

#[test]
fn taking_a_connection_away_ends_neither_socket_nor_session() {
    each_keys(ON, |app, _, keys| {
        for credential in keys.all() {
            let mut socket = connects(app, credential);
            let id = socket.is_served()["id"].clone();
            let own = format!("/v1/connections/{}/", id.as_str().expect("an id"));
            for path in [
                own.as_str(),
                "/v1/connections/x/",
                "/v1/connections/x",
                "/v1/connections/%00/",
            ] {
                let told = succeeded(&socket.calls(("delete", path), &NULL, &NULL));
                assert_eq!(told, json!({"message": "Success"}));
            }
            assert_eq!(socket.is_served()["id"], id);
            sid(app, credential);
        }
    });
}

/// Every path of the libraries that were published for browsers and for servers.
#[test]
fn what_the_service_had_beside_signing_in_is_named_as_not_offered() {
    each_keys(ON, |app, _, keys| {
        for credential in keys.all() {
            let mut socket = connects(app, credential);
            for (method, path) in [
                ("post", "/v1/presence"),
                ("post", "/v1/presenceobservers"),
                ("post", "/v1/presence-observers"),
                ("post", "/v1/messages"),
                ("post", "/v1/signaling"),
                ("post", "/v1/call-debugs"),
                ("post", "/v1/groups/"),
                ("delete", "/v1/groups/"),
                ("post", "/v1/channels/"),
                ("post", "/v1/channels/x/publish/"),
                ("post", "/v1/channels/a%20b/publish"),
                ("get", "/v1/channels/x/subscribers/"),
                ("post", "/v1/channels/x/subscribers"),
                ("delete", "/v1/channels/x/subscribers"),
                ("get", "/v1/conferences/x/participants/"),
                ("delete", "/v1/conferences/x/participants/bob"),
                ("delete", "/v1/conferences/x/"),
            ] {
                let answer = socket.calls((method, path), &NULL, &json!({"a": "b"}));
                declined(&answer, 501, NOT_OFFERED);
            }
            socket.is_served();
        }
        // Over HTTP there is nothing of that name, nor a connection.
        for path in ["/v1/messages", "/v1/connections"] {
            let answer = call(&app.address, ("POST", path), &[], &json!({}));
            declined(&answer, 404, "Not found.");
        }
    });
}

#[test]
fn other_paths_and_an_operators_password_are_not_there() {
    each_keys(ON, |app, _, keys| {
        let mut socket = connects(app, ("app-token", &keys.session));
        let known = json!({"username": "root", "password": PASSWORD});
        for path in [
            "/v1/admin-sessions",
            "/v1/adminsessions",
            "/v1/admin-sessions/",
        ] {
            let answer = socket.calls(("post", path), &NULL, &known);
            declined(&answer, 404, "Not found.");
        }
        for (method, path) in [
            ("get", "/v1/x"),
            ("get", "/v1"),
            ("get", "/v1/"),
            ("get", "/"),
            ("get", "/v1/tokens"),
            ("put", "/v1/tokens"),
            ("get", "/v1/connections"),
            ("delete", "/v1/connections"),
            ("put", "/v1/roles"),
            ("get", "/healthz"),
            ("get", "/api/user"),
            ("post", "/oauth/introspect"),
            ("get", "/v1/../healthz"),
            ("get", "/v1/%2e%2e/healthz"),
            ("get", "//v1/roles"),
            ("get", "/v2/roles"),
            ("get", "/V1/roles"),
            ("get", "/socket.io/1/"),
        ] {
            let answer = socket.calls((method, path), &NULL, &NULL);
            declined(&answer, 404, "Not found.");
        }
        socket.is_served();
    });
}
