//! Records of the broker API to put into a store.

use super::db::START;
use super::samples::{hash, key};
use serde_json::json;
use std::time::Duration;
use vestibule::domain::broker::admin_session::AdminSession;
use vestibule::domain::broker::app_session::AppSession;
use vestibule::domain::broker::endpoint_token::EndpointToken;
use vestibule::domain::broker::role::{Role, RoleBody};
use vestibule::domain::broker::standing::{EndpointId, RoleOf};
use vestibule::domain::epoch::Epoch;
use vestibule::domain::key::AppId;
use vestibule::domain::secret::TokenHash;
use vestibule::domain::time::days;

pub fn role(number: i64, name: &str) -> Role {
    let groups = json!({ "z*": { "publish": true }, "list": true, "a": {} });
    Role {
        uuid: role_uuid(number),
        app_id: AppId(7),
        name: name.to_owned(),
        body: RoleBody {
            media_relay: true,
            groups: groups.as_object().cloned().unwrap_or_default(),
            caller_ids: vec![json!("1"), json!({ "ü": null })],
            ..RoleBody::default()
        },
        created_at: START,
        updated_at: START,
        version: 1,
    }
}

pub fn role_uuid(number: i64) -> String {
    format!("00000000-0000-4000-9000-{number:012X}")
}

pub fn endpoint(name: &str) -> EndpointId {
    EndpointId::parse(name).expect("an endpoint id")
}

pub fn endpoint_hash(number: i64) -> TokenHash {
    hash(&format!("endpoint token {number}"))
}

pub fn endpoint_token(number: i64) -> EndpointToken {
    EndpointToken {
        secret_hash: endpoint_hash(number),
        app_id: AppId(7),
        epoch: Epoch::FIRST,
        endpoint_id: endpoint("ada@example.org"),
        role: RoleOf::Role(role_uuid(1)),
        expires_at: START.plus(days(1)),
        redeem_until: START.plus(Duration::from_secs(60)),
        redeemed_at: None,
        created_at: START.plus(Duration::from_secs(1)),
    }
}

pub fn app_session_hash(number: i64) -> TokenHash {
    hash(&format!("app session {number}"))
}

pub fn app_session(number: i64) -> AppSession {
    AppSession {
        public_id: role_uuid(900 + number),
        secret_hash: app_session_hash(number),
        app_id: AppId(7),
        epoch: Epoch::FIRST,
        endpoint_id: endpoint("ada@example.org"),
        role: RoleOf::Role(role_uuid(1)),
        expires_at: START.plus(days(1)),
        ended_at: None,
        created_at: START.plus(Duration::from_secs(2)),
    }
}

/// Of user 1.
pub fn admin_session(number: i64) -> AdminSession {
    AdminSession {
        secret_hash: admin_hash(number),
        user_key: key(1),
        epoch: Epoch::FIRST,
        last_used_at: START,
        created_at: START,
    }
}

pub fn admin_hash(number: i64) -> TokenHash {
    hash(&format!("admin session {number}"))
}
