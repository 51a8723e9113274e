//! What only a socket is asked: whom it speaks for, and what the service that this API comes from did besides.

use super::calls::SocketOrigin;
use crate::domain::answer::LogDecision::{Connected, Disconnected, Refused};
use crate::domain::broker::error::BrokerError;
use crate::flow::broker::caller::{self, Caller};
use crate::flow::broker::sockets;
use crate::web::Edge;
use crate::web::broker::call::unknown;
use crate::web::broker::run::{run, success};
use crate::web::broker::shapes;
use actix_web::web::{self, Data, Path, Payload, ServiceConfig};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde_json::Value;

/// What the service that this API comes from did besides.
const NOT_OFFERED: &[&str] = &[
    "/messages{rest:.*}",
    "/presence{rest:.*}",
    "/groups{rest:.*}",
    "/channels{rest:.*}",
    "/signaling{rest:.*}",
    "/conferences{rest:.*}",
    "/calls{rest:.*}",
    "/call-debugs{rest:.*}",
    "/push{rest:.*}",
    "/endpoints/{rest:.*}",
    "/connections/{rest:.+}",
];

pub fn routes(config: &mut ServiceConfig) {
    let at = |path: &str| web::resource(path).default_service(web::to(unknown));
    config
        .service(at("/connections").route(web::post().to(connect)))
        .service(at("/connections/{id}").route(web::delete().to(disconnect)))
        .service(at("/endpoints/{id}/connections").route(web::post().to(connect_as)));
    for path in NOT_OFFERED {
        config.service(web::resource(*path).route(web::to(not_offered)));
    }
}

fn connection_id(request: &HttpRequest) -> String {
    let extensions = request.extensions();
    let origin = extensions.get::<SocketOrigin>();
    origin.map_or_else(String::new, |origin| origin.connection_id.clone())
}

async fn connect(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let id = connection_id(&request);
    run(request, edge, payload, Connected, move |platform, asked| {
        let caller = caller::identify(platform, &asked.presented)?;
        let named = asked.body.get("endpointId").and_then(Value::as_str);
        let endpoint = sockets::endpoint_of(caller, named)?;
        Ok(shapes::connection(&id, &endpoint))
    })
    .await
}

/// The same, for an endpoint that an app's server names in the address.
async fn connect_as(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
    endpoint: Path<String>,
) -> HttpResponse {
    let id = connection_id(&request);
    run(request, edge, payload, Connected, move |platform, asked| {
        let caller = caller::identify(platform, &asked.presented)?;
        if matches!(caller, Caller::Endpoint(_)) {
            return Err(BrokerError::NotAuthorized.into());
        }
        let endpoint = sockets::endpoint_of(caller, Some(&endpoint))?;
        Ok(shapes::connection(&id, &endpoint))
    })
    .await
}

/// It ends neither the socket nor its credential: the client closes the one, and signs out of the other.
async fn disconnect(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    run(request, edge, payload, Disconnected, |platform, asked| {
        caller::identify(platform, &asked.presented)?;
        Ok(success())
    })
    .await
}

async fn not_offered(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    run(request, edge, payload, Refused, |platform, asked| {
        caller::identify(platform, &asked.presented)?;
        Err(BrokerError::NotOffered.into())
    })
    .await
}
