//! Bodies of the broker API: JSON objects, and for two calls forms. Never logged.

use crate::domain::broker::LONGEST_BODY;
use crate::web::header::is_of_kind;
use crate::web::read::Fields;
use actix_web::HttpRequest;
use actix_web::web::Payload;
use serde_json::{Map, Value};
use std::time::Duration;

/// How long one may take to arrive.
const ARRIVES_IN: Duration = Duration::from_secs(20);

pub enum Fault {
    TooLarge,
    /// It broke off, or took too long.
    Incomplete,
    /// No JSON object.
    NotAnObject,
}

/// An empty body is an empty object.
pub async fn read(request: &HttpRequest, payload: Payload) -> Result<Map<String, Value>, Fault> {
    let bytes = tokio::time::timeout(ARRIVES_IN, payload.to_bytes_limited(LONGEST_BODY)).await;
    let bytes = match bytes {
        Ok(Ok(Ok(bytes))) => bytes,
        Ok(Err(_)) => return Err(Fault::TooLarge),
        Ok(Ok(Err(_))) | Err(_) => return Err(Fault::Incomplete),
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    if is_form(request) {
        let fields = Fields::parse(&bytes).map_err(|_| Fault::TooLarge)?;
        let pairs = fields.pairs();
        // Forms cannot say null: a field without a value is none.
        return Ok(pairs
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), Value::String(value.to_owned())))
            .collect());
    }
    serde_json::from_slice(&bytes).map_err(|_| Fault::NotAnObject)
}

fn is_form(request: &HttpRequest) -> bool {
    is_of_kind(request, "application/x-www-form-urlencoded")
}

pub fn is_json(request: &HttpRequest) -> bool {
    is_of_kind(request, "application/json")
}
