//! Sets the platform up for real, as an operator and a person would: a user and a desktop app from
//! the command line; sign-in and consent through the forms.

use super::kit::http::HttpClient;
use super::kit::server::{Home, Server};
use super::load::Target;
use std::time::{Duration, Instant};

const NAME: &str = "ada";
const PASSWORD: &str = "otter-lamp-river-42";
/// So many different tokens are validated in turn.
const TOKENS: usize = 500;

/// Somebody with a session that was born for this app, who has allowed it.
pub struct Person {
    browser: HttpClient,
    authorize: String,
    tokens: Vec<String>,
}

pub fn set_up(home: &Home, server: &Server) -> Person {
    home.adds_user(NAME, PASSWORD);
    let app = home.adds_app(&["--name", "Bench", "--kind", "desktop"]);
    let key = app["client_id"].as_str().expect("a key");
    let authorize =
        format!("/platform/oauth/authorize?client_id={key}&response_type=token&display=desktop");
    let mut browser = server.client();
    let consent = browser.signs_in(&authorize, NAME, PASSWORD);
    let allowed = browser.submits(&consent, &consent.form("Allow"), "Allow");
    token_in(allowed.location());
    let tokens = (0..TOKENS)
        .map(|_| token_in(browser.get(&authorize).location()))
        .collect();
    Person {
        browser,
        authorize,
        tokens,
    }
}

impl Person {
    pub fn authorize(&self) -> Target {
        let paths = [self.authorize.clone()];
        Target::get(
            &self.browser.address,
            paths,
            b"HTTP/1.1 302",
            b"#access_token=",
        )
        .with_cookie(&self.browser.cookie_header().expect("a session"))
    }

    pub fn validate(&self) -> Target {
        let path = |token| format!("/platform/oauth/validate_token?access_token={token}");
        let paths = self.tokens.iter().map(path);
        Target::get(
            &self.browser.address,
            paths,
            b"HTTP/1.1 200",
            br#"{"result":"OK"}"#,
        )
    }
}

fn token_in(location: &str) -> String {
    let (_, fields) = location.split_once("#access_token=").expect(location);
    fields.split('&').next().unwrap_or_default().to_owned()
}

/// From the start of the process to its first good answer.
pub fn time_to_first_answer(home: &Home) -> Duration {
    let started = Instant::now();
    let server = home.serves();
    let time = started.elapsed();
    let status = server.stops();
    assert!(status.success(), "the server ended with {status}");
    time
}
