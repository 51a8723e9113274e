//! Doors that a password alone opens: closed to users who must have a second step, as if the password were wrong. The log
//! says why.

use crate::kit::app::PASSWORD;
use crate::kit::db::each_db;
use crate::kit::http::Response;
use crate::kit::program::basic;
use crate::kit::server::{Home, Server};
use serde_json::{Value, json};

const SETTINGS: &str = "[broker]\nenabled = true\n[second_factor]\nrequired = \"admins\"\n";
const KIND: (&str, &str) = ("Content-Type", "application/json");

fn opens_admin_session(server: &Server, password: &str) -> Response {
    let body = json!({"username": "root", "password": password}).to_string();
    let mut client = server.client();
    client.send("POST", "/v1/admin-sessions", &[KIND], body.as_bytes())
}

fn trades(server: &Server, app: &Value, name: &str, password: &str) -> Response {
    let text = |field: &str| app[field].as_str().expect(field).to_owned();
    let authorization = basic(&text("client_id"), &text("client_secret"));
    let headers = [
        ("Authorization", authorization.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let body = format!("grant_type=password&username={name}&password={password}");
    let mut client = server.client();
    client.send(
        "POST",
        "/platform/oauth/request_token",
        &headers,
        body.as_bytes(),
    )
}

/// Of the requests to there, why they were refused.
fn reasons(server: &Server, route: &str) -> Vec<Value> {
    let log = server.log();
    let lines = log.lines().flat_map(serde_json::from_str);
    let there = lines.filter(|line: &Value| line["route"] == route);
    there.map(|line| line["reason"].clone()).collect()
}

#[test]
fn a_right_password_is_refused_as_a_wrong_one_and_the_log_says_why() {
    each_db(|db| {
        let home = Home::new(&format!("database_url = {:?}\n{SETTINGS}", db.url));
        let admin = [
            "user",
            "add",
            "root",
            "--admin",
            "--password-stdin",
            "--json",
        ];
        home.runs_json(&admin, &format!("{PASSWORD}\n"));
        home.adds_user("ada", PASSWORD);
        let app = home.adds_app(&[
            "--name=Import",
            "--kind=web",
            "--grant=password",
            "--redirect-uri=https://import.example/back",
        ]);
        let server = home.serves();
        let wrong = "wrong-otter-lamp";
        let shape = |answer: Response| (answer.status, answer.text());
        let refused = shape(opens_admin_session(&server, wrong));
        assert_eq!(shape(opens_admin_session(&server, PASSWORD)), refused);
        assert_eq!(refused.0, 401);
        let refused = shape(trades(&server, &app, "root", wrong));
        assert_eq!(shape(trades(&server, &app, "root", PASSWORD)), refused);
        assert_eq!(refused.0, 400);
        assert_eq!(trades(&server, &app, "ada", PASSWORD).status, 200);
        for route in ["/v1/admin-sessions", "/platform/oauth/request_token"] {
            let told = reasons(&server, route);
            let needed = told.iter().filter(|why| **why == "second_factor_needed");
            assert_eq!(needed.count(), 1, "{route}: {told:?}");
        }
    });
}
