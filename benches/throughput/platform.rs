//! Sets the platform up for real, as an operator, a person and a program would: a user, a desktop app and an app
//! with a secret and a role from the command line; sign-in and consent through the forms; refresh tokens for a
//! password. What is to be read many times is issued by the server itself, asked over HTTP.

use super::kit::http::HttpClient;
use super::kit::program::basic;
use super::kit::server::{Home, Server};
use super::load::{self, Load, WARM_UP};
use super::target::{Answer, FORM, JSON, Order, Supply, Target};
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

const NAME: &str = "ada";
const PASSWORD: &str = "otter-lamp-river-42";
/// So many different tokens are read in turn, or as many as are issued within this time.
pub const TOKENS: usize = 100_000;
pub const FILLING: Duration = Duration::from_secs(60);
/// The broker API, and no limit on how often anything may be used.
pub const SETTINGS: &str =
    "[broker]\nenabled = true\n[rate_limit]\nbroker = 0\ngrants = 0\napi = 0";
/// Silent grants are counted, and as many allowed as there can be.
pub const COUNTED: &str = "[rate_limit]\ngrants = 1000000";
pub const TOKEN_ENDPOINT: &str = "/platform/oauth/request_token";
pub const ACCESS_TOKEN: &[u8] = br#""access_token":""#;

/// A running server with somebody who has a session and has allowed an app, and an app that can keep a secret.
pub struct Scene {
    pub server: Server,
    pub home: Rc<Home>,
    pub person: HttpClient,
    authorize: String,
    /// Of that person, all for the same app.
    tokens: OnceCell<Arc<[String]>>,
    authorization: String,
    secret: String,
    role: String,
}

impl Scene {
    pub fn set(home: &Rc<Home>) -> Self {
        let server = home.serves();
        home.adds_user(NAME, PASSWORD);
        let app = home.adds_app(&["--name", "Bench", "--kind", "desktop"]);
        let key = app["client_id"].as_str().expect("a key");
        let authorize = format!(
            "/platform/oauth/authorize?client_id={key}&response_type=token&display=desktop"
        );
        let mut person = server.client();
        let consent = person.signs_in(&authorize, NAME, PASSWORD);
        let allowed = person.submits(&consent, &consent.form("Allow"), "Allow");
        assert!(allowed.location().contains("#access_token="));
        let app = home.adds_app(&[
            "--name=Program",
            "--kind=web",
            "--redirect-uri=https://program.example/back",
            "--grant=client_credentials",
            "--grant=password",
            "--grant=refresh_token",
            "--resource-server=on",
        ]);
        let text = |name: &str| app[name].as_str().expect(name);
        let (id, secret) = (text("client_id"), text("client_secret"));
        let add_role = ["role", "add", "--app", id, "--name", "member", "--json"];
        let role = home.runs_json(&add_role, "");
        Self {
            server,
            home: Rc::clone(home),
            person,
            authorize,
            tokens: OnceCell::new(),
            authorization: basic(id, secret),
            secret: secret.to_owned(),
            role: role["id"].as_str().expect("an id").to_owned(),
        }
    }

    pub fn ends(self) {
        let status = self.server.stops();
        assert!(status.success(), "the server ended with {status}");
    }

    pub fn address(&self) -> &str {
        &self.server.address
    }

    fn many(&self) -> Order {
        let fill = || {
            let tokens = load::gather(&self.authorize_again(), TOKENS, FILLING);
            if tokens.len() < TOKENS {
                println!(
                    "(only {} tokens were issued within {FILLING:?})",
                    tokens.len()
                );
            }
            tokens.into()
        };
        Order::Round(self.tokens.get_or_init(fill).clone())
    }

    /// One of them, over and over.
    fn one(&self) -> Order {
        let one = load::gather(&self.authorize_again(), 1, FILLING);
        Order::Round(one.into())
    }

    /// Takes these instead of asking for its own.
    pub fn with_tokens(self, tokens: Vec<String>) -> Self {
        let tokens = OnceCell::from(Arc::from(tokens));
        Self { tokens, ..self }
    }

    pub fn a_token(&self) -> String {
        self.one().first().to_owned()
    }
}

/// What each row asks.
impl Scene {
    pub fn authorize(&self, _: Load) -> Target {
        self.authorize_again()
    }

    fn authorize_again(&self) -> Target {
        self.comes_back(&self.authorize, b"#access_token=")
    }

