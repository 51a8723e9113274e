//! The broker API: each call by each kind of caller, and its refusals.

use super::tape::{Sent, Tape};
use crate::broker::{self, MADE_UP, Server, operator};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::web::each_app;
use serde_json::{Value, json};
use std::time::Duration;

/// With a limit of calls that this does not meet.
const ON: &str = "[broker]\nenabled = true\n[rate_limit]\nbroker = 1000\n[turn]\n\
     secret = \"north-star-of-the-relay\"\nuris = [\"turn:relay.example:3478?transport=udp\"]\nttl = 3600";

struct Walk<'a> {
    app: &'a TestApp,
    tape: Tape,
    server: Server,
    admin: String,
}

/// Who calls, and with what.
type Credential<'a> = Option<(&'a str, &'a str)>;

impl Walk<'_> {
    fn calls(
        &mut self,
        title: &str,
        what: (&str, &str),
        credential: Credential,
        body: &Value,
    ) -> Value {
        let kind = ("Content-Type", "application/json");
        let headers: Vec<(&str, &str)> = credential.into_iter().chain([kind]).collect();
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = self.sends(
            title,
            what,
            Sent {
                headers: &headers,
                body: &body,
            },
        );
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    fn sends(&mut self, title: &str, what: (&str, &str), sent: Sent) -> Response {
        // Each call by itself: the answer tells how many are left of this second.
        self.app.advance(Duration::from_secs(10));
        self.tape.sends(&mut self.app.stranger(), title, what, sent)
    }

    fn serves(&mut self, title: &str, what: (&str, &str), body: &Value) -> Value {
        let secret = self.server.secret.clone();
        self.calls(title, what, Some(("App-Secret", &secret)), body)
    }

    fn operates(&mut self, title: &str, what: (&str, &str), body: &Value) -> Value {
        let token = self.admin.clone();
        self.calls(title, what, Some(("Admin-Token", &token)), body)
    }
}

#[test]
fn the_broker_api_is_as_recorded() {
    each_app(ON, |app| {
        let mut walk = Walk {
            app,
            tape: Tape::of(app),
            server: broker::server(app),
            admin: operator(app),
        };
        walk.tape.names(&walk.server.app.client_id, "SERVER");
        signs_in(&mut walk);
        keeps_apps(&mut walk);
        let role = keeps_roles(&mut walk);
        gives_tokens(&mut walk, &role);
        is_no_call(&mut walk);
        walk.tape.compares("broker");
    });
}

fn signs_in(walk: &mut Walk) {
    for path in ["/v1/admin-sessions", "/v1/adminsessions"] {
        for (title, name, password) in [
            ("right", "root", PASSWORD),
            ("wrong", "root", "wrong"),
            ("no name", "", "wrong"),
        ] {
            let body = json!({"username": name, "password": password});
            walk.calls(&format!("{path}: {title}"), ("POST", path), None, &body);
        }
    }
    let foreign = Sent {
        headers: &[
            ("Origin", "https://evil.example"),
            ("Content-Type", "application/json"),
        ],
        body: "{}",
    };
    walk.sends(
        "an operator on a page",
        ("POST", "/v1/admin-sessions"),
        foreign,
    );
    let form = Sent {
        headers: &[("Content-Type", "application/x-www-form-urlencoded")],
        body: "username=root",
    };
    walk.sends(
        "an operator by a form",
        ("POST", "/v1/admin-sessions"),
        form,
    );
}

fn keeps_apps(walk: &mut Walk) {
    let path = format!("/v1/apps/{}", walk.server.app.uuid);
    walk.operates("apps", ("GET", "/v1/apps"), &Value::Null);
    let body = json!({"name": "Otter", "description": "swims"});
    walk.operates("add an app", ("POST", "/v1/apps"), &body);
    walk.operates(
        "add an app without a name",
        ("POST", "/v1/apps"),
        &json!({}),
    );
    walk.operates("an app", ("GET", &path), &Value::Null);
    walk.serves("an app's own", ("GET", &path), &Value::Null);
    walk.serves("apps, by an app", ("GET", "/v1/apps"), &Value::Null);
    walk.calls("apps, by nobody", ("GET", "/v1/apps"), None, &Value::Null);
    walk.operates(
        "an app that there is not",
        ("GET", &format!("/v1/apps/{MADE_UP}")),
        &Value::Null,
    );
}

