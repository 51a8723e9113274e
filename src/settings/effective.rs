//! The settings as they hold together.

use super::field;
use super::file_read::FileRead;
use super::layers::{Layers, Source};
use super::logo::Logo;
use super::value::ScopeWords;
use crate::domain::accent::Accent;
use crate::domain::account::administration::{AdminPolicy, FirstAdmin};
use crate::domain::account::second_step::SecondStepPolicy;
use crate::domain::account::session::SessionLifetimes;
use crate::domain::audit::AuditPolicy;
use crate::domain::audit::webhook::Webhook;
use crate::domain::callback::PrivateAddresses;
use crate::domain::mail::server::MailServer;
use crate::domain::oauth::console::policy::DeveloperPolicy;
use crate::domain::oauth::refresh::RefreshLifetimes;
use crate::domain::openid::signing_key::KeyPolicy;
use crate::domain::server_key::ServerKey;
use crate::flow::broker::BrokerPolicy;
use crate::flow::gateway::{Declared, GatewayPolicy};
use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use zeroize::Zeroizing;

/// The effective settings: parsed, checked one by one and against each other.
#[derive(Clone)]
pub struct Settings {
    pub listen: SocketAddr,
    /// An origin without a slash at the end.
    pub public_url: String,
    /// `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    pub database_url: String,
    pub database_connections: u32,
    pub data_dir: PathBuf,
    /// `None`: the one in `secret.key`, see [`server_key`].
    pub secret_key: Option<ServerKey>,
    /// Accepted beside it.
    pub secret_key_previous: Vec<ServerKey>,
    pub trusted_proxies: Vec<IpNet>,
    pub insecure_http: bool,
    pub token_ttl: Duration,
    pub id_token_ttl: Duration,
    pub code_ttl: Duration,
    pub device_ttl: Duration,
    pub refresh_ttl: RefreshLifetimes,
    pub session_ttl: SessionLifetimes,
    pub brake: Brake,
    pub second_factor: SecondStepPolicy,
    pub admin: AdminPolicy,
    /// Who is invited where there is no admin.
    pub first_admin: Option<FirstAdmin>,
    /// What users may register themselves.
    pub developers: DeveloperPolicy,
    /// Calls per 10 seconds and token; 0 = as many as somebody likes.
    pub rate_limit_api: u32,
    /// Silent grants a minute, per session and app.
    pub rate_limit_grants: u32,
    /// Tokens a minute that an app gets for itself.
    pub rate_limit_app_tokens: u32,
    /// Calls of the broker API per second and credential; 0 = as many as somebody likes.
    pub rate_limit_broker: u32,
    /// None: the broker API is off.
    pub broker: Option<BrokerPolicy>,
    /// None: the socket gateway is off.
    pub gateway: Option<Gateway>,
    /// None: nobody reads metrics.
    pub metrics: Option<Metrics>,
    /// Whether callbacks and webhooks may go to private addresses.
    pub private_callbacks: PrivateAddresses,
    /// Whether the paths of older programs are answered too.
    pub short_paths: bool,
    /// Which keys sign, and how long.
    pub signing: KeyPolicy,
    /// None: no mail is sent.
    pub mail: Option<MailServer>,
    pub audit: AuditPolicy,
    /// Where events are sent.
    pub webhook: Option<Webhook>,
    pub site: Identity,
    pub log_format: LogFormat,
    /// In the order in which they are shown.
    pub scopes: Vec<ScopeWords>,
    pub(super) layers: Layers,
}

/// What people recognise the platform by.
#[derive(Clone, Debug)]
pub struct Identity {
    pub name: String,
    /// Whom people ask: an address, or a few words.
    pub contact: Option<String>,
    pub privacy_url: Option<String>,
    pub terms_url: Option<String>,
    /// None: the style sheet's own.
    pub accent: Option<Accent>,
    pub logo: Option<Logo>,
}

/// The socket gateway.
#[derive(Clone)]
pub struct Gateway {
    pub listen: SocketAddr,
    pub policy: GatewayPolicy,
    /// The clients of the settings file, by name as they stand there.
    pub clients: Vec<Declared>,
}

/// Where metrics are read.
#[derive(Clone)]
pub struct Metrics {
    pub listen: SocketAddr,
    /// None: by whoever reaches it.
    pub token: Option<Zeroizing<String>>,
}

/// The rate limit on sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brake {
    pub per_account: u32,
    pub per_name: u32,
    pub per_address: u32,
    pub per_app: u32,
    pub window: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Human,
    Json,
}

impl Settings {
    /// Files in which something was set.
    pub fn files_read(&self) -> &[FileRead] {
        self.layers.files_read()
    }

    /// Where a setting's value comes from.
    pub fn source_of(&self, field: &field::Field) -> Source {
        self.layers.source_of(field)
    }
}
