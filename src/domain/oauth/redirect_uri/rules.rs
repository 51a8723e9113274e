//! What an address has to be like before its owner may register it (RFC 6749 §3.1.2, RFC 8252 §7).

use crate::domain::own_address::is_this_machine;
use url::{Url, form_urlencoded};

/// Longest address, in bytes.
const LONGEST: usize = 2000;

/// What an answer may add to an address (RFC 6749 §4.1.2 and §4.2.2, RFC 9207 §2, OpenID Connect Core §3.2.2.5, and
/// Geni's `status` and `message`). One that holds a field already would have it twice (RFC 6749 §3.1).
const RESULT_FIELDS: [&str; 13] = [
    "access_token",
    "code",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "id_token",
    "iss",
    "message",
    "scope",
    "state",
    "status",
    "token_type",
];

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
    #[error("a redirect URI holds no backslash: write a slash, or %5C")]
    Backslash,
    #[error(
        "a redirect URI holds no spaces and no control characters: leave them out, or write them as %XX"
    )]
    ControlCharacter,
    #[error(
        "a redirect URI is plain ASCII: write other characters as %XX, and a host name in its xn-- form"
    )]
    NotAscii,
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
        "write the person's own machine as http://127.0.0.1, http://[::1] or http://localhost, with a port from 1 to \
         65535 or none"
    )]
    LoopbackSpelling,
    #[error(
        "a redirect URI holds no *, which matches nothing here: name each address, or write %2A"
    )]
    Wildcard,
    #[error("a redirect URI has no {0} in its query, since our answer adds one: leave it out")]
    ResultField(&'static str),
    #[error(
        "a scheme is made of letters, digits, +, - and . only: replace each _, as in com.example.my-app:/cb"
    )]
    SchemeCharacters,
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

/// All rules, in the order in which an owner would mend them.
pub(super) fn check(raw: &str, short: ShortScheme) -> Result<UriKind, UriFault> {
    check_characters(raw)?;
    let url = Url::parse(raw).map_err(|_| why_unparsed(raw))?;
    let kind = check_parts(raw, &url, short)?;
    let held = form_urlencoded::parse(url.query().unwrap_or_default().as_bytes())
        .find_map(|(name, _)| RESULT_FIELDS.into_iter().find(|field| *field == name));
    held.map_or(Ok(kind), |field| Err(UriFault::ResultField(field)))
}

/// A scheme with `_`, as names of packages have it, is the one that people stumble over (RFC 3986 §3.1).
fn why_unparsed(raw: &str) -> UriFault {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte);
    match raw.split_once(':') {
        Some((scheme, _)) if scheme.contains('_') && scheme.bytes().all(is_name) => {
            UriFault::SchemeCharacters
        }
        // As in `http://127.0.0.1:*/cb`.
        Some((_, rest)) if rest.starts_with("//") && holds_wildcard(rest) => UriFault::Wildcard,
        _ => UriFault::NotAbsolute,
    }
}

fn check_characters(raw: &str) -> Result<(), UriFault> {
    if raw.is_empty() || raw.len() > LONGEST {
        return Err(UriFault::Length);
    }
    if let Some(fault) = raw.chars().find_map(why_unwelcome) {
        return Err(fault);
    }
    if raw.contains('#') {
        return Err(UriFault::Fragment);
    }
    Ok(())
}

fn why_unwelcome(symbol: char) -> Option<UriFault> {
    match symbol {
        '\\' => Some(UriFault::Backslash),
        _ if symbol.is_ascii_graphic() => None,
        _ if symbol.is_control() || symbol.is_whitespace() => Some(UriFault::ControlCharacter),
        _ => Some(UriFault::NotAscii),
    }
}

/// People write one where they mean any name or any port; here it would be compared as it stands.
fn holds_wildcard(rest: &str) -> bool {
    rest.split('?')
        .next()
        .is_some_and(|path| path.contains('*'))
}

fn check_parts(raw: &str, url: &Url, short: ShortScheme) -> Result<UriKind, UriFault> {
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
    let kind = match scheme.to_ascii_lowercase().as_str() {
        "https" => check_authority(url, rest).map(|()| UriKind::Https),
        "http" => check_loopback(raw, url, rest),
        "javascript" | "data" | "vbscript" | "file" | "blob" | "about" | "ws" | "wss" | "urn"
        | "ftp" | "mailto" | "view-source" | "intent" => Err(UriFault::ForbiddenScheme),
        other if other.contains('.') || short == ShortScheme::Allowed => check_private(url),
        _ => Err(UriFault::ShortScheme),
    }?;
    if holds_wildcard(rest) {
        return Err(UriFault::Wildcard);
    }
    Ok(kind)
}

fn check_authority(url: &Url, rest: &str) -> Result<(), UriFault> {
    let authority = rest.strip_prefix("//").ok_or(UriFault::NotAbsolute)?;
    if authority.starts_with(['/', '?']) || url.host().is_none() {
        return Err(UriFault::NotAbsolute);
    }
    check_no_userinfo(url, authority)
}

/// Plain http goes to the person's own machine only, and names it as browsers do: addresses are compared as they
/// are written, no browser goes to `127.1` or `LOCALHOST` under that name, and a port that is none is never free.
fn check_loopback(raw: &str, url: &Url, rest: &str) -> Result<UriKind, UriFault> {
    check_authority(url, rest)?;
    // The names below `localhost` are for pages, which have no port to be free (RFC 8252 §7.3).
    if !is_this_machine(url) || url.domain().is_some_and(|name| name != "localhost") {
        return Err(UriFault::PlainHttp);
    }
    let host = url.host_str().unwrap_or_default();
    let behind = raw
        .strip_prefix("http://")
        .and_then(|it| it.strip_prefix(host));
    let port = behind.and_then(|it| it.split(['/', '?']).next());
    port.is_some_and(|port| port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
        .then_some(UriKind::Loopback)
        .ok_or(UriFault::LoopbackSpelling)
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

/// As everybody writes it; a number that is too large does not get here.
fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() && !text.starts_with('0')
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriKind {
    Https,
    /// Plain http to the person's own machine.
    Loopback,
    /// A private-use scheme that the operating system hands to a program (RFC 8252 §7.1).
    Private,
}
