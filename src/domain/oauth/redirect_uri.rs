//! Redirect addresses: what may be registered, and the proof that an address sent is a registered one
//! (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §2.1).
//!
//! Addresses are compared as the raw strings they are. They are parsed only to be refused: a parser that
//! tidies up (`..`, default ports, backslashes) would make equal what is not.

use super::client::{App, Kind};
use url::{Host, Url};

/// Longest address, in bytes.
const LONGEST: usize = 2000;

/// An address that passed the registration rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredUri {
    raw: String,
    kind: UriKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriKind {
    Https,
    /// Plain http to the person's own machine.
    Loopback,
    /// A private-use scheme that the operating system hands to a program (RFC 8252 §7.1).
    Private,
}

/// Whether an app may register a scheme without a dot (`geni7:`), which any program may claim too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortScheme {
    Allowed,
    Refused,
}

/// Why an address cannot be registered; the text says what mends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriFault {
    #[error(
        "a redirect URI has 1 to {LONGEST} characters: give one like https://example.org/callback"
    )]
    Length,
    #[error(
        "a redirect URI is plain ASCII without spaces, control characters and backslashes: write others as %XX, \
         and a host name in its xn-- form"
    )]
    Characters,
    #[error(
        "a redirect URI has no fragment: leave out the # and what follows, the answer goes there"
    )]
    Fragment,
    #[error(
        "a redirect URI is absolute: begin with https://, or with com.example.app:/ for a program"
    )]
    NotAbsolute,
    #[error(
        "a redirect URI holds no user name or password before the host: leave out what ends in @"
    )]
    UserInfo,
    #[error("a redirect URI holds no dot segments (.. or %2e%2e): write the path without them")]
    DotSegment,
    #[error(
        "redirect_uri is plain http. Use https, or http://127.0.0.1/… for a program on the person's own machine"
    )]
    PlainHttp,
    #[error(
        "this scheme is never an address to send people to: use https, or one of the program's own as in \
         com.example.app:/cb"
    )]
    ForbiddenScheme,
    #[error(
        "a private scheme needs a dot, as in com.example.app:/cb. Any program may claim one without: \
         add --allow-short-scheme if yours has no choice"
    )]
    ShortScheme,
}

impl RegisteredUri {
    /// Checks an address that an owner wants to register.
    pub fn register(raw: &str, short: ShortScheme) -> Result<Self, UriFault> {
        let kind = check_characters(raw).and_then(|()| check_parts(raw, short))?;
        Ok(Self {
            raw: raw.to_owned(),
            kind,
        })
    }

    pub fn raw(&self) -> &str {
        &self.raw
    }

    pub const fn kind(&self) -> UriKind {
        self.kind
    }

    /// The web origin of its page, as browsers send it (RFC 6454 §6.2); private schemes have none.
    pub fn origin(&self) -> Option<String> {
        match self.kind {
            UriKind::Https | UriKind::Loopback => {
                let url = Url::parse(&self.raw).ok()?;
                Some(url.origin().ascii_serialization())
            }
            UriKind::Private => None,
        }
    }

    fn proves(&self, given: &str, kind: Kind) -> bool {
        given == self.raw
            || (kind != Kind::Web
                && self.kind == UriKind::Loopback
                && without_port(given).is_some_and(|g| Some(g) == without_port(&self.raw)))
    }
}

fn check_characters(raw: &str) -> Result<(), UriFault> {
    if raw.is_empty() || raw.len() > LONGEST {
        return Err(UriFault::Length);
    }
    if !raw
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    {
        return Err(UriFault::Characters);
    }
    if raw.contains('#') {
        return Err(UriFault::Fragment);
    }
    Ok(())
}

fn check_parts(raw: &str, short: ShortScheme) -> Result<UriKind, UriFault> {
    let url = Url::parse(raw).map_err(|_| UriFault::NotAbsolute)?;
    // `https:evil` and `https:///evil` parse as well: the two slashes and a host must be there as written.
    let (scheme, rest) = raw.split_once(':').ok_or(UriFault::NotAbsolute)?;
    let path = rest
        .split('?')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if path.split('/').any(is_dot_segment) {
        return Err(UriFault::DotSegment);
    }
    match scheme.to_ascii_lowercase().as_str() {
        "https" => check_authority(&url, rest).map(|()| UriKind::Https),
        "http" => {
            check_authority(&url, rest)?;
            is_loopback(&url)
                .then_some(UriKind::Loopback)
                .ok_or(UriFault::PlainHttp)
        }
        "javascript" | "data" | "vbscript" | "file" | "blob" | "about" | "ws" | "wss" | "urn"
        | "ftp" | "mailto" | "view-source" | "intent" => Err(UriFault::ForbiddenScheme),
        other if other.contains('.') || short == ShortScheme::Allowed => check_private(&url),
        _ => Err(UriFault::ShortScheme),
    }
}

fn check_authority(url: &Url, rest: &str) -> Result<(), UriFault> {
    let authority = rest.strip_prefix("//").ok_or(UriFault::NotAbsolute)?;
    if authority.starts_with(['/', '?']) || url.host().is_none() {
        return Err(UriFault::NotAbsolute);
    }
    check_no_userinfo(url, authority)
}

fn check_private(url: &Url) -> Result<UriKind, UriFault> {
    check_no_userinfo(url, "").map(|()| UriKind::Private)
}

fn check_no_userinfo(url: &Url, authority: &str) -> Result<(), UriFault> {
    let host = authority.split(['/', '?']).next().unwrap_or_default();
    let named = !url.username().is_empty() || url.password().is_some() || host.contains('@');
    if named {
        Err(UriFault::UserInfo)
    } else {
        Ok(())
    }
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.replace("%2e", ".").as_str(), "." | "..")
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// `http://127.0.0.1` or `http://[::1]`, and all that follows the port; `None` for every other address
/// and for a port that is none. Only the port may vary (RFC 8252 §7.3).
fn without_port(address: &str) -> Option<(&str, &str)> {
    let host = ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .find(|host| address.starts_with(host))?;
    let rest = address.get(host.len()..)?;
    let tail = match rest.strip_prefix(':') {
        None => rest,
        Some(after) => {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (port, tail) = after.split_at_checked(digits)?;
            port.parse::<u16>().ok().filter(|&port| port > 0)?;
            tail
        }
    };
    (tail.is_empty() || tail.starts_with(['/', '?'])).then_some((host, tail))
}

/// A proven address: one of the app's own. It has no other constructor than [`prove`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri {
    raw: String,
    kind: UriKind,
}

impl RedirectUri {
    pub fn raw(&self) -> &str {
        &self.raw
    }

    pub const fn kind(&self) -> UriKind {
        self.kind
    }
}

/// Why no address is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproven {
    /// None was sent, and there is not exactly one to take.
    Missing,
    /// The one that was sent is not registered.
    Mismatch,
}

/// The app's address that was sent, or its only one when none was (RFC 6749 §3.1.2.3).
pub fn prove(given: Option<&str>, app: &App) -> Result<RedirectUri, Unproven> {
    let proven = match given {
        Some(given) => app
            .redirect_uris
            .iter()
            .find(|registered| registered.proves(given, app.kind))
            .map(|registered| (given, registered.kind))
            .ok_or(Unproven::Mismatch)?,
        None => match app.redirect_uris.as_slice() {
            [only] => (only.raw(), only.kind),
            _ => return Err(Unproven::Missing),
        },
    };
    Ok(RedirectUri {
        raw: proven.0.to_owned(),
        kind: proven.1,
    })
}
