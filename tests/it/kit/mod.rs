//! What tests work with: a real server, a plain HTTP client, a real browser, and a ledger of what
//! could be run on this machine.

pub mod app;
pub mod broker;
pub mod broker_socket;
pub mod browser;
pub mod clients;
pub mod cluster;
pub mod code;
pub mod db;
pub mod exact;
pub mod form;
pub mod gateway_samples;
pub mod http;
pub mod hung;
pub mod issued;
pub mod log;
pub mod mail_server;
pub mod many;
pub mod other;
pub mod outbox;
pub mod outcome;
pub mod passkey;
pub mod pgbouncer;
pub mod picture;
pub mod program;
pub mod relay;
pub mod replica;
pub mod root;
pub mod samples;
pub mod screen;
pub mod secure;
pub mod server;
pub mod signer;
pub mod slow;
pub mod socket;
pub mod statements;
pub mod stepping;
pub mod store;
pub mod tiny;
pub mod told;
pub mod webdriver;
pub mod websocket;

use std::fs::OpenOptions;
use std::io::Write;

/// Appends a line to the file named by `VESTIBULE_TEST_LEDGER`, so that `scripts/test` can count
/// the tests that really had their browser or their PostgreSQL.
pub fn note_in_ledger(kind: &str, name: &str) {
    let Some(path) = environment("VESTIBULE_TEST_LEDGER") else {
        return;
    };
    let mut ledger = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .unwrap_or_else(|error| panic!("the ledger {path} cannot be opened: {error}"));
    ledger
        .write_all(format!("{kind} {name}\n").as_bytes())
        .expect("the ledger takes a line");
}

/// Says why a test is skipped; with `VESTIBULE_TEST_REQUIRE=all` there is no skipping.
#[track_caller]
pub fn skip(name: &str, missing: &str) {
    assert!(
        environment("VESTIBULE_TEST_REQUIRE").as_deref() != Some("all"),
        "{name} must run here, but {missing}"
    );
    eprintln!("skipped {name}: {missing}");
}

/// `scripts/test --long`
pub fn is_long() -> bool {
    environment("VESTIBULE_TEST_LONG").is_some()
}

/// How often a proof by the thousand goes round: at its full size with `scripts/test --long`, else at one that ends
/// within a minute and can still fail. What was smaller is told at the end.
pub fn rounds(name: &str, smaller: usize, whole: usize) -> usize {
    if is_long() {
        return whole;
    }
    note_in_ledger("smaller", &format!("{name}: {smaller} of {whole}"));
    smaller
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests take their own switches from the environment, not from the program's settings"
)]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The first of these programs that stands in a folder of `PATH`.
pub fn find_program(names: &[&str]) -> Option<std::path::PathBuf> {
    let path = environment("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|program| program.is_file())
    })
}

/// Waits until this is so.
#[track_caller]
pub fn waits_for(what: &str, mut happens: impl FnMut() -> bool) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !happens() {
        assert!(std::time::Instant::now() < deadline, "never: {what}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}
