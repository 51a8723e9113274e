//! Sets the platform up for real, as an operator, a person and a program would: a user, a desktop app and an app
//! with a secret and a role from the command line; sign-in and consent through the forms; refresh tokens for a
//! password.

use super::CONNECTIONS;
use super::kit::http::HttpClient;
use super::kit::server::{Home, Server};
use super::load::Target;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::time::{Duration, Instant};

const NAME: &str = "ada";
const PASSWORD: &str = "otter-lamp-river-42";
/// So many different tokens are validated in turn.
const TOKENS: usize = 500;
/// The broker API, and no limit on how often it or a remembered consent may be used.
pub const SETTINGS: &str = "[broker]\nenabled = true\n[rate_limit]\nbroker = 0\ngrants = 0";
/// Silent grants are counted, and as many allowed as there can be.
pub const COUNTED: &str = "[rate_limit]\ngrants = 1000000";
const TOKEN_ENDPOINT: &str = "/platform/oauth/request_token";

/// Somebody with a session that was born for this app, who has allowed it.
pub struct Person {
    browser: HttpClient,
    authorize: String,
    tokens: Vec<String>,
}

/// An app that can keep a secret, and somebody's refresh tokens.
pub struct Program {
    address: String,
    authorization: String,
    refresh_tokens: Vec<String>,
    secret: String,
    role: String,
}

pub fn add_person(home: &Home, server: &Server) -> Person {
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

/// After the person.
pub fn add_program(home: &Home, server: &Server) -> Program {
    let app = home.adds_app(&[
        "--name=Program",
        "--kind=web",
        "--redirect-uri=https://program.example/back",
        "--grant=client_credentials",
        "--grant=password",
        "--grant=refresh_token",
    ]);
    let text = |name: &str| app[name].as_str().expect(name);
    let add_role = [
        "role",
        "add",
        "--app",
        text("client_id"),
        "--name",
        "member",
        "--json",
    ];
    let role = home.runs_json(&add_role, "");
    let pair = format!("{}:{}", text("client_id"), text("client_secret"));
    let mut program = Program {
        address: server.address.clone(),
        authorization: format!("Basic {}", STANDARD.encode(pair)),
        refresh_tokens: Vec::new(),
        secret: text("client_secret").to_owned(),
        role: role["id"].as_str().expect("an id").to_owned(),
    };
    program.refresh_tokens = (0..CONNECTIONS)
        .map(|_| program.trades_password(server))
        .collect();
    program
}

impl Program {
    fn trades_password(&self, server: &Server) -> String {
        let headers = [
            ("Authorization", self.authorization.as_str()),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let body = format!("grant_type=password&username={NAME}&password={PASSWORD}");
        let answer = server
            .client()
            .send("POST", TOKEN_ENDPOINT, &headers, body.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
        let told = answer.json();
        told["refresh_token"].as_str().expect("one").to_owned()
    }

    pub fn client_credentials(&self) -> Target {
        let body = "grant_type=client_credentials";
        Target::post(&self.address, &self.head(), body, br#""access_token":""#)
    }

    pub fn refresh(&self) -> Target {
        let body = |token| format!("grant_type=refresh_token&refresh_token={token}");
        let bodies = self.refresh_tokens.iter().map(body);
        Target::post_in_chains(&self.address, &self.head(), bodies, br#""refresh_token":""#)
    }

    pub fn endpoint_token(&self) -> Target {
        let secret = &self.secret;
        let head = format!("POST /v1/tokens HTTP/1.1\r\nApp-Secret: {secret}\r\n");
        let role = &self.role;
        let body = format!(r#"{{"endpointId":"ada@example.org","roleId":"{role}","ttl":3600}}"#);
        Target::post_json(&self.address, &head, &body, br#""tokenId":""#)
    }

    fn head(&self) -> String {
        let authorization = &self.authorization;
        format!("POST {TOKEN_ENDPOINT} HTTP/1.1\r\nAuthorization: {authorization}\r\n")
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
