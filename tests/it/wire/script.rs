//! A recording that says by itself what is asked. Of each piece under a title, the lines up to the first empty one are
//! the request, and what follows is written when it is renewed:
//!
//! - `[@WHO ]METHOD PATH`: by a stranger, or by somebody who keeps their cookies;
//! - `[@WHO ]press BUTTON[ of OTHER]`: on the page that they, or the other one, opened last;
//! - `+ NAME: VALUE` is a header, `> BODY` a body, which fills in the form where a button is pressed;
//! - `@WHO emit EVENT PAYLOAD`: over a socket, with an acknowledgement;
//! - `= NAME MEMBER`: this member of the JSON that comes goes by a name from now on.
//!
//! `{NAME}` stands for what goes by that name. A line `* WORDS` is something that happens in between.

use super::tape::{Tape, file};
use crate::kit::app::{PASSWORD, TestApp};
use crate::kit::exact::fields;
use crate::kit::http::{HttpClient, Response};
use crate::kit::program::encoded;
use crate::kit::root::read;
use crate::kit::socket::Socket;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

pub struct Script {
    address: String,
    pub tape: Tape,
    people: BTreeMap<String, HttpClient>,
    pages: BTreeMap<String, Response>,
    sockets: BTreeMap<String, Socket>,
}

impl Script {
    /// With these names.
    pub fn new(address: &str, names: &[(&str, &str)]) -> Self {
        let mut tape = Tape::new(address);
        for (name, value) in names {
            tape.names(name, value);
        }
        Self {
            address: address.to_owned(),
            tape,
            people: BTreeMap::new(),
            pages: BTreeMap::new(),
            sockets: BTreeMap::new(),
        }
    }

    /// Plays the recording of this name, with `happens` for what is no request, and compares.
    #[track_caller]
    pub fn plays(mut self, name: &str, mut happens: impl FnMut(&mut Self, &str)) {
        let text = read(&file(name));
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            if let Some(words) = line.strip_prefix("* ") {
                self.tape.says(line);
                happens(&mut self, words);
            } else if let Some(title) = line.strip_prefix("### ") {
                let request = lines[number + 1..].iter();
                let request: Vec<&str> = request
                    .take_while(|line| !line.is_empty())
                    .copied()
                    .collect();
                self.asks(title, &request);
            }
        }
        self.tape.compares(name);
    }

    #[track_caller]
    fn asks(&mut self, title: &str, request: &[&str]) {
        let first = self.filled(request.first().expect("a request"));
        let (who, what) = match first.strip_prefix('@') {
            Some(rest) => rest.split_once(' ').expect("who does what"),
            None => ("", first.as_str()),
        };
        let lines = |mark: &str| {
            let found = request.iter().filter_map(|line| line.strip_prefix(mark));
            found.map(|line| self.filled(line)).collect::<Vec<_>>()
        };
        let (headers, mut body) = (lines("+ "), lines("> ").concat());
        let (method, path) = what.split_once(' ').expect("a path");
        if method == "emit" {
            let (event, payload) = path.split_once(' ').expect("a payload");
            return self.emits(title, request, (who, event, payload));
        }
        let (mut method, mut path) = (method, path.to_owned());
        if method == "press" {
            let (button, of) = path.split_once(" of ").unwrap_or((&path, who));
            (path, body) = self.pressed(button, of, &body);
            method = "POST";
        }
        let mut headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|line| line.split_once(": ").expect("a name and a value"))
            .collect();
        if !body.is_empty() && !headers.iter().any(|(name, _)| *name == "Content-Type") {
            let form = "application/x-www-form-urlencoded";
            let is_json = body.starts_with(['{', '[']);
            headers.push((
                "Content-Type",
                if is_json { "application/json" } else { form },
            ));
        }
        let answer = self
            .person(who)
            .send(method, &path, &headers, body.as_bytes());
        self.keeps(request, || answer.json());
        self.tape.records(title, &request.join("\n"), &answer);
        // The page that a device is allowed on answers a form.
        if method == "GET" || path == "/device" {
            self.pages.insert(who.to_owned(), answer);
        }
    }

    /// What goes by a name from now on.
    #[track_caller]
    fn keeps(&mut self, request: &[&str], answer: impl Fn() -> Value) {
        for kept in request.iter().filter_map(|line| line.strip_prefix("= ")) {
            let (name, member) = kept.split_once(' ').expect("a name and a member");
            let value = answer()[member].as_str().expect(kept).to_owned();
            self.tape.names(name, &value);
        }
    }

    pub fn connects(&mut self, who: &str, socket: Socket) {
        self.sockets.insert(who.to_owned(), socket);
    }

    #[track_caller]
    fn emits(&mut self, title: &str, request: &[&str], what: (&str, &str, &str)) {
        let (who, event, payload) = what;
        let payload = serde_json::from_str(payload).expect("JSON");
        let socket = self.sockets.get_mut(who).expect("a socket");
        let answer = socket.asks(event, &payload);
        self.keeps(request, || answer.ack.clone());
        let events = answer.events.iter();
        let events: String = events
            .map(|(name, told)| format!("{name}: {told}\n"))
            .collect();
        let told = format!("{events}\nacknowledged: {}", answer.ack);
        self.tape.notes(title, &request.join("\n"), &told);
    }

    /// Where the form of this button is sent, and what with it.
    #[track_caller]
    fn pressed(&self, button: &str, of: &str, typed: &str) -> (String, String) {
        let page = &self.pages[of];
        let mut form = page.form(button);
        for (name, value) in fields(typed) {
            form.set(&name, &value);
        }
        let pressed = form.pressed(button);
        let pressed: Vec<(&str, &str)> = pressed
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let path = form.action.as_ref().unwrap_or(&page.path);
        (path.clone(), encoded(&pressed))
    }

    /// Who has no name is somebody new each time.
    pub fn person(&mut self, who: &str) -> &mut HttpClient {
        let new = HttpClient::new(&self.address);
        let person = self
            .people
            .entry(who.to_owned())
            .or_insert_with(|| new.clone());
        if who.is_empty() {
            *person = new;
        }
        person
    }

    fn filled(&self, text: &str) -> String {
        let named = self.tape.names.iter();
        named.fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }

    /// What happens in several scripts: `wait 10 s`, `ada signs in`, `ada allows PATH`.
    #[track_caller]
    pub fn happens(&mut self, app: &TestApp, words: &str) {
        let words = self.filled(words);
        match words.split(' ').collect::<Vec<_>>()[..] {
            ["wait", number, unit] => {
                let number = number.parse().expect("a number");
                let millis = if unit == "s" { 1000 * number } else { number };
                app.advance(Duration::from_millis(millis));
            }
            [who, "signs", "in"] => {
                let person = self.person(who);
                *person = app.stranger();
                person.signs_in("/account/sign-in", "ada", PASSWORD);
            }
            [who, "allows", path] => {
                let page = self.person(who).get(path);
                app.presses(self.person(who), &page, "Allow");
            }
            _ => panic!("nobody knows how to: {words}"),
        }
    }
}
