//! A server of its own for a test: starts, serves, keeps what it acknowledged, stops as asked.

use crate::kit::log::told_too_much;
use crate::kit::server::Home;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

const PASSWORD: &str = "otter-lamp-river-42";

#[test]
fn a_server_starts_on_its_own_folder_and_ends_cleanly_when_asked() {
    let home = Home::new("");
    let server = home.serves();
    assert_eq!(server.client().get("/healthz").status, 200);
    assert!(server.url("/x").ends_with(&format!(":{}/x", home.port)));
    let status = server.stops();
    assert!(status.success(), "{status}");
}

#[test]
fn what_the_command_line_adds_is_there_after_a_kill() {
    let home = Home::new("");
    let server = home.serves();
    let user = home.adds_user("ada", PASSWORD);
    assert_eq!(user["name"], "ada");
    let app = home.adds_app(&["--name", "Paint", "--kind", "desktop"]);
    let key = app["client_id"].as_str().expect("a key");
    assert_eq!(key.len(), 40);
    server.killed();
    let server = home.serves();
    let users = home.runs_json(&["user", "list", "--json"], "");
    assert!(users.to_string().contains("\"ada\""), "{users}");
    let again = ["user", "add", "ADA", "--password-stdin", "--json"];
    home.runs(&again, PASSWORD).refuses(&[]);
    assert!(server.pid() > 0, "{}", server.log());
}

#[test]
fn a_database_may_be_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("named.db");
    let home = Home::with_database(&format!("sqlite:{}", file.display()));
    home.adds_user("ada", PASSWORD);
    assert!(file.is_file());
}

#[test]
fn the_demo_needs_nothing_and_keeps_nothing() {
    let home = Home::new("");
    let demo = home.shows_demo();
    assert_eq!(demo.client().get("/demo/").status, 200);
    assert!(demo.log().contains(&demo.url("/demo/")), "{}", demo.log());
    let status = demo.stops();
    assert!(status.success(), "{status}");
    let left: Vec<_> = std::fs::read_dir(home.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name != "settings.toml" && name != "server-1.log")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn every_server_of_a_test_is_held_to_a_log_without_id_tokens() {
    let home = Home::new("");
    let mut starts = 0;
    let mut ends_with = |line: &str| {
        let server = home.serves();
        starts += 1;
        let log = home.path().join(format!("server-{starts}.log"));
        let mut log = std::fs::OpenOptions::new()
            .append(true)
            .open(log)
            .expect("its log");
        writeln!(log, "{line}").expect("a line");
        catch_unwind(AssertUnwindSafe(|| drop(server))).is_ok()
    };
    assert!(ends_with("{\"route\":\"/platform/oauth/logout\"}"));
    assert!(!ends_with("GET /platform/oauth/logout?id_token_hint=a"));
    assert!(!ends_with(
        "{\"said\":\"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIifQ.AAAA\"}"
    ));
}

#[test]
fn a_signed_statement_in_a_log_is_found_and_a_name_like_one_is_not() {
    for line in [
        "token=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIifQ.AAAA",
        "\"eyJ0eXAiOiJKV1QifQ.eyJpc3MiOiIifQ\"",
        "x.eyJhbGciOiJub25lIn0.eyJpc3MiOiIifQ.",
        "?state=1&id_token_hint=x",
        "return=%3Fid_token_hint%3Dx",
    ] {
        assert_eq!(told_too_much(&format!("before\n{line}\nafter")), Some(line));
    }
    for line in [
        "client_id=eyJ5CdbWEXhzvtXWq9K6JgIi1kxXuqaTrzpP6bQm",
        "client eyJ5Cdb.",
        "AeyJ5Cdb.example",
        "id_token_hint is no ID token of this application",
    ] {
        assert_eq!(told_too_much(line), None);
    }
}
