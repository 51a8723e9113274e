//! What an operator is told of passkeys, on the command line.

use super::place::{Place, each_place};
use crate::kit::db::{TestDb, each_db};
use serde_json::Value;
use std::io::{BufRead, BufReader};

/// Ada, who has this many passkeys for one host and nothing else.
fn with_passkeys(db: &TestDb, count: u8) -> Place {
    let place = Place::new()
        .with("VESTIBULE_DATABASE_URL", &db.url)
        .with("VESTIBULE_LISTEN", "127.0.0.1:0");
    place.started().adds_user("ada");
    for number in 0..count {
        let hash = format!("{number:02x}").repeat(32);
        let hash = if db.is_sqlite() {
            format!("x'{hash}'")
        } else {
            format!("'\\x{hash}'")
        };
        db.raw().run(&format!(
            "INSERT INTO passkeys (key, user_key, credential_hash, credential, rp_id, name, discoverable, synced,
             last_used_at, created_at)
             SELECT {number}, key, {hash}, '{{}}', 'id.example.org', 'Laptop', TRUE, FALSE, 86400000, 0 FROM users"
        ));
    }
    place
}

#[test]
fn who_has_passkeys_alone_is_listed_with_them() {
    each_db(|db| {
        let place = with_passkeys(db, 1);
        let run = place.runs(&["user", "factors", "ada"]).succeeds();
        let prose = format!("{}{}", run.out, run.err);
        assert!(!prose.contains("a password alone"), "{prose}");
        let lines: Vec<_> = run.out.lines().collect();
        assert!(lines[0].starts_with("KIND"), "{lines:?}");
        let words: Vec<_> = lines[1].split_whitespace().collect();
        assert_eq!(words[..4], ["passkey", "of", "id.example.org", "Laptop"]);
        assert_eq!(words.last(), Some(&"1970-01-02"));
        assert!(lines[2].contains("0 left"), "{lines:?}");
        let listed = place.json(&["user", "factors", "ada", "--json"]);
        assert_eq!(listed["passkeys"][0]["address"], "id.example.org");
        let reset = ["user", "reset-factors", "ada", "--yes"];
        place.runs(&reset).succeeds();
        let run = place.runs(&["user", "factors", "ada"]).succeeds();
        assert!(run.err.contains("a password alone"), "{run:?}");
    });
}

/// What `doctor` finds of passkeys: its state and words.
fn examined(place: &Place) -> Option<(String, String)> {
    let run = place.runs(&["doctor", "--json"]);
    let found: Value = serde_json::from_str(&run.out).expect("JSON");
    let all = found.as_array().expect("a list");
    let of_passkeys = all.iter().find(|one| one["check"] == "passkeys")?;
    let text = |member: &str| of_passkeys[member].as_str().expect("text").to_owned();
    Some((text("state"), text("found")))
}

/// What the server says of passkeys when it starts.
fn said_at_start(place: &Place) -> Option<String> {
    let mut child = place.starts(&["serve"], "");
    let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let lines = lines.map(|line| line.expect("UTF-8 on stderr"));
    let mut until = lines.take_while(|line| !line.contains("vestibule app add"));
    let said = until.find(|line| line.starts_with("Passkeys"));
    child.kill().expect("it can be stopped");
    child.wait().expect("it ends");
    said
}

#[test]
fn passkeys_that_nobody_can_use_are_counted_by_doctor_and_at_the_start() {
    let off = [
        ("VESTIBULE_PUBLIC_URL", "https://id.example.org"),
        ("VESTIBULE_SECOND_FACTOR_PASSKEYS", "off"),
    ];
    let by_number = [("VESTIBULE_PUBLIC_URL", "https://192.0.2.7")];
    let elsewhere = [("VESTIBULE_PUBLIC_URL", "https://new.example.org")];
    let cases: [(&[(&str, &str)], &str); 3] = [
        (&off, "second_factor.passkeys is \"off\""),
        (&by_number, "https://192.0.2.7"),
        (&elsewhere, "made for another host"),
    ];
    each_db(|db| {
        let mut place = with_passkeys(db, 3);
        for (settings, why) in cases {
            for (name, value) in settings {
                place = place.with(name, value);
            }
            let (state, found) = examined(&place).expect("a finding");
            assert_eq!(state, "warn", "{found}");
            assert!(found.starts_with("3 ") && found.contains(why), "{found}");
            let said = said_at_start(&place).expect("a line");
            assert!(said.contains(": 3 (") && said.contains(why), "{said}");
            place = place.with("VESTIBULE_SECOND_FACTOR_PASSKEYS", "on");
        }
        place = place.with("VESTIBULE_PUBLIC_URL", "https://id.example.org");
        assert_eq!(examined(&place), None);
        assert_eq!(said_at_start(&place), None);
    });
    each_place(|place| {
        place.started();
        let (state, found) = examined(place).expect("a finding");
        assert_eq!(state, "ok", "{found}");
    });
}
