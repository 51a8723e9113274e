//! Rows of the broker API.

use crate::domain::broker::admin_session::{AdminSession, AdminStanding};
use crate::domain::broker::app_session::AppSession;
use crate::domain::broker::endpoint_token::EndpointToken;
use crate::domain::broker::role::{Role, RoleBody};
use crate::domain::broker::standing::{BrokerStanding, EndpointId, RoleOf};
use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::Switch;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::engine::column::Column;
use crate::store::engine::row::row;
use crate::store::engine::schema::{
    admin_sessions, app_sessions, apps, endpoint_tokens, roles, users,
};
use crate::store::engine::spot::Spot;
use crate::store::engine::together::together;
use diesel::{Queryable, Selectable};
use std::collections::BTreeSet;

row! {
    /// The version is moved on by the guard alone.
    #[derive(diesel::AsChangeset)]
    #[diesel(primary_key(uuid))]
    pub struct RoleRow of Role in roles by uuid {
        uuid: String,
        #[diesel(skip_update)]
        app_id: AppId,
        name: String,
        body: RoleBody,
        #[diesel(skip_update)]
        created_at: Timestamp,
        updated_at: Timestamp,
        #[diesel(skip_update)]
        version: i64,
    }
}

impl Column for RoleBody {
    type Kept = String;

    fn keep(&self) -> String {
        // A map of texts and values has no part that JSON could not hold.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn restore(json: String) -> Option<Self> {
        serde_json::from_str(&json).ok()
    }
}

row! {
    pub struct EndpointTokenRow of EndpointToken in endpoint_tokens by hash_prefix of secret_hash {
        secret_hash: TokenHash,
        app_id: AppId,
        endpoint_id: EndpointId,
        #[diesel(column_name = role_uuid)]
        role: RoleOf,
        expires_at: Timestamp,
        redeem_until: Timestamp,
        redeemed_at: Option<Timestamp>,
        created_at: Timestamp,
        epoch: Epoch,
    }
}

together! {
    EndpointTokenRows: EndpointTokenRow of EndpointToken in endpoint_tokens {
        hash_prefix: i64,
        secret_hash: Vec<u8>,
        app_id: i64,
        endpoint_id: String,
        role_uuid from role: Option<String>,
        expires_at: i64,
        redeem_until: i64,
        redeemed_at: Option<i64>,
        created_at: i64,
        epoch: i64,
    }
}

row! {
    pub struct AppSessionRow of AppSession in app_sessions by hash_prefix of secret_hash {
        secret_hash: TokenHash,
        public_id: String,
        app_id: AppId,
        endpoint_id: EndpointId,
        #[diesel(column_name = role_uuid)]
        role: RoleOf,
        expires_at: Timestamp,
        ended_at: Option<Timestamp>,
        created_at: Timestamp,
        epoch: Epoch,
    }
}

impl Column for EndpointId {
    type Kept = String;

    fn keep(&self) -> String {
        self.as_str().to_owned()
    }

    fn restore(text: String) -> Option<Self> {
        Some(Self::kept(text))
    }
}

impl Column for RoleOf {
    type Kept = Option<String>;

    fn keep(&self) -> Option<String> {
        match self {
            Self::Role(uuid) => Some(uuid.clone()),
            Self::Development => None,
        }
    }

    fn restore(uuid: Option<String>) -> Option<Self> {
        Some(uuid.map_or(Self::Development, Self::Role))
    }
}

/// What the tokens and sessions of an app hang on.
#[derive(Queryable, Selectable)]
#[diesel(table_name = apps)]
pub struct BrokerStandingRow {
    id: i64,
    uuid: String,
    client_id: String,
    state: String,
    epoch: i64,
    switches: String,
}

impl BrokerStandingRow {
    pub fn with(self, role: Option<String>) -> Loaded<BrokerStanding> {
        let spot = Spot::of("apps", self.id);
        let switches: BTreeSet<Switch> = spot.read("switches", self.switches)?;
        Ok(BrokerStanding {
            app_uuid: self.uuid,
            client_id: self.client_id,
            app_state: spot.read("state", self.state)?,
            app_epoch: Epoch::from_number(self.epoch),
            development_mode: switches.contains(&Switch::DevelopmentMode),
            role_is_there: role.is_some(),
        })
    }
}

row! {
    pub struct AdminSessionRow of AdminSession in admin_sessions by hash_prefix of secret_hash {
        secret_hash: TokenHash,
        user_key: RowKey,
        last_used_at: Timestamp,
        created_at: Timestamp,
        epoch: Epoch,
    }
}

/// What an operator's session hangs on.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct OperatorRow {
    key: i64,
    state: String,
    is_admin: bool,
    epoch: i64,
}

impl AdminSessionRow {
    pub fn with(self, user: OperatorRow) -> Loaded<AdminStanding> {
        Ok(AdminStanding {
            session: self.record()?,
            user_state: Spot::of("users", user.key).read("state", user.state)?,
            is_admin: user.is_admin,
            user_epoch: Epoch::from_number(user.epoch),
        })
    }
}
