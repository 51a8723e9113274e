//! Rows of the broker API, and their way into the domain's records and back.

use crate::domain::account::user::UserState;
use crate::domain::broker::admin_session::{AdminSession, AdminStanding};
use crate::domain::broker::app_session::AppSession;
use crate::domain::broker::endpoint_token::EndpointToken;
use crate::domain::broker::role::Role;
use crate::domain::broker::standing::{BrokerStanding, EndpointId, RoleOf};
use crate::domain::epoch::Epoch;
use crate::domain::key::AppId;
use crate::domain::oauth::client::{AppState, Switch};
use crate::store::engine::schema::{
    admin_sessions, app_sessions, apps, endpoint_tokens, roles, users,
};
use crate::store::engine::spot::{Spot, millis, time};
use crate::store::{LoadError, Loaded};
use diesel::{AsChangeset, Insertable, Queryable, Selectable};

/// The version is moved on by the guard alone.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = roles, primary_key(uuid))]
pub struct RoleRow {
    uuid: String,
    #[diesel(skip_update)]
    app_id: i64,
    name: String,
    body: String,
    #[diesel(skip_update)]
    created_at: i64,
    updated_at: i64,
    #[diesel(skip_update)]
    version: i64,
}

impl From<&Role> for RoleRow {
    fn from(role: &Role) -> Self {
        Self {
            uuid: role.uuid.clone(),
            app_id: role.app_id.0,
            name: role.name.clone(),
            // A map of texts and values has no part that JSON could not hold.
            body: serde_json::to_string(&role.body).unwrap_or_default(),
            created_at: role.created_at.millis(),
            updated_at: role.updated_at.millis(),
            version: role.version,
        }
    }
}

impl TryFrom<RoleRow> for Role {
    type Error = LoadError;

    fn try_from(row: RoleRow) -> Loaded<Self> {
        let body = serde_json::from_str(&row.body);
        Ok(Self {
            body: body.map_err(|_| LoadError::impossible("roles", "body", &row.uuid))?,
            uuid: row.uuid,
            app_id: AppId(row.app_id),
            name: row.name,
            created_at: time(row.created_at),
            updated_at: time(row.updated_at),
            version: row.version,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = endpoint_tokens, treat_none_as_default_value = false)]
pub struct EndpointTokenRow {
    hash_prefix: i64,
    secret_hash: Vec<u8>,
    app_id: i64,
    endpoint_id: String,
    role_uuid: Option<String>,
    expires_at: i64,
    redeem_until: i64,
    redeemed_at: Option<i64>,
    created_at: i64,
    epoch: i64,
}

impl From<&EndpointToken> for EndpointTokenRow {
    fn from(token: &EndpointToken) -> Self {
        Self {
            hash_prefix: token.secret_hash.prefix(),
            secret_hash: token.secret_hash.bytes().to_vec(),
            app_id: token.app_id.0,
            endpoint_id: token.endpoint_id.as_str().to_owned(),
            role_uuid: role_uuid(&token.role),
            expires_at: token.expires_at.millis(),
            redeem_until: token.redeem_until.millis(),
            redeemed_at: millis(token.redeemed_at),
            created_at: token.created_at.millis(),
            epoch: token.epoch.number(),
        }
    }
}

impl TryFrom<EndpointTokenRow> for EndpointToken {
    type Error = LoadError;

    fn try_from(row: EndpointTokenRow) -> Loaded<Self> {
        let spot = Spot::of("endpoint_tokens", row.hash_prefix);
        Ok(Self {
            secret_hash: spot.hash("secret_hash", &row.secret_hash)?,
            app_id: AppId(row.app_id),
            epoch: Epoch::from_number(row.epoch),
            endpoint_id: EndpointId::kept(row.endpoint_id),
            role: role_of(row.role_uuid),
            expires_at: time(row.expires_at),
            redeem_until: time(row.redeem_until),
            redeemed_at: row.redeemed_at.map(time),
            created_at: time(row.created_at),
        })
    }
}

fn role_uuid(role: &RoleOf) -> Option<String> {
    match role {
        RoleOf::Role(uuid) => Some(uuid.clone()),
        RoleOf::Development => None,
    }
}

fn role_of(uuid: Option<String>) -> RoleOf {
    uuid.map_or(RoleOf::Development, RoleOf::Role)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = app_sessions, treat_none_as_default_value = false)]
pub struct AppSessionRow {
    hash_prefix: i64,
    secret_hash: Vec<u8>,
    public_id: String,
    app_id: i64,
    endpoint_id: String,
    role_uuid: Option<String>,
    expires_at: i64,
    ended_at: Option<i64>,
    created_at: i64,
    epoch: i64,
}

impl From<&AppSession> for AppSessionRow {
    fn from(session: &AppSession) -> Self {
        Self {
            hash_prefix: session.secret_hash.prefix(),
            secret_hash: session.secret_hash.bytes().to_vec(),
            public_id: session.public_id.clone(),
            app_id: session.app_id.0,
            endpoint_id: session.endpoint_id.as_str().to_owned(),
            role_uuid: role_uuid(&session.role),
            expires_at: session.expires_at.millis(),
            ended_at: millis(session.ended_at),
            created_at: session.created_at.millis(),
            epoch: session.epoch.number(),
        }
    }
}

impl TryFrom<AppSessionRow> for AppSession {
    type Error = LoadError;

