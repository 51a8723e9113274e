//! Request headers as they come: bytes, which others write too. What cannot be read is passed over piece by piece;
//! it hides nothing of what stands beside it.

use actix_web::HttpRequest;
use actix_web::http::header::{
    AsHeaderName, CONTENT_TYPE, COOKIE, HeaderName, TRANSFER_ENCODING, UPGRADE,
};
use std::borrow::Cow;

pub const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The values of a header, line by line.
pub fn lines(request: &HttpRequest, name: impl AsHeaderName) -> impl Iterator<Item = &[u8]> {
    let values = request.headers().get_all(name);
    values.map(|value| value.as_bytes())
}

/// The first value, with a sign in place of each byte that is no text.
pub fn text(request: &HttpRequest, name: impl AsHeaderName) -> Option<Cow<'_, str>> {
    lines(request, name).next().map(String::from_utf8_lossy)
}

/// Whether this is what the body says it is.
pub fn is_of_kind(request: &HttpRequest, wanted: &str) -> bool {
    let kind = text(request, CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case(wanted)
}

/// The items of a list, over all its lines, as far as they can be read.
pub fn items(request: &HttpRequest, name: impl AsHeaderName) -> impl Iterator<Item = &str> {
    let pieces = lines(request, name).flat_map(|line| line.split(|&byte| byte == b','));
    pieces
        .filter_map(|piece| std::str::from_utf8(piece).ok())
        .map(str::trim)
}

/// Names and values of all cookies.
pub fn cookies(request: &HttpRequest) -> impl Iterator<Item = (&str, &str)> {
    let pairs = lines(request, COOKIE).flat_map(|line| line.split(|&byte| byte == b';'));
    pairs
        .filter_map(|pair| std::str::from_utf8(pair).ok()?.split_once('='))
        .map(|(name, value)| (name.trim(), value.trim().trim_matches('"')))
}

/// The values of all cookies of this name: browsers keep one for each path and domain, and say not which is ours
/// (RFC 6265 §5.4).
pub fn cookies_named<'a>(request: &'a HttpRequest, name: &str) -> impl Iterator<Item = &'a str> {
    cookies(request)
        .filter(move |(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// As the server behind understands it: what follows is no request then. What comes in chunks has an end of its own.
pub fn asks_for_websocket(request: &HttpRequest) -> bool {
    let is_websocket = |value: &[u8]| value.trim_ascii().eq_ignore_ascii_case(b"websocket");
    !request.headers().contains_key(TRANSFER_ENCODING) && lines(request, UPGRADE).any(is_websocket)
}
