//! What the browser itself says of a request: from where a form was sent, and whether anybody looks.

use crate::flow::authorize::Manner;
use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::ORIGIN;

/// Whether a form was sent by a page of ours, as far as the browser tells (RFC 6749 §10.12).
///
/// `Origin: null` passes: our own pages send it, for `Referrer-Policy: no-referrer`. The form's proof
/// decides then.
pub fn is_own_form(request: &HttpRequest, public_url: &str) -> bool {
    let site = header(request, "sec-fetch-site");
    let origin = header(request, ORIGIN.as_str());
    let foreign_site = matches!(site, Some("cross-site" | "same-site"));
    let foreign_origin = origin.is_some_and(|origin| origin != "null" && origin != public_url);
    !foreign_site && !foreign_origin
}

/// HEAD and fetching ahead never issue anything.
pub fn manner(request: &HttpRequest) -> Manner {
    let says_prefetch =
        |name| header(request, name).is_some_and(|value| value.contains("prefetch"));
    let ahead = ["sec-purpose", "purpose", "x-moz"]
        .into_iter()
        .any(says_prefetch);
    if request.method() == Method::HEAD || ahead {
        Manner::Peek
    } else {
        Manner::Open
    }
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    // A value that is not text is nothing that a browser says of itself: taken as foreign.
    request
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap_or("unreadable"))
}
