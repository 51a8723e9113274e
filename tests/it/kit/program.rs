//! A program at the endpoints for programs: what it sends by itself, and exactly what comes back.

use super::app::TestApp;
use super::exact::CALLBACK;
use super::http::{HttpClient, Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use vestibule::domain::oauth::client::{App, Confidentiality, GrantType, Kind};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, IssuedApp, KnownCredentials};

pub const REQUEST_TOKEN: &str = "/platform/oauth/request_token";
pub const INTROSPECT: &str = "/oauth/introspect";
pub const REVOKE: &str = "/oauth/revoke";
/// A token that is well-formed, and nobody's: a row is looked for.
pub const NOBODYS: &str = "0000000000000000000000000000000000000000";

pub const ALL_GRANTS: [GrantType; 4] = [
    GrantType::AuthorizationCode,
    GrantType::RefreshToken,
    GrantType::ClientCredentials,
    GrantType::Password,
];

/// An app with its secret, which knows where the server is.
pub struct Program {
    pub app: App,
    pub secret: Option<String>,
    address: String,
}

/// The two tokens of an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    pub access: String,
    pub refresh: String,
}

/// A server's app with all four grants.
#[track_caller]
pub fn server_program(app: &TestApp, wishes: Wishes) -> Program {
    let wishes = Wishes {
        kind: Some(Kind::Web),
        redirect_uris: wishes
            .redirect_uris
            .clone()
            .or_else(|| Some(vec![CALLBACK.to_owned()])),
        grants: wishes.grants.clone().or_else(|| Some(ALL_GRANTS.to_vec())),
        ..wishes
    };
    Program::registered(app, wishes)
}

/// A browser's program, which has no secret: codes, refresh tokens, and the password grant.
#[track_caller]
pub fn public_program(app: &TestApp, wishes: Wishes) -> Program {
    let grants = ALL_GRANTS.into_iter();
    let grants = grants.filter(|grant| *grant != GrantType::ClientCredentials);
    let wishes = Wishes {
        confidentiality: Some(Confidentiality::Public),
        grants: wishes.grants.clone().or_else(|| Some(grants.collect())),
        ..wishes
    };
    server_program(app, wishes)
}

impl Program {
    #[track_caller]
    pub fn registered(app: &TestApp, wishes: Wishes) -> Self {
        Self::of(app, app.adds_app(wishes))
    }

    /// A server's app with a secret that its owner brought.
    #[track_caller]
    pub fn bringing(app: &TestApp, secret: &str) -> Self {
        let wishes = Wishes {
            name: Some("Sample".to_owned()),
            ..Wishes::default()
        };
        let given = KnownCredentials {
            client_secret: Some(secret.to_owned().into()),
            ..KnownCredentials::default()
        };
        let issued = apps::add(app.platform(), &wishes, &given).expect("the app is added");
        Self::of(app, issued)
    }

    fn of(app: &TestApp, issued: IssuedApp) -> Self {
        Self {
            app: issued.app,
            secret: issued.client_secret.map(|secret| secret.to_string()),
            address: app.address.clone(),
        }
    }

    /// The same program at another server of the same platform.
    pub fn at(&self, server: &TestApp) -> Self {
        Self {
            app: self.app.clone(),
            secret: self.secret.clone(),
            address: server.address.clone(),
        }
    }

    /// The same program once it has no secret any more.
    pub fn without_secret(&self) -> Self {
        Self {
            app: self.app.clone(),
            secret: None,
            address: self.address.clone(),
        }
    }

    /// Its credentials as fields of a form.
    pub fn credentials(&self) -> Vec<(&str, &str)> {
        let id = ("client_id", self.app.client_id.as_str());
        let secret = self.secret.as_deref();
        let secret = secret.map(|secret| ("client_secret", secret));
        [id].into_iter().chain(secret).collect()
    }

    /// Its credentials as a header.
    pub fn basic(&self) -> String {
        basic(
            &self.app.client_id,
            self.secret.as_deref().unwrap_or_default(),
        )
    }

    /// A form with its credentials and these fields.
    #[track_caller]
    pub fn posts(&self, path: &str, more: &[(&str, &str)]) -> Response {
        let fields = [self.credentials(), more.to_vec()].concat();
        HttpClient::new(&self.address).post_form(path, &fields)
    }

    /// A form with these fields, and its credentials as a header.
    #[track_caller]
    pub fn posts_with_basic(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.sends(path, &[("Authorization", &self.basic())], fields)
    }

