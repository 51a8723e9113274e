//! What the console gives to those who write an app: lines for a shell, as somebody copies them.

use super::is_ada;
use crate::kit::form::{attribute, unescape};
use crate::kit::http::{HttpClient, Response};
use crate::kit::server::{Home, Server};
use serde_json::Value;
use std::process::Command;

pub const MODE: &str = "[developers]\nmode = \"open\"\nsecond_step = false\n";
const NAME: &str = "ada";
const PASSWORD: &str = "otter-lamp-river-42";

/// Ada's browser, and the path of an app that she registers there.
#[track_caller]
pub fn registers(
    server: &Server,
    name: &str,
    kind: &str,
    redirect_uris: &str,
) -> (HttpClient, String) {
    let mut browser = server.client();
    browser.signs_in("/account/sign-in", NAME, PASSWORD);
    let page = browser.get("/developer/apps/new");
    let mut form = page.form("Save");
    for (field, value) in [
        ("name", name),
        ("kind", kind),
        ("redirect_uris", redirect_uris),
    ] {
        form.set(field, value);
    }
    let saved = browser.submits(&page, &form, "Save");
    assert!([200, 303].contains(&saved.status), "{}", saved.text());
    let list = browser.get("/developer").text();
    let numbers = list
        .split("href=\"/developer/apps/")
        .filter_map(|rest| rest.split('"').next())
        .filter_map(|id| id.parse::<i64>().ok());
    let newest = numbers.max().expect("a number");
    (browser, format!("/developer/apps/{newest}"))
}

/// The sample of this name, as text.
#[track_caller]
pub fn sample(page: &Response, toolkit: &str) -> String {
    let text = page.text();
    let found = text.split_once(&format!("id=\"{toolkit}\"><code>"));
    let (_, rest) = found.unwrap_or_else(|| panic!("no sample {toolkit} in {text}"));
    let (text, _) = rest.split_once("</code>").expect("it ends");
    unescape(text)
}

/// What a shell says to these lines.
#[track_caller]
fn shell(lines: &str, variables: &[(&str, &str)]) -> Value {
    let mut command = Command::new("sh");
    command.args(["-c", lines]).envs(variables.iter().copied());
    let done = command.output().expect("a shell");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    serde_json::from_str(&said).unwrap_or_else(|_| panic!("{lines}: {done:?}"))
}

/// What follows in an answer behind this name.
fn field(answer: &str, name: &str) -> String {
    let (_, rest) = answer.split_once(&format!("{name}=")).expect("is there");
    rest.split('&').next().unwrap_or_default().to_owned()
}

#[test]
fn what_try_it_says_comes_next_gets_a_token_and_the_lines_for_curl_say_whose() {
    let home = Home::new(MODE);
    home.adds_user(NAME, PASSWORD);
    let server = home.serves();
    let (mut browser, path) = registers(&server, "Paint", "desktop", "");
    let page = browser.get(&format!("{path}/try"));
    let text = page.text();
    let (_, rest) = text.split_once("outline\" ").expect("a link");
    let link = attribute(&format!(" {rest}"), "href").expect("an address");
    let consent = browser.get(&link);
    let allows = consent.form("Allow");
    let answer = browser.submits(&consent, &allows, "Allow");
    let code = field(answer.location(), "code");
    assert_eq!(field(answer.location(), "state"), field(&link, "state"));
    let next = text.rsplit_once("<pre").expect("lines").1;
    let (_, next) = next.split_once("<code>").expect("lines");
    let (next, _) = next.split_once("</code>").expect("they end");
    let tokens = shell(&unescape(next), &[("CODE", &code)]);
    let token = tokens["access_token"].as_str().expect("a token");

    let page = browser.get(&format!("{path}/code"));
    let lines = sample(&page, "curl");
    assert!(!page.text().contains("CLIENT_SECRET"));
    is_ada(&shell(&lines, &[("ACCESS_TOKEN", token)]));
}

#[test]
fn samples_have_the_values_of_the_app_and_no_secret() {
    let home = Home::new(MODE);
    home.adds_user(NAME, PASSWORD);
    let server = home.serves();
    let callback = "https://atlas.example/in";
    let (mut browser, path) = registers(&server, "Atlas", "web", callback);
    let page = browser.get(&format!("{path}/code"));
    let atlas = sample(&page, "server");
    let is_there = |text: &str| assert!(atlas.contains(text), "{text}: {atlas}");
    is_there(&format!("PLATFORM = \"{}\"", server.url("")));
    is_there(&format!("CALLBACK = \"{callback}\""));
    is_there("os.environ[\"CLIENT_SECRET\"]");
    assert!(!atlas.contains("os.environ[\"CLIENT_ID\"]"), "{atlas}");
    let lines = sample(&page, "curl");
    assert!(
        lines.contains(&format!("redirect_uri={callback}")),
        "{lines}"
    );
    let (mut browser, path) = registers(&server, "Paint", "desktop", "");
    let page = browser.get(&format!("{path}/code"));
    for toolkit in ["qt", "gtk", "wry", "webview2", "wkwebview", "electron"] {
        let text = sample(&page, toolkit);
        assert!(text.contains(&server.url("")), "{toolkit}: {text}");
        assert!(
            !text.contains("sys.argv[1:]") && !text.contains("env::args"),
            "{toolkit}"
        );
    }
}
