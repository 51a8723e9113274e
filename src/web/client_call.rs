//! Reading what a program sends by itself, and writing what it is refused (RFC 6749 §5.2).

use super::Edge;
use super::failure::{body_unread, method_not_allowed_at};
use super::read::Fields;
use crate::domain::oauth::client_request::{ClientRequest, Manner, Place, is_basic};
use crate::domain::oauth::token_error::TokenError;
use actix_web::http::header::{
    AUTHORIZATION, CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

/// The fields of body and query and the credentials; or the answer to what cannot be read.
pub async fn read(
    request: &HttpRequest,
    edge: &Edge,
    payload: Payload,
) -> Result<ClientRequest, HttpResponse> {
    let unread = |fault| body_unread(request, edge, fault);
    let query = Fields::parse(request.query_string().as_bytes()).map_err(unread)?;
    let (manner, body) = if request.method() == Method::POST {
        (Manner::Post, Fields::read(payload).await.map_err(unread)?)
    } else {
        (Manner::Get, Fields::default())
    };
    let mut read = ClientRequest::new(manner);
    for (place, fields) in [(Place::Body, &body), (Place::Query, &query)] {
        for (name, value) in fields.pairs() {
            read.add(place, name, value);
        }
    }
    for value in authorizations(request) {
        read.add_authorization(value);
    }
    Ok(read)
}

/// The `Authorization` headers. What is no text is no Basic of ours either, and refused as such.
fn authorizations(request: &HttpRequest) -> impl Iterator<Item = &str> {
    let values = request.headers().get_all(AUTHORIZATION);
    values.map(|value| value.to_str().unwrap_or("Basic"))
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: &'a str,
    error_description: &'a str,
}

/// A refusal, in RFC 6749's form.
pub fn refuse(request: &HttpRequest, edge: &Edge, error: TokenError) -> HttpResponse {
    if error == TokenError::NotByGet {
        return method_not_allowed_at(request, edge, "POST");
    }
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = never_kept(status);
    let tried_basic = authorizations(request).any(is_basic);
    if status == StatusCode::UNAUTHORIZED
        && (tried_basic || error == TokenError::CredentialsMissing)
    {
        let realm = &edge.platform.policy.public_url;
        response.insert_header((WWW_AUTHENTICATE, format!("Basic realm=\"{realm}\"")));
    }
    if let TokenError::Braked(wait) = error {
        // Rounded up, so that who waits as long as told is let in.
        response.insert_header((RETRY_AFTER, wait.as_secs() + 1));
    }
    response.json(ErrorBody {
        error: error.code(),
        error_description: &error.description(),
    })
}

/// RFC 6749 §5.1: what holds tokens or tells of them is kept nowhere.
pub fn never_kept(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((PRAGMA, "no-cache"));
    response
}