    /// A form with these fields and headers alone.
    #[track_caller]
    pub fn sends(&self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Response {
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let headers = [&form[..], headers].concat();
        HttpClient::new(&self.address).send("POST", path, &headers, encoded(fields).as_bytes())
    }

    /// GET with these fields in the query.
    #[track_caller]
    pub fn gets(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        HttpClient::new(&self.address).get(&format!("{path}?{}", encoded(fields)))
    }

    #[track_caller]
    pub fn asks(&self, more: &[(&str, &str)]) -> Response {
        self.posts(REQUEST_TOKEN, more)
    }

    /// Redeems a code that went to the sample callback.
    #[track_caller]
    pub fn redeems(&self, code: &str) -> Response {
        self.asks(&[("code", code), ("redirect_uri", CALLBACK)])
    }

    #[track_caller]
    pub fn refreshes(&self, token: &str) -> Response {
        self.asks(&[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    #[track_caller]
    pub fn trades(&self, name: &str, password: &str) -> Response {
        let fields = [("username", name), ("password", password)];
        self.asks(&[&[("grant_type", "password")][..], &fields].concat())
    }

    #[track_caller]
    pub fn introspects(&self, token: &str) -> Response {
        self.posts(INTROSPECT, &[("token", token)])
    }

    #[track_caller]
    pub fn revokes(&self, token: &str) -> Response {
        self.posts(REVOKE, &[("token", token)])
    }
}

/// `Authorization: Basic` as RFC 6749 §2.3.1 has it: both parts form-encoded.
pub fn basic(id: &str, secret: &str) -> String {
    let form =
        |text: &str| -> String { form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    basic_raw(&form(id), &form(secret))
}

/// The same as many programs send it: neither part is encoded.
pub fn basic_raw(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

pub fn encoded(fields: &[(&str, &str)]) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    body.finish()
}

/// 200, kept nowhere, and exactly this body, in which `ACCESS` and `REFRESH` stand for the tokens.
#[track_caller]
pub fn gives(answer: &Response, body: &str) -> Pair {
    assert_eq!(answer.status, 200, "{}", answer.text());
    is_kept_nowhere(answer);
    assert_eq!(answer.header("www-authenticate"), None);
    let token = |member: &str| {
        let text = answer.json()[member].as_str().map(str::to_owned);
        text.unwrap_or_default()
    };
    let pair = Pair {
        access: token("access_token"),
        refresh: token("refresh_token"),
    };
    let mut text = answer.text().replacen(&pair.access, "ACCESS", 1);
    if !pair.refresh.is_empty() {
        text = text.replacen(&pair.refresh, "REFRESH", 1);
        is_token(&pair.refresh);
    }
    assert_eq!(text, body);
    is_token(&pair.access);
    assert_ne!(pair.access, pair.refresh);
    pair
}

/// The plain answer with both tokens.
#[track_caller]
pub fn gives_pair(answer: &Response) -> Pair {
    gives(
        answer,
        r#"{"access_token":"ACCESS","expires_in":86400,"refresh_token":"REFRESH","token_type":"bearer"}"#,
    )
}

#[track_caller]
fn is_token(text: &str) {
    let well_formed = text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    assert!(well_formed, "{text}");
}

/// JSON that no cache may keep (RFC 6749 §5.1).
#[track_caller]
pub fn is_kept_nowhere(answer: &Response) {
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    assert_eq!(answer.header("set-cookie"), None);
}

/// Exactly this refusal, without a challenge.
#[track_caller]
pub fn refuses(answer: &Response, status: u16, error: &str, description: &str) {
    refuses_with(answer, status, (error, description), None);
}

/// 401 with a challenge to send HTTP Basic.
#[track_caller]
pub fn refuses_basic(app: &TestApp, answer: &Response, description: &str) {
    let challenge = format!("Basic realm=\"{}\"", app.origin());
    refuses_with(
        answer,
        401,
        ("invalid_client", description),
        Some(&challenge),
    );
}

#[track_caller]
fn refuses_with(
    answer: &Response,
    status: u16,
    (error, description): (&str, &str),
    challenge: Option<&str>,
) {
    let body = format!("{{\"error\":\"{error}\",\"error_description\":\"{description}\"}}");
    assert_eq!((answer.status, answer.text()), (status, body));
    is_kept_nowhere(answer);
    assert_eq!(answer.header("www-authenticate"), challenge);
}
