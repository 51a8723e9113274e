//! `GET /api/user`: whom a token stands for, the smallest protected resource (RFC 6750).

use super::Edge;
use super::api_limit::{Allowance, ApiLimit};
use super::cors;
use super::header::lines;
use super::headers::NO_STORE;
use super::log;
use super::presented::presented;
use super::program::{ErrorForm, api_error};
use super::read::{BodyFault, Fields};
use crate::domain::answer::{LogDecision, Story};
use crate::domain::key::RowKey;
use crate::domain::oauth::access::{TokenHolder, Who};
use crate::domain::oauth::presented::PresentedToken;
use crate::flow::access::{self, TokenCheck, TokenPresentation};
use crate::work::asking;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    AUTHORIZATION, CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, WWW_AUTHENTICATE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Data, Payload};
use actix_web::{Error, HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

const RATE_LIMIT: HeaderName = HeaderName::from_static("x-api-rate-limit");
const RATE_REMAINING: HeaderName = HeaderName::from_static("x-api-rate-remaining");
const RATE_WINDOW: HeaderName = HeaderName::from_static("x-api-rate-window");

/// What was presented as a token.
enum Credentials<'a> {
    None,
    Token(&'a str, TokenPresentation),
    /// RFC 6750 §2: a client presents its token once, in one way.
    TwoWays,
}

/// POST is there for programs that send their token in a form body (RFC 6750 §2.2).
pub async fn show(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let (query, body) = match read(&request, payload).await {
        Ok(read) => read,
        Err(fault) => return ErrorForm::Api.unread(fault),
    };
    match sent(&request, &query, &body) {
        Credentials::None => match ErrorForm::Api.no_form(&request, &body) {
            Some(refusal) => challenged(&edge, refusal),
            None => refuse(&edge, Refused::NoToken),
        },
        Credentials::TwoWays => refuse(&edge, Refused::TwoWays),
        Credentials::Token(text, how) => match presented(&edge, text).await {
            Ok(Some(token)) => answer(&request, &edge, (&token, how)).await,
            // It can be no token: nothing is looked up.
            Ok(None) => {
                log::tell(&request, Story::of(LogDecision::TokenRefused));
                refuse(&edge, Refused::BadToken)
            }
            Err(failure) => ErrorForm::Api.failed(&request, failure),
        },
    }
}

async fn answer(
    request: &HttpRequest,
    edge: &Edge,
    (token, how): (&PresentedToken, TokenPresentation),
) -> HttpResponse {
    let found = access::holder(&edge.platform, token, how, cors::origin(request));
    let TokenCheck {
        live,
        readable,
        is_for_others,
    } = match asking(found).await {
        Ok(judged) => judged,
        Err(failure) => return ErrorForm::Api.failed(request, failure),
    };
    let response = match live {
        Some(holder) => {
            log::tell(request, story_of(&holder));
            match counted(edge, token.key()) {
                Ok(response) => respond(response, edge, &holder),
                Err(over) => api_error(over, "ApiException", "Rate limit exceeded."),
            }
        }
        None => {
            let reason = is_for_others.then(|| "the token is for other resources".to_owned());
            log::tell(
                request,
                Story {
                    reason,
                    ..Story::of(LogDecision::TokenRefused)
                },
            );
            refuse(edge, Refused::BadToken)
        }
    };
    cors::open_to(request, cors::about(readable), response)
}

/// The fields of the query, and of the body where there can be one.
async fn read(request: &HttpRequest, payload: Payload) -> Result<(Fields, Fields), BodyFault> {
    let body = if request.method() == Method::POST {
        Fields::read(payload).await?
    } else {
        Fields::default()
    };
    let query = Fields::parse(request.query_string().as_bytes())?;
    Ok((query, body))
}

fn sent<'a>(request: &'a HttpRequest, query: &'a Fields, body: &'a Fields) -> Credentials<'a> {
    // RFC 6750 §3.1: a scheme that is not ours presents nothing to us.
    let in_header = lines(request, AUTHORIZATION).filter_map(bearer);
    let covered: Vec<&str> = in_header.chain(body.all("access_token")).collect();
    let in_query: Vec<&str> = query.all("access_token").collect();
    match (covered.as_slice(), in_query.as_slice()) {
        ([], []) => Credentials::None,
        ([token], []) => Credentials::Token(token, TokenPresentation::Covered),
        ([], [token]) => Credentials::Token(token, TokenPresentation::InQuery),
        _ => Credentials::TwoWays,
    }
}

