//! Credentials: the strongest one that is there decides.

use super::*;
use crate::kit::samples::turned;
use std::time::Duration;
use vestibule::domain::change::Change;
use vestibule::domain::oauth::client::Switch;
use vestibule::flow::{apps, users};

fn roles(app: &TestApp, headers: &[(&str, &str)]) -> Response {
    call(&app.address, ("GET", "/v1/roles"), headers, &Value::Null)
}

#[test]
fn r116_a_wrong_a_revoked_and_another_apps_secret_open_nothing() {
    each_app(ON, |app| {
        let (server, other) = (server(app), server(app));
        succeeded(&roles(app, &[("App-Secret", &server.secret)]));
        for wrong in [
            "x",
            MADE_UP,
            &server.secret[1..],
            "\u{ff}",
            &server.app.client_id,
        ] {
            unauthorized(&roles(app, &[("App-Secret", wrong)]));
        }
        // In the address it is no credential at all.
        let path = format!("/v1/roles?App-Secret={0}&app-secret={0}", server.secret);
        unauthorized(&call(&app.address, ("GET", &path), &[], &Value::Null));
        let id = format!("/v1/apps/{}", server.app.uuid);
        forbidden(&other.calls("GET", &id, &Value::Null));
        apps::rotate_secret(app.platform(), &server.app.uuid, None).expect("rotates");
        unauthorized(&roles(app, &[("App-Secret", &server.secret)]));
    });
}

#[test]
fn both_secrets_open_during_a_rotation() {
    each_server(ON, |app, server| {
        let overlap = Some(Duration::from_secs(60));
        let new = apps::rotate_secret(app.platform(), &server.app.uuid, overlap).expect("rotates");
        let new = new.client_secret.expect("a secret");
        succeeded(&roles(app, &[("App-Secret", &server.secret)]));
        succeeded(&roles(app, &[("App-Secret", &new)]));
        app.advance(Duration::from_secs(60));
        unauthorized(&roles(app, &[("App-Secret", &server.secret)]));
        succeeded(&roles(app, &[("App-Secret", &new)]));
    });
}

#[test]
fn the_strongest_decides_and_null_is_nothing() {
    each_server(ON, |app, server| {
        let admin = operator(app);
        let role = server.adds_role(&json!({"name": "caller"}));
        let session = server.begins_session(&role);
        let (secret, token) = (("App-Secret", &*server.secret), ("App-Token", &*session));
        for absent in ["null", "", " "] {
            let headers = [("Admin-Token", absent), secret, ("App-Token", absent)];
            succeeded(&roles(app, &headers));
        }
        unauthorized(&roles(app, &[("Admin-Token", "x"), secret]));
        unauthorized(&roles(app, &[("App-Secret", "x"), token]));
        invalid(
            &roles(app, &[("Admin-Token", &admin), ("App-Secret", "x")]),
            "appId",
        );
        forbidden(&roles(app, &[token]));
        unauthorized(&roles(app, &[]));
    });
}

/// The library for browsers goes on sending the App-Token it had.
#[test]
fn an_app_token_is_passed_over_where_something_new_begins() {
    each_server(ON, |app, server| {
        operator(app);
        let role = server.adds_role(&json!({"name": "caller"}));
        let (ended, live) = (server.begins_session(&role), server.begins_session(&role));
        let out = |token: &str| with_app_token(app, ("DELETE", "/v1/session-tokens"), token);
        succeeded(&out(&ended));
        let free = json!({"appId": server.app.uuid, "endpointId": "eve"});
        let posts = |path: &str, headers: &[(&str, &str)], body: &Value| {
            call(&app.address, ("POST", path), headers, body)
        };
        for old in [&ended, &live] {
            unauthorized(&posts("/v1/tokens", &[("App-Token", old)], &free));
        }
        let development = turned(Switch::DevelopmentMode, true);
        apps::edit(app.platform(), &server.app.uuid, &development).expect("edits");
        let (secret, vouched) = (
            ("App-Secret", server.secret.as_str()),
            json!({"endpointId": "eve", "roleId": role["id"]}),
        );
        let known = json!({"username": "root", "password": PASSWORD});
        for old in [ended.as_str(), &live, MADE_UP, "\u{ff}"] {
            let old = ("App-Token", old);
            let told = succeeded(&posts("/v1/tokens", &[old], &free));
            assert_eq!(told["forDevelopment"], true);
            let told = succeeded(&posts("/v1/tokens", &[old, secret], &vouched));
            assert_eq!(told["roleId"], role["id"]);
            for wrong in [("App-Secret", "x"), ("Admin-Token", "x")] {
                unauthorized(&posts("/v1/tokens", &[old, wrong], &free));
            }
            for path in ["/v1/session-tokens", "/v1/appauthsessions"] {
                let good = json!({"tokenId": server.asks_token(&role)});
                succeeded(&posts(path, &[old], &good));
                unauthorized(&posts(path, &[old], &good));
            }
            for path in ["/v1/admin-sessions", "/v1/adminsessions"] {
                succeeded(&posts(path, &[old], &known));
            }
        }
        let wrong = json!({"username": "root", "password": "wrong"});
        let old = [("App-Token", ended.as_str())];
        unauthorized(&posts("/v1/admin-sessions", &old, &wrong));
        unauthorized(&posts("/v1/turn", &old, &Value::Null));
        unauthorized(&out(&ended));
        succeeded(&out(&live));
    });
}

#[test]
fn an_operators_session_lives_an_hour_since_its_last_use_and_twelve_at_most() {
    each_app(ON, |app| {
        let admin = operator(app);
        let apps = || {
            let headers = [("Admin-Token", admin.as_str())];
            call(&app.address, ("GET", "/v1/apps"), &headers, &Value::Null)
        };
        for _ in 0..13 {
            app.advance(Duration::from_secs(3300));
            succeeded(&apps());
            // The use is noted with the writer's next batch.
            app.platform()
                .store
                .commit(Change::writes(Vec::new()))
                .expect("the writer is there");
        }
        app.advance(Duration::from_secs(300));
        unauthorized(&apps());
        let body = json!({"username": "root", "password": PASSWORD});
        let signs_in = || call(&app.address, ("POST", "/v1/adminsessions"), &[], &body);
        let again = succeeded(&signs_in());
        let again = again["token"].as_str().expect("a token");
        app.advance(Duration::from_secs(3600));
        let headers = [("Admin-Token", again)];
        unauthorized(&call(
            &app.address,
            ("GET", "/v1/apps"),
            &headers,
            &Value::Null,
        ));
        users::disable(app.platform(), "root").expect("disables");
        unauthorized(&signs_in());
    });
}

#[test]
fn people_who_run_nothing_and_wrong_passwords_get_the_same_answer_and_the_brake_is_shared() {
    each_app(ON, |app| {
        app.adds_user("ada", None);
        let tries = |name: &str, password: &str| {
            let body = json!({"username": name, "password": password});
            call(&app.address, ("POST", "/v1/admin-sessions"), &[], &body)
        };
        for (name, password) in [
            ("ada", PASSWORD),
            ("ada", "wrong"),
            ("nobody", "wrong"),
            ("", ""),
        ] {
            unauthorized(&tries(name, password));
        }
        for _ in 0..20 {
            tries("eve", "wrong");
        }
        let braked = tries("eve", "wrong");
        assert_eq!(braked.status, 429);
        assert!(braked.header("retry-after").is_some());
    });
}
