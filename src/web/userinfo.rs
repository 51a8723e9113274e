//! `/oauth/userinfo`: what the scopes of a token tell of the person that it stands for (OpenID Connect Core §5.3).

use super::Edge;
use super::cors;
use super::header::lines;
use super::log;
use super::presented::presented;
use super::program::{ErrorForm, oauth_error};
use super::read::{BodyFault, Fields};
use super::user::{bearer, counted, with_limit};
use crate::domain::answer::{LogDecision, Story};
use crate::domain::key::RowKey;
use crate::domain::openid::jwt::Typ;
use crate::flow::Failure;
use crate::flow::access::{self, TokenCheck, UserInfo};
use crate::flow::keys;
use crate::work::{asking, signing};
use actix_web::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde_json::json;

/// RFC 7519 §10.3.1.
const JWT: &str = "application/jwt";

pub async fn show(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let body = match read(&request, payload).await {
        Ok(body) => body,
        Err(fault) => return ErrorForm::OAuth.unread(fault),
    };
    let text = match sent(&request, &body) {
        Ok(text) => text,
        Err(refused) => {
            let no_form = ErrorForm::OAuth.no_form(&request, &body);
            let no_form = no_form.filter(|_| matches!(refused, Refused::NoToken));
            return no_form.unwrap_or_else(|| refuse(&edge, &refused));
        }
    };
    let token = match presented(&edge, text).await {
        Ok(Some(token)) => token,
        Ok(None) => {
            log::tell(&request, Story::of(LogDecision::TokenRefused));
            return refuse(&edge, &Refused::BadToken);
        }
        Err(failure) => return ErrorForm::OAuth.failed(&request, failure),
    };
    let found = access::user_info(&edge.platform, &token, cors::origin(&request));
    let TokenCheck { live, readable, .. } = match asking(found).await {
        Ok(judged) => judged,
        Err(failure) => return ErrorForm::OAuth.failed(&request, failure),
    };
    log::tell(&request, story(live.as_ref()));
    let response = match live {
        None => refuse(&edge, &Refused::BadToken),
        Some(UserInfo { claims: None, .. }) => refuse(&edge, &Refused::OtherScope),
        Some(told) => match tell(&edge, token.key(), told).await {
            Ok(response) => response,
            Err(failure) => return ErrorForm::OAuth.failed(&request, failure),
        },
    };
    cors::open_to(&request, cors::about(readable), response)
}

/// One token in one place (RFC 6750 §2); from an address none is taken.
fn sent<'a>(request: &'a HttpRequest, body: &'a Fields) -> Result<&'a str, Refused> {
    let in_header = lines(request, AUTHORIZATION).filter_map(bearer);
    let sent: Vec<&str> = in_header.chain(body.all("access_token")).collect();
    let mut query = request.query_string().split('&');
    let is_in_query = query.any(|field| field.starts_with("access_token="));
    match sent.as_slice() {
        [] => Err(Refused::NoToken),
        [only] if !is_in_query => Ok(only),
        _ => Err(Refused::TwoWays),
    }
}

/// As JSON, or as the app wants it signed.
async fn tell(edge: &Edge, token: RowKey, told: UserInfo) -> Result<HttpResponse, Failure> {
    let mut response = match counted(edge, token) {
        Ok(response) => response,
        Err(over) => {
            let text = "Rate limit exceeded";
            return Ok(oauth_error(over, "temporarily_unavailable", text));
        }
    };
    let claims = told.claims.unwrap_or_default();
    let Some(algorithm) = told.algorithm else {
        return Ok(response.json(claims));
    };
    let statement = access::user_info_to_sign(&edge.platform, algorithm, told.client_id, claims);
    let by = [statement.algorithm].into_iter();
    let signed = signing(&edge.platform, by, move |platform| {
        keys::sign(platform, &statement, Typ::UserInfo)
    });
    Ok(response.content_type(JWT).body(signed.await?))
}

/// The fields of a form, where one was sent.
async fn read(request: &HttpRequest, payload: Payload) -> Result<Fields, BodyFault> {
    if request.method() == Method::POST {
        Fields::read(payload).await
    } else {
        Ok(Fields::default())
    }
}

fn story(live: Option<&UserInfo>) -> Story {
    let Some(told) = live else {
        return Story::of(LogDecision::TokenRefused);
    };
    let decision = match told.claims {
        Some(_) => LogDecision::TokenAccepted,
        None => LogDecision::TokenRefused,
    };
    Story {
        client_id: Some(told.client_id.clone()),
        user: told.user.clone(),
        ..Story::of(decision)
    }
}

/// RFC 6750 §3.1.
enum Refused {
    NoToken,
    BadToken,
    TwoWays,
    OtherScope,
}

/// Who brought no token is told how to bring one, and no code of an error (RFC 6750 §3.1).
fn refuse(edge: &Edge, why: &Refused) -> HttpResponse {
    let (status, code, text) = match why {
        Refused::NoToken => (StatusCode::UNAUTHORIZED, None, "Access token required"),
        Refused::BadToken => (
            StatusCode::UNAUTHORIZED,
            Some("invalid_token"),
            "Invalid access token",
        ),
        Refused::TwoWays => (
            StatusCode::BAD_REQUEST,
            Some("invalid_request"),
            "Access token sent in two ways",
        ),
        Refused::OtherScope => (
            StatusCode::FORBIDDEN,
            Some("insufficient_scope"),
            "The access token was not issued for the scope openid",
        ),
    };
    let realm = &edge.platform.policy.public_url;
    let mut challenge = format!("Bearer realm=\"{realm}\"");
    if let Some(code) = code {
        challenge.push_str(&format!(", error=\"{code}\""));
    }
    if matches!(why, Refused::OtherScope) {
        challenge.push_str(", scope=\"openid\"");
    }
    let mut response: HttpResponseBuilder = with_limit(edge, None);
    response.status(status);
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        response.insert_header((WWW_AUTHENTICATE, challenge));
    }
    match code {
        Some(code) => oauth_error(response, code, text),
        None => response.json(json!({ "error_description": text })),
    }
}
