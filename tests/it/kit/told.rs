//! What was told, and what has to stand in it.

use serde_json::Value;

/// The words of a command line; what holds a blank, or nothing, comes by itself.
pub fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// Each of these parts stands in the text.
#[track_caller]
pub fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
}

/// These members have these values; others may stand beside them.
#[track_caller]
pub fn holds(found: &Value, members: &Value) {
    for (name, value) in members.as_object().expect("an object") {
        assert_eq!(&found[name], value, "{name} of {found}");
    }
}
