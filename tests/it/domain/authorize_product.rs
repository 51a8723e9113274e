//! The authorization endpoint's rules on every combination of what may come in: some hundred thousand
//! requests, and in each the same few promises hold.

use super::sample::{self, APP, CLIENT_ID, ISSUER, NOW};
use std::time::Duration;
use vestibule::domain::account::session::Session;
use vestibule::domain::key::RowKey;
use vestibule::domain::oauth::authorize::{Asked, Decision, Visit, bind, decide, name_client};
use vestibule::domain::oauth::client::{App, AppId, Confidentiality, Kind, ResponseType, Style};
use vestibule::domain::oauth::consent::Consent;
use vestibule::domain::oauth::params::Params;
use vestibule::domain::secret::PlainToken;
use vestibule::domain::time::days;

const HTTPS: &str = "https://app.example/cb";
const HTTPS_QUERY: &str = "https://app.example/cb?a=1";
const LOOPBACK: &str = "http://127.0.0.1:7000/cb";
const LOOPBACK_MOVED: &str = "http://127.0.0.1:7001/cb";
const PRIVATE: &str = "com.example.app:/cb";
const EVIL: &str = "https://evil.example/cb";
const LANDING: &str = "https://id.example.org/platform/oauth/auth_success";

const REGISTERED: &[&[&str]] = &[
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
    "&display=mobile",
    "&display=..%2Fetc",
];
const RESPONSES: &[&str] = &[
    "&response_type=token",
    "",
    "&response_type=code&code_challenge=x",
    "&response_type=TOKEN",
    "&response_type=token&response_mode=query",
];
const SCOPES: &[&str] = &[
    "",
    "&scope=basic",
    "&scope=email%2Cnonsense",
    "&scope=nonsense",
];
const STATE: &str = "a&access_token=evil#\r\n\u{1F980}";
const PROMPTS: &[&str] = &["", "&prompt=none", "&prompt=login", "&prompt=consent"];

/// One request against one app.
struct Case<'a> {
    app: &'a App,
    uris: &'a [&'a str],
    query: String,
    session: Option<&'a Session>,
    consent: Option<&'a Consent>,
}

#[test]
fn whatever_comes_in_an_answer_goes_only_to_a_proven_address_and_never_says_too_much() {
    let mut tried = 0;
    for (app, uris) in apps() {
        for query in queries() {
            for (session, consent) in &people() {
                Case {
                    app: &app,
                    uris,
                    query: query.clone(),
                    session: session.as_ref(),
                    consent: consent.as_ref(),
                }
                .holds();
                tried += 1;
            }
        }
    }
    assert!(tried > 300_000, "only {tried} cases were tried");
}

fn apps() -> Vec<(App, &'static [&'static str])> {
    let mut apps = Vec::new();
    for kind in [Kind::Web, Kind::Desktop] {
        for confidentiality in [Confidentiality::Public, Confidentiality::Confidential] {
            for uris in REGISTERED {
                for style in [Style::Documented, Style::GeniLive] {
                    let mut app = sample::app(kind, confidentiality, uris);
                    app.style = style;
                    if confidentiality == Confidentiality::Confidential && kind == Kind::Web {
                        app.response_types = vec![ResponseType::Code];
                    }
                    apps.push((app, *uris));
                }
            }
        }
    }
    apps
}

fn queries() -> Vec<String> {
    let mut queries = Vec::new();
    for given in GIVEN {
        for display in DISPLAYS {
            for response in RESPONSES {
                for scope in SCOPES {
                    for prompt in PROMPTS
                        .iter()
                        .filter(|prompt| scope.is_empty() || prompt.is_empty())
                    {
                        let uri = given.map(|uri| format!("&redirect_uri={}", escape(uri)));
                        let uri = uri.unwrap_or_default();
                        let state = escape(STATE);
                        queries.push(format!(
                            "client_id={CLIENT_ID}{uri}{display}{response}{scope}{prompt}&state={state}"
                        ));
                    }
                }
            }
        }
    }
    queries
}

fn people() -> Vec<(Option<Session>, Option<Consent>)> {
    let mut old = sample::consent("basic email");
    old.granted_at = NOW.minus(days(90));
    let mut withdrawn = sample::consent("basic email");
    withdrawn.withdrawn_at = Some(NOW.minus(Duration::from_secs(1)));
    let full = || Some(sample::consent("basic email"));
    vec![
        (None, None),
        (Some(sample::session(Some(APP))), None),
        (Some(sample::session(Some(APP))), full()),
        (Some(sample::session(Some(AppId(8)))), full()),
        (Some(sample::session(None)), Some(sample::consent("basic"))),
        (Some(sample::session(Some(APP))), Some(old)),
        (Some(sample::session(Some(APP))), Some(withdrawn)),
    ]
}

