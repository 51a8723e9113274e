//! Roles: made, listed, changed and removed by an app's server or an operator.

use super::*;
use crate::kit::told::holds;

fn path(role: &Value) -> String {
    format!("/v1/roles/{}", role["id"].as_str().expect("an id"))
}

impl Server {
    /// The role as it is kept.
    #[track_caller]
    fn shows(&self, role: &Value) -> Value {
        succeeded(&self.calls("GET", &path(role), &Value::Null))
    }
}

#[test]
fn a_role_has_its_defaults_filled_and_comes_back_as_it_was_sent() {
    each_server(ON, |_, server| {
        let role = server.adds_role(&json!({"name": "plain", "unknown": 1}));
        let empty = json!({
            "name": "plain", "mediaRelay": false, "events": {}, "groups": {}, "pstnOut": [], "callerIds": [],
            "id": role["id"], "appId": server.app.uuid, "accountId": role["accountId"],
            "createdAt": role["createdAt"], "updatedAt": role["createdAt"],
        });
        assert_eq!(role, empty);
        let full = json!({
            "name": "full", "mediaRelay": true, "events": {"x": {"subscribe": true}},
            "groups": {"list": true, "team-*": {"publish": true}}, "pstnOut": ["+1"], "callerIds": [7],
        });
        let kept = server.adds_role(&full);
        for (name, value) in full.as_object().expect("an object") {
            assert_eq!(&kept[name], value);
        }
        assert_eq!(server.shows(&kept), kept);
        let all = succeeded(&server.calls("GET", "/v1/roles", &Value::Null));
        assert_eq!(all, json!([kept, role]));
    });
}

#[test]
fn what_is_not_sent_stays_and_names_are_unique_within_the_app() {
    each_app(ON, |app| {
        let (server, other) = (server(app), server(app));
        let role = server.adds_role(&json!({"name": "one", "mediaRelay": true}));
        other.adds_role(&json!({"name": "one"}));
        let second = server.adds_role(&json!({"name": "two"}));
        let taken = "A role of this name is there already.";
        for (method, path) in [("POST", "/v1/roles"), ("PUT", &path(&second))] {
            let answer = server.calls(method, path, &json!({"name": "one"}));
            declined(&answer, 409, taken);
        }
        app.advance(std::time::Duration::from_secs(1));
        let sent = json!({"id": MADE_UP, "appId": server.app.uuid, "groups": {"*": {}}});
        let edited = succeeded(&server.calls("PUT", &path(&role), &sent));
        let wanted = json!({
            "id": role["id"], "name": "one", "mediaRelay": true, "groups": {"*": {}},
        });
        holds(&edited, &wanted);
        assert_ne!(edited["updatedAt"], role["updatedAt"]);
        succeeded(&server.calls("PUT", &path(&role), &json!({"name": "three"})));
        server.adds_role(&json!({"name": "one"}));
    });
}

#[test]
fn a_role_that_cannot_be_is_told_by_its_field() {
    each_server(ON, |_, server| {
        for bad in [json!({}), json!({"name": "x".repeat(256)})] {
            invalid(&server.calls("POST", "/v1/roles", &bad), "name");
        }
        for field in ["mediaRelay", "events", "groups", "pstnOut", "callerIds"] {
            let mut bad = json!({"name": "x"});
            bad[field] = json!("no");
            invalid(&server.calls("POST", "/v1/roles", &bad), field);
        }
    });
}

#[test]
fn another_apps_role_is_not_there_and_an_operator_reaches_all() {
    each_app(ON, |app| {
        let (server, other) = (server(app), server(app));
        let role = server.adds_role(&json!({"name": "one"}));
        let missing = "Object 'Roles' not found.";
        for method in ["GET", "PUT", "DELETE"] {
            declined(&other.calls(method, &path(&role), &json!({})), 404, missing);
        }
        for id in [MADE_UP, "x", "%00"] {
            let answer = server.calls("GET", &format!("/v1/roles/{id}"), &Value::Null);
            declined(&answer, 404, missing);
        }
        let admin = operator(app);
        let calls = |what, body: &Value| call(&app.address, what, &[("Admin-Token", &admin)], body);
        invalid(&calls(("GET", "/v1/roles"), &Value::Null), "appId");
        let two = json!({"name": "two"});
        invalid(&calls(("POST", "/v1/roles"), &two), "appId");
        let of_app = format!("/v1/roles?appId={}", server.app.uuid.to_lowercase());
        let all = succeeded(&calls(("GET", &of_app), &Value::Null));
        assert_eq!(all, json!([role]));
        let two = json!({"name": "two", "appId": server.app.uuid});
        let two = succeeded(&calls(("POST", "/v1/roles"), &two));
        let elsewhere = format!("{}?appId={}", path(&two), other.app.uuid);
        declined(&calls(("GET", &elsewhere), &Value::Null), 404, missing);
        let path = path(&two);
        let removed = calls(("DELETE", &path), &Value::Null);
        assert_eq!(succeeded(&removed), json!({"message": "Success"}));
        declined(&calls(("GET", &path), &Value::Null), 404, missing);
    });
}

