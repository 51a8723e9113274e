//! The settings of events: whether each is a line of the log too, from which network it came, and for how long it stays.

use super::{events, left_by};
use crate::kit::app::PASSWORD;
use crate::kit::server::Home;
use crate::web::account::{SIGN_IN, signed_in};
use crate::web::{each_app, one_app, tries};
use serde_json::Value;
use std::time::Duration;
use vestibule::domain::time::days;

/// Lines of the log that tell of events.
fn told(log: &str) -> Vec<Value> {
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    lines
        .filter(|line: &Value| line["message"] == "audit")
        .collect()
}

#[test]
fn each_event_of_a_server_is_a_line_of_its_log_where_the_operator_says_so() {
    let home = Home::new("[audit]\nlog = true");
    let ada = home.adds_user("ada", PASSWORD);
    let server = home.serves();
    let mut browser = server.client();
    let page = browser.signs_in(SIGN_IN, "ada", PASSWORD);
    assert_eq!(page.status, 200, "{}", page.text());
    let wrong = tries(&mut server.client(), SIGN_IN, "ada", "not the password");
    assert_eq!(wrong.status, 200);
    let log = server.log();
    let lines = told(&log);
    let words: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["event"].as_str())
        .collect();
    assert_eq!(words, ["started", "sign_in", "sign_in_failed"], "{log}");
    let sign_in = &lines[1];
    assert_eq!(
        (&sign_in["user"], &sign_in["actor"]),
        (&ada["id"], &ada["id"])
    );
    assert_eq!(sign_in["actor_kind"], "user");
    assert_eq!(sign_in["detail"], r#"{"methods":["pwd"]}"#);
    assert!(sign_in["request_id"].is_string() && sign_in["session"].is_string());
    // As the list has it.
    let listed = home
        .runs(&["audit", "list", "--event", "sign_in", "--json"], "")
        .json();
    assert_eq!(listed["id"], sign_in["id"]);
    assert!(server.stops().success());

    let silent = Home::new("");
    silent.adds_user("ada", PASSWORD);
    let server = silent.serves();
    server.client().signs_in(SIGN_IN, "ada", PASSWORD);
    assert_eq!(told(&server.log()), Vec::<Value>::new());
    assert!(server.stops().success());
}

#[test]
fn no_network_is_kept_unless_the_operator_says_so() {
    one_app("", |app| {
        app.adds_user("ada", None);
        let (left, _) = left_by(app, || signed_in(app, "ada"));
        assert!(left.iter().all(|event| event.network.is_none()));
    });
}

#[test]
fn events_go_after_as_many_days_as_the_operator_says() {
    each_app("[audit]\ndays = 2", |app| {
        app.adds_user("ada", None);
        let platform = app.platform();
        let sweeps = || {
            let lifetimes = platform.policy.lifetimes();
            platform.store.sweep(app.now(), lifetimes).expect("a sweep")
        };
        app.advance(days(2).saturating_sub(Duration::from_secs(60)));
        sweeps();
        let there = |word: &str| events(app).iter().any(|event| event.event.word() == word);
        assert!(there("user_added"));
        app.advance(Duration::from_secs(120));
        sweeps();
        assert!(!there("user_added"));
    });
}
