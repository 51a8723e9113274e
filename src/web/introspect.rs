//! `/oauth/introspect` (RFC 7662).

use super::Edge;
use super::client_call;
use super::log;
use super::presented::look_at_keys;
use super::program::{ErrorForm, never_kept};
use crate::domain::account::authentication::Authentication;
use crate::domain::broker::role::RoleBody;
use crate::domain::introspect::{Active, TokenUse};
use crate::domain::oauth::client_request::{ClientParam, ClientRequest};
use crate::domain::time::Timestamp;
use crate::flow::introspect::{self, FirstLook, Introspected};
use crate::flow::{Failure, Platform};
use crate::work::{asking, reading};
use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

pub async fn request(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let read = match client_call::read(&request, payload).await {
        Ok(read) => read,
        Err(unread) => return unread,
    };
    let introspected = match introspected(&edge, read).await {
        Ok(introspected) => introspected,
        Err(failure) => return ErrorForm::OAuth.failed(&request, failure),
    };
    log::tell(&request, introspected.story);
    match introspected.outcome {
        Ok(found) => write(&edge, found.as_ref()),
        Err(error) => client_call::refuse(&request, &edge, error),
    }
}

async fn introspected(edge: &Edge, asked: ClientRequest) -> Result<Box<Introspected>, Failure> {
    if let Some(token) = asked.get(ClientParam::Token) {
        look_at_keys(edge, token).await?;
    }
    match asking(introspect::look(&edge.platform, &asked)).await? {
        FirstLook::Told(told) => Ok(told),
        FirstLook::Open(asker) => {
            let look_on = move |platform: &Platform| introspect::look_on(platform, &asked, &asker);
            reading(&edge.platform, look_on).await
        }
    }
}

/// RFC 7662 §2.2: whatever is not active tells nothing else.
#[derive(Serialize)]
struct Inactive {
    active: bool,
}

/// The members in the contract's order; times are whole seconds since 1970.
#[derive(Serialize)]
struct TokenBody<'a> {
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
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<Audience<'a>>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    authentication: Option<Told>,
}

/// How a person had signed in (RFC 9470 §6.2).
#[derive(Serialize)]
struct Told {
    auth_time: i64,
    acr: &'static str,
    amr: Vec<&'static str>,
}

impl From<Authentication> for Told {
    fn from(told: Authentication) -> Self {
        Self {
            auth_time: told.at.seconds(),
            acr: told.methods.level().word(),
            amr: told.methods.words().collect(),
        }
    }
}

/// RFC 7519 §4.1.3: one as a text, several as a list.
#[derive(Serialize)]
#[serde(untagged)]
enum Audience<'a> {
    One(&'a str),
    Several(&'a [String]),
}

impl<'a> Audience<'a> {
    const fn of(names: &'a [String]) -> Option<Self> {
        match names {
            [] => None,
            [one] => Some(Self::One(one.as_str())),
            several => Some(Self::Several(several)),
        }
    }
}

/// The same for a session of the broker API.
#[derive(Serialize)]
struct EndpointBody<'a> {
    active: bool,
    sub: &'a str,
    client_id: &'a str,
    exp: i64,
    role: &'a RoleBody,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    for_development: bool,
}

/// The same for a connection of the socket gateway.
#[derive(Serialize)]
struct SocketBody<'a> {
    active: bool,
    client_id: &'a str,
    ident: &'a str,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
}

fn write(edge: &Edge, found: Option<&Active>) -> HttpResponse {
    let mut response = never_kept(StatusCode::OK);
    let policy = &edge.platform.policy;
    match found {
        None => response.json(Inactive { active: false }),
        Some(Active::Endpoint(found)) => response.json(EndpointBody {
            active: true,
            sub: &found.sub,
            client_id: &found.client_id,
            exp: found.expires_at.seconds(),
            role: &found.role,
            for_development: found.for_development,
        }),
        Some(Active::Socket(found)) => response.json(SocketBody {
            active: true,
            client_id: &found.client_id,
            ident: &found.ident,
            iat: found.issued_at.seconds(),
            exp: found.expires_at.map(Timestamp::seconds),
        }),
        Some(Active::Token(found)) => response.json(TokenBody {
            active: true,
            scope: found.scopes.in_order(&policy.scopes).join(" "),
            client_id: &found.client_id,
            sub: &found.sub,
            username: found.username.as_deref(),
            token_type: (found.use_ == TokenUse::Bearer).then_some("bearer"),
            exp: found.expires_at.seconds(),
            iat: found.issued_at.seconds(),
            iss: &policy.public_url,
            aud: Audience::of(&found.audience),
            authentication: found.authentication.map(Told::from),
        }),
    }
}
