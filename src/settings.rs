//! What an operator may set: file, environment, flags, in rising order. Unknown keys refuse to start.
//!
//! Every setting is declared once, in [`field`]; the commented defaults, the reference table and the
//! list of effective values are printed from that declaration.

pub mod custody;
pub mod database_url;
pub mod field;
mod layers;
mod logo;
mod missing;
mod policy;
mod print;
mod renamed;
mod rules;
pub mod server_key;
mod value;
mod variables;

pub use layers::{Inputs, Source};
pub use logo::Logo;
pub use print::{Effective, commented_defaults, reference};
pub use value::ScopeWords;

use crate::domain::accent::Accent;
use crate::domain::account::session::SessionLifetimes;
use crate::domain::callback::PrivateAddresses;
use crate::domain::oauth::refresh::RefreshLifetimes;
use crate::domain::server_key::ServerKey;
use crate::flow::broker::BrokerPolicy;
use crate::flow::gateway::{Declared, GatewayPolicy};
use ipnet::IpNet;
use layers::{FileRead, Layers};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

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
    pub code_ttl: Duration,
    pub refresh_ttl: RefreshLifetimes,
    pub session_ttl: SessionLifetimes,
    pub brake: Brake,
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
    /// Whether callbacks and webhooks may go to private addresses.
    pub private_callbacks: PrivateAddresses,
    /// Whether the paths of older programs are answered too.
    pub short_paths: bool,
    pub site: Identity,
    pub log_format: LogFormat,
    /// In the order in which they are shown.
    pub scopes: Vec<ScopeWords>,
    layers: Layers,
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

/// Why the settings do not hold: one line per fault, each saying what mends it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct Refused(pub Vec<String>);

impl From<String> for Refused {
    fn from(fault: String) -> Self {
        Self(vec![fault])
    }
}

impl Settings {
    /// The settings that file, environment and flags make together.
    pub fn load(inputs: &Inputs) -> Result<Self, Refused> {
        let layers = Layers::read(inputs)?;
        let settings = rules::build(layers)?;
        custody::check_secret_files(&settings)?;
        Ok(settings)
    }

    /// What a file alone holds, which must be good settings.
    pub fn check(file: &Path) -> Result<Self, Refused> {
        let alone = Inputs {
            config: Some(file.to_owned()),
            ..Inputs::default()
        };
        Self::load(&alone)
    }

    /// Files in which something was set.
    fn files_read(&self) -> &[FileRead] {
        self.layers.files_read()
    }

    /// Where a setting's value comes from.
    pub fn source_of(&self, field: &field::Field) -> Source {
        self.layers.source_of(field)
    }
}
