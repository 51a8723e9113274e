//! HTTP requests of the gateway's listener, on their way to the Socket.IO library.

use super::asked::EngineRequest;
use super::payload::{self, Encoding, Generation, Trust};
use super::refusals::{
    Refusal, bad_beginning, bad_request, no_room, nothing, plain, unknown_session, unsupported,
};
use super::room::Guest;
use super::shared::Gateway;
use super::wire::{Handle, Switches};
use crate::domain::peer::Network;
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use hyper::service::Service;
use hyper::{Method, Request, Response, StatusCode};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(20);
/// Longest body for a session that has not begun: it begins with two characters, or with a few more.
const LONGEST_BEGINNING: u64 = 1024;
const BINARY: HeaderValue = HeaderValue::from_static("application/octet-stream");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain;charset=UTF-8");

/// The other end of a connection: a client, or a proxy.
#[derive(Clone)]
pub struct Peer {
    pub address: IpAddr,
    pub wire: Handle,
}

/// Where an Engine.IO session comes from; stays with it.
#[derive(Clone)]
pub struct Origin {
    pub network: Network,
    /// Its own connection, where it began as a websocket. Others may carry the requests of many.
    pub websocket: Option<Handle>,
    /// Its place among those that have not identified.
    pub guest: Option<Arc<Guest>>,
}

pub type Answer = Response<UnsyncBoxBody<Bytes, BoxError>>;
type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Answers one request of a connection.
pub async fn answer(
    gateway: Arc<Gateway>,
    peer: Peer,
    request: Request<Incoming>,
) -> Result<Answer, Infallible> {
    let wire = peer.wire.clone();
    if request.method() == Method::POST {
        // No websocket begins with a POST, whatever it says: its body may come.
        wire.answered(Switches::No);
    }
    let answer = pass_on(&gateway, &peer, request).await;
    let answer = answer.unwrap_or_else(boxed);
    let switches = match answer.status() {
        StatusCode::SWITCHING_PROTOCOLS => Switches::Yes,
        _ => Switches::No,
    };
    wire.answered(switches);
    Ok(answer)
}

async fn pass_on(
    gateway: &Gateway,
    peer: &Peer,
    mut request: Request<Incoming>,
) -> Result<Answer, Refusal> {
    if !matches!(request.uri().path(), "/socket.io" | "/socket.io/") {
        return Err(nothing());
    }
    let asked = EngineRequest::of(request.uri()).map_err(unsupported)?;
    match &asked.sid {
        Some(sid) => come_again(gateway, peer, sid, &asked).ok_or_else(bad_request)?,
        None if request.method() == Method::GET => {
            let origin = come_in(gateway, peer, &asked, &request);
            let origin = origin.ok_or_else(no_room)?;
            request.extensions_mut().insert(origin);
        }
        // The library begins no session without a place: only here it gets one.
        None => return Err(bad_beginning()),
    }
    asked.write(&mut request);
    let answer = if request.method() == Method::POST {
        let answer = post(gateway, &asked, request).await;
        let is_good = answer
            .as_ref()
            .is_ok_and(|it| it.status() == StatusCode::OK);
        if let (Some(sid), false) = (&asked.sid, is_good) {
            close_session(gateway, sid).await;
        }
        answer?
    } else {
        get(gateway, &asked, request).await?
    };
    Ok(match (asked.generation, asked.is_websocket) {
        (Generation::Old, false) => in_ascii(answer).await,
        _ => answer,
    })
}

/// A session begins, if there is room for one more that has not identified.
fn come_in(
    gateway: &Gateway,
    peer: &Peer,
    asked: &EngineRequest,
    request: &Request<Incoming>,
) -> Option<Origin> {
    let network = network(gateway, peer, request);
    let guest = gateway.guests.admit(network)?;
    if asked.is_websocket {
        peer.wire.carries(guest.clone());
    }
    Some(Origin {
        network,
        websocket: asked.is_websocket.then(|| peer.wire.clone()),
        guest: Some(guest),
    })
}

