//! The websocket, for who shows the pass of a handshake. Every refusal is 401.

use super::calls::{Peer, SocketOrigin};
use super::connection::Connection;
use super::handshake::{decline, presented, query_of, refuse};
use super::messages::Messages;
use super::outgoing::Outgoing;
use super::worker::Sockets;
use crate::domain::answer::{LogDecision, Story};
use crate::domain::broker::id::make_uuid;
use crate::flow::broker::sockets;
use crate::web::broker::run::reading_call;
use crate::web::header::asks_for_websocket;
use crate::web::{Edge, log};
use actix_web::http::Version;
use actix_web::rt;
use actix_web::web::{Data, Path, Payload};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev};
use actix_ws::Session;
use std::cell::Cell;
use tokio::time::Instant;

/// The one that Socket.IO's own clients may offer.
const SUBPROTOCOLS: &[&str] = &["socket.io"];

pub async fn open(
    request: HttpRequest,
    edge: Data<Edge>,
    sockets: Data<Sockets>,
    payload: Payload,
    pass: Path<String>,
) -> HttpResponse {
    let presented = presented(&query_of(&request));
    let opened = reading_call(&edge, move |platform| {
        sockets::open(platform, &pass, &presented)
    });
    let pass = match opened.await {
        Ok(pass) => pass,
        Err(declined) => return decline(&request, declined),
    };
    let Some(handled) = upgrade(&request).await else {
        return refuse(&request, "no websocket handshake");
    };
    let Some(seat) = sockets.seats.take(&edge, &pass.credential) else {
        return refuse(&request, "too many sockets with one credential");
    };
    let (response, session) = handled;
    let (outgoing, response) = Outgoing::over(session, response);
    let connection = Connection {
        peer: Peer::of(&request),
        form: pass.form,
        origin: SocketOrigin {
            credential: pass.credential,
            connection_id: make_uuid(&mut rand::rng()),
        },
        seat,
        outgoing,
        last_heard: Cell::new(Instant::now()),
        edge,
        sockets,
    };
    rt::spawn(connection.attend(Messages::of(payload.into_inner())));
    log::tell(&request, Story::of(LogDecision::SocketOpened));
    response
}

/// The answer that opens it, where the server behind sees a websocket as well: else it would look for requests in what
/// follows. What comes on it is read by [`Messages`].
async fn upgrade(request: &HttpRequest) -> Option<(HttpResponse, Session)> {
    if request.version() != Version::HTTP_11 || !asks_for_websocket(request) {
        return None;
    }
    let nothing = Payload::from_request(request, &mut dev::Payload::None);
    let nothing = nothing.await.ok()?;
    let handled = actix_ws::handle_with_protocols(request, nothing, SUBPROTOCOLS);
    let (response, session, _) = handled.ok()?;
    Some((response, session))
}