fn keeps_roles(walk: &mut Walk) -> Value {
    let caller = json!({"name": "caller", "mediaRelay": true, "groups": {"a*": {"publish": true}}});
    let role = walk.serves("add a role", ("POST", "/v1/roles"), &caller);
    walk.serves("add its name again", ("POST", "/v1/roles"), &caller);
    walk.serves(
        "add a role without a name",
        ("POST", "/v1/roles"),
        &json!({}),
    );
    let odd = json!({"name": "odd", "mediaRelay": "yes", "groups": 7, "callerIds": {}});
    walk.serves("add an odd role", ("POST", "/v1/roles"), &odd);
    let theirs = json!({"name": "theirs", "appId": walk.server.app.uuid});
    walk.operates("add a role for an app", ("POST", "/v1/roles"), &theirs);
    walk.operates(
        "add a role for no app",
        ("POST", "/v1/roles"),
        &json!({"name": "x"}),
    );
    walk.serves("roles", ("GET", "/v1/roles"), &Value::Null);
    walk.operates("roles of no app", ("GET", "/v1/roles"), &Value::Null);
    let path = format!("/v1/roles/{}", role["id"].as_str().expect("an id"));
    walk.serves("a role", ("GET", &path), &Value::Null);
    walk.operates("a role, by an operator", ("GET", &path), &Value::Null);
    walk.calls("a role, by nobody", ("GET", &path), None, &Value::Null);
    walk.serves("change a role", ("PUT", &path), &json!({"pstnOut": true}));
    walk.serves("change it oddly", ("PUT", &path), &json!({"name": 7}));
    let missing = format!("/v1/roles/{MADE_UP}");
    for method in ["GET", "PUT", "DELETE"] {
        let body = if method == "PUT" {
            json!({})
        } else {
            Value::Null
        };
        walk.serves(
            &format!("{method} a role that there is not"),
            (method, &missing),
            &body,
        );
    }
    let other = walk.serves(
        "add another role",
        ("POST", "/v1/roles"),
        &json!({"name": "short"}),
    );
    let path = format!("/v1/roles/{}", other["id"].as_str().expect("an id"));
    walk.serves("remove a role", ("DELETE", &path), &Value::Null);
    walk.serves("remove it again", ("DELETE", &path), &Value::Null);
    role
}

fn gives_tokens(walk: &mut Walk, role: &Value) {
    let asks = |more: Value| {
        let mut body = json!({"endpointId": "bob", "roleId": role["id"]});
        body.as_object_mut()
            .expect("an object")
            .extend(more.as_object().cloned().unwrap_or_default());
        body
    };
    let tokens = ("POST", "/v1/tokens");
    let first = walk.serves("a token", tokens, &asks(json!({})));
    walk.serves("a token for a minute", tokens, &asks(json!({"ttl": 60})));
    walk.serves(
        "a token for too long",
        tokens,
        &asks(json!({"ttl": 86_401})),
    );
    walk.serves(
        "a token for nobody",
        tokens,
        &asks(json!({"endpointId": ""})),
    );
    walk.serves(
        "a token by a role's name",
        tokens,
        &json!({"endpointId": "bob", "roleName": "caller"}),
    );
    walk.serves(
        "a token with an unknown role",
        tokens,
        &asks(json!({"roleId": MADE_UP})),
    );
    walk.serves(
        "a token without a role",
        tokens,
        &json!({"endpointId": "bob"}),
    );
    walk.operates("a token for no app", tokens, &asks(json!({})));
    walk.calls("a token for a stranger", tokens, None, &asks(json!({})));
    let mut session = Value::Null;
    for path in ["/v1/session-tokens", "/v1/appauthsessions"] {
        let body = json!({"tokenId": first["tokenId"]});
        let told = walk.calls(&format!("{path}: the token"), ("POST", path), None, &body);
        if session.is_null() {
            session = told["token"].clone();
        }
        walk.calls(
            &format!("{path}: nothing"),
            ("POST", path),
            None,
            &json!({}),
        );
    }
    let session = session.as_str().expect("a session").to_owned();
    let own = Some(("App-Token", session.as_str()));
    for method in ["GET", "POST"] {
        walk.calls(
            &format!("{method} TURN credentials"),
            (method, "/v1/turn"),
            own,
            &Value::Null,
        );
    }
    walk.serves(
        "TURN for somebody",
        ("GET", "/v1/turn?endpointId=bob"),
        &Value::Null,
    );
    walk.serves("TURN for nobody", ("GET", "/v1/turn"), &Value::Null);
    walk.calls(
        "TURN for a stranger",
        ("GET", "/v1/turn"),
        None,
        &Value::Null,
    );
    walk.calls(
        "roles, by an endpoint",
        ("GET", "/v1/roles"),
        own,
        &Value::Null,
    );
    let page = Sent {
        headers: &[
            ("App-Token", &session),
            ("Origin", "https://client.example"),
        ],
        body: "",
    };
    walk.sends("TURN credentials for a page", ("GET", "/v1/turn"), page);
    for (title, path) in [
        ("end", "/v1/session-tokens"),
        ("end again", "/v1/appauthsessions"),
    ] {
        walk.calls(title, ("DELETE", path), own, &Value::Null);
    }
}

fn is_no_call(walk: &mut Walk) {
    for path in ["/v1", "/v1/", "/v1/nothing", "/v1/tokens/x"] {
        walk.serves(&format!("unknown: {path}"), ("GET", path), &Value::Null);
    }
    for path in [
        "/v1/tokens",
        "/v1/roles",
        "/v1/turn",
        "/v1/session-tokens",
        "/v1/apps",
    ] {
        walk.serves(&format!("PATCH {path}"), ("PATCH", path), &Value::Null);
        let asks = Sent {
            headers: &[
                ("Origin", "https://client.example"),
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "app-token,app-secret"),
            ],
            body: "",
        };
        walk.sends(&format!("OPTIONS {path}"), ("OPTIONS", path), asks);
    }
    for (title, kind, body) in [
        ("broken JSON", "application/json", "{"),
        ("a list", "application/json", "[]"),
        ("a text", "text/plain", "x"),
        (
            "a form",
            "application/x-www-form-urlencoded",
            "endpointId=bob",
        ),
    ] {
        let secret = walk.server.secret.clone();
        let headers = [("App-Secret", secret.as_str()), ("Content-Type", kind)];
        walk.sends(
            title,
            ("POST", "/v1/tokens"),
            Sent {
                headers: &headers,
                body,
            },
        );
    }
}
