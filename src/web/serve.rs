//! Serving the routes on a bound listener: the connections of [`super::line`], and how long each may take.

use super::broker::socket::worker::for_each_worker;
use super::hsts::over_https_only;
use super::line::{Line, one_at_a_time};
use super::log::wide_line;
use super::upgrade::pass_over_upgrades;
use super::{Edge, broker_routes, desk_routes, routes, short_routes, socket_routes};
use crate::work::Headway;
use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, map_config};
use actix_web::App;
use actix_web::dev::{AppConfig, Server, fn_service};
use actix_web::middleware::from_fn;
use actix_web::rt::net::TcpStream;
use actix_web::web::{Data, ServiceConfig};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

/// How long the head of a request may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a client may take to hang up, once it was told to.
const HANG_UP_TIME: Duration = Duration::from_secs(1);

/// How many threads answer, and how many seconds open requests have when the server is told to stop.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    pub workers: usize,
    pub farewell: u64,
}

/// Starts answering, until its handle is told to stop; then what is open is answered first.
///
/// # Errors
/// Those of the listener.
pub fn serve(edge: Data<Edge>, listener: TcpListener, service: Service) -> io::Result<Server> {
    let builder = Server::build();
    let stopping = builder.graceful_shutdown_signal();
    let connections = move || {
        let stopping = stopping.clone();
        let stopped = move || {
            let stopping = stopping.clone();
            async move { stopping.notified().await }
        };
        let app = App::new()
            .app_data(edge.clone())
            .data_factory(for_each_worker(
                edge.clone(),
                stopped.clone(),
                socket_routes,
            ))
            .wrap(from_fn(pass_over_upgrades))
            .wrap(from_fn(over_https_only))
            .wrap(from_fn(wide_line))
            .wrap(from_fn(one_at_a_time))
            .configure(routes)
            .configure(desk_routes)
            .configure(on_demand(&edge));
        let app = app
            .into_factory()
            .map_err(|error: actix_web::Error| error.error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(stopped)
            .client_request_timeout(HEAD_TIME)
            .client_disconnect_timeout(HANG_UP_TIME)
            // Who closed the window waits for no answer.
            .h1_allow_half_closed(false)
            .on_connect_ext(|line: &Line<TcpStream>, data| drop(data.insert(line.hold())))
            .finish(map_config(app, |()| AppConfig::default()));
        fn_service(line).and_then(http)
    };
    let server = builder
        .workers(service.workers)
        .shutdown_timeout(service.farewell)
        .disable_signals()
        .listen("web", listener, connections)?;
    Ok(server.run())
}

async fn line(
    stream: TcpStream,
) -> Result<(Line<TcpStream>, Protocol, Option<SocketAddr>), DispatchError> {
    let peer = stream.peer_addr().ok();
    Ok((Line::new(stream, Headway::default()), Protocol::Http1, peer))
}

/// Routes that the settings turn on.
fn on_demand(edge: &Edge) -> impl FnOnce(&mut ServiceConfig) + use<> {
    let policy = &edge.platform.policy;
    let (short, broker) = (policy.short_paths, policy.broker.is_some());
    move |config: &mut ServiceConfig| {
        if short {
            short_routes(config);
        }
        if broker {
            broker_routes(config);
        }
    }
}