    /// What an app asks for that the person has allowed before.
    pub fn comes_back(&self, authorize: &str, holds: &'static [u8]) -> Target {
        let cookies = self.person.cookie_header().expect("a session");
        let fields = [("Cookie", cookies.as_str())];
        let answer = Answer {
            starts_with: b"HTTP/1.1 302",
            holds,
        };
        Target::get(self.address(), authorize, &fields, answer)
    }

    /// The same by somebody without a session.
    pub fn sign_in_page(&self, _: Load) -> Target {
        Target::get(self.address(), &self.authorize, &[], good(b"<title>"))
    }

    pub fn validate_one(&self, _: Load) -> Target {
        self.validate(self.one())
    }

    pub fn validate_many(&self, _: Load) -> Target {
        self.validate(self.many())
    }

    fn validate(&self, tokens: Order) -> Target {
        let path = "/platform/oauth/validate_token?access_token=";
        let path = format!("{path}{}", tokens.first());
        let answer = good(br#"{"result":"OK"}"#);
        Target::get(self.address(), &path, &[], answer).varied(tokens)
    }

    pub fn introspect_one(&self, _: Load) -> Target {
        self.introspect(self.one())
    }

    pub fn introspect_many(&self, _: Load) -> Target {
        self.introspect(self.many())
    }

    fn introspect(&self, tokens: Order) -> Target {
        let body = format!("token={}", tokens.first());
        let path = "/oauth/introspect";
        self.asks_as_program(path, &body, br#""active":true"#)
            .varied(tokens)
    }

    pub fn user_of_one(&self, _: Load) -> Target {
        self.user_of(self.one())
    }

    pub fn user_of_many(&self, _: Load) -> Target {
        self.user_of(self.many())
    }

    pub fn user_of(&self, tokens: Order) -> Target {
        self.asks_with("/api/user", tokens, br#""type":"person""#)
    }

    pub fn asks_with(&self, path: &str, tokens: Order, holds: &'static [u8]) -> Target {
        let bearer = format!("Bearer {}", tokens.first());
        let fields = [("Authorization", bearer.as_str())];
        Target::get(self.address(), path, &fields, good(holds)).varied(tokens)
    }

    pub fn client_credentials(&self, _: Load) -> Target {
        let body = "grant_type=client_credentials";
        self.asks_as_program(TOKEN_ENDPOINT, body, ACCESS_TOKEN)
    }

    pub fn refresh(&self, load: Load) -> Target {
        let tokens: Arc<[String]> = (0..load.connections)
            .map(|_| self.trades_password())
            .collect();
        let body = format!("grant_type=refresh_token&refresh_token={}", tokens[0]);
        self.asks_as_program(TOKEN_ENDPOINT, &body, br#""refresh_token":""#)
            .varied(Order::Chain(tokens))
    }

    fn trades_password(&self) -> String {
        let headers = [("Authorization", self.authorization.as_str()), FORM];
        let body = format!("grant_type=password&username={NAME}&password={PASSWORD}");
        let answer = self
            .server
            .client()
            .send("POST", TOKEN_ENDPOINT, &headers, body.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
        let told = answer.json();
        told["refresh_token"].as_str().expect("one").to_owned()
    }

    pub fn endpoint_token(&self, _: Load) -> Target {
        let fields = [("App-Secret", self.secret.as_str()), JSON];
        let role = &self.role;
        let body = format!(r#"{{"endpointId":"ada@example.org","roleId":"{role}","ttl":3600}}"#);
        let answer = good(br#""tokenId":""#);
        Target::post(self.address(), "/v1/tokens", &fields, &body, answer)
    }

    /// Each works once: as many as are issued in the time that the row takes.
    pub fn endpoint_session(&self, load: Load) -> Target {
        let tokens = load::gather(&self.endpoint_token(load), usize::MAX, time_of(load));
        let body = format!(r#"{{"tokenId":"{}"}}"#, tokens[0]);
        let path = "/v1/session-tokens";
        Target::post(self.address(), path, &[JSON], &body, good(br#""token":""#))
            .varied(Supply::of(tokens))
    }

    fn asks_as_program(&self, path: &str, body: &str, holds: &'static [u8]) -> Target {
        let fields = [("Authorization", self.authorization.as_str()), FORM];
        Target::post(self.address(), path, &fields, body, good(holds))
    }
}

/// As long as a row takes, and a little longer.
pub fn time_of(load: Load) -> Duration {
    WARM_UP + load.duration + WARM_UP
}

pub const fn good(holds: &'static [u8]) -> Answer {
    Answer {
        starts_with: b"HTTP/1.1 200",
        holds,
    }
}
