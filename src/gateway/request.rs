//! HTTP requests of the gateway's listener, on their way to the Socket.IO library.

use super::Gateway;
use super::payload::{self, Encoding, Generation, LONGEST};
use super::wire::{Handle, Switches};
use crate::domain::peer::nearest_stranger;
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::service::Service;
use hyper::{Method, Request, Response, StatusCode};
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(20);
const BINARY: HeaderValue = HeaderValue::from_static("application/octet-stream");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain;charset=UTF-8");

/// Where a connection comes from; stays with its Engine.IO session.
#[derive(Clone)]
pub struct Origin {
    pub address: IpAddr,
    pub wire: Handle,
}

pub type Answer = Response<UnsyncBoxBody<Bytes, BoxError>>;
type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Answers one request of a connection.
pub async fn answer(
    gateway: Arc<Gateway>,
    origin: Origin,
    request: Request<Incoming>,
) -> Result<Answer, Infallible> {
    let wire = origin.wire.clone();
    if request.method() == Method::POST {
        // No websocket begins with a POST, whatever it says: its body may come.
        wire.answered(Switches::No);
    }
    let answer = pass_on(&gateway, origin, request).await;
    let answer = answer.unwrap_or_else(boxed);
    let switches = match answer.status() {
        StatusCode::SWITCHING_PROTOCOLS => Switches::Yes,
        _ => Switches::No,
    };
    wire.answered(switches);
    Ok(answer)
}

type Refusal = Response<Full<Bytes>>;

async fn pass_on(
    gateway: &Gateway,
    mut origin: Origin,
    mut request: Request<Incoming>,
) -> Result<Answer, Refusal> {
    let asked = Asked::of(&request);
    if let Some(sid) = &asked.sid {
        if gateway.doors.is_shut(sid) {
            return Err(unknown_session());
        }
        if asked.is_websocket {
            gateway.doors.upgrades(sid, origin.wire.clone());
        }
    }
    origin.address = address(gateway, &origin, &request);
    request.extensions_mut().insert(origin);
    let (mut parts, body) = request.into_parts();
    let mut bytes = Bytes::new();
    if parts.method == Method::POST {
        let read = read(&mut parts, body, asked.generation).await;
        bytes = read.inspect_err(|_| gateway.close_session(asked.sid.as_deref()))?;
    }
    let request = Request::from_parts(parts, Full::new(bytes));
    let answer = gateway.library().call(request).await;
    let answer = answer.map_or_else(|never| match never {}, boxed);
    Ok(match (asked.generation, asked.is_websocket) {
        (Generation::Old, false) => in_ascii(answer).await,
        _ => answer,
    })
}

/// A body as the library shall see it.
async fn read(parts: &mut Parts, body: Incoming, generation: Generation) -> Result<Bytes, Refusal> {
    let limit = usize::try_from(LONGEST).unwrap_or(usize::MAX);
    let whole = tokio::time::timeout(BODY_TIME, Limited::new(body, limit).collect()).await;
    let Ok(Ok(whole)) = whole else {
        return Err(plain(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too large, or too slow",
        ));
    };
    let encoding = match parts.headers.get(CONTENT_TYPE) {
        Some(kind) if *kind == BINARY => Encoding::Binary,
        _ => Encoding::Text,
    };
    let (sound, encoding) = payload::sound(generation, encoding, whole.to_bytes())
        .map_err(|payload::Refused| plain(StatusCode::BAD_REQUEST, "no packets"))?;
    let kind = match encoding {
        Encoding::Binary => BINARY,
        Encoding::Text => TEXT,
    };
    parts.headers.insert(CONTENT_TYPE, kind);
    Ok(sound)
}

async fn in_ascii(answer: Answer) -> Answer {
    let (mut parts, body) = answer.into_parts();
    // It is whole already, and cannot fail.
    let whole = body.collect().await.map(|whole| whole.to_bytes());
    let mut whole = whole.unwrap_or_default();
    if let Some(ascii) = payload::in_ascii(&whole) {
        parts.headers.insert(CONTENT_LENGTH, ascii.len().into());
        whole = ascii;
    }
    boxed(Response::from_parts(parts, Full::new(whole)))
}

fn boxed<B>(answer: Response<B>) -> Answer
where
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    answer.map(|body| body.map_err(BoxError::from).boxed_unsync())
}

/// What the library does not take: there is nothing else here.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

impl Service<Request<Full<Bytes>>> for Nothing {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn call(&self, _request: Request<Full<Bytes>>) -> Self::Future {
        ready(Ok(plain(StatusCode::NOT_FOUND, "nothing here")))
    }
}

/// What the query says, read as the library reads it.
struct Asked {
    sid: Option<String>,
    generation: Generation,
    is_websocket: bool,
}

impl Asked {
    fn of(request: &Request<Incoming>) -> Self {
        let query = request.uri().query().unwrap_or_default();
        let value = |name: &str| {
            let found = query.split('&').find_map(|pair| pair.strip_prefix(name));
            found.map(|value| value.split('=').next().unwrap_or_default())
        };
        Self {
            sid: value("sid=").map(str::to_owned),
            generation: match value("EIO=") {
                Some("3") => Generation::Old,
                _ => Generation::New,
            },
            is_websocket: value("transport=") == Some("websocket"),
        }
    }
}

fn address(gateway: &Gateway, origin: &Origin, request: &Request<Incoming>) -> IpAddr {
    let values = request.headers().get_all("x-forwarded-for").iter();
    let named: Vec<&str> = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    nearest_stranger(origin.address, &named, &gateway.trusted_proxies)
}

/// As the library says it.
fn unknown_session() -> Refusal {
    let mut refusal = plain(
        StatusCode::BAD_REQUEST,
        "{\"code\":\"1\",\"message\":\"Session ID unknown\"}",
    );
    let json = HeaderValue::from_static("application/json");
    refusal.headers_mut().insert(CONTENT_TYPE, json);
    refusal
}

fn plain(status: StatusCode, text: &'static str) -> Refusal {
    let mut refusal = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *refusal.status_mut() = status;
    refusal
}
