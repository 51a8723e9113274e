//! What the log tells of a limit that held, and of a start: O5, R7.

use crate::kit::app::PASSWORD;
use crate::kit::server::Home;
use crate::kit::told::says;
use crate::web::tries;

const WRONG: &str = "otter-lamp-river-43";
const SIGN_IN: &str = "/account/sign-in";

#[test]
fn o05_the_log_and_explain_name_the_limit_that_held() {
    for (limit, settings) in [
        ("sign_in_limit.per_address", "per_address = 2"),
        ("sign_in_limit.per_account", "per_account = 2"),
        ("sign_in_limit.per_name", "per_account = 2\nper_name = 1"),
    ] {
        let home = Home::new(&format!("[sign_in_limit]\n{settings}"));
        home.adds_user("ada", PASSWORD);
        let server = home.serves();
        let braked = || tries(&mut server.client(), SIGN_IN, "ada", WRONG).status == 429;
        assert!((0..5).any(|_| braked()), "{limit}");
        let log = server.log();
        let lines = log
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let held: Vec<serde_json::Value> = lines
            .filter(|line: &serde_json::Value| line["decision"] == "limited")
            .collect();
        assert_eq!(held[0]["reason"], format!("too many attempts: {limit}"));
        let file = home.path().join("copy.log");
        std::fs::write(&file, &log).expect("a file");
        let reference = held[0]["request_id"].as_str().expect("a reference");
        let file = file.display().to_string();
        let told = home.runs(&["explain", reference, "--log", &file], "").out;
        says(&told, &[&format!("too many attempts: {limit}")]);
        let told = home.runs(&["user", "unlock", "ada"], "").err;
        says(&told, &["sign_in_limit.per_address", "reset-link ada"]);
    }
}

#[test]
fn r07_the_log_has_a_line_for_the_start_with_version_and_addresses() {
    let home = Home::new("");
    let server = home.serves();
    let log = server.log();
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let starts: Vec<serde_json::Value> = lines
        .filter(|line: &serde_json::Value| line["message"] == "the server starts")
        .collect();
    assert_eq!(starts.len(), 1, "{log}");
    assert_eq!(starts[0]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(starts[0]["listen"], format!("127.0.0.1:{}", home.port));
}