fn escape(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

impl Case<'_> {
    fn holds(&self) {
        let params = Params::parse(&self.query);
        name_client(&params).expect("the client ID is well-formed");
        let Ok(bound) = bind(&params, Some(self.app.clone()), ISSUER) else {
            assert!(
                !self.is_provable(),
                "refused though provable: {}",
                self.query
            );
            return;
        };
        assert!(
            self.is_provable(),
            "proven though it cannot be: {}",
            self.query
        );
        let asked = match bound.check(&params) {
            Ok(asked) => asked,
            Err(error) => return self.check_error(error.location.as_str()),
        };
        self.check_asked(&asked);
        match decide(&asked, self.session, self.consent, Visit::Open(NOW)) {
            Err(error) => self.check_error(error.location.as_str()),
            Ok(decision) => {
                let remembered = decision == Decision::Grant;
                assert_eq!(remembered, self.may_be_remembered(&asked), "{}", self.query);
            }
        }
        let peek = decide(&asked, self.session, self.consent, Visit::Peek(NOW));
        assert!(
            !matches!(peek, Ok(Decision::Grant)),
            "a look ahead was granted"
        );
    }

    /// The contract's sentence about addresses, told once more in other words.
    fn is_provable(&self) -> bool {
        let given = GIVEN
            .iter()
            .flatten()
            .find(|uri| {
                self.query
                    .contains(&format!("redirect_uri={}&", escape(uri)))
            })
            .or_else(|| GIVEN.iter().flatten().find(|uri| self.ends_uri(uri)));
        let desktop = self.query.contains("display=desktop");
        match given {
            None => desktop || self.uris.len() == 1,
            Some(&LANDING) if desktop => true,
            Some(&LOOPBACK_MOVED) => self.app.kind != Kind::Web && self.uris.contains(&LOOPBACK),
            Some(uri) => self.uris.contains(uri),
        }
    }

    fn ends_uri(&self, uri: &str) -> bool {
        self.query
            .ends_with(&format!("redirect_uri={}", escape(uri)))
    }

    fn may_be_remembered(&self, asked: &Asked) -> bool {
        let (Some(session), Some(consent)) = (self.session, self.consent) else {
            return false;
        };
        let denied = asked.reply_to.denied();
        let address = denied.as_str();
        let reaches_the_app = if address.starts_with(ISSUER) {
            session.born_for_app == Some(APP)
        } else {
            address.starts_with("https://")
                || (address.starts_with("http://")
                    && self.app.confidentiality == Confidentiality::Confidential)
        };
        let asks = ["prompt=login", "prompt=consent"];
        reaches_the_app
            && consent.withdrawn_at.is_none()
            && consent.granted_at > NOW.minus(days(90))
            && consent.scopes.holds_all(&asked.scopes)
            && !asks.iter().any(|ask| self.query.contains(ask))
    }

    fn check_asked(&self, asked: &Asked) {
        assert!(self.app.scopes.holds_all(&asked.scopes), "scopes grew");
        assert!(!asked.scopes.is_empty());
        let token = PlainToken::make(RowKey::first_at(NOW), &mut rand::rng());
        let granted = asked
            .reply_to
            .granted(&token, Duration::from_secs(86_400), None);
        self.check_place(granted.as_str());
        let fields = fields_of(granted.as_str());
        let tokens: Vec<&str> = values(&fields, "access_token");
        assert_eq!(tokens, [token.reveal()], "{}", granted.as_str());
        for never in ["refresh_token", "code", "error"] {
            assert!(values(&fields, never).is_empty(), "{never} in a success");
        }
        self.check_denied(asked);
    }

    fn check_denied(&self, asked: &Asked) {
        let denied = asked.reply_to.denied();
        self.check_place(denied.as_str());
        let fields = fields_of(denied.as_str());
        assert_eq!(values(&fields, "status"), ["unauthorized"]);
        assert_eq!(values(&fields, "message"), ["user canceled"]);
        assert!(values(&fields, "access_token").is_empty());
    }

    fn check_error(&self, location: &str) {
        self.check_place(location);
        let fields = fields_of(location);
        assert_eq!(values(&fields, "error").len(), 1, "{location}");
        assert!(values(&fields, "access_token").is_empty(), "{location}");
    }

    /// The address is a proven one, the state comes back exactly, and no field is smuggled in.
    fn check_place(&self, location: &str) {
        let landing = format!("{ISSUER}/platform/oauth/auth_");
        let known = self.uris.iter().any(|uri| location.starts_with(uri));
        let moved = self.uris.contains(&LOOPBACK) && location.starts_with(LOOPBACK_MOVED);
        let landed = location.starts_with(&landing) && self.query.contains("display=desktop");
        assert!(known || moved || landed, "{location} is no proven address");
        assert!(location.is_ascii() && !location.contains(char::is_control));
        assert_eq!(values(&fields_of(location), "state"), [STATE], "{location}");
    }
}

/// The fields of an answer, wherever they stand, unescaped once more for geni.com's form.
fn fields_of(location: &str) -> Vec<(String, String)> {
    let (before, fragment) = location.split_once('#').unwrap_or((location, ""));
    let text = if fragment.is_empty() {
        before
            .split_once('?')
            .map_or("", |(_, query)| query)
            .to_owned()
    } else if fragment.contains('=') {
        fragment.to_owned()
    } else {
        let whole = format!("x={fragment}");
        form_urlencoded::parse(whole.as_bytes())
            .next()
            .map(|(_, text)| text.into_owned())
            .unwrap_or_default()
    };
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

fn values<'a>(fields: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    let found = fields.iter().filter(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str()).collect()
}
