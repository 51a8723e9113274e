//! The answer at the proven address: its fields in their order, and where they go (RFC 6749 §4.2.2,
//! RFC 9207 §2).

use super::client::Style;
use super::error::AuthorizeError;
use super::redirect_uri::{RedirectUri, UriKind};

use crate::domain::answer::Destination;
use crate::domain::secret::{PlainToken, TOKEN_CHARS};
use std::time::Duration;
use url::form_urlencoded::byte_serialize;

/// Where a result is sent: made only by [`ReplyTo`], from a proven address or our own landing page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultLocation(String);

impl ResultLocation {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An answer that was sealed a moment ago, by us, under the form that is sent again.
    pub fn reopened(sealed: Vec<u8>) -> Option<Self> {
        String::from_utf8(sealed).ok().map(Self)
    }

    /// The access token in it, where it carries one.
    pub fn token(&self) -> Option<PlainToken> {
        let behind = |name: &str| self.0.find(name).map(|at| at + name.len());
        let begins = behind("access_token=").or_else(|| behind("access_token%3D"))?;
        PlainToken::parse(self.0.get(begins..begins + TOKEN_CHARS)?)
    }
}

/// Where the result of this request may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Our own landing pages, whose address a desktop program reads.
    Landing,
    Address(RedirectUri),
}

/// The part of an address that carries the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Fragment,
    Query,
}

/// A proven address with all that shapes an answer there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyTo {
    pub(super) target: Target,
    /// Codes are answered in one style only.
    pub(super) style: Style,
    pub(super) place: Place,
    /// Given back exactly (RFC 6749 §4.2.2).
    pub(super) state: Option<String>,
    /// `public_url`: where the landing pages are, and the value of `iss`.
    pub(super) issuer: String,
}

type Field<'a> = (&'static str, &'a str);

impl ReplyTo {
    /// Allowed. `changed` names the scopes when they are not those that were asked for.
    pub fn granted(
        &self,
        token: &PlainToken,
        lifetime: Duration,
        changed: Option<&str>,
    ) -> ResultLocation {
        let seconds = lifetime.as_secs().to_string();
        let mut fields = vec![("access_token", token.reveal()), ("expires_in", &*seconds)];
        if self.place == Place::Fragment && self.target != Target::Landing {
            fields.push(("token_type", "bearer"));
        }
        self.locate("auth_success", fields, changed)
    }

    /// The user pressed Don't Allow.
    pub fn denied(&self) -> ResultLocation {
        let mut fields = vec![("status", "unauthorized"), ("message", "user canceled")];
        if self.target != Target::Landing {
            fields.extend(error_fields(AuthorizeError::AccessDenied));
        }
        self.locate("auth_failed", fields, None)
    }

    /// Anything else that is wrong, once the address is proven.
    pub fn failed(&self, error: AuthorizeError) -> ResultLocation {
        let mut fields = Vec::new();
        if self.target == Target::Landing {
            fields.push(("status", error.code()));
            fields.push(("message", error.description()));
        }
        fields.extend(error_fields(error));
        self.locate("auth_failed", fields, None)
    }

    /// Where the person is sent, as they may read it.
    pub fn destination(&self) -> Destination {
        match &self.target {
            Target::Landing => Destination::Program,
            Target::Address(uri) => describe(uri),
        }
    }

    fn locate<'a>(
        &'a self,
        landing: &str,
        fields: Vec<Field<'a>>,
        scope: Option<&'a str>,
    ) -> ResultLocation {
        match &self.target {
            Target::Landing => self.at_landing(landing, fields, scope),
            Target::Address(uri) => self.at_address(uri, fields, scope),
        }
    }

    fn at_landing(&self, page: &str, fields: Vec<Field>, scope: Option<&str>) -> ResultLocation {
        let state = self.state.as_deref().map(|state| ("state", state));
        let text = match self.style {
            Style::Documented => encode(fields.into_iter().chain(state)),
            Style::GeniLive => {
                let scope = scope.map(|scope| ("scope", scope));
                escape(&encode(state.into_iter().chain(scope).chain(fields)))
            }
        };
        let issuer = &self.issuer;
        ResultLocation(format!("{issuer}/platform/oauth/{page}#{text}"))
    }

    fn at_address<'a>(
        &'a self,
        uri: &RedirectUri,
        mut fields: Vec<Field<'a>>,
        scope: Option<&'a str>,
    ) -> ResultLocation {
        fields.extend(self.state.as_deref().map(|state| ("state", state)));
        fields.extend(scope.map(|scope| ("scope", scope)));
        // RFC 9207 §2; programs that know only geni.com's own form get no field that it does not send.
        if self.style == Style::Documented || uri.kind() == UriKind::Private {
            fields.push(("iss", &self.issuer));
        }
        let text = encode(fields);
        let raw = uri.raw();
        ResultLocation(match (self.place, uri.kind()) {
            (Place::Fragment, _) => format!("{raw}#{text}"),
            (Place::Query, UriKind::Private) => format!("{raw}{}{text}", joint(raw)),
            // The empty fragment keeps a browser from carrying an old one along.
            (Place::Query, _) => format!("{raw}{}{text}#", joint(raw)),
        })
    }
}

fn error_fields(error: AuthorizeError) -> [Field<'static>; 2] {
    [
        ("error", error.code()),
        ("error_description", error.description()),
    ]
}

/// How a query begins or goes on behind the address as it stands.
fn joint(raw: &str) -> &'static str {
    match raw.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    }
}

fn encode<'a>(fields: impl IntoIterator<Item = Field<'a>>) -> String {
    let pairs = fields
        .into_iter()
        .map(|(name, value)| format!("{name}={}", escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// `application/x-www-form-urlencoded`, with upper-case hex.
fn escape(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

fn describe(uri: &RedirectUri) -> Destination {
    let (scheme, rest) = uri.raw().split_once(':').unwrap_or_default();
    match uri.kind() {
        UriKind::Https => {
            let authority = rest.trim_start_matches('/');
            let host = authority.split(['/', '?']).next().unwrap_or_default();
            Destination::Host(host.to_owned())
        }
        UriKind::Loopback => Destination::ThisComputer,
        UriKind::Private => Destination::Scheme(scheme.to_owned()),
    }
}
