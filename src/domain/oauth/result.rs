//! The answer at the proven address: its fields in their order, and where they go (RFC 6749 §4.1.2, §4.2.2,
//! RFC 9207 §2, OAuth 2.0 Multiple Response Type Encoding Practices §3, OAuth 2.0 Form Post Response Mode).

mod carried;
mod route;

pub use carried::Carried;
pub use route::{FormPost, OpenerMessage, ResultLocation, ResultRoute};

use super::client::Style;
use super::code::AddressSent;
use super::error::AuthorizeError;
use super::redirect_uri::UriKind;
use crate::domain::oauth::proven::{Origin, RedirectUri};
use crate::domain::openid::statement::Signed;
use crate::domain::secret::PlainToken;
use url::form_urlencoded::{Serializer, byte_serialize};

/// Where the result of this request may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Our own landing pages, whose address a desktop program reads.
    Landing,
    Address(RedirectUri),
    /// The window that opened ours as a pop-up.
    Opener(Opener),
}

/// A page that waits for a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opener {
    pub(super) origin: Origin,
    /// Given back, so that the page knows which of its pop-ups answers.
    pub(super) callback: Option<String>,
}

/// How the fields come to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    Fragment,
    Query,
    /// As a form that the person's browser posts.
    Form,
}

/// A proven address with all that shapes an answer there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyTo {
    pub(super) target: Target,
    pub(super) address: AddressSent,
    /// Codes are answered in one style only.
    pub(super) style: Style,
    pub(super) place: ResponseMode,
    /// Given back exactly (RFC 6749 §4.2.2).
    pub(super) state: Option<String>,
    /// An OpenID request is answered as its standard says, without what this platform adds.
    pub(super) is_openid: bool,
    /// `public_url`: where the landing pages are, and the value of `iss`.
    pub(super) issuer: String,
}

type Field<'a> = (&'static str, &'a str);

impl ReplyTo {
    /// Allowed. What is signed comes by itself: that is done last.
    pub fn granted(&self, carried: &Carried, signed: &Signed) -> ResultRoute {
        let seconds = carried.lifetime.as_secs().to_string();
        let opaque = carried.access_token.as_ref().map(PlainToken::reveal);
        let token = signed.access_token.as_deref().or(opaque);
        let code = carried.code.as_ref().map(PlainToken::reveal);
        let mut fields: Vec<Field> = code.map(|code| ("code", code)).into_iter().collect();
        fields.extend(token.map(|token| ("access_token", token)));
        if token.is_some() || !self.is_openid {
            fields.push(("expires_in", &seconds));
        }
        let in_full = self.is_openid || self.is_address() && self.place != ResponseMode::Query;
        if token.is_some() && in_full {
            fields.push(("token_type", "bearer"));
        }
        let id_token = signed.id_token.as_deref();
        fields.extend(id_token.map(|id_token| ("id_token", id_token)));
        // In OpenID requests it is told with the token.
        let scope = carried.scope.as_deref();
        let scope = scope.filter(|_| token.is_some() || !self.is_openid);
        self.send("auth_success", fields, scope)
    }

    /// The user pressed Don't Allow.
    pub fn denied(&self) -> ResultRoute {
        let mut fields = Vec::new();
        if !self.is_plain_openid() {
            fields.extend([("status", "unauthorized"), ("message", "user canceled")]);
        }
        if self.is_address() || self.is_plain_openid() {
            fields.extend(error_fields(AuthorizeError::AccessDenied));
        }
        self.send("auth_failed", fields, None)
    }

    /// Anything else that is wrong, once the address is proven.
    pub fn failed(&self, error: AuthorizeError) -> ResultRoute {
        let mut fields = Vec::new();
        if !self.is_address() && !self.is_plain_openid() {
            fields.push(("status", error.code()));
            fields.push(("message", error.description()));
        }
        fields.extend(error_fields(error));
        self.send("auth_failed", fields, None)
            .without_old_fragment()
    }

    /// What a code is bound to (RFC 6749 §4.1.3): the address that the answer goes to, as it stands.
    pub fn effective_uri(&self) -> String {
        match &self.target {
            Target::Landing => landing_page(&self.issuer, "auth_success"),
            Target::Address(uri) => uri.raw().to_owned(),
            Target::Opener(opener) => opener.origin.as_str().to_owned(),
        }
    }

    /// Whether the request named the address itself.
    pub const fn address_sent(&self) -> AddressSent {
        self.address
    }

    /// Where the person is sent, as they may read it.
    pub fn destination(&self) -> Destination {
        match &self.target {
            Target::Landing => Destination::Program,
            Target::Address(uri) => describe(uri.raw(), uri.kind()),
            Target::Opener(opener) => describe(opener.origin.as_str(), opener.origin.kind()),
        }
    }

