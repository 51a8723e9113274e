//! `/oauth/introspect` (RFC 7662).

use super::Edge;
use super::answer::reading;
use super::client_call::{self, never_kept};
use super::failure::json_for;
use super::log;
use crate::domain::oauth::introspect::{Introspection, TokenUse};
use crate::flow::introspect;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

pub async fn request(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let read = match client_call::read(&request, &edge, payload).await {
        Ok(read) => read,
        Err(unread) => return unread,
    };
    let asked = reading(&edge, move |platform| {
        introspect::introspect(platform, &read)
    });
    let introspected = match asked.await {
        Ok(introspected) => introspected,
        Err(failure) => return json_for(&request, failure),
    };
    log::tell(&request, introspected.story);
    match introspected.outcome {
        Ok(found) => write(&edge, found.as_ref()),
        Err(error) => client_call::refuse(&request, &edge, error),
    }
}

/// RFC 7662 §2.2: whatever is not active tells nothing else.
#[derive(Serialize)]
struct Inactive {
    active: bool,
}

/// The members in the contract's order; times are whole seconds since 1970.
#[derive(Serialize)]
struct Active<'a> {
    active: bool,
    scope: String,
    client_id: &'a str,
    sub: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    exp: i64,
    iat: i64,
    iss: &'a str,
}

fn write(edge: &Edge, found: Option<&Introspection>) -> HttpResponse {
    let mut response = never_kept(StatusCode::OK);
    let Some(found) = found else {
        return response.json(Inactive { active: false });
    };
    let policy = &edge.platform.policy;
    response.json(Active {
        active: true,
        scope: found.scopes.in_order(&policy.scopes).join(" "),
        client_id: &found.client_id,
        sub: &found.sub,
        username: found.username.as_deref(),
        token_type: (found.use_ == TokenUse::Bearer).then_some("bearer"),
        exp: found.expires_at.seconds(),
        iat: found.issued_at.seconds(),
        iss: &policy.public_url,
    })
}
