//! What the browser itself says of a request: from where a form was sent, and whether anybody looks.

use super::header::{SEC_FETCH_SITE, lines};
use crate::flow::Manner;
use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, ORIGIN};

/// In these a browser tells that it fetches ahead.
const AHEAD_IN: [HeaderName; 3] = [
    HeaderName::from_static("sec-purpose"),
    HeaderName::from_static("purpose"),
    HeaderName::from_static("x-moz"),
];

/// Why a form is refused that was not, for the log.
pub const FOREIGN: &str = "sent by another site";
/// The same of one that a browser sent by itself.
pub const AHEAD: &str = "sent ahead, before anybody pressed anything";

/// Whether a form was sent by a page of ours, as far as the browser tells (RFC 6749 §10.12).
///
/// `Origin: null` passes: our own pages send it, for `Referrer-Policy: no-referrer`. The form's proof
/// decides then.
pub fn is_own_form(request: &HttpRequest, public_url: &str) -> bool {
    let is_foreign_site = |site: &[u8]| matches!(site, b"cross-site" | b"same-site");
    let is_foreign = |origin: &[u8]| origin != b"null" && origin != public_url.as_bytes();
    !lines(request, SEC_FETCH_SITE).any(is_foreign_site) && !lines(request, ORIGIN).any(is_foreign)
}

/// HEAD and fetching ahead never issue anything.
pub fn manner(request: &HttpRequest) -> Manner {
    let says_prefetch =
        |name| lines(request, name).any(|line| String::from_utf8_lossy(line).contains("prefetch"));
    let ahead = AHEAD_IN.into_iter().any(says_prefetch);
    if request.method() == Method::HEAD || ahead {
        Manner::Peek
    } else {
        Manner::Open
    }
}
