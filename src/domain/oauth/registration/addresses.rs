//! The redirect addresses of an app, each judged alone and against those before it: what registration refuses with,
//! the form explains line by line.

use super::check::Premises;
use super::fault::RegistrationFault;
use super::wishes::Wishes;
use crate::domain::oauth::choices::Kind;
use crate::domain::oauth::client::App;
use crate::domain::oauth::redirect_uri::{Hint, RegisteredUri, ShortScheme, UriFault, UriKind};
use crate::domain::own_address::{is_own_page, path_here};
use crate::domain::words::words;

/// By what an app's addresses are judged.
#[derive(Clone, Copy, Debug)]
pub struct Addresses<'a> {
    pub kind: Kind,
    pub short: ShortScheme,
    /// Those that stay: registered by the rules of their day.
    pub kept: &'a [RegisteredUri],
    pub premises: Premises<'a>,
}

/// Why one address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressFault {
    Rule(UriFault),
    Twice,
    OwnLandingPage,
    OwnPage,
}

impl AddressFault {
    pub(super) fn of(self, raw: &str) -> RegistrationFault {
        let uri = raw.to_owned();
        match self {
            Self::Rule(fault) => RegistrationFault::RedirectUri { uri, fault },
            Self::Twice => RegistrationFault::RedirectUriRepeated(uri),
            Self::OwnLandingPage => RegistrationFault::OwnLandingPage(uri),
            Self::OwnPage => RegistrationFault::OwnPage(uri),
        }
    }
}

/// What became of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub raw: String,
    pub verdict: Verdict,
    pub hints: Vec<Hint>,
}

/// How an address is compared from now on, or why it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Exact,
    AnyPort,
    OwnScheme,
    NotAbsolute,
    Fragment,
    UserName,
    DotSegments,
    Backslash,
    ControlCharacter,
    NotAscii,
    Http,
    SchemeRefused,
    ShortScheme,
    Wildcard,
    Twice,
    TooLong,
    /// Its query holds a field that our answer adds.
    AnswerField,
    /// It leads to a page of this server.
    OwnPage,
}

words!(Verdict {
    Exact = "exact",
    AnyPort = "any port",
    OwnScheme = "own scheme",
    NotAbsolute = "not absolute",
    Fragment = "fragment",
    UserName = "user name",
    DotSegments = "dot segments",
    Backslash = "backslash",
    ControlCharacter = "control character",
    NotAscii = "not ASCII",
    Http = "http",
    SchemeRefused = "scheme refused",
    ShortScheme = "short scheme",
    Wildcard = "wildcard",
    Twice = "twice",
    TooLong = "too long",
    AnswerField = "answer field",
    OwnPage = "own page",
});

impl Verdict {
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Exact | Self::AnyPort | Self::OwnScheme)
    }

    fn of_accepted(uri: &RegisteredUri, kind: Kind) -> Self {
        match uri.kind() {
            UriKind::Private => Self::OwnScheme,
            UriKind::Loopback if kind != Kind::Web && uri.has_free_port() => Self::AnyPort,
            UriKind::Loopback | UriKind::Https => Self::Exact,
        }
    }
}

impl From<AddressFault> for Verdict {
    fn from(fault: AddressFault) -> Self {
        let fault = match fault {
            AddressFault::Rule(fault) => fault,
            AddressFault::Twice => return Self::Twice,
            AddressFault::OwnLandingPage | AddressFault::OwnPage => return Self::OwnPage,
        };
        match fault {
            UriFault::Length => Self::TooLong,
            UriFault::Backslash => Self::Backslash,
            UriFault::ControlCharacter => Self::ControlCharacter,
            UriFault::NotAscii => Self::NotAscii,
            UriFault::Fragment => Self::Fragment,
            UriFault::NotAbsolute => Self::NotAbsolute,
            UriFault::UserInfo => Self::UserName,
            UriFault::DotSegment => Self::DotSegments,
            UriFault::PlainHttp | UriFault::LoopbackSpelling => Self::Http,
            UriFault::ResultField(_) => Self::AnswerField,
            UriFault::SchemeCharacters | UriFault::ForbiddenScheme => Self::SchemeRefused,
            UriFault::ShortScheme => Self::ShortScheme,
            UriFault::Wildcard => Self::Wildcard,
        }
    }
}

impl Addresses<'_> {
    /// One address, after those that were accepted `before` it.
    pub fn judge(
        &self,
        raw: &str,
        before: &[RegisteredUri],
    ) -> Result<RegisteredUri, AddressFault> {
        if before.iter().any(|uri| uri.raw() == raw) {
            return Err(AddressFault::Twice);
        }
        match self.kept.iter().find(|uri| uri.raw() == raw) {
            Some(kept) => Ok(kept.clone()),
            None => register_uri(raw, self.premises, self.short),
        }
    }

    /// Each line with its verdict, in the order in which they were written.
    pub fn explain<'l>(&self, lines: impl IntoIterator<Item = &'l str>) -> Vec<Line> {
        let mut accepted = Vec::new();
        let mut explained = Vec::new();
        for raw in lines {
            let (verdict, hints) = match self.judge(raw, &accepted) {
                Ok(uri) => {
                    let said = (Verdict::of_accepted(&uri, self.kind), uri.hints());
                    accepted.push(uri);
                    said
                }
                Err(fault) => (fault.into(), Vec::new()),
            };
            explained.push(Line {
                raw: raw.to_owned(),
                verdict,
                hints,
            });
        }
        explained
    }
}

/// By the rules of today.
fn register_uri(
    raw: &str,
    premises: Premises,
    short: ShortScheme,
) -> Result<RegisteredUri, AddressFault> {
    let is_landing_page = |path: &str| {
        let page = path.strip_prefix("/platform/oauth/");
        matches!(page, Some("auth_success" | "auth_failed"))
    };
    if path_here(premises.public_url, raw).is_some_and(|path| is_landing_page(&path)) {
        return Err(AddressFault::OwnLandingPage);
    }
    if is_own_page(premises.public_url, raw) {
        return Err(AddressFault::OwnPage);
    }
    RegisteredUri::register(raw, short).map_err(AddressFault::Rule)
}

/// By the rules of redirect addresses; those that stay were registered by the rules of their day.
pub(super) fn check_post_logout(
    app: &App,
    wishes: &Wishes,
    premises: Premises,
) -> Result<(), RegistrationFault> {
    let named = wishes.post_logout_uris.iter().flatten();
    for raw in named.filter(|raw| !raw.is_empty()) {
        register_uri(raw, premises, app.short_scheme())
            .map_err(|fault| RegistrationFault::PostLogout(Box::new(fault.of(raw))))?;
    }
    Ok(())
}
