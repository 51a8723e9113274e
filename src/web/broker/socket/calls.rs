//! A call on a socket, answered by the routes that answer HTTP: it becomes a request to them, within the process.

use crate::domain::broker::credential::{BrokerCredential, CredentialKind};
use crate::domain::broker::packet::{SocketAnswer, SocketCall, SocketMethod};
use crate::web::Edge;
use crate::web::log::wide_line;
use actix_http::{Payload, Request, h1};
use actix_service::boxed::{self, BoxService};
use actix_service::{IntoServiceFactory, Service, ServiceExt, ServiceFactory};
use actix_web::body::{self, BoxBody};
use actix_web::dev::{AppConfig, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, Error, HttpMessage, HttpRequest};
use serde_json::{Map, Value};
use std::net::SocketAddr;

/// Headers that an answer on a socket tells.
const TOLD: [&str; 4] = [
    "Request-Id",
    "RateLimit-Limit",
    "RateLimit-Time-Units",
    "RateLimit-Remaining",
];
const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What a call owes to the socket that it comes on.
#[derive(Clone)]
pub struct SocketOrigin {
    /// Counts where the call itself names none.
    pub credential: BrokerCredential,
    pub connection_id: String,
}

/// Where a socket comes from.
pub struct Peer {
    address: Option<SocketAddr>,
    forwarded: Vec<HeaderValue>,
}

impl Peer {
    pub fn of(request: &HttpRequest) -> Self {
        Self {
            address: request.peer_addr(),
            forwarded: request.headers().get_all(FORWARDED).cloned().collect(),
        }
    }
}

/// The routes, for the sockets of a worker.
pub struct SocketCalls(BoxService<Request, ServiceResponse<BoxBody>, Error>);

impl SocketCalls {
    pub async fn make(edge: Data<Edge>, routes: fn(&mut ServiceConfig)) -> Self {
        let app = App::new()
            .app_data(edge)
            .wrap(from_fn(wide_line))
            .configure(routes);
        let made = app.into_factory().new_service(AppConfig::default()).await;
        let service = made.unwrap_or_else(|()| unreachable!("no route needs anything to be made"));
        Self(boxed::service(
            service.map(ServiceResponse::map_into_boxed_body),
        ))
    }

    pub async fn answer(
        &self,
        call: SocketCall,
        origin: &SocketOrigin,
        peer: &Peer,
    ) -> SocketAnswer {
        let Some(request) = request(call, origin, peer) else {
            return SocketAnswer::broken();
        };
        match self.0.call(request).await {
            Ok(response) => answer_of(response).await,
            Err(error) => {
                let status = error.as_response_error().status_code();
                SocketAnswer::fault(status.as_u16(), "Try again later.")
            }
        }
    }
}

fn request(call: SocketCall, origin: &SocketOrigin, peer: &Peer) -> Option<Request> {
    let (_, mut body) = h1::Payload::create(true);
    if let Some(sent) = &call.body {
        body.unread_data(sent.to_string().into());
    }
    let mut request = Request::with_payload(Payload::from(body));
    request.extensions_mut().insert(origin.clone());
    let head = request.head_mut();
    head.uri = Uri::try_from(call.address).ok()?;
    head.method = match call.method {
        SocketMethod::Get => Method::GET,
        SocketMethod::Post => Method::POST,
        SocketMethod::Put => Method::PUT,
        SocketMethod::Delete => Method::DELETE,
    };
    head.peer_addr = peer.address;
    let json = HeaderValue::from_static("application/json");
    head.headers.insert(CONTENT_TYPE, json);
    for forwarded in &peer.forwarded {
        head.headers.append(FORWARDED, forwarded.clone());
    }
    take_credentials(&mut head.headers, &call.headers);
    Some(request)
}

/// Of what a call sends as headers, credentials alone count.
fn take_credentials(headers: &mut HeaderMap, sent: &Map<String, Value>) {
    for (name, value) in sent {
        let Some(kind) = CredentialKind::from_word(&name.to_ascii_lowercase()) else {
            continue;
        };
        let text = match value {
            Value::String(text) => text.clone(),
            // JSON's null becomes the word, which counts as absent.
            other => other.to_string(),
        };
        // What no header can hold is nobody's credential.
        let value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("-"));
        headers.append(HeaderName::from_static(kind.word()), value);
    }
}

async fn answer_of(response: ServiceResponse<BoxBody>) -> SocketAnswer {
    let status = response.status().as_u16();
    let mut headers = Map::new();
    for name in TOLD {
        let value = response.headers().get(name);
        if let Some(text) = value.and_then(|value| std::str::from_utf8(value.as_bytes()).ok()) {
            let told = text
                .parse::<u64>()
                .map_or_else(|_| text.into(), Value::from);
            headers.insert(name.to_owned(), told);
        }
    }
    let body = body::to_bytes(response.into_body()).await;
    let body = body
        .ok()
        .and_then(|body| serde_json::from_slice(&body).ok());
    match body {
        Some(body @ (Value::Object(_) | Value::Array(_))) => SocketAnswer {
            status,
            headers,
            body,
        },
        _ if status < 400 => SocketAnswer::fault(500, "Try again later."),
        _ => SocketAnswer::fault(status, "Try again later."),
    }
}
