//! The listener of metrics: one path, read by a collector; never a part of the main port.

use super::header::lines;
use super::paths::opened;
use super::user::bearer;
use crate::domain::secret::constant_time_eq;
use crate::metrics::{CONTENT_TYPE, Exposition};
use actix_web::dev::Server;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use sha2::{Digest, Sha256};
use std::io;
use std::net::TcpListener;
use std::time::Duration;
use zeroize::Zeroizing;

/// Collectors are few, and hold a connection each.
const MOST_CONNECTIONS: usize = 64;
/// How long the head of a request may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// Longer than most collectors wait between two scrapes.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// What is read here, and by whom.
pub struct Scrape {
    pub exposition: Exposition,
    /// None: by whoever reaches the listener.
    pub token: Option<Zeroizing<String>>,
}

/// Starts answering, until its handle is told to stop.
///
/// # Errors
/// Those of the listener.
pub fn serve_metrics(scrape: Scrape, listener: TcpListener) -> io::Result<Server> {
    let scrape = Data::new(scrape);
    let app = move || {
        App::new()
            .app_data(scrape.clone())
            .route("/metrics", opened().to(show))
            .default_service(web::to(nothing_here))
    };
    let server = HttpServer::new(app)
        .workers(1)
        .max_connections(MOST_CONNECTIONS)
        .client_request_timeout(HEAD_TIME)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(1)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}

/// Who gets nothing keeps no connection either: collectors need them.
async fn nothing_here() -> HttpResponse {
    HttpResponse::NotFound().force_close().finish()
}

async fn show(request: HttpRequest, scrape: Data<Scrape>) -> HttpResponse {
    if let Some(token) = &scrape.token
        && !is_shown(&request, token)
    {
        return HttpResponse::Unauthorized()
            .insert_header((WWW_AUTHENTICATE, "Bearer realm=\"metrics\""))
            .force_close()
            .finish();
    }
    HttpResponse::Ok()
        .content_type(CONTENT_TYPE)
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(scrape.exposition.text())
}

/// By hashes: their comparison tells not even how long the token is.
fn is_shown(request: &HttpRequest, token: &str) -> bool {
    let mut shown = lines(request, AUTHORIZATION);
    let (Some(only), None) = (shown.next(), shown.next()) else {
        return false;
    };
    let hash = |text: &str| Sha256::digest(text.as_bytes());
    bearer(only).is_some_and(|shown| constant_time_eq(&hash(shown), &hash(token)))
}
