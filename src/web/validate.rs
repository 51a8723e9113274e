//! `validate_token` and `invalidate_token`: the token comes in the query or in a form body.

use super::Edge;
use super::acting::acting;
use super::cors::{self, about};
use super::headers::{JSON, NO_CACHE, NO_STORE};
use super::log;
use super::presented::presented;
use super::program::ErrorForm;
use super::read::Fields;
use crate::domain::answer::{LogDecision, Story};
use crate::domain::oauth::presented::PresentedToken;
use crate::flow::access::{self, TokenCheck};
use crate::work::{asking, to_the_end};
use actix_web::http::header::{CACHE_CONTROL, PRAGMA};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

const OK: &str = r#"{"result":"OK"}"#;
const INVALID: &str = r#"{"error":"invalid_token","error_description":"invalid token"}"#;
const NOT_GIVEN: &str =
    r#"{"error":"invalid_request","error_description":"access_token must be provided"}"#;

pub async fn validate(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let token = match given(&request, &edge, payload).await {
        Ok(Some(token)) => token,
        Ok(None) => return json(HttpResponse::BadRequest(), INVALID),
        Err(refusal) => return refusal,
    };
    let asked = access::validate(&edge.platform, &token, cors::origin(&request));
    let TokenCheck { live, readable, .. } = match asking(asked).await {
        Ok(judged) => judged,
        Err(failure) => return ErrorForm::OAuth.failed(&request, failure),
    };
    let (decision, response) = match live {
        Some(()) => (LogDecision::TokenLive, json(HttpResponse::Ok(), OK)),
        None => (
            LogDecision::TokenNotLive,
            json(HttpResponse::BadRequest(), INVALID),
        ),
    };
    log::tell(&request, Story::of(decision));
    cors::open_to(&request, about(readable), response)
}

pub async fn invalidate(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let token = match given(&request, &edge, payload).await {
        Ok(Some(token)) => token,
        Ok(None) => return json(HttpResponse::BadRequest(), NOT_GIVEN),
        Err(refusal) => return refusal,
    };
    let origin = cors::origin(&request).map(str::to_owned);
    let platform = acting(&request, &edge);
    let ended =
        to_the_end(async move { access::invalidate(&platform, &token, origin.as_deref()).await });
    match ended.await {
        Ok(TokenCheck { readable, .. }) => {
            log::tell(&request, Story::of(LogDecision::TokenEnded));
            let response = json(HttpResponse::Ok(), OK);
            cors::open_to(&request, about(readable), response)
        }
        Err(failure) => ErrorForm::OAuth.failed(&request, failure),
    }
}

/// The token that was sent once, in either place, and can be one; or the answer to what cannot be read.
async fn given(
    request: &HttpRequest,
    edge: &Edge,
    payload: Payload,
) -> Result<Option<PresentedToken>, HttpResponse> {
    let unread = |fault| ErrorForm::OAuth.unread(fault);
    let body = Fields::read(payload).await.map_err(unread)?;
    let query = Fields::parse(request.query_string().as_bytes()).map_err(unread)?;
    let mut sent = query.all("access_token").chain(body.all("access_token"));
    match (sent.next(), sent.next()) {
        (Some(only), None) => presented(edge, only)
            .await
            .map_err(|failure| ErrorForm::OAuth.failed(request, failure)),
        (None, _) => ErrorForm::OAuth
            .no_form(request, &body)
            .map_or(Ok(None), Err),
        _ => Ok(None),
    }
}

fn json(mut response: HttpResponseBuilder, body: &'static str) -> HttpResponse {
    response
        .content_type(JSON)
        .insert_header((CACHE_CONTROL, NO_STORE))
        .insert_header((PRAGMA, NO_CACHE))
        .body(body)
}
