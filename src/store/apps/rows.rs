//! Rows of apps and of consents, and their way into the domain's records and back.

use crate::domain::epoch::Epoch;
use crate::domain::key::AppId;
use crate::domain::oauth::client::{
    App, AppSecret, AppState, Confidentiality, GrantType, Kind, ResponseType, Style,
};
use crate::domain::oauth::consent::Consent;
use crate::domain::oauth::redirect_uri::RegisteredUri;
use crate::store::engine::schema::{app_secrets, apps, consents, redirect_uris};
use crate::store::engine::spot::{Spot, millis, time};
use crate::store::{LoadError, Loaded};
use diesel::{AsChangeset, Insertable, Queryable, Selectable};
use std::time::Duration;

/// The version is moved on by the guard alone.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = apps, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct AppRow {
    pub id: i64,
    #[diesel(skip_update)]
    uuid: String,
    client_id: String,
    name: String,
    description: Option<String>,
    kind: String,
    confidentiality: String,
    state: String,
    owner: Option<String>,
    site_url: Option<String>,
    site_domain: Option<String>,
    canvas_origin: Option<String>,
    origins: String,
    scopes: String,
    response_types: String,
    grants: String,
    style: String,
    switches: String,
    token_ttl: Option<i64>,
    callback_key_generation: i64,
    deauthorize_url: Option<String>,
    epoch: i64,
    #[diesel(skip_update)]
    created_at: i64,
    updated_at: i64,
    #[diesel(skip_update)]
    version: i64,
}

impl From<&App> for AppRow {
    fn from(app: &App) -> Self {
        Self {
            id: app.id.0,
            uuid: app.uuid.clone(),
            client_id: app.client_id.clone(),
            name: app.name.clone(),
            description: app.description.clone(),
            kind: app.kind.word().to_owned(),
            confidentiality: app.confidentiality.word().to_owned(),
            state: app.state.word().to_owned(),
            owner: app.owner.clone(),
            site_url: app.site_url.clone(),
            site_domain: app.site_domain.clone(),
            canvas_origin: app.canvas_origin.clone(),
            origins: app.origins.join(" "),
            scopes: app.scopes.to_string(),
            response_types: join(app.response_types.iter().map(|&one| one.word())),
            grants: join(app.grants.iter().map(|&one| one.word())),
            style: app.style.word().to_owned(),
            switches: join(app.switches.iter().map(|&one| one.word())),
            token_ttl: app.token_ttl.map(whole_millis),
            callback_key_generation: app.callback_key_generation,
            deauthorize_url: app.deauthorize_url.clone(),
            epoch: app.epoch.number(),
            created_at: app.created_at.millis(),
            updated_at: app.updated_at.millis(),
            version: app.version,
        }
    }
}

impl AppRow {
    /// The app with its addresses, which were loaded beside it in registered order.
    pub fn with(self, redirect_uris: Vec<RegisteredUri>) -> Loaded<App> {
        let spot = Spot::of("apps", self.id);
        let confidentiality = Confidentiality::from_word(&self.confidentiality);
        Ok(App {
            id: AppId(self.id),
            uuid: self.uuid,
            client_id: self.client_id,
            name: self.name,
            description: self.description,
            kind: spot.need("kind", Kind::from_word(&self.kind))?,
            confidentiality: spot.need("confidentiality", confidentiality)?,
            state: spot.need("state", AppState::from_word(&self.state))?,
            owner: self.owner,
            site_url: self.site_url,
            site_domain: self.site_domain,
            canvas_origin: self.canvas_origin,
            origins: self.origins.split_whitespace().map(str::to_owned).collect(),
            deauthorize_url: self.deauthorize_url,
            redirect_uris,
            scopes: spot.scopes(&self.scopes)?,
            response_types: spot.need(
                "response_types",
                split(&self.response_types, ResponseType::from_word),
            )?,
            grants: spot.need("grants", split(&self.grants, GrantType::from_word))?,
            style: spot.need("style", Style::from_word(&self.style))?,
            switches: spot.switches(&self.switches)?,
            token_ttl: spot.need("token_ttl", self.token_ttl.map(duration).transpose().ok())?,
            callback_key_generation: self.callback_key_generation,
            epoch: Epoch::from_number(self.epoch),
            created_at: time(self.created_at),
            updated_at: time(self.updated_at),
            version: self.version,
        })
    }
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

fn split<T>(words: &str, from_word: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    words.split_whitespace().map(from_word).collect()
}

fn whole_millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

fn duration(millis: i64) -> Result<Duration, std::num::TryFromIntError> {
    u64::try_from(millis).map(Duration::from_millis)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = redirect_uris, treat_none_as_default_value = false)]
