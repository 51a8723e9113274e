//! For whoever watches the server: is it alive, and can it work?

use super::Edge;
use super::header::{cookies_named, lines, text};
use super::headers::NO_STORE;
use crate::domain::checkup;
use crate::flow::Platform;
use crate::work::waiting;
use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER, SET_COOKIE, X_FORWARDED_FOR};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;

/// How a request arrived, as `vestibule doctor` is told.
#[derive(Serialize)]
struct Arrival {
    status: &'static str,
    version: &'static str,
    /// Milliseconds since 1970.
    now: i64,
    /// Who connected.
    peer: String,
    /// What came in `X-Forwarded-For`.
    forwarded: String,
    /// Whether the cookie that it sent along came too.
    cookie: bool,
}

/// The process answers. Who proves to have the server key learns more, and gets a cookie to look at.
pub async fn alive(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    if !is_checkup(&request, &edge) {
        return HttpResponse::Ok().json(json!({"status": "ok"}));
    }
    let forwarded: Vec<_> = lines(&request, X_FORWARDED_FOR)
        .map(String::from_utf8_lossy)
        .collect();
    let cookie = edge.cookies.checkup();
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, NO_STORE))
        .insert_header((SET_COOKIE, cookie.to_string()))
        .json(Arrival {
            status: "ok",
            version: env!("CARGO_PKG_VERSION"),
            now: edge.platform.clock.now().millis(),
            peer: peer.map(|peer| peer.to_string()).unwrap_or_default(),
            forwarded: forwarded.join(", "),
            cookie: cookies_named(&request, checkup::COOKIE).any(|value| value == "1"),
        })
}

fn is_checkup(request: &HttpRequest, edge: &Edge) -> bool {
    let (key, now) = (&edge.platform.key, edge.platform.clock.now());
    text(request, checkup::HEADER).is_some_and(|proof| checkup::proves(key, now, &proof))
}

/// The store reads, and its writer runs. Why not is told to the log only.
pub async fn ready(edge: Data<Edge>) -> HttpResponse {
    let checked = waiting(&edge.platform, Platform::is_ready);
    match checked.await {
        Ok(()) => HttpResponse::Ok().json(json!({"status": "ready"})),
        Err(failure) => {
            tracing::error!(reason = %failure, "not ready");
            HttpResponse::ServiceUnavailable()
                .insert_header((RETRY_AFTER, 5))
                .json(json!({"status": "unavailable"}))
        }
    }
}
