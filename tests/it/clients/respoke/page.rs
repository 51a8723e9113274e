//! A page of an app in Chromium, at an origin of its own, on the browser library as it was installed.

use crate::kit::browser::Browser;
use crate::kit::clients::{Program, RESPOKE};
use crate::kit::http::exchange;
use crate::kit::tiny::{Asked, TinyServer, answer};
use crate::kit::waits_for;
use serde_json::{Value, json};

/// The browser library and all that it requires, as one script.
#[track_caller]
pub fn bundle() -> String {
    let said = Program::bare(&RESPOKE, "bundle").says();
    said["script"].as_str().expect("a script").to_owned()
}

/// What an app's own server needs to vouch for its user.
#[derive(Clone)]
pub struct Voucher {
    pub platform: String,
    pub secret: String,
    pub role: String,
}

impl Voucher {
    /// A one-time token; none while the platform is away.
    pub fn token(&self, endpoint: &str) -> Option<String> {
        let body = json!({"endpointId": endpoint, "roleId": self.role}).to_string();
        let request = format!(
            "POST /v1/tokens HTTP/1.1\r\nHost: {}\r\nApp-Secret: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.platform,
            self.secret,
            body.len()
        );
        let answer = exchange(&self.platform, request.as_bytes()).ok()?;
        let token = (answer.status == 200).then(|| answer.json()["tokenId"].clone())?;
        token.as_str().map(str::to_owned)
    }
}

/// The app's own server: its page, the library, and new tokens for Bob.
pub fn serves(library: &str, voucher: Voucher) -> TinyServer {
    let library = library.to_owned();
    let script = |text: &str| answer("200 OK", "text/javascript; charset=utf-8", &[], text);
    TinyServer::start("127.0.0.1", move |asked: &Asked| {
        let (_, path) = asked.line.split_once(' ').expect("a method and a path");
        match path.split('?').next().unwrap_or_default() {
            "/" => answer(
                "200 OK",
                "text/html; charset=utf-8",
                &[],
                include_str!("../../../clients/respoke/page.html"),
            ),
            "/page.js" => script(include_str!("../../../clients/respoke/page.js")),
            "/respoke.js" => script(&library),
            "/token" => voucher.token("bob").map_or_else(
                || answer("503 Service Unavailable", "text/plain", &[], ""),
                |token| answer("200 OK", "text/plain", &[], &token),
            ),
            // Its icon.
            _ => answer("204 No Content", "text/plain", &[], ""),
        }
    })
}

/// A page that was just opened: its client has never been connected.
pub struct Page<'a> {
    browser: &'a Browser,
}

impl<'a> Page<'a> {
    #[track_caller]
    pub fn opened(browser: &'a Browser, server: &TinyServer, platform: &str) -> Self {
        let page = Self { browser };
        // When its page is left, the library wants to wait for an answer, which browsers forbid. That is put aside.
        browser.opens("about:blank");
        page.complaints();
        browser.opens(&server.url(&format!("/?platform=http://{platform}")));
        page
    }

    /// What a script of the page gives, or the promise that it gives becomes.
    #[track_caller]
    pub fn runs(&self, script: &str) -> Value {
        self.browser.run_script(&format!("return {script}"))
    }

    /// The words with which the library refuses this call; otherwise what it answers.
    #[track_caller]
    pub fn tries(&self, call: &str) -> Result<Value, String> {
        let told = self.runs(&format!("outcome({call})"));
        match told["rejected"].as_str() {
            Some(words) => Err(words.to_owned()),
            None => Ok(told["resolved"].clone()),
        }
    }

    /// As the document has it: with a token of the app's own server.
    #[track_caller]
    pub fn tries_token(&self, token: &str) -> Result<Value, String> {
        let how = json!({ "token": token, "reconnect": false });
        self.tries(&format!("client.connect({how})"))
    }

    #[track_caller]
    pub fn connects(&self, token: &str) {
        assert_eq!(self.tries_token(token), Ok(Value::Null));
        assert!(self.is_connected());
    }

    #[track_caller]
    pub fn logs_out(&self) {
        assert_eq!(self.tries("client.disconnect()"), Ok(Value::Null));
        assert!(!self.is_connected());
    }

    #[track_caller]
    pub fn is_connected(&self) -> bool {
        self.runs("client.isConnected()") == json!(true)
    }

    /// Whom the library takes itself for.
    #[track_caller]
    pub fn endpoint(&self) -> Value {
        self.runs("client.endpointId")
    }

    /// The names of all events that this client of the page fired until now.
    #[track_caller]
    pub fn heard(&self, client: &str) -> Vec<String> {
        let heard = self.runs(&format!("{client}.heard"));
        serde_json::from_value(heard).expect("a list of names")
    }

    /// Waits until it heard so many, which are these.
    #[track_caller]
    pub fn hears(&self, client: &str, events: &[&str]) {
        waits_for(&format!("{client} hears {events:?}"), || {
            self.heard(client).len() >= events.len()
        });
        assert_eq!(self.heard(client), events, "{client}");
    }

    /// What the console says of errors since it was asked last, up to now.
    #[track_caller]
    fn complaints(&self) -> Vec<String> {
        const NOW: &str = "the test looks here";
        self.browser
            .run_script(&format!("console.error({NOW:?}); return null"));
        let mut all = Vec::new();
        waits_for("the console is written", || {
            all.extend(self.browser.console_errors());
            all.iter().any(|line: &String| line.contains(NOW))
        });
        all
    }

    /// Of the library's own words and failed requests there may be any number.
    #[track_caller]
    pub fn caught_everything(&self) {
        let mut errors = self.complaints();
        errors.retain(|line| line.contains("Uncaught"));
        assert_eq!(errors, Vec::<String>::new());
    }
}
