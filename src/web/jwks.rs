//! `/oauth/jwks`: the keys that apps verify signatures with (RFC 7517 §5).

use super::Edge;
use super::headers::JSON;
use super::program::ErrorForm;
use crate::flow::keys;
use crate::work::waiting;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

/// Shorter than the time that a key is published before it signs.
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

pub async fn show(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let held = match edge.platform.keys.held() {
        Some(held) if !held.is_empty() => Ok(held),
        _ => waiting(&edge.platform, keys::held).await,
    };
    match held {
        Ok(held) => HttpResponse::Ok()
            .content_type(JSON)
            .insert_header((CACHE_CONTROL, AN_HOUR))
            // The same for everybody and without cookies: any page may read it.
            .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .body(held.jwks.clone()),
        Err(failure) => ErrorForm::OAuth.failed(&request, failure),
    }
}
