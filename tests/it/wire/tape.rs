//! A recording: each request with its answer, under a title, masked. Headers and long bodies that came before are
//! named by the title where they stand.

use super::mask::masked;
use crate::kit::app::TestApp;
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::encoded;
use crate::kit::root::{kept, read};
use std::collections::BTreeMap;
use std::process::Command;

/// From this length on a body stands there once.
const LONG: usize = 200;

pub struct Tape {
    address: String,
    /// Ids that are told by name, and their names.
    names: Vec<(String, String)>,
    titles: Vec<String>,
    /// What came, and under which title it came first.
    known: BTreeMap<String, String>,
    text: String,
}

/// What is sent beside cookies, host and length.
#[derive(Clone, Copy, Default)]
pub struct Sent<'a> {
    pub headers: &'a [(&'a str, &'a str)],
    pub body: &'a str,
}

impl Tape {
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            names: Vec::new(),
            titles: Vec::new(),
            known: BTreeMap::new(),
            text: String::new(),
        }
    }

    pub fn of(app: &TestApp) -> Self {
        Self::new(&app.address)
    }

    /// This id goes by a name from now on.
    pub fn names(&mut self, id: &str, name: &str) {
        self.names.push((id.to_owned(), name.to_owned()));
    }

    #[track_caller]
    pub fn gets(&mut self, browser: &mut HttpClient, title: &str, path: &str) -> Response {
        self.sends(browser, title, ("GET", path), Sent::default())
    }

    #[track_caller]
    pub fn posts(
        &mut self,
        browser: &mut HttpClient,
        title: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Response {
        let body = encoded(fields);
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let sent = Sent {
            headers: &headers,
            body: &body,
        };
        self.sends(browser, title, ("POST", path), sent)
    }

    /// Presses a button of the page, with these fields typed into its form.
    #[track_caller]
    pub fn presses(
        &mut self,
        browser: &mut HttpClient,
        (page, button): (&Response, &str),
        title: &str,
        typed: &[(&str, &str)],
    ) -> Response {
        let mut form = page.form(button);
        for (name, value) in typed {
            form.set(name, value);
        }
        self.sends_form(browser, title, (&form, button), &page.path)
    }

    #[track_caller]
    fn sends_form(
        &mut self,
        browser: &mut HttpClient,
        title: &str,
        (form, button): (&Form, &str),
        page: &str,
    ) -> Response {
        let fields = form.pressed(button);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.posts(
            browser,
            title,
            form.action.as_deref().unwrap_or(page),
            &fields,
        )
    }

    #[track_caller]
    pub fn sends(
        &mut self,
        browser: &mut HttpClient,
        title: &str,
        (method, path): (&str, &str),
        sent: Sent,
    ) -> Response {
        let answer = browser.send(method, path, sent.headers, sent.body.as_bytes());
        let mut request = format!("{method} {path}");
        for (name, value) in sent.headers {
            if !value.starts_with("application/x-www-form-urlencoded") {
                request.push_str(&format!("\n> {name}: {value}"));
            }
        }
        if !sent.body.is_empty() {
            request.push_str(&format!("\n> {}", sent.body));
        }
        self.records(title, &request, &answer);
        answer
    }

    #[track_caller]
    pub fn records(&mut self, title: &str, request: &str, answer: &Response) {
        self.notes(title, request, &written(answer));
    }

    /// An answer is its status and headers, an empty line, and its body.
    #[track_caller]
    pub fn notes(&mut self, title: &str, request: &str, answer: &str) {
        assert!(
            !self.titles.iter().any(|known| known == title),
            "{title} comes twice"
        );
        self.titles.push(title.to_owned());
        let (head, body) = answer.split_once("\n\n").unwrap_or((answer, ""));
        let head = self.once(title, "headers", &self.masked(head));
        let body = self.masked(body);
        let body = if body.len() < LONG {
            body
        } else {
            self.once(title, "body", &body)
        };
        let request = self.masked(request);
        let whole = format!("### {title}\n{request}\n\n{head}\n\n{body}");
        self.text.push_str(whole.trim_end());
        self.text.push_str("\n\n");
    }

    fn masked(&self, text: &str) -> String {
        let known = self.names.iter();
        let named = known.fold(text.to_owned(), |text, (id, name)| text.replace(id, name));
        masked(&named, &self.address)
    }

    /// The text, or where it stands already. A status is told each time.
    fn once(&mut self, title: &str, what: &str, text: &str) -> String {
        let (status, rest) = if what == "headers" {
            text.split_once('\n').unwrap_or((text, ""))
        } else {
            ("", text)
        };
        let status = if status.is_empty() {
            String::new()
        } else {
            format!("{status}\n")
        };
        match self.known.get(rest) {
            Some(first) => format!("{status}({what} of: {first})"),
            None => {
                self.known.insert(rest.to_owned(), title.to_owned());
                format!("{status}{rest}")
            }
        }
    }

    pub fn text(&self) -> String {
        format!("{}\n", self.text.trim_end())
    }

    /// With the recording of this name.
    #[track_caller]
    pub fn compares(&self, name: &str) {
        let text = self.text();
        if let Some(difference) = difference(&kept(&file(name), &text), &text) {
            panic!(
                "{} is not what came. If it is meant: scripts/test --renew-wire\n{difference}",
                file(name)
            );
        }
    }
}

/// Status, headers by their names, an empty line, the body.
fn written(answer: &Response) -> String {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        // It tells how long what is masked is.
        .filter(|(name, _)| name != "content-length")
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    headers.sort_by(|one, other| one.split(':').next().cmp(&other.split(':').next()));
    let body = String::from_utf8(answer.body.clone());
    let body = body.unwrap_or_else(|bytes| format!("({} bytes)", bytes.as_bytes().len()));
    format!("{}\n{}\n{body}", answer.status, headers.concat())
}

fn file(name: &str) -> String {
    format!("tests/wire/{name}.txt")
}

#[track_caller]
pub fn recorded(name: &str) -> String {
    read(&file(name))
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
        .args(["-U", "6", "--show-function-line=^###", "recorded", "came"])
        .current_dir(folder.path())
        .output();
    let told = told.map(|told| String::from_utf8_lossy(&told.stdout).into_owned());
    Some(told.unwrap_or_else(|error| format!("(there is no diff: {error})\n{came}")))
}
