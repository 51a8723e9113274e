//! The person at the browser: opens an address, signs in, presses Allow, and says where it ended.

use crate::kit::browser::Browser;
use crate::kit::form::{Form, text_of};
use crate::kit::http::{HttpClient, Response};
use std::collections::BTreeMap;
use std::net::TcpStream;

pub const NAME: &str = "ada";
pub const PASSWORD: &str = "otter-lamp-river-42";

/// One cookie jar for each host.
#[derive(Default)]
pub struct Person {
    visits: BTreeMap<String, HttpClient>,
}

/// Where the person ended.
pub struct Landing {
    pub address: String,
    /// The words of the page; none where nobody answers.
    pub words: String,
}

impl Person {
    #[track_caller]
    pub fn opens(&mut self, address: &str) -> Landing {
        let mut address = address.to_owned();
        loop {
            let Some((host, path)) = split(&address).filter(|(host, _)| is_served(host)) else {
                let words = String::new();
                return Landing { address, words };
            };
            let visit = self.visits.entry(host.clone());
            let client = visit.or_insert_with(|| HttpClient::new(&host));
            let answer = client.get(&path);
            let answer = fills_in(client, answer);
            match answer.header("location") {
                Some(path) if path.starts_with('/') => address = format!("http://{host}{path}"),
                Some(location) => location.clone_into(&mut address),
                None => {
                    let words = text_of(&answer.text());
                    return Landing { address, words };
                }
            }
        }
    }
}

/// Sends the forms of the platform as long as one comes back.
#[track_caller]
fn fills_in(client: &mut HttpClient, mut answer: Response) -> Response {
    loop {
        let html = answer.text();
        if let Some(mut form) = Form::with_button(&html, "Sign in") {
            form.types_name_and_password(NAME, PASSWORD);
            answer = client.submits(&answer, &form, "Sign in");
        } else if let Some(form) = Form::with_button(&html, "Continue").filter(has_code) {
            answer = client.submits(&answer, &form, "Continue");
        } else if let Some(form) = Form::with_button(&html, "Allow") {
            answer = client.submits(&answer, &form, "Allow");
        } else {
            return answer;
        }
    }
}

/// The code of a device came in the address.
fn has_code(form: &Form) -> bool {
    form.value("user_code").is_some_and(|code| !code.is_empty())
}

/// Host with port, and path with query.
fn split(address: &str) -> Option<(String, String)> {
    let rest = address.strip_prefix("http://")?;
    let rest = rest.split('#').next()?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    Some((host.to_owned(), format!("/{path}")))
}

fn is_served(host: &str) -> bool {
    TcpStream::connect(host).is_ok()
}

/// The same in a real browser, one deed a line: an address to open, then what is pressed and looked at.
#[track_caller]
pub fn acts(browser: &Browser, deeds: &str) {
    for deed in deeds.lines() {
        let words = deed.strip_prefix("press ");
        match (deed, words) {
            (_, Some(words)) => browser.presses(words),
            ("watch the page", _) => {}
            ("sign in", _) => browser.signs_in(NAME, PASSWORD),
            ("in the new window", _) => browser.looks_at_the_new_window(),
            ("when it is closed", _) => browser.looks_back_once_it_is_closed(),
            (address, _) if address.starts_with("http") => browser.opens(address),
            _ => panic!("no such deed: {deed}"),
        }
    }
}
