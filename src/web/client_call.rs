//! Reading what a program sends by itself, and writing what it is refused (RFC 6749 §5.2).

use super::Edge;
use super::cors;
use super::header::lines;
use super::log;
use super::program::{ErrorForm, never_kept, oauth_error};
use super::read::Fields;
use crate::domain::oauth::client_request::{ClientRequest, Manner, ParamPlace, is_basic};
use crate::domain::oauth::token_error::TokenError;
use crate::flow::ClientReply;
use actix_web::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};

/// The fields of body and query and the credentials; or the answer to what cannot be read.
pub async fn read(request: &HttpRequest, payload: Payload) -> Result<ClientRequest, HttpResponse> {
    let unread = |fault| ErrorForm::OAuth.unread(fault);
    let query = Fields::parse(request.query_string().as_bytes()).map_err(unread)?;
    let (manner, body) = if request.method() == Method::POST {
        (Manner::Post, Fields::read(payload).await.map_err(unread)?)
    } else {
        (Manner::Get, Fields::default())
    };
    let mut read = ClientRequest::new(manner).at(request.path());
    for (place, fields) in [(ParamPlace::Body, &body), (ParamPlace::Query, &query)] {
        for (name, value) in fields.pairs() {
            read.add(place, name, value);
        }
    }
    if read.found_nothing()
        && let Some(refusal) = ErrorForm::OAuth.no_form(request, &body)
    {
        return Err(refusal);
    }
    for value in lines(request, AUTHORIZATION) {
        read.add_authorization(value);
    }
    Ok(read)
}

/// What a program is told, readable by pages of its app.
pub fn answer<T>(
    request: &HttpRequest,
    edge: &Edge,
    reply: ClientReply<T>,
    write: impl FnOnce(T) -> HttpResponse,
) -> HttpResponse {
    log::tell(request, reply.story);
    let response = match reply.outcome {
        Ok(given) => write(given),
        Err(error) => refuse(request, edge, error),
    };
    let app = reply.app;
    let is_theirs = app.map(|app| move |origin: &str| app.has_origin(origin));
    cors::open_to(request, is_theirs, response)
}

/// A refusal, in RFC 6749's form.
pub fn refuse(request: &HttpRequest, edge: &Edge, error: TokenError) -> HttpResponse {
    if error == TokenError::NotByGet {
        // For apps that opted in there is GET too.
        return ErrorForm::OAuth.not_by_this_method("POST");
    }
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = never_kept(status);
    let tried_basic = lines(request, AUTHORIZATION).any(is_basic);
    if status == StatusCode::UNAUTHORIZED
        && (tried_basic || error == TokenError::CredentialsMissing)
    {
        let realm = &edge.platform.policy.public_url;
        response.insert_header((WWW_AUTHENTICATE, format!("Basic realm=\"{realm}\"")));
    }
    if let TokenError::Braked(wait) | TokenError::TooOften(wait) = error {
        // Rounded up, so that who waits as long as told is let in.
        response.insert_header((RETRY_AFTER, wait.as_secs() + 1));
    }
    oauth_error(response, error.code(), &error.description())
}
