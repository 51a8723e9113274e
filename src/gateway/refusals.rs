//! What the listener itself answers, in place of the library.

use super::asked::Unknown;
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::service::Service;
use hyper::{Request, Response, StatusCode};
use std::convert::Infallible;
use std::future::{Ready, ready};

pub type Refusal = Response<Full<Bytes>>;

/// What the library does not take: there is nothing else here.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Service<Request<Full<Bytes>>> for Nothing {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn call(&self, _request: Request<Full<Bytes>>) -> Self::Future {
        ready(Ok(nothing()))
    }
}

pub fn nothing() -> Refusal {
    plain(StatusCode::NOT_FOUND, "nothing here")
}

/// Libraries come again by themselves.
pub fn no_room() -> Refusal {
    let words = "too many sessions that have not identified";
    let mut refusal = plain(StatusCode::SERVICE_UNAVAILABLE, words);
    let seconds = HeaderValue::from_static("5");
    refusal.headers_mut().insert(RETRY_AFTER, seconds);
    refusal
}

pub fn unsupported(unknown: Unknown) -> Refusal {
    as_library(match unknown {
        Unknown::Protocol => "{\"code\":\"5\",\"message\":\"Unsupported protocol version\"}",
        Unknown::Transport => "{\"code\":\"0\",\"message\":\"Transport unknown\"}",
    })
}

pub fn bad_beginning() -> Refusal {
    as_library("{\"code\":\"2\",\"message\":\"Bad handshake method\"}")
}

pub fn unknown_session() -> Refusal {
    as_library("{\"code\":\"1\",\"message\":\"Session ID unknown\"}")
}

pub fn bad_request() -> Refusal {
    as_library("{\"code\":\"3\",\"message\":\"Bad request\"}")
}

/// In the words of the library.
fn as_library(words: &'static str) -> Refusal {
    let mut refusal = plain(StatusCode::BAD_REQUEST, words);
    let json = HeaderValue::from_static("application/json");
    refusal.headers_mut().insert(CONTENT_TYPE, json);
    refusal
}

pub fn plain(status: StatusCode, text: &'static str) -> Refusal {
    let mut refusal = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *refusal.status_mut() = status;
    refusal
}
