//! Where an app lives: its site, its Site Domain, the origin that may frame a page of ours.

use super::fault::RegistrationFault;
use crate::domain::oauth::client::{App, Switch};
use crate::domain::own_address::is_this_machine;
use crate::domain::text::is_unwelcome;
use url::{Host, Url};

/// Longest address that users are shown, in bytes.
const URL_BYTES: usize = 2000;

pub(super) fn check_site(app: &App) -> Result<(), RegistrationFault> {
    let is_bad = |text: &Option<String>, is_good: fn(&str) -> bool| {
        text.as_deref().is_some_and(|text| !is_good(text))
    };
    for (field, url) in [
        ("site_url", &app.site_url),
        ("privacy_url", &app.privacy_url),
        ("terms_url", &app.terms_url),
    ] {
        if is_bad(url, is_public_url) {
            return Err(RegistrationFault::PublicUrl(field));
        }
    }
    if is_bad(&app.site_domain, is_host_name) {
        return Err(RegistrationFault::SiteDomain);
    }
    if is_bad(&app.canvas_origin, is_canvas_origin) {
        return Err(RegistrationFault::CanvasOrigin);
    }
    if let Some(bad) = app.origins.iter().find(|origin| !is_page_origin(origin)) {
        return Err(RegistrationFault::Origin(bad.clone()));
    }
    match &app.site_domain {
        _ if !app.has(Switch::WithinSiteDomain) => Ok(()),
        None => Err(RegistrationFault::SiteDomainMissing),
        Some(domain) if !is_registrable_domain(domain) => {
            Err(RegistrationFault::PublicSuffix(domain.clone()))
        }
        Some(_) => Ok(()),
    }
}

fn is_public_url(text: &str) -> bool {
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
fn is_host_name(text: &str) -> bool {
    text.contains('.')
        && text.len() <= 253
        && text.bytes().all(is_of_a_host)
        && matches!(Host::parse(text), Ok(Host::Domain(name)) if name == text)
}

/// The origin of a site that may frame a page of ours, letter by letter as browsers write it: https, or http
/// on the person's own machine.
fn is_canvas_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(&url));
        // It stands in a header among other words, where `*` and quotes have a meaning of their own.
        let host = text.split_once("://").map_or("", |(_, rest)| rest);
        let is_plain = host
            .bytes()
            .all(|byte| is_of_a_host(byte) || b"[]:".contains(&byte));
        is_safe && is_plain && url.origin().ascii_serialization() == text
    })
}

/// Longest origin of a page, in bytes.
const ORIGIN_BYTES: usize = 300;

/// The origin of pages that call us, letter by letter as their browser sends it: https, http on the person's own
/// machine, or a scheme that a frame for apps serves its pages by (`capacitor://localhost`, `tauri://localhost`).
fn is_page_origin(text: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else {
        return false;
    };
    let is_plain = text.len() <= ORIGIN_BYTES
        && !host.is_empty()
        && host
            .bytes()
            .all(|byte| is_of_a_host(byte) || b"[]:".contains(&byte));
    let is_written_so = |url: &Url| url.origin().ascii_serialization() == text && url.has_host();
    is_plain
        && match scheme {
            "https" => Url::parse(text).is_ok_and(|url| is_written_so(&url)),
            "http" => {
                Url::parse(text).is_ok_and(|url| is_written_so(&url) && is_this_machine(&url))
            }
            // Pages without an origin of their own send `null`; the rest are no pages.
            "about" | "blob" | "data" | "file" | "filesystem" | "ftp" | "javascript" | "ws"
            | "wss" => false,
            own => {
                own.bytes()
                    .next()
                    .is_some_and(|first| first.is_ascii_lowercase())
                    && own.bytes().all(|byte| is_of_a_host(byte) || byte == b'+')
            }
        }
}

const fn is_of_a_host(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.')
}

/// Whether a host name belongs to somebody: no public suffix such as `com`, `co.uk` or `github.io`, below
/// which strangers register names (the kept list of publicsuffix.org, with its private part).
pub fn is_registrable_domain(host: &str) -> bool {
    is_host_name(host) && !host.ends_with('.') && psl::domain(host.as_bytes()).is_some()
}