pub struct RedirectUriRow {
    pub app_id: i64,
    pub position: i64,
    pub uri: String,
    pub origin: Option<String>,
}

impl TryFrom<RedirectUriRow> for RegisteredUri {
    type Error = LoadError;

    fn try_from(row: RedirectUriRow) -> Loaded<Self> {
        let (app, position) = (row.app_id, row.position);
        Self::kept(row.uri).ok_or_else(|| {
            let key = format!("app {app}, position {position}");
            LoadError::impossible("redirect_uris", "uri", key)
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = app_secrets, treat_none_as_default_value = false)]
pub struct AppSecretRow {
    key: i64,
    app_id: i64,
    hash: Vec<u8>,
    hint: String,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    created_at: i64,
}

impl From<&AppSecret> for AppSecretRow {
    fn from(secret: &AppSecret) -> Self {
        Self {
            key: secret.key.number(),
            app_id: secret.app_id.0,
            hash: secret.hash.bytes().to_vec(),
            hint: secret.hint.clone(),
            expires_at: millis(secret.expires_at),
            revoked_at: millis(secret.revoked_at),
            created_at: secret.created_at.millis(),
        }
    }
}

impl TryFrom<AppSecretRow> for AppSecret {
    type Error = LoadError;

    fn try_from(row: AppSecretRow) -> Loaded<Self> {
        let spot = Spot::of("app_secrets", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            app_id: AppId(row.app_id),
            hash: spot.hash("hash", &row.hash)?,
            hint: row.hint,
            expires_at: row.expires_at.map(time),
            revoked_at: row.revoked_at.map(time),
            created_at: time(row.created_at),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = consents, treat_none_as_default_value = false)]
pub struct ConsentRow {
    key: i64,
    user_key: i64,
    app_id: i64,
    scopes: String,
    granted_at: i64,
    last_used_at: i64,
    epoch: i64,
    withdrawn_at: Option<i64>,
    created_at: i64,
}

impl From<&Consent> for ConsentRow {
    fn from(consent: &Consent) -> Self {
        Self {
            key: consent.key.number(),
            user_key: consent.user_key.number(),
            app_id: consent.app_id.0,
            scopes: consent.scopes.to_string(),
            granted_at: consent.granted_at.millis(),
            last_used_at: consent.last_used_at.millis(),
            epoch: consent.epoch.number(),
            withdrawn_at: millis(consent.withdrawn_at),
            created_at: consent.created_at.millis(),
        }
    }
}

impl TryFrom<ConsentRow> for Consent {
    type Error = LoadError;

    fn try_from(row: ConsentRow) -> Loaded<Self> {
        let spot = Spot::of("consents", row.key);
        Ok(Self {
            key: spot.key("key", row.key)?,
            user_key: spot.key("user_key", row.user_key)?,
            app_id: AppId(row.app_id),
            scopes: spot.scopes(&row.scopes)?,
            granted_at: time(row.granted_at),
            last_used_at: time(row.last_used_at),
            epoch: Epoch::from_number(row.epoch),
            withdrawn_at: row.withdrawn_at.map(time),
            created_at: time(row.created_at),
        })
    }
}
