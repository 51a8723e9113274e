//! Requests that ask for another protocol: but for the websocket of the broker API there is none here, and the question
//! is passed over (RFC 9110 §7.8). For a websocket, the server behind takes all that follows a head for the other
//! protocol; so the body ends here, where its length says, and the connection with the answer.

use super::broker::socket::routes::is_websocket;
use super::header::{asks_for_websocket, text};
use actix_http::ConnectionType;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest};
use bytes::Bytes;
use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The middleware around the routes.
pub async fn pass_over_upgrades(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let is_asked = asks_for_websocket(request.request());
    if is_asked && !is_websocket(request.path()) {
        let body = ByLength {
            left: length(request.request()),
            payload: request.take_payload(),
        };
        request.set_payload(Payload::Stream {
            payload: Box::pin(body),
        });
    }
    let mut response = next.call(request).await?;
    if is_asked && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        let head = response.response_mut().head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

/// One that is no number does not get here.
fn length(request: &HttpRequest) -> u64 {
    let given = text(request, CONTENT_LENGTH);
    given
        .and_then(|given| given.trim().parse().ok())
        .unwrap_or_default()
}

/// So many bytes of a stream that has no end of its own.
struct ByLength {
    payload: Payload,
    left: u64,
}

impl Stream for ByLength {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Self::Item>> {
        let body = self.get_mut();
        if body.left == 0 {
            return Poll::Ready(None);
        }
        let next = ready!(Pin::new(&mut body.payload).poll_next(context));
        Poll::Ready(Some(match next {
            Some(Ok(mut bytes)) => {
                bytes.truncate(usize::try_from(body.left).unwrap_or(usize::MAX));
                body.left = body.left.saturating_sub(bytes.len() as u64);
                Ok(bytes)
            }
            Some(Err(error)) => Err(error),
            None => Err(PayloadError::Incomplete(None)),
        }))
    }
}