    /// Our own landing pages keep their form, which programs know.
    fn is_plain_openid(&self) -> bool {
        self.is_openid && self.target != Target::Landing
    }

    fn is_address(&self) -> bool {
        matches!(self.target, Target::Address(_))
    }

    fn send<'a>(
        &'a self,
        landing: &str,
        fields: Vec<Field<'a>>,
        scope: Option<&'a str>,
    ) -> ResultRoute {
        match &self.target {
            Target::Landing => self.to_landing(landing, fields, scope),
            Target::Address(uri) => self.to_address(uri, fields, scope),
            Target::Opener(opener) => self.to_opener(opener, fields, scope),
        }
    }

    fn to_landing(&self, page: &str, fields: Vec<Field>, scope: Option<&str>) -> ResultRoute {
        let state = self.state.as_deref().map(|state| ("state", state));
        let mut location = landing_page(&self.issuer, page);
        location.push('#');
        let scope = scope.map(|scope| ("scope", scope));
        ResultRoute::Redirect(ResultLocation(match self.style {
            Style::Documented => {
                let scope = scope.filter(|_| self.is_openid);
                append(location, fields.into_iter().chain(state).chain(scope))
            }
            Style::GeniLive => {
                let text = encode(state.into_iter().chain(scope).chain(fields));
                location.extend(byte_serialize(text.as_bytes()));
                location
            }
        }))
    }

    /// `iss` is for OpenID Connect's libraries: to others the browser itself tells from which origin the message came.
    fn to_opener<'a>(
        &'a self,
        opener: &'a Opener,
        mut fields: Vec<Field<'a>>,
        scope: Option<&'a str>,
    ) -> ResultRoute {
        fields.extend(self.state.as_deref().map(|state| ("state", state)));
        fields.extend(scope.map(|scope| ("scope", scope)));
        fields.extend(self.is_openid.then_some(("iss", self.issuer.as_str())));
        fields.extend(opener.callback.as_deref().map(|id| ("callback", id)));
        ResultRoute::Message(OpenerMessage {
            origin: opener.origin.as_str().to_owned(),
            text: encode(fields),
        })
    }

    fn to_address<'a>(
        &'a self,
        uri: &RedirectUri,
        mut fields: Vec<Field<'a>>,
        scope: Option<&'a str>,
    ) -> ResultRoute {
        fields.extend(self.state.as_deref().map(|state| ("state", state)));
        fields.extend(scope.map(|scope| ("scope", scope)));
        // RFC 9207 §2; programs that know only geni.com's own form get no field that it does not send.
        if self.style == Style::Documented || uri.kind() == UriKind::Private {
            fields.push(("iss", &self.issuer));
        }
        let raw = uri.raw();
        let (before, behind) = match (self.place, uri.kind()) {
            (ResponseMode::Form, _) => {
                return ResultRoute::FormPost(FormPost {
                    action: raw.to_owned(),
                    fields: encode(fields),
                });
            }
            (ResponseMode::Fragment, _) => ("#", ""),
            (ResponseMode::Query, UriKind::Private) => (joint(raw), ""),
            // The empty fragment keeps a browser from carrying an old one along.
            (ResponseMode::Query, _) => (joint(raw), "#"),
        };
        let mut location = append([raw, before].concat(), fields);
        location.push_str(behind);
        ResultRoute::Redirect(ResultLocation(location))
    }
}

/// Where a desktop flow ends.
pub(super) fn landing_page(issuer: &str, page: &str) -> String {
    format!("{issuer}/platform/oauth/{page}")
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

/// `application/x-www-form-urlencoded`, with upper-case hex.
fn encode<'a>(fields: impl IntoIterator<Item = Field<'a>>) -> String {
    append(String::new(), fields)
}

/// The same behind what is there, in one text: most answers end in it.
fn append<'a>(text: String, fields: impl IntoIterator<Item = Field<'a>>) -> String {
    let start = text.len();
    Serializer::for_suffix(text, start)
        .extend_pairs(fields)
        .finish()
}

fn describe(address: &str, kind: UriKind) -> Destination {
    let (scheme, rest) = address.split_once(':').unwrap_or_default();
    match kind {
        UriKind::Https => {
            let authority = rest.trim_start_matches('/');
            let host = authority.split(['/', '?']).next().unwrap_or_default();
            Destination::Host(host.to_owned())
        }
        UriKind::Loopback => Destination::ThisComputer,
        UriKind::Private => Destination::Scheme(scheme.to_owned()),
    }
}

/// Where the result goes, as a person may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A device that shows this code, and asks for the answer by itself.
    Device(String),
    /// Our own landing page, which the program watches.
    Program,
    /// A host on the web.
    Host(String),
    /// The person's own machine.
    ThisComputer,
    /// A program that claims this scheme.
    Scheme(String),
}
