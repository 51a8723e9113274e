//! A recording: each request with its answer, under a title, masked. Headers and long bodies that came before are
//! named by the title where they stand.

use super::mask::masked;
use crate::kit::http::Response;
use crate::kit::root::kept;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// From this length on a body stands there once.
const LONG: usize = 200;

pub struct Tape {
    address: String,
    /// What goes by a name: client ids, tokens, secrets.
    pub names: Vec<(String, String)>,
    titles: BTreeSet<String>,
    /// What came, and under which title it came first.
    known: BTreeMap<String, String>,
    text: String,
}

impl Tape {
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            names: Vec::new(),
            titles: BTreeSet::new(),
            known: BTreeMap::new(),
            text: String::new(),
        }
    }

    pub fn names(&mut self, name: &str, value: &str) {
        self.names.push((name.to_owned(), value.to_owned()));
    }

    /// A line that is no request.
    pub fn says(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push_str("\n\n");
    }

    #[track_caller]
    pub fn records(&mut self, title: &str, request: &str, answer: &Response) {
        self.notes(title, request, &written(answer));
    }

    /// An answer is its status and headers, an empty line, and its body.
    #[track_caller]
    pub fn notes(&mut self, title: &str, request: &str, answer: &str) {
        let is_new = self.titles.insert(title.to_owned());
        assert!(is_new, "{title} comes twice");
        let (head, body) = answer.split_once("\n\n").unwrap_or((answer, ""));
        let head = self.masked(head);
        let (status, headers) = head.split_once('\n').unwrap_or((&head, ""));
        let headers = self.once(title, "headers", headers);
        let body = self.masked(body);
        let body = if body.len() < LONG {
            body
        } else {
            self.once(title, "body", &body)
        };
        let whole = format!("### {title}\n{request}\n\n{status}\n{headers}\n\n{body}");
        self.says(whole.trim_end());
    }

    fn masked(&self, text: &str) -> String {
        let named = self.names.iter();
        let text = named.fold(text.to_owned(), |text, (name, value)| {
            text.replace(value, &format!("{{{name}}}"))
        });
        masked(&text, &self.address)
    }

    /// The text, or where it stands already.
    fn once(&mut self, title: &str, what: &str, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        if let Some(first) = self.known.get(text) {
            return format!("({what} of: {first})");
        }
        self.known.insert(text.to_owned(), title.to_owned());
        text.to_owned()
    }

    pub fn text(&self) -> String {
        format!("{}\n", self.text.trim_end())
    }

    /// With the recording of this name.
    #[track_caller]
    pub fn compares(&self, name: &str) {
        let (file, text) = (file(name), self.text());
        if let Some(difference) = difference(&kept(&file, &text), &text) {
            panic!("{file}: if it is meant, scripts/test --renew-wire\n{difference}");
        }
    }
}

/// Status, headers by their names, an empty line, the body.
fn written(answer: &Response) -> String {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .map(|(name, value)| format!("{}: {value}\n", name.to_ascii_lowercase()))
        // It tells how long what is masked is.
        .filter(|line| !line.starts_with("content-length: "))
        .collect();
    headers.sort_by(|one, other| one.split(':').next().cmp(&other.split(':').next()));
    format!("{}\n{}\n{}", answer.status, headers.concat(), answer.text())
}

pub fn file(name: &str) -> String {
    format!("tests/wire/{name}.txt")
}

/// As `diff` tells it; `None` where there is none.
pub fn difference(kept: &str, came: &str) -> Option<String> {
    if kept == came {
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("recorded", kept), ("came", came)] {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let told = Command::new("diff")
        .args(["-U", "6", "-F", "^###", "recorded", "came"])
        .current_dir(folder.path())
        .output();
    let told = told.map(|told| String::from_utf8_lossy(&told.stdout).into_owned());
    Some(told.unwrap_or_else(|error| format!("(there is no diff: {error})\n{came}")))
}
