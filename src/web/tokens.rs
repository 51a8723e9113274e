//! `validate_token` and `invalidate_token`: the token comes in the query or in a form body.

use super::Edge;
use super::answer::{reading, waiting};
use super::failure::json_for;
use super::log;
use super::read::Fields;
use crate::domain::answer::Story;
use crate::domain::secret::PlainToken;
use crate::flow::access;
use actix_web::http::header::{CACHE_CONTROL, PRAGMA};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

const OK: &str = r#"{"result":"OK"}"#;
const INVALID: &str = r#"{"error":"invalid_token","error_description":"invalid token"}"#;
const NOT_GIVEN: &str =
    r#"{"error":"invalid_request","error_description":"access_token must be provided"}"#;

pub async fn validate(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let Some(token) = given(&request, payload).await else {
        return json(HttpResponse::BadRequest(), INVALID);
    };
    match reading(&edge, move |platform| access::validate(platform, &token)).await {
        Ok(true) => {
            log::tell(&request, Story::of("token live"));
            json(HttpResponse::Ok(), OK)
        }
        Ok(false) => {
            log::tell(&request, Story::of("token not live"));
            json(HttpResponse::BadRequest(), INVALID)
        }
        Err(failure) => json_for(&request, failure),
    }
}

pub async fn invalidate(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let Some(token) = given(&request, payload).await else {
        return json(HttpResponse::BadRequest(), NOT_GIVEN);
    };
    match waiting(&edge, move |platform| access::invalidate(platform, &token)).await {
        Ok(()) => {
            log::tell(&request, Story::of("token ended"));
            json(HttpResponse::Ok(), OK)
        }
        Err(failure) => json_for(&request, failure),
    }
}

/// The token that was sent once, in either place, and can be one.
async fn given(request: &HttpRequest, payload: Payload) -> Option<PlainToken> {
    let query = Fields::parse(request.query_string().as_bytes()).ok()?;
    let body = Fields::read(payload).await.ok()?;
    let mut sent = query.all("access_token").chain(body.all("access_token"));
    match (sent.next(), sent.next()) {
        (Some(only), None) => PlainToken::parse(only),
        _ => None,
    }
}

fn json(mut response: HttpResponseBuilder, body: &'static str) -> HttpResponse {
    response
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((PRAGMA, "no-cache"))
        .body(body)
}
