//! The websocket, for who shows the pass of a handshake. Every refusal is 401.

use super::calls::{Peer, SocketOrigin};
use super::connection::Connection;
use super::frame_heads::LONGEST;
use super::handshake::{presented, query_of, refuse, sorted};
use super::outgoing::Outgoing;
use super::worker::Sockets;
use crate::domain::answer::{LogDecision, Story};
use crate::domain::broker::id::make_uuid;
use crate::flow::broker::sockets;
use crate::web::{Edge, failure, log};
use crate::work::reading;
use actix_web::rt;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
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
    let opened = reading(&edge.platform, move |platform| {
        sorted(sockets::open(platform, &pass, &presented))
    });
    let pass = match opened.await {
        Ok(Ok(pass)) => pass,
        Ok(Err(refusal)) => return refuse(&request, &refusal),
        Err(failure) => return HttpResponse::new(failure::status_of(&request, failure)),
    };
    let Some(seat) = sockets.seats.take(&edge, &pass.credential) else {
        return refuse(&request, "too many sockets");
    };
    let handled = actix_ws::handle_with_protocols(&request, payload, SUBPROTOCOLS);
    let Ok((response, session, messages)) = handled else {
        return refuse(&request, "no websocket handshake");
    };
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
    let messages = messages
        .max_frame_size(LONGEST)
        .aggregate_continuations()
        .max_continuation_size(LONGEST);
    rt::spawn(connection.attend(messages));
    log::tell(&request, Story::of(LogDecision::SocketOpened));
    response
}
