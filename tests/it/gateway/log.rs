//! The lines of the socket gateway: the words of HTTP, and `reason` where there is one.

use super::*;

#[test]
fn a_line_says_what_was_decided_and_why_in_the_fields_of_http() {
    let gateway = Gateway::with("", "identify_limit.first_ms = 1");
    let secret = gateway.adds(NAME);
    let server = gateway.home.serves();
    let mut socket = Socket::connects(&gateway.at, NEWEST);
    socket.asks("identify", &credentials(NAME, "wrong"));
    socket.asks("identify", &credentials(NAME, &secret));
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
