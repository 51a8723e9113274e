//! What the broker API shows, member by member in the contract's order.

use crate::domain::broker::role::Role;
use crate::domain::broker::standing::{EndpointId, RoleOf};
use crate::domain::broker::turn::TurnCredentials;
use crate::domain::oauth::client::{App, AppState, Switch};
use crate::domain::time::Timestamp;
use crate::flow::Platform;
use crate::flow::broker::tokens::TokenDraft;
use crate::flow::broker::{Answered, apps};
use serde::Serialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// ISO 8601 in UTC, with milliseconds.
const MOMENT: &[BorrowedFormatItem] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

fn moment(at: Timestamp) -> String {
    let nanos = i128::from(at.millis()) * 1_000_000;
    let at = OffsetDateTime::from_unix_timestamp_nanos(nanos);
    // Only a moment ten thousand years from now could not be written.
    at.ok()
        .and_then(|at| at.format(MOMENT).ok())
        .unwrap_or_default()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenBody<'a> {
    app_id: &'a str,
    endpoint_id: &'a str,
    role_id: Option<&'a str>,
    account_id: &'a str,
    create_time: i64,
    expiry_time: i64,
    id: String,
    for_development: bool,
    created_at: String,
    token_id: String,
}

pub fn token(drafted: &TokenDraft) -> Value {
    let token = &drafted.token;
    let create_time = token.created_at.seconds();
    shown(TokenBody {
        app_id: &drafted.app_uuid,
        endpoint_id: token.endpoint_id.as_str(),
        role_id: match &token.role {
            RoleOf::Role(uuid) => Some(uuid),
            RoleOf::Development => None,
        },
        account_id: &drafted.account_uuid,
        create_time,
        expiry_time: create_time + seconds_between(token.created_at, token.expires_at),
        id: drafted.token_id.reveal().to_owned(),
        for_development: token.role == RoleOf::Development,
        created_at: moment(token.created_at),
        token_id: drafted.token_id.reveal().to_owned(),
    })
}

fn seconds_between(from: Timestamp, to: Timestamp) -> i64 {
    i64::try_from(to.since(from).as_secs()).unwrap_or(i64::MAX)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AppBody<'a> {
    name: &'a str,
    description: Option<&'a str>,
    account_id: &'a str,
    locked: bool,
    development_mode: bool,
    permitted_domains: [&'a str; 0],
    id: &'a str,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
}

pub fn app(app: &App, account: &str, secret: Option<&str>) -> Value {
    shown(AppBody {
        name: &app.name,
        description: app.description.as_deref(),
        account_id: account,
        locked: app.state != AppState::Active,
        development_mode: app.has(Switch::DevelopmentMode),
        permitted_domains: [],
        id: &app.uuid,
        created_at: moment(app.created_at),
        updated_at: moment(app.updated_at),
        secret,
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoleShape<'a> {
    name: &'a str,
    #[serde(flatten)]
    body: &'a crate::domain::broker::role::RoleBody,
    id: &'a str,
    app_id: &'a str,
    account_id: &'a str,
    created_at: String,
    updated_at: String,
}

pub fn role(role: &Role, app_uuid: &str, account: &str) -> Value {
    shown(RoleShape {
        name: &role.name,
        body: &role.body,
        id: &role.uuid,
        app_id: app_uuid,
        account_id: account,
        created_at: moment(role.created_at),
        updated_at: moment(role.updated_at),
    })
}

/// With the app it belongs to looked up.
pub fn role_of(platform: &Platform, shown: &Role) -> Answered<Value> {
    let uuid = apps::uuid_of(platform, shown.app_id)?;
    Ok(role(shown, &uuid, &apps::account(platform)?))
}

pub fn connection(id: &str, endpoint_id: &EndpointId) -> Value {
    json!({"id": id, "endpointId": endpoint_id.as_str()})
}

#[derive(Serialize)]
struct TurnBody<'a> {
    username: &'a str,
    password: &'a str,
    ttl: u64,
    uris: &'a [String],
}

pub fn turn(issued: &TurnCredentials) -> Value {
    shown(TurnBody {
        username: &issued.username,
        password: &issued.password,
        ttl: issued.ttl.as_secs(),
        uris: &issued.uris,
    })
}

fn shown(body: impl Serialize) -> Value {
    // Texts, numbers and lists: nothing that JSON could not hold.
    serde_json::to_value(body).unwrap_or_default()
}
