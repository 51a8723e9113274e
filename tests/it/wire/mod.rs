//! The bytes on the wire: a walk past every endpoint, and what came back, compared with the recordings in
//! `tests/wire`. What differs at each run (`mask.rs`) is masked by its kind, all else stands there as it came.
//!
//! A recording that differs fails with the difference. Where the change is meant, `scripts/test --renew-wire` writes
//! what came: look at what `git diff` shows. To record one more, write its title and its request into the file
//! (`script.rs` tells how) and renew.

mod mask;
mod methods;
mod script;
mod sockets;
mod stories;
mod tape;

use crate::kit::root::{paths, read};
use tape::Tape;

#[test]
fn every_path_of_the_broker_api_is_recorded() {
    let recording = read(&tape::file("broker"));
    for path in paths("src/web/broker.rs") {
        let line = format!(" /v1{}", path.split('{').next().unwrap_or_default());
        assert!(recording.contains(&line), "{path} is not in the recording");
    }
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
        ("<p>Hello</p>", "<p>Hallo</p>"),
        ("content-type: text/html", "content-type: text/plain"),
        ("200", "201"),
        ("### one", "### two"),
    ] {
        let seen = tape::difference(&kept, &kept.replace(old, new)).expect(old);
        assert!(seen.contains(&format!("-{old}\n")), "{seen}");
        assert!(seen.contains(&format!("+{new}\n")), "{seen}");
    }
    assert!(tape::difference(&kept, "").is_some());
}
