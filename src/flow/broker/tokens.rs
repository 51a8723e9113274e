//! `POST /v1/tokens`: a one-time token for one of an app's own users.

use super::Answered;
use super::caller::{Caller, serves_development};
use crate::domain::broker::endpoint_token::{EndpointToken, parse_ttl};
use crate::domain::broker::error::BrokerError;
use crate::domain::broker::id::{UuidToken, UuidTokenKind, parse_uuid};
use crate::domain::broker::standing::{EndpointId, RoleOf};
use crate::domain::change::{Change, Write};
use crate::domain::oauth::client::{App, Switch};
use crate::flow::Platform;
use serde_json::{Map, Value};
use std::time::Duration;

/// What to remember, and what to say.
pub struct TokenDraft {
    pub change: Change,
    pub app_uuid: String,
    pub client_id: String,
    pub account_uuid: String,
    pub token: EndpointToken,
    pub token_id: UuidToken,
}

pub fn draft(
    platform: &Platform,
    caller: Caller,
    sent: &Map<String, Value>,
) -> Answered<TokenDraft> {
    let now = platform.clock.now();
    let app_id = named_app(sent)?;
    let vouched = !matches!(caller, Caller::Nobody);
    let app = match caller {
        Caller::Nobody => in_development(platform, app_id.as_deref())?,
        caller => caller.app(platform, app_id.as_deref())?,
    };
    let endpoint_id = EndpointId::named(sent.get("endpointId").and_then(Value::as_str))?;
    let ttl = parse_ttl(sent.get("ttl"))?;
    let role = if vouched {
        named_role(platform, &app, sent)?
    } else {
        RoleOf::Development
    };
    let token_id = UuidToken::make(&mut rand::rng());
    let token = EndpointToken {
        secret_hash: token_id.hash(UuidTokenKind::Endpoint),
        app_id: app.id,
        epoch: app.epoch,
        endpoint_id,
        role,
        expires_at: now.plus(ttl),
        redeem_until: now.plus(window(platform).map_or(ttl, |window| window.min(ttl))),
        redeemed_at: None,
        created_at: now,
    };
    Ok(TokenDraft {
        change: Change::writes(vec![Write::InsertEndpointToken(token.clone())]),
        account_uuid: platform.store.read(|reader| reader.account_uuid())?,
        app_uuid: app.uuid,
        client_id: app.client_id,
        token,
        token_id,
    })
}

/// The operator's shorter time to redeem a token in.
fn window(platform: &Platform) -> Option<Duration> {
    platform.policy.broker.as_ref()?.activation_window
}

/// `appId`, where it is there: a text, or it is wrong. What is no UUID is nobody's.
pub(super) fn named_app(sent: &Map<String, Value>) -> Answered<Option<String>> {
    match sent.get("appId") {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(parse_uuid(text).unwrap_or_else(|| text.clone()))),
        Some(_) => Err(BrokerError::field("appId", "appId is a text.").into()),
    }
}

/// Without a credential, only an app in development mode, and only where the operator serves such apps.
fn in_development(platform: &Platform, named: Option<&str>) -> Answered<App> {
    let named = named.filter(|_| serves_development(platform));
    let named = named.and_then(parse_uuid);
    let Some(uuid) = named else {
        return Err(BrokerError::NotAuthenticated.into());
    };
    let found = platform.store.read(|reader| reader.app_by_uuid(&uuid))?;
    let app = found.filter(|app| app.is_active() && app.has(Switch::DevelopmentMode));
    Ok(app.ok_or(BrokerError::NotAuthenticated)?)
}

/// One of the app's own, by id or by name; a null counts as nothing.
fn named_role(platform: &Platform, app: &App, sent: &Map<String, Value>) -> Answered<RoleOf> {
    let given = |name: &str| sent.get(name).filter(|value| !value.is_null()).cloned();
    let found = match (given("roleId"), given("roleName")) {
        (Some(id), _) => {
            let unknown = || BrokerError::field("roleId", "roleId names no role of this app.");
            let uuid = id.as_str().and_then(parse_uuid).ok_or_else(unknown)?;
            let role = platform.store.read(|reader| reader.role(&uuid))?;
            role.filter(|role| role.app_id == app.id)
                .ok_or_else(unknown)?
        }
        (None, Some(name)) => {
            let unknown = || BrokerError::field("roleName", "roleName names no role of this app.");
            let name = name.as_str().map(str::to_owned).ok_or_else(unknown)?;
            let role = platform
                .store
                .read(|reader| reader.role_named(app.id, &name))?;
            role.ok_or_else(unknown)?
        }
        (None, None) if app.has(Switch::DevelopmentMode) && serves_development(platform) => {
            return Ok(RoleOf::Development);
        }
        (None, None) => {
            return Err(BrokerError::field("roleId", "roleId or roleName is needed.").into());
        }
    };
    Ok(RoleOf::Role(found.uuid))
}