/// What stands behind one of the two words for a bearer token; nothing, for other schemes. What is no text is no
/// token of anybody's.
pub fn bearer(authorization: &[u8]) -> Option<&str> {
    let mut parts = authorization.splitn(2, |&byte| byte == b' ');
    let scheme = parts.next().unwrap_or_default();
    let token = parts.next().unwrap_or_default().trim_ascii_start();
    let is_known = scheme.eq_ignore_ascii_case(b"bearer") || scheme.eq_ignore_ascii_case(b"oauth");
    is_known.then(|| std::str::from_utf8(token).unwrap_or_default())
}

fn story_of(holder: &TokenHolder) -> Story {
    Story {
        client_id: Some(holder.client_id.clone()),
        user: Some(holder.id.clone()),
        ..Story::of(LogDecision::TokenAccepted)
    }
}

#[derive(Clone, Copy)]
enum Refused {
    NoToken,
    BadToken,
    TwoWays,
}

/// Whoever has no live token is told so, however often they ask: the limit is one per token.
fn refuse(edge: &Edge, why: Refused) -> HttpResponse {
    let realm = &edge.platform.policy.public_url;
    let (status, message, challenge) = match why {
        Refused::NoToken => (
            StatusCode::UNAUTHORIZED,
            "Access token required",
            format!("Bearer realm=\"{realm}\""),
        ),
        Refused::BadToken => (
            StatusCode::UNAUTHORIZED,
            "Invalid access token",
            format!("Bearer realm=\"{realm}\", error=\"invalid_token\""),
        ),
        Refused::TwoWays => (
            StatusCode::BAD_REQUEST,
            "Access token sent in two ways",
            format!("Bearer realm=\"{realm}\", error=\"invalid_request\""),
        ),
    };
    let mut response = with_limit(edge, None);
    response
        .status(status)
        .insert_header((WWW_AUTHENTICATE, challenge));
    api_error(response, "OAuthException", message)
}

/// The members in the contract's order; an app's own token tells no more than the first three.
#[derive(Serialize)]
struct UserBody<'a> {
    id: &'a str,
    r#type: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'a str>,
}

fn respond(mut response: HttpResponseBuilder, edge: &Edge, holder: &TokenHolder) -> HttpResponse {
    let body = UserBody {
        id: &holder.id,
        r#type: "app",
        name: &holder.name,
        email: None,
        scope: None,
        client_id: None,
    };
    response.json(match &holder.who {
        Who::App => body,
        Who::Person { email, scopes } => UserBody {
            r#type: "person",
            email: email.as_deref(),
            scope: Some(scopes.in_order(&edge.platform.policy.scopes)),
            client_id: Some(&holder.client_id),
            ..body
        },
    })
}

/// Counts the call: an answer to be written, or over the limit one that says no more than that.
pub fn counted(edge: &Edge, token: RowKey) -> Result<HttpResponseBuilder, HttpResponseBuilder> {
    let Some(limit) = &edge.api_limit else {
        return Ok(with_limit(edge, None));
    };
    let Allowance { left, granted } = limit.count(token);
    let mut response = with_limit(edge, Some(left));
    if granted {
        return Ok(response);
    }
    response.status(StatusCode::TOO_MANY_REQUESTS);
    Err(response)
}

/// RFC 6750 §3: whoever brought no token is told how to.
fn challenged(edge: &Edge, mut refusal: HttpResponse) -> HttpResponse {
    let realm = &edge.platform.policy.public_url;
    let challenge = format!("Bearer realm=\"{realm}\", error=\"invalid_request\"");
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        refusal.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    refusal
}

/// The middleware around what stands below `/api/`: an answer that counted no call, of whomever, has the headers of
/// every API answer as well.
pub async fn tell_limit(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    let edge = response.request().app_data::<Data<Edge>>().cloned();
    if let Some(edge) = edge {
        add_limit(&edge, response.headers_mut());
    }
    Ok(response)
}

/// The headers of every API answer, unless they are there.
pub fn add_limit(edge: &Edge, headers: &mut HeaderMap) {
    let Some(limit) = &edge.api_limit else {
        return;
    };
    for (name, value) in told(limit, limit.calls()) {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from(value));
        }
    }
}

/// With so many calls left; without a count, all.
pub fn with_limit(edge: &Edge, left: Option<u32>) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, NO_STORE));
    if let Some(limit) = &edge.api_limit {
        for header in told(limit, left.unwrap_or_else(|| limit.calls())) {
            response.insert_header(header);
        }
    }
    response
}

fn told(limit: &ApiLimit, left: u32) -> [(HeaderName, u64); 3] {
    [
        (RATE_LIMIT, limit.calls().into()),
        (RATE_REMAINING, left.into()),
        (RATE_WINDOW, limit.window_seconds()),
    ]
}