/// A name that a JSON library once used inside: it must be a name like any other.
#[test]
fn odd_names_and_depths_in_a_role_come_back_as_they_were_sent() {
    each_server(ON, |_, server| {
        let odd = "$serde_json::private::RawValue";
        let mut deep = json!({ odd: "[[[[1]]]]" });
        for _ in 0..100 {
            deep = json!([deep]);
        }
        let sent = json!({"name": "odd", "events": {"a": deep, odd: "true", "\u{0}": "\u{0}"}});
        let role = server.adds_role(&sent);
        assert_eq!(role["events"], sent["events"]);
        assert_eq!(server.shows(&role), role);
        let number = json!({"mediaRelay": {"$serde_json::private::Number": "1"}});
        invalid(&server.calls("PUT", &path(&role), &number), "mediaRelay");
        succeeded(&server.calls("DELETE", &path(&role), &Value::Null));
    });
}

#[test]
fn text_that_no_database_holds_is_nobodys_id() {
    each_app(ON, |app| {
        let admin = operator(app);
        let calls = |what, body: &Value| call(&app.address, what, &[("Admin-Token", &admin)], body);
        let nul = json!({"appId": "a\u{0}b", "name": "x", "endpointId": "bob"});
        invalid(&calls(("POST", "/v1/roles"), &nul), "appId");
        invalid(&calls(("POST", "/v1/tokens"), &nul), "appId");
        let listed = calls(("GET", "/v1/roles?appId=%00"), &Value::Null);
        invalid(&listed, "appId");
        let path = format!("/v1/roles/{MADE_UP}?appId=%00");
        let edited = calls(("PUT", &path), &json!({}));
        declined(&edited, 404, "Object 'Roles' not found.");
    });
}

/// They end a line in older JavaScript, where some libraries put a body as it is.
#[test]
fn line_separators_in_a_role_come_back_the_same_and_are_never_sent_as_they_are() {
    each_server(ON, |app, server| {
        let text = |word: &str| format!("{word}\u{2028}a\u{2029}z");
        let mut sent = json!({
            "name": text("name"), "mediaRelay": false, "events": {}, "groups": {"list": true},
            "pstnOut": [text("+1")], "callerIds": [{"deep": [text("7")]}],
        });
        sent["events"][text("event")] = json!({"subscribe": text("value")});
        sent["groups"][text("team-")] = json!({"publish": true});
        let made = server.calls("POST", "/v1/roles", &sent);
        let role = succeeded(&made);
        let shown = server.calls("GET", &path(&role), &Value::Null);
        let listed = server.calls("GET", "/v1/roles", &Value::Null);
        let edited = server.calls("PUT", &path(&role), &json!({"events": sent["events"]}));
        for answer in [&made, &shown, &listed, &edited] {
            assert_eq!(answer.header("content-type"), Some("application/json"));
            let told = answer.text();
            assert!(!told.contains(['\u{2028}', '\u{2029}']), "{told}");
            assert!(told.contains(r"team-\u2028a\u2029z"), "{told}");
        }
        for told in [&role, &succeeded(&shown), &succeeded(&edited)] {
            holds(told, &sent);
        }
        holds(&succeeded(&listed)[0], &sent);
        let same = server.calls("POST", "/v1/roles", &json!({"name": sent["name"]}));
        declined(&same, 409, "A role of this name is there already.");
        let by_name = json!({"endpointId": "bob", "roleName": sent["name"]});
        let token = succeeded(&server.calls("POST", "/v1/tokens", &by_name));
        assert_eq!(token["roleId"], role["id"]);
        let plain = json!({"endpointId": "bob", "roleName": "name a z"});
        invalid(&server.calls("POST", "/v1/tokens", &plain), "roleName");
        let session = server.begins_session(&role);
        let fields = [
            ("client_id", server.app.client_id.as_str()),
            ("client_secret", &server.secret),
            ("token", &session),
        ];
        let told = app.stranger().post_form("/oauth/introspect", &fields);
        assert_eq!(told.json()["role"]["groups"], sent["groups"]);
    });
}
