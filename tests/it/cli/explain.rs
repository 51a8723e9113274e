//! `vestibule explain`: from the reference on a page to the reason in the log.

use crate::kit::server::Home;
use crate::kit::told::says;
use serde_json::Value;

/// A log with a refused request in it, and that request's reference.
fn refused(home: &Home) -> (String, String) {
    let server = home.serves();
    let path = "/platform/oauth/authorize?client_id=123456";
    let accept = [("Accept", "application/json")];
    let answer = server.client().send("GET", path, &accept, b"");
    assert_eq!(answer.status, 400);
    server.client().get("/");
    let reference = answer.json()["reference"].as_str().map(str::to_owned);
    let status = server.client().get("/healthz").status;
    assert_eq!(status, 200);
    let reference = reference.expect("a reference");
    (server.log(), reference)
}

#[test]
fn a_reference_leads_to_the_reason_in_the_log() {
    let home = Home::new("");
    let (log, reference) = refused(&home);
    let said = home.runs(&["explain", &reference], &log).succeeds().out;
    for line in [
        "asked for         GET /platform/oauth/authorize",
        "status            400",
        "decision          refused",
        "why               client_unknown: no app 1234",
    ] {
        assert!(
            said.lines().any(|said| said.starts_with(line)),
            "{line}\n{said}"
        );
    }
    let file = home.path().join("a.log");
    std::fs::write(&file, &log).expect("a log");
    let file = file.to_str().expect("UTF-8");
    let by_file = home.runs(&["explain", &reference, "--log", file], "");
    assert_eq!(by_file.out, said);
    let whole = home.runs_json(&["explain", &reference, "--log", "-", "--json"], &log);
    assert_eq!(whole["request_id"], Value::from(reference));
    assert_eq!(whole["message"], "request");
}

#[test]
fn what_is_not_in_the_log_is_said_to_be_missing() {
    let home = Home::new("");
    let (log, _) = refused(&home);
    let runs =
        |arguments: &[&str], input: &str| home.runs(&[&["explain"], arguments].concat(), input);
    runs(&["AAAAAAAAAA"], &log).refuses(&["AAAAAAAAAA is not in this log"]);
    runs(&["x y"], &log).refuses(&["that is not a reference"]);
    for file in ["nowhere.log", "."] {
        runs(&["x", "--log", file], "").refuses(&[&format!("{file} cannot be read")]);
    }
}

#[test]
fn a_log_for_people_and_lines_with_something_before_them_are_read_too() {
    let home = Home::new("");
    let human = "12:04:11  refused  -  -  -  400 client_unknown (reference ABCDEFGHIJ)\nmore\n";
    let explained = |log: &str| home.runs(&["explain", "ABCDEFGHIJ"], log).succeeds().out;
    assert_eq!(explained(human).lines().next(), human.lines().next());
    // What a stranger sent never reaches the terminal as it came.
    let collected = "Nov 26 host vestibule[7]: {\"request_id\":\"ABCDEFGHIJ\",\"status\":400,\"reason\":\"a\\u001b[2Jb\"}\n";
    says(&explained(collected), &["why               a\u{fffd}[2Jb"]);
}
