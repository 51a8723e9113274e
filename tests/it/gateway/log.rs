//! The lines of the socket gateway: the words of HTTP, and `reason` where there is one.

use super::{NAME, NO_USER, WRONG_SECRET, credentials};
use crate::kit::server::{Home, free_port};
use crate::kit::socket::{NEWEST, Socket};
use serde_json::{Value, json};

#[test]
fn a_line_says_what_was_decided_and_why_in_the_fields_of_http() {
    let address = format!("127.0.0.1:{}", free_port());
    let home = Home::new(&format!(
        "[gateway]\nenabled = true\nlisten = {address:?}\nidentify_limit.first_ms = 1"
    ));
    let added = home.runs_json(&["socket-client", "add", NAME, "--json"], "");
    let secret = added["secret"].as_str().expect("a secret");
    let server = home.serves();
    let mut socket = Socket::connects(&address, NEWEST);
    socket.asks("identify", &credentials(NAME, "wrong"));
    socket.asks("identify", &credentials(NAME, secret));
    socket.asks("handshake", &json!({"client": NAME, "token": ""}));
    socket.asks("handshake", &json!({"client": NAME, "token": "ada"}));
    let log = server.log();
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let lines = lines.filter(|line: &Value| line["message"] == "socket");
    let seen: Vec<Value> = lines
        .map(|line| json!([line["event"], line["decision"], line["reason"]]))
        .collect();
    let wanted = [
        json!(["identify", "refused", WRONG_SECRET]),
        json!(["identify", "identified", null]),
        json!(["handshake", "refused", NO_USER]),
        json!(["handshake", "handshaked", null]),
    ];
    assert_eq!(seen, wanted, "{log}");
    assert!(!log.contains("outcome"), "{log}");
}
