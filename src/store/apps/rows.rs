//! Rows of apps and of consents.

use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::{
    App, AppSecret, AppStamp, AppState, Confidentiality, GrantType, Kind, ResponseType, Style,
    Switch, TokenFormat,
};
use crate::domain::oauth::client_keys::ClientKeys;
use crate::domain::oauth::consent::Consent;
use crate::domain::oauth::ownership::Ownership;
use crate::domain::oauth::redirect_uri::RegisteredUri;
use crate::domain::oauth::scope::Scopes;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::store::engine::column::Column;
use crate::store::engine::row::row;
use crate::store::engine::schema::{app_secrets, apps, consents, redirect_uris};
use crate::store::engine::spot::Spot;
use crate::store::{LoadError, Loaded};
use diesel::{Insertable, Queryable, Selectable};
use std::collections::BTreeSet;
use std::time::Duration;

row! {
    /// The version is moved on by the guard alone. The addresses come in registered order; an app without a row of
    /// its own in `app_standing` is the operators'.
    #[derive(diesel::AsChangeset)]
    #[diesel(treat_none_as_null = true)]
    pub struct AppRow of App in apps by id, beside redirect_uris: Vec<RegisteredUri>, beside ownership: Ownership {
        id: AppId,
        #[diesel(skip_update)]
        uuid: String,
        client_id: String,
        name: String,
        description: Option<String>,
        kind: Kind,
        confidentiality: Confidentiality,
        #[diesel(column_name = jwks)]
        keys: ClientKeys,
        state: AppState,
        owner: Option<String>,
        site_url: Option<String>,
        privacy_url: Option<String>,
        terms_url: Option<String>,
        site_domain: Option<String>,
        canvas_origin: Option<String>,
        origins: Vec<String>,
        scopes: Scopes,
        response_types: Vec<ResponseType>,
        grants: Vec<GrantType>,
        style: Style,
        switches: BTreeSet<Switch>,
        access_token_format: TokenFormat,
        token_ttl: Option<Duration>,
        callback_key_generation: i64,
        deauthorize_url: Option<String>,
        post_logout_uris: Vec<String>,
        backchannel_logout_url: Option<String>,
        resources: Vec<String>,
        id_token_alg: Algorithm,
        userinfo_alg: Option<Algorithm>,
        epoch: Epoch,
        #[diesel(skip_update)]
        created_at: Timestamp,
        updated_at: Timestamp,
        #[diesel(skip_update)]
        version: i64,
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = apps)]
pub struct AppStampRow {
    id: i64,
    uuid: String,
    version: i64,
    updated_at: i64,
}

impl AppStampRow {
    pub fn record(self) -> Loaded<AppStamp> {
        let spot = Spot::of("apps", self.id);
        Ok(AppStamp {
            id: spot.read("id", self.id)?,
            uuid: self.uuid,
            version: self.version,
            updated_at: spot.read("updated_at", self.updated_at)?,
        })
    }
}

impl AppRow {
    pub const fn id(&self) -> i64 {
        self.id
    }
}

impl Column for Duration {
    type Kept = i64;

    fn keep(&self) -> i64 {
        i64::try_from(self.as_millis()).unwrap_or(i64::MAX)
    }

    fn restore(millis: i64) -> Option<Self> {
        u64::try_from(millis).map(Self::from_millis).ok()
    }
}

impl Column for ClientKeys {
    type Kept = String;

    fn keep(&self) -> String {
        self.to_text()
    }

    fn restore(text: String) -> Option<Self> {
        Self::kept(&text)
    }
}

impl Column for Vec<String> {
    type Kept = String;

    fn keep(&self) -> String {
        self.join(" ")
    }

    fn restore(texts: String) -> Option<Self> {
        Some(texts.split_whitespace().map(str::to_owned).collect())
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = redirect_uris, treat_none_as_default_value = false)]
pub struct RedirectUriRow {
    pub app_id: i64,
    pub position: i64,
    pub uri: String,
    pub origin: Option<String>,
}

impl RedirectUriRow {
    pub fn record(self) -> Loaded<RegisteredUri> {
        let (app, position) = (self.app_id, self.position);
        RegisteredUri::kept(self.uri).ok_or_else(|| {
            let key = format!("app {app}, position {position}");
            LoadError::impossible("redirect_uris", "uri", key)
        })
    }
}

row! {
    pub struct AppSecretRow of AppSecret in app_secrets by key {
        key: RowKey,
        app_id: AppId,
        hash: TokenHash,
        hint: String,
        expires_at: Option<Timestamp>,
        revoked_at: Option<Timestamp>,
        created_at: Timestamp,
        last_used_at: Option<Timestamp>,
    }
}

row! {
    pub struct ConsentRow of Consent in consents by key {
        key: RowKey,
        user_key: RowKey,
        app_id: AppId,
        scopes: Scopes,
        granted_at: Timestamp,
        last_used_at: Timestamp,
        epoch: Epoch,
        withdrawn_at: Option<Timestamp>,
        created_at: Timestamp,
    }
}