    fn try_from(row: AppSessionRow) -> Loaded<Self> {
        let spot = Spot::of("app_sessions", row.hash_prefix);
        Ok(Self {
            public_id: row.public_id,
            secret_hash: spot.hash("secret_hash", &row.secret_hash)?,
            app_id: AppId(row.app_id),
            epoch: Epoch::from_number(row.epoch),
            endpoint_id: EndpointId::kept(row.endpoint_id),
            role: role_of(row.role_uuid),
            expires_at: time(row.expires_at),
            ended_at: row.ended_at.map(time),
            created_at: time(row.created_at),
        })
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
        Ok(BrokerStanding {
            app_uuid: self.uuid,
            client_id: self.client_id,
            app_state: spot.need("state", AppState::from_word(&self.state))?,
            app_epoch: Epoch::from_number(self.epoch),
            development_mode: spot
                .switches(&self.switches)?
                .contains(&Switch::DevelopmentMode),
            role_is_there: role.is_some(),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = admin_sessions)]
pub struct AdminSessionRow {
    hash_prefix: i64,
    secret_hash: Vec<u8>,
    user_key: i64,
    last_used_at: i64,
    created_at: i64,
    epoch: i64,
}

impl From<&AdminSession> for AdminSessionRow {
    fn from(session: &AdminSession) -> Self {
        Self {
            hash_prefix: session.secret_hash.prefix(),
            secret_hash: session.secret_hash.bytes().to_vec(),
            user_key: session.user_key.number(),
            last_used_at: session.last_used_at.millis(),
            created_at: session.created_at.millis(),
            epoch: session.epoch.number(),
        }
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
    pub fn with(self, user: &OperatorRow) -> Loaded<AdminStanding> {
        let spot = Spot::of("admin_sessions", self.hash_prefix);
        let of_user = Spot::of("users", user.key);
        Ok(AdminStanding {
            session: AdminSession {
                secret_hash: spot.hash("secret_hash", &self.secret_hash)?,
                user_key: spot.key("user_key", self.user_key)?,
                epoch: Epoch::from_number(self.epoch),
                last_used_at: time(self.last_used_at),
                created_at: time(self.created_at),
            },
            user_state: of_user.need("state", UserState::from_word(&user.state))?,
            is_admin: user.is_admin,
            user_epoch: Epoch::from_number(user.epoch),
        })
    }
}