/// A session goes on, maybe as a websocket: as its only one.
fn come_again(gateway: &Gateway, peer: &Peer, sid: &str, asked: &EngineRequest) -> Option<()> {
    if let Some(signals) = gateway.signals_of(sid) {
        signals.comes();
    }
    if asked.is_websocket {
        let upgrade = gateway.doors.upgrades(sid, peer.wire.clone());
        peer.wire.belongs_to(Box::new(upgrade?));
        // It may identify at this moment: looked at once its door can be found.
        if gateway.trust_of(sid) == Trust::Known {
            peer.wire.trust();
        }
    }
    Some(())
}

/// Packets for a session. Whatever the library says of them by itself but "ok", the session is over.
async fn post(
    gateway: &Gateway,
    asked: &EngineRequest,
    request: Request<Incoming>,
) -> Result<Answer, Refusal> {
    let (mut parts, body) = request.into_parts();
    let too_much = || plain(StatusCode::PAYLOAD_TOO_LARGE, "too large, or too slow");
    let signals = asked.sid.as_ref().and_then(|sid| gateway.signals_of(sid));
    let longest = signals
        .as_ref()
        .map_or(LONGEST_BEGINNING, |signals| signals.trust().longest());
    if body.size_hint().lower() > longest {
        return Err(too_much());
    }
    let whole = Limited::new(body, usize::try_from(longest).unwrap_or(usize::MAX)).collect();
    let whole = tokio::time::timeout(BODY_TIME, whole).await;
    let Ok(Ok(whole)) = whole else {
        return Err(too_much());
    };
    let whole = whole.to_bytes();
    if signals.is_some_and(|signals| !signals.may_send(whole.len())) {
        return Err(too_much());
    }
    let encoding = match parts.headers.get(CONTENT_TYPE) {
        Some(kind) if *kind == BINARY => Encoding::Binary,
        _ => Encoding::Text,
    };
    let sound = payload::sound(asked.generation, encoding, whole);
    let (sound, encoding) = sound.map_err(|_| plain(StatusCode::BAD_REQUEST, "no packets"))?;
    let kind = match encoding {
        Encoding::Binary => BINARY,
        Encoding::Text => TEXT,
    };
    parts.headers.insert(CONTENT_TYPE, kind);
    Ok(call(gateway, Request::from_parts(parts, Full::new(sound))).await)
}

/// A session is begun, waited for, or goes on as a websocket.
async fn get(
    gateway: &Gateway,
    asked: &EngineRequest,
    request: Request<Incoming>,
) -> Result<Answer, Refusal> {
    let request = request.map(|_| Full::default());
    let Some(sid) = asked.sid.as_ref().filter(|_| !asked.is_websocket) else {
        return Ok(call(gateway, request).await);
    };
    let waiting = gateway.doors.waits(sid);
    tokio::select! {
        biased;
        answer = call(gateway, request) => Ok(answer),
        // The library may end a session without a word to who waits for it.
        () = waiting.shown_out() => Err(unknown_session()),
    }
}

async fn call(gateway: &Gateway, request: Request<Full<Bytes>>) -> Answer {
    let answer = gateway.library().call(request).await;
    answer.map_or_else(|never| match never {}, boxed)
}

/// A session that sent what nobody can read: its connection says farewell, where one has begun.
async fn close_session(gateway: &Gateway, sid: &str) {
    match gateway.signals_of(sid) {
        Some(signals) => signals.evict("a body that is none, or is too large"),
        None => end_session(gateway, sid).await,
    }
}

/// Ends what the library still keeps of a session, and whatever came in by its name.
pub async fn end_session(gateway: &Gateway, sid: &str) {
    // At a packet that there is not, it ends a polling session. One with a websocket ends when that is cut.
    let path = format!("/socket.io/?EIO=4&transport=polling&sid={sid}");
    let request = Request::post(path).body(Full::new(Bytes::from_static(b"x")));
    if let Ok(request) = request {
        call(gateway, request).await;
    }
    gateway.doors.show_out(sid);
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
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    answer.map(|body| body.map_err(BoxError::from).boxed_unsync())
}

fn network(gateway: &Gateway, peer: &Peer, request: &Request<Incoming>) -> Network {
    let values = request.headers().get_all("x-forwarded-for").iter();
    let lines = values.map(HeaderValue::as_bytes);
    gateway.proxies.who(Some(peer.address), lines)
}
