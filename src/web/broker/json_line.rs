//! JSON of the broker API as an answer.

use crate::domain::broker::json_line;
use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde_json::Value;

pub fn respond(mut response: HttpResponseBuilder, body: &Value) -> HttpResponse {
    response
        .content_type(ContentType::json())
        .body(json_line::write(body))
}
