//! A server of its own for a test: starts, serves, keeps what it acknowledged, stops as asked.

use crate::kit::server::Home;

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
