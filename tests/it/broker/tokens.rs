//! `POST /v1/tokens`: an app's server asks for a one-time token for one of its users.

use super::*;
use crate::kit::told::{holds, words};
use std::time::Duration;

fn asks(server: &Server, body: &Value) -> Response {
    server.calls("POST", "/v1/tokens", body)
}

#[test]
fn the_answer_has_its_members_in_the_contracts_order() {
    each_server(ON, |app, server| {
        let role = server.adds_role(&json!({"name": "caller"}));
        let body = json!({
            "appId": server.app.uuid.to_lowercase(), "endpointId": "spock@enterprise.com",
            "roleId": role["id"], "ttl": 600, "headers": {"unknown": true},
        });
        let answer = asks(server, &body);
        let told = succeeded(&answer);
        let now = app.now().seconds();
        let names = words(
            "appId endpointId roleId accountId createTime expiryTime id forDevelopment createdAt tokenId",
        );
        let text = answer.text();
        let places = names.iter().map(|name| text.find(&format!("\"{name}\":")));
        let places: Option<Vec<_>> = places.collect();
        assert!(places.is_some_and(|places| places.is_sorted()), "{text}");
        assert_eq!(told.as_object().expect("an object").len(), names.len());
        let wanted = json!({
            "appId": *server.app.uuid, "endpointId": "spock@enterprise.com",
            "roleId": role["id"], "accountId": role["accountId"], "createTime": now,
            "expiryTime": now + 600, "id": told["tokenId"], "forDevelopment": false,
            "createdAt": "2027-01-15T08:00:00.001Z",
        });
        holds(&told, &wanted);
    });
}

#[test]
fn a_time_to_live_is_a_whole_number_of_seconds_up_to_a_day() {
    each_server(ON, |_, server| {
        let role = server.adds_role(&json!({"name": "caller"}));
        let whole = json!({"endpointId": "bob", "roleId": role["id"]});
        let with = |ttl: Value| {
            let mut body = whole.clone();
            body["ttl"] = ttl;
            asks(server, &body)
        };
        for (answer, seconds) in [
            (with(json!(1)), 1),
            (with(json!("60")), 60),
            (asks(server, &whole), 86_400),
        ] {
            let told = succeeded(&answer);
            let life = told["expiryTime"].as_i64().zip(told["createTime"].as_i64());
            assert_eq!(life.map(|(end, begin)| end - begin), Some(seconds));
        }
        for bad in [json!(0), json!("1.5"), json!(null)] {
            invalid(&with(bad), "ttl");
        }
    });
}

#[test]
fn endpoints_roles_and_apps_that_cannot_be_are_named_by_their_field() {
    each_app(ON, |app| {
        let (server, other) = (server(app), server(app));
        let role = server.adds_role(&json!({"name": "caller"}));
        let foreign = other.adds_role(&json!({"name": "foreign"}));
        for bad in [json!(null), json!("a b"), json!(7)] {
            let body = json!({"endpointId": bad, "roleId": role["id"]});
            invalid(&asks(&server, &body), "endpointId");
        }
        for bad in [json!("x"), json!(MADE_UP), json!(7), foreign["id"].clone()] {
            let body = json!({"endpointId": "bob", "roleId": bad});
            invalid(&asks(&server, &body), "roleId");
        }
        for bad in ["nobody", "foreign", "\0"] {
            let body = json!({"endpointId": "bob", "roleName": bad});
            invalid(&asks(&server, &body), "roleName");
        }
        for none in [
            json!({"endpointId": "bob"}),
            json!({"endpointId": "bob", "roleId": null}),
            json!({"endpointId": "bob", "roleId": null, "roleName": null}),
        ] {
            invalid(&asks(&server, &none), "roleId");
        }
        let named = json!({"endpointId": "bob", "roleId": null, "roleName": "caller"});
        assert_eq!(succeeded(&asks(&server, &named))["roleId"], role["id"]);
        for bad in [json!(null), json!(7)] {
            let body = json!({"appId": bad, "endpointId": "bob", "roleId": role["id"]});
            invalid(&asks(&server, &body), "appId");
        }
        for not_theirs in [&other.app.uuid, MADE_UP, "x"] {
            let body = json!({"appId": not_theirs, "endpointId": "bob", "roleId": role["id"]});
            forbidden(&asks(&server, &body));
        }
    });
}

#[test]
fn a_form_is_as_good_as_json() {
    each_server(ON, |app, server| {
        let role = server.adds_role(&json!({"name": "caller"}));
        let id = role["id"].as_str().expect("an id");
        let fields = format!("endpointId=bob&roleId={id}&ttl=60");
        let form = "application/x-www-form-urlencoded; charset=utf-8";
        let headers = [("Content-Type", form), ("App-Secret", &server.secret)];
        let answer = app
            .stranger()
            .send("POST", "/v1/tokens", &headers, fields.as_bytes());
        let token = succeeded(&answer)["tokenId"]
            .as_str()
            .expect("a token")
            .to_owned();
        let form = [("tokenId", token.as_str())];
        succeeded(&app.stranger().post_form("/v1/session-tokens", &form));
    });
}

#[test]
fn an_operator_names_the_app_and_nobody_gets_nothing() {
    each_server(ON, |app, server| {
        let role = server.adds_role(&json!({"name": "caller"}));
        let admin = operator(app);
        let headers = [("Admin-Token", admin.as_str())];
        let with = |body: &Value| call(&app.address, ("POST", "/v1/tokens"), &headers, body);
        let mut body = json!({"endpointId": "bob", "roleId": role["id"]});
        invalid(&with(&body), "appId");
        body["appId"] = json!(MADE_UP);
        invalid(&with(&body), "appId");
        body["appId"] = json!(server.app.uuid);
        assert_eq!(succeeded(&with(&body))["appId"], *server.app.uuid);
        unauthorized(&call(&app.address, ("POST", "/v1/tokens"), &[], &body));
        let session = server.begins_session(&role);
        let theirs = [("App-Token", session.as_str())];
        unauthorized(&call(&app.address, ("POST", "/v1/tokens"), &theirs, &body));
    });
}

#[test]
fn an_activation_window_shortens_the_time_to_redeem_and_not_the_session() {
    let settings = "[broker]\nenabled = true\nactivation_window = 30\n[rate_limit]\nbroker = 0";
    each_server(settings, |app, server| {
        let role = server.adds_role(&json!({"name": "caller", "mediaRelay": true}));
        let (late, good) = (server.asks_token(&role), server.asks_token(&role));
        app.advance(Duration::from_secs(29));
        let told = succeeded(&redeems(&app.address, &json!({ "tokenId": good })));
        app.advance(Duration::from_secs(1));
        unauthorized(&redeems(&app.address, &json!({ "tokenId": late })));
        app.advance(Duration::from_secs(3600));
        let session = told["token"].as_str().expect("a token");
        let out = with_app_token(app, ("DELETE", "/v1/session-tokens"), session);
        assert_eq!(succeeded(&out), json!({"message": "Success"}));
    });
}
