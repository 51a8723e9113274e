//! For whoever watches the server: is it alive, and can it work?

use super::Edge;
use super::answer::waiting;
use crate::flow::Failure;
use actix_web::HttpResponse;
use actix_web::http::header::RETRY_AFTER;
use actix_web::web::Data;
use serde_json::json;

/// The process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "ok"}))
}

/// The store reads, and its writer runs. Why not is told to the log only.
pub async fn ready(edge: Data<Edge>) -> HttpResponse {
    let checked = waiting(&edge, |platform| {
        platform.store.is_ready().map_err(Failure::Unavailable)
    });
    match checked.await {
        Ok(()) => HttpResponse::Ok().json(json!({"status": "ready"})),
        Err(failure) => {
            tracing::error!(%failure, "not ready");
            HttpResponse::ServiceUnavailable()
                .insert_header((RETRY_AFTER, 5))
                .json(json!({"status": "unavailable"}))
        }
    }
}
