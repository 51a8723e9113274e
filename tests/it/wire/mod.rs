//! The bytes on the wire: a walk past every endpoint, and what came back, compared with the recordings in
//! `tests/wire`. What differs at each run (`mask.rs`) is masked by its kind, all else stands there as it came.
//!
//! A recording that differs fails with the difference. Where the change is meant, `scripts/test --renew-wire` writes
//! the recordings anew: look at what `git diff` shows of them.

mod account;
mod broker;
mod demo;
mod mask;
mod methods;
mod pages;
mod programs;
mod sockets;
mod tape;

use crate::kit::root::paths;
use tape::Tape;

/// Each path of this table stands in this recording, whatever its parameters are.
#[track_caller]
fn walks_all(source: &str, below: &str, recording: &str) {
    for path in paths(source) {
        let plain = path.split('{').next().unwrap_or_default();
        let line = format!(" {below}{plain}");
        let is_there = recording.match_indices(&line).any(|(at, found)| {
            let next = recording[at + found.len()..].chars().next();
            path.contains('{') || next.is_none_or(|next| "?\n".contains(next))
        });
        assert!(is_there, "{below}{path} is not in the recording");
    }
}

#[test]
fn every_path_of_the_route_tables_is_recorded() {
    let all = ["methods", "pages", "demo"].map(tape::recorded).concat();
    walks_all("src/web/routes.rs", "", &all);
    walks_all("src/web/broker.rs", "/v1", &tape::recorded("broker"));
}

#[test]
fn a_changed_word_a_changed_header_and_a_missing_answer_are_seen() {
    let mut tape = Tape::new("127.0.0.1:4711");
    tape.notes(
        "one",
        "GET /",
        "200\ncontent-type: text/html\n\n<p>Hello</p>",
    );
    let kept = tape.text();
    assert_eq!(tape::difference(&kept, &kept), None);
    for (old, new) in [
        ("Hello", "Hallo"),
        ("text/html", "text/plain"),
        ("200", "201"),
        ("one", "two"),
    ] {
        let seen = tape::difference(&kept, &kept.replace(old, new)).expect(old);
        assert!(
            seen.contains(&format!("-{}", line_with(&kept, old))),
            "{seen}"
        );
        let changed = line_with(&kept, old).replace(old, new);
        assert!(seen.contains(&format!("+{changed}")), "{seen}");
    }
    assert!(tape::difference(&kept, "").is_some());
}

fn line_with<'a>(text: &'a str, word: &str) -> &'a str {
    text.lines()
        .find(|line| line.contains(word))
        .expect("a line")
}
