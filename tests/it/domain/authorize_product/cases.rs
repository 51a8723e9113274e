//! All that may come in, part by part.

use crate::domain::sample::CLIENT_ID;
use vestibule::domain::oauth::client::ResponseType;

pub const HTTPS: &str = "https://app.example/cb";
pub const HTTPS_QUERY: &str = "https://app.example/cb?a=1";
pub const LOOPBACK: &str = "http://127.0.0.1:7000/cb";
pub const LOOPBACK_MOVED: &str = "http://127.0.0.1:7001/cb";
pub const PRIVATE: &str = "com.example.app:/cb";
pub const EVIL: &str = "https://evil.example/cb";
pub const LANDING: &str = "https://id.example.org/platform/oauth/auth_success";
pub const ORIGIN: &str = "https://app.example";

pub const REGISTERED: &[&[&str]] = &[
    &[],
    &[HTTPS],
    &[HTTPS, HTTPS_QUERY],
    &[LOOPBACK],
    &[PRIVATE],
    &[HTTPS, LOOPBACK, PRIVATE],
];
const GIVEN: &[Option<&str>] = &[
    None,
    Some(HTTPS),
    Some(HTTPS_QUERY),
    Some(LOOPBACK),
    Some(LOOPBACK_MOVED),
    Some(PRIVATE),
    Some(EVIL),
    Some(LANDING),
    Some("https://app.example/cb/"),
];
const DISPLAYS: &[&str] = &[
    "",
    "&display=desktop",
    "&display=..%2Fetc",
    "&display=popup",
    "&display=popup&origin=https%3A%2F%2Fapp.example&callback=a-1",
    "&display=popup&origin=https%3A%2F%2Fevil.example",
];
const SCOPES: &[&str] = &[
    "",
    "&scope=basic",
    "&scope=email%2Cnonsense",
    "&scope=nonsense",
];
const PROMPTS: &[&str] = &["", "&prompt=none", "&prompt=login", "&prompt=consent"];
/// Comes back through everything.
pub const STATE: &str = "a&access_token=evil#\r\n\u{1F980}";
/// Comes back through everything but a form.
const STATE_WITH_BREAKS: &str = "\n&code=evil\0\r";

const CHALLENGE: &str = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pkce {
    None,
    Good,
    Bad,
}

#[derive(Clone)]
pub struct Response {
    /// Nothing that there is, where it is none.
    pub wanted: Option<ResponseType>,
    pub pkce: Pkce,
    pub mode: &'static str,
    text: String,
}

pub struct Request {
    pub given: Option<&'static str>,
    pub display: &'static str,
    pub response: Response,
    pub scope: &'static str,
    pub prompt: &'static str,
    pub state: &'static str,
}

impl Request {
    pub fn query(&self) -> String {
        let uri = self.given.map(escape);
        let uri = uri.map(|uri| format!("&redirect_uri={uri}"));
        let Self {
            display,
            scope,
            prompt,
            ..
        } = self;
        let (uri, response) = (uri.unwrap_or_default(), &self.response.text);
        let state = escape(self.state);
        format!("client_id={CLIENT_ID}{uri}{display}{response}{scope}{prompt}&state={state}")
    }
}

/// Every type by every way of PKCE and every mode.
fn responses() -> Vec<Response> {
    let types = [
        ("", Some(ResponseType::Code)),
        ("&response_type=code", Some(ResponseType::Code)),
        ("&response_type=token", Some(ResponseType::Token)),
        ("&response_type=TOKEN", None),
    ];
    let proofs = [
        (String::new(), Pkce::None),
        (
            format!("&{CHALLENGE}&code_challenge_method=S256"),
            Pkce::Good,
        ),
        (format!("&{CHALLENGE}"), Pkce::Bad),
        (
            format!("&{CHALLENGE}&code_challenge_method=plain"),
            Pkce::Bad,
        ),
        (
            format!("&{CHALLENGE}A&code_challenge_method=S256"),
            Pkce::Bad,
        ),
        ("&code_challenge_method=S256".to_owned(), Pkce::Bad),
    ];
    let mut all = Vec::new();
    for (word, wanted) in types {
        for (proof, pkce) in &proofs {
            for mode in ["", "query", "fragment", "form_post", "web_message"] {
                // Left out means code: one way of saying so is enough for each mode and proof.
                if word.is_empty() && !(mode.is_empty() && *pkce != Pkce::Bad) {
                    continue;
                }
                let mode_text = if mode.is_empty() {
                    String::new()
                } else {
                    format!("&response_mode={mode}")
                };
                all.push(Response {
                    wanted,
                    pkce: *pkce,
                    mode,
                    text: format!("{word}{proof}{mode_text}"),
                });
            }
        }
    }
    all
}

pub fn requests() -> Vec<Request> {
    let mut all = Vec::new();
    for given in GIVEN.iter().copied() {
        for display in DISPLAYS.iter().copied() {
            for response in responses() {
                let plain = response.mode.is_empty() && response.pkce != Pkce::Bad;
                for (scope, prompt) in scopes_and_prompts(plain) {
                    let state = match response.mode {
                        "form_post" if response.pkce == Pkce::Bad => STATE_WITH_BREAKS,
                        "fragment" => STATE_WITH_BREAKS,
                        _ => STATE,
                    };
                    all.push(Request {
                        given,
                        display,
                        response: response.clone(),
                        scope,
                        prompt,
                        state,
                    });
                }
            }
        }
    }
    all
}

/// All of either where the other is left out; for the odder responses nothing but the plainest.
fn scopes_and_prompts(all: bool) -> Vec<(&'static str, &'static str)> {
    if !all {
        return vec![("", "")];
    }
    let scopes = SCOPES.iter().map(|scope| (*scope, ""));
    let prompts = PROMPTS.iter().skip(1).map(|prompt| ("", *prompt));
    scopes.chain(prompts).collect()
}

fn escape(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
