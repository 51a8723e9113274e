//! Where an app lives: its site, its Site Domain, the origin that may frame a page of ours.

use crate::domain::account::user::is_unwelcome;
use crate::domain::oauth::redirect_uri::is_loopback;
use url::{Host, Url};

/// Longest site URL, in bytes.
const URL_BYTES: usize = 2000;

pub(super) fn is_site_url(text: &str) -> bool {
    let plain =
        text.len() <= URL_BYTES && !text.chars().any(|c| c.is_whitespace() || is_unwelcome(c));
    plain
        && Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
        })
}

/// A name of the domain name system, in lower-case ASCII, with a dot in it.
pub(super) fn is_host_name(text: &str) -> bool {
    text.contains('.')
        && text.len() <= 253
        && text.bytes().all(is_of_a_host)
        && matches!(Host::parse(text), Ok(Host::Domain(name)) if name == text)
}

/// The origin of a site that may frame a page of ours, letter by letter as browsers write it: https, or http
/// on the person's own machine.
pub(super) fn is_canvas_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        // It stands in a header among other words, where `*` and quotes have a meaning of their own.
        let host = text.split_once("://").map_or("", |(_, rest)| rest);
        let is_plain = host
            .bytes()
            .all(|byte| is_of_a_host(byte) || b"[]:".contains(&byte));
        is_safe && is_plain && url.origin().ascii_serialization() == text
    })
}

const fn is_of_a_host(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.')
}

/// Whether a host name belongs to somebody: no public suffix such as `com`, `co.uk` or `github.io`, below
/// which strangers register names (the kept list of publicsuffix.org, with its private part).
pub fn is_registrable_domain(host: &str) -> bool {
    is_host_name(host) && !host.ends_with('.') && psl::domain(host.as_bytes()).is_some()
}
