//! Every call that there is over HTTP is answered over a socket with the same status and the same body.

use super::*;
use crate::broker::turn::RELAY;

/// A call's method, path and body.
type Asked = (&'static str, String, Value);

/// What differs each time that it is made, by the member's name.
const FRESH: [&str; 6] = ["id", "tokenId", "token", "secret", "username", "password"];

/// Status and body, with a mark in place of what is fresh.
fn told(answer: &Response) -> (u16, Value) {
    let mut body = answer.json();
    let is_made = ["POST ", "GET /v1/turn?"]
        .iter()
        .any(|made| answer.path.starts_with(made));
    if is_made && answer.status == 200 {
        for (name, value) in body.as_object_mut().into_iter().flatten() {
            if FRESH.contains(&name.as_str()) {
                *value = json!(value.as_str().map(str::len));
            }
        }
    }
    (answer.status, body)
}

/// Asked both ways with these headers, on a socket of another session; gives back what was told.
#[track_caller]
fn is_told_the_same(
    app: &TestApp,
    socket: &mut BrokerSocket,
    headers: &[(&str, &str)],
    [over_http, over_socket]: [Asked; 2],
) -> (u16, Value) {
    let (method, path, body) = over_http;
    let mut plain = call(&app.address, (method, &path), headers, &body);
    plain.path = format!("{method} {path}");
    let (method, path, body) = over_socket;
    let pairs = headers.iter();
    let headers: serde_json::Map<String, Value> = pairs
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    let mut answer = socket.calls((&method.to_lowercase(), &path), &json!(headers), &body);
    answer.path = format!("{method} {path}");
    let (wanted, told) = (told(&plain), told(&answer));
    assert_eq!(told, wanted, "{method} {path} {body}");
    let order = |body: &Value| {
        body.as_object()
            .map(|body| body.keys().cloned().collect::<Vec<_>>())
    };
    assert_eq!(
        order(&answer.json()),
        order(&plain.json()),
        "{method} {path}"
    );
    told
}

fn asked(method: &'static str, path: &str, body: Value) -> [Asked; 2] {
    let asked = (method, path.to_owned(), body);
    [asked.clone(), asked]
}

/// The second one is asked for something else of the same kind, where the first one used up what it asked for.
fn each(method: &'static str, paths: [&str; 2], bodies: [Value; 2]) -> [Asked; 2] {
    let [one, other] = bodies;
    [
        (method, paths[0].to_owned(), one),
        (method, paths[1].to_owned(), other),
    ]
}

#[test]
fn what_an_apps_server_asks() {
    each_keys(RELAY, |app, server, keys| {
        let headers = [("App-Secret", server.secret.as_str())];
        let socket = &mut connects(app, ("app-token", &keys.session));
        let mut same = |asked| is_told_the_same(app, socket, &headers, asked);
        let id = keys.role["id"].as_str().expect("an id");
        let role = format!("/v1/roles/{id}");
        let own = format!("/v1/apps/{}", server.app.uuid);
        for path in [
            own.as_str(),
            "/v1/roles",
            &role,
            "/v1/roles?appId=x",
            "/v1/apps",
            "/v1/turn",
        ] {
            same(asked("GET", path, NULL));
        }
        assert_eq!(same(asked("GET", "/v1/turn?endpointId=eve", NULL)).0, 200);
        let body = json!({"endpointId": "eve", "roleId": id, "ttl": "60"});
        assert_eq!(same(asked("POST", "/v1/tokens", body.clone())).0, 200);
        for bad in [
            json!({}),
            json!({"endpointId": "a b"}),
            json!({"ttl": 0, "roleName": 7}),
        ] {
            assert_eq!(same(asked("POST", "/v1/tokens", bad)).0, 400);
        }
        let elsewhere = json!({"endpointId": "eve", "roleId": id, "appId": MADE_UP});
        assert_eq!(same(asked("POST", "/v1/tokens", elsewhere)).0, 403);
        let names = ["one", "two"].map(|name| json!({"name": name, "events": {"x": [1.5, "ü"]}}));
        let [one, other] = names.map(|body| server.adds_role(&body));
        assert_eq!(
            same(asked("POST", "/v1/roles", json!({"name": "one"}))).0,
            409
        );
        for bad in [json!({}), json!({"name": "x", "mediaRelay": 1})] {
            assert_eq!(same(asked("POST", "/v1/roles", bad)).0, 400);
        }
        let relay = json!({"mediaRelay": true});
        assert_eq!(same(asked("PUT", &role, relay)).1["mediaRelay"], true);
        let paths =
            [one, other].map(|role| format!("/v1/roles/{}", role["id"].as_str().expect("an id")));
        let gone = || each("DELETE", [&paths[0], &paths[1]], [NULL, NULL]);
        assert_eq!(same(gone()), (200, json!({"message": "Success"})));
        assert_eq!(same(gone()).0, 404);
        for (method, path) in [
            ("GET", "/v1/roles/x"),
            ("PUT", "/v1/roles/%00"),
            ("GET", "/v1/apps/x"),
        ] {
            same(asked(method, path, NULL));
        }
        assert_eq!(same(asked("DELETE", "/v1/session-tokens", NULL)).0, 403);
    });
}

#[test]
fn what_an_endpoints_program_asks() {
    each_keys(RELAY, |app, server, keys| {
        let relay = server.adds_role(&json!({"name": "relay", "mediaRelay": true}));
        let session = server.begins_session(&relay);
        let headers = [("App-Token", session.as_str())];
        let socket = &mut connects(app, ("app-token", &keys.session));
        let mut same = |asked| is_told_the_same(app, socket, &headers, asked);
        assert_eq!(same(asked("GET", "/v1/turn", NULL)).0, 200);
        assert_eq!(same(asked("POST", "/v1/turn", json!({}))).0, 200);
        for path in ["/v1/roles", "/v1/apps", "/v1/roles/x", "/v1/x"] {
            same(asked("GET", path, NULL));
        }
        same(asked("POST", "/v1/tokens", json!({"endpointId": "eve"})));
        let ids = [(); 2].map(|()| json!({"tokenId": server.asks_token(&relay)}));
        let path = ["/v1/session-tokens"; 2];
        assert_eq!(same(each("POST", path, ids.clone())).0, 200);
        assert_eq!(same(each("POST", path, ids)).0, 401);
        for bad in [
            json!({}),
            json!({"tokenId": 7}),
            json!({"tokenId": "x"}),
            json!({"appId": 7}),
        ] {
            same(asked("POST", "/v1/session-tokens", bad));
        }
        let nobody = [("App-Token", MADE_UP)];
        for (method, path) in [
            ("GET", "/v1/turn"),
            ("DELETE", "/v1/session-tokens"),
            ("GET", "/v1/roles"),
        ] {
            let told = is_told_the_same(app, socket, &nobody, asked(method, path, NULL));
            assert_eq!(told, (401, json!({"error": "Not authenticated."})));
        }
    });
}

#[test]
fn what_an_operator_asks() {
    each_keys(RELAY, |app, server, keys| {
        let headers = [("Admin-Token", keys.admin.as_str())];
        let socket = &mut connects(app, ("app-token", &keys.session));
        let mut same = |asked| is_told_the_same(app, socket, &headers, asked);
        let uuid = &*server.app.uuid;
        assert_eq!(same(asked("GET", "/v1/apps", NULL)).0, 200);
        let app_path = format!("/v1/apps/{uuid}");
        let of_app = format!("/v1/roles?appId={uuid}");
        for path in [app_path.as_str(), &of_app] {
            assert_eq!(same(asked("GET", path, NULL)).0, 200);
        }
        for path in ["/v1/roles", "/v1/roles?appId=x", "/v1/apps/x", "/v1/turn"] {
            same(asked("GET", path, NULL));
        }
        let made = json!({"name": "Bridge", "description": "A bridge"});
        assert_eq!(same(asked("POST", "/v1/apps", made)).0, 200);
        assert_eq!(same(asked("POST", "/v1/apps", json!({}))).0, 400);
        let names = ["one", "two"].map(|name| json!({"name": name}));
        for body in names {
            assert_eq!(same(asked("POST", "/v1/roles", body)).0, 400);
        }
        let token = json!({"endpointId": "eve", "roleId": keys.role["id"], "appId": uuid});
        assert_eq!(same(asked("POST", "/v1/tokens", token)).0, 200);
        assert_eq!(same(asked("DELETE", "/v1/session-tokens", NULL)).0, 403);
    });
}

/// An answer without an error would be taken for success.
#[test]
fn every_refusal_says_why() {
    let paths = "/v1/x /v1/messages /v1/roles/x /v1/apps/x /v1/tokens /v1/turn /v1/admin-sessions";
    each_keys(ON, |app, _, keys| {
        for manner in MANNERS {
            for credential in keys.all() {
                let mut socket = BrokerSocket::connects(&app.address, manner, credential);
                for (method, path) in paths
                    .split(' ')
                    .flat_map(|path| ["get", "post", "put", "delete"].map(|method| (method, path)))
                    .chain([("post", "/v1/session-tokens"), ("get", ""), ("get", "x")])
                {
                    for headers in [NULL, json!({"Admin-Token": "x"})] {
                        let told = socket.asks((method, path), &headers, &json!({"x": "y"}));
                        let error = told["error"].as_str().unwrap_or_default();
                        assert!(!error.is_empty(), "{method} {path} {headers}: {told}");
                    }
                }
            }
        }
    });
}
