//! What the settings mean and which of them hold together. Every refusal says what mends it.

mod admin;
mod audit;
mod broker;
mod developers;
mod exposure;
mod gateway;
mod mail;
mod metrics;
mod networks;
mod signing;
mod site;
mod values;

use super::database_url::{self, BUILT};
use super::effective::{Brake, LogFormat, Settings};
use super::field;
use super::layers::Layers;
use crate::domain::account::second_step::{Passkeys, Required, SecondStepPolicy};
use crate::domain::account::session::SessionLifetimes;
use crate::domain::oauth::refresh::RefreshLifetimes;
use crate::domain::server_key::ServerKey;
use exposure::{check_exposure, read_listen};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use url::Url;

#[expect(clippy::too_many_lines, reason = "a line per setting")]
pub fn build(layers: Layers) -> Result<Settings, String> {
    let listen = read_listen(&layers, &field::LISTEN)?;
    let data_dir = read_data_dir(&layers)?;
    let public_url = read_public_url(&layers, listen)?;
    let settings = Settings {
        listen,
        database_url: read_database_url(&layers, &data_dir)?,
        data_dir,
        database_connections: layers.count(&field::DATABASE_CONNECTIONS),
        secret_key: read_secret_key(&layers)?,
        secret_key_previous: read_previous_keys(&layers)?,
        trusted_proxies: read_networks(&layers)?,
        insecure_http: layers.switch(&field::INSECURE_HTTP),
        token_ttl: layers.seconds(&field::TOKEN_TTL),
        id_token_ttl: layers.seconds(&field::ID_TOKEN_TTL),
        code_ttl: layers.seconds(&field::CODE_TTL),
        device_ttl: layers.seconds(&field::DEVICE_TTL),
        refresh_ttl: read_refresh(&layers),
        session_ttl: read_session(&layers),
        brake: read_brake(&layers),
        second_factor: read_second_factor(&layers),
        admin: admin::read(&layers)?,
        first_admin: admin::read_first(&layers)?,
        rate_limit_api: layers.count(&field::RATE_LIMIT_API),
        rate_limit_grants: layers.count(&field::RATE_LIMIT_GRANTS),
        rate_limit_app_tokens: layers.count(&field::RATE_LIMIT_APP_TOKENS),
        rate_limit_broker: layers.count(&field::RATE_LIMIT_BROKER),
        broker: broker::read(&layers, &public_url)?,
        gateway: gateway::read(&layers, &public_url, listen)?,
        metrics: metrics::read(&layers, listen)?,
        signing: signing::read(&layers)?,
        private_callbacks: gateway::private_callbacks(&layers),
        public_url,
        short_paths: layers.switch(&field::GENI_SHORT_PATHS),
        mail: mail::read(&layers)?,
        audit: audit::read(&layers),
        webhook: audit::read_webhook(&layers)?,
        developers: developers::read(&layers)?,
        site: site::read(&layers)?,
        log_format: read_log_format(&layers),
        scopes: layers.scopes(),
        layers,
    };
    check(&settings).map(|()| settings)
}

/// What holds together.
fn check(settings: &Settings) -> Result<(), String> {
    check_lifetimes(settings)?;
    check_exposure(settings)
}

fn read_data_dir(layers: &Layers) -> Result<PathBuf, String> {
    let path = layers.text(&field::DATA_DIR).unwrap_or_default();
    match database_url::folder_fault(path) {
        None => Ok(PathBuf::from(path)),
        Some(mend) => Err(layers.refuse(&field::DATA_DIR, mend)),
    }
}

fn read_public_url(layers: &Layers, listen: SocketAddr) -> Result<String, String> {
    let Some(given) = layers.text(&field::PUBLIC_URL) else {
        return derive_public_url(layers, listen);
    };
    let refuse = |mend: &str| layers.refuse(&field::PUBLIC_URL, mend);
    let form = "give scheme, host and port alone, as in \"https://id.example.org\".";
    let url = Url::parse(given).map_err(|_| refuse(form))?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if !is_web || !url.username().is_empty() || url.password().is_some() {
        return Err(refuse(form));
    }
    let origin = url.origin().ascii_serialization();
    if given == origin {
        return Ok(origin);
    }
    // Links are built by putting a path behind it: it has to be the origin, letter by letter.
    Err(refuse(&format!(
        "it is an origin, without path, query and slash at the end: write \"{origin}\"."
    )))
}

fn derive_public_url(layers: &Layers, listen: SocketAddr) -> Result<String, String> {
    // With plain http allowed this is a test network: its own machine is the one place where the address works.
    let listen = match listen.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) if layers.switch(&field::INSECURE_HTTP) => {
            SocketAddr::new(Ipv4Addr::LOCALHOST.into(), listen.port())
        }
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) if layers.switch(&field::INSECURE_HTTP) => {
            SocketAddr::new(Ipv6Addr::LOCALHOST.into(), listen.port())
        }
        _ => listen,
    };
    if listen.ip().is_unspecified() {
        return Err(layers.refuse(
            &field::LISTEN,
            "nobody can be sent to that address: set public_url, as in \"https://id.example.org\".",
        ));
    }
    let port = match listen.port() {
        80 => String::new(),
        port => format!(":{port}"),
    };
    let host = SocketAddr::new(listen.ip(), 0).to_string();
    let host = host.strip_suffix(":0").unwrap_or(&host);
    Ok(format!("http://{host}{port}"))
}

fn read_database_url(layers: &Layers, data_dir: &Path) -> Result<String, String> {
    let Some(given) = layers.text(&field::DATABASE_URL) else {
        let file = data_dir.join("vestibule.db");
        return Ok(format!("sqlite:{}", file.display()));
    };
    database_url::parse(given, BUILT).map_err(|mend| layers.refuse(&field::DATABASE_URL, mend))
}

const KEY_FORM: &str = "it is not 32 bytes as base64url without padding (43 characters): make one with \
                        `head -c 32 /dev/urandom | basenc --base64url | tr -d =`.";

fn read_secret_key(layers: &Layers) -> Result<Option<ServerKey>, String> {
    layers
        .text(&field::SECRET_KEY)
        .map(|text| {
            ServerKey::parse(text).ok_or_else(|| layers.refuse(&field::SECRET_KEY, KEY_FORM))
        })
        .transpose()
}

fn read_previous_keys(layers: &Layers) -> Result<Vec<ServerKey>, String> {
    let field = &field::SECRET_KEY_PREVIOUS;
    let read = |text: &String| {
        let mend = "give server keys as `secret_key` held them, each 43 characters of base64url.";
        ServerKey::parse(text).ok_or_else(|| layers.refuse(field, mend))
    };
    layers.list(field).iter().map(read).collect()
}

fn read_networks(layers: &Layers) -> Result<Vec<ipnet::IpNet>, String> {
    let field = &field::TRUSTED_PROXIES;
    let one = |text: &String| {
        let network = networks::one(layers, field, text)?;
        if network.prefix_len() > 0 {
            return Ok(network);
        }
        let mend = format!(
            "{text:?} is everyone, and anyone could then claim any address and get around the sign-in limit: name \
             only your own proxies."
        );
        Err(layers.refuse(field, &mend))
    };
    layers.list(field).iter().map(one).collect()
}

fn read_refresh(layers: &Layers) -> RefreshLifetimes {
    RefreshLifetimes {
        idle: layers.seconds(&field::REFRESH_IDLE),
        absolute: layers.seconds(&field::REFRESH_ABSOLUTE),
    }
}

fn read_session(layers: &Layers) -> SessionLifetimes {
    SessionLifetimes {
        browser: layers.seconds(&field::SESSION_BROWSER),
        keep_idle: layers.seconds(&field::SESSION_KEEP_IDLE),
        keep_absolute: layers.seconds(&field::SESSION_KEEP_ABSOLUTE),
    }
}

fn read_brake(layers: &Layers) -> Brake {
    Brake {
        per_account: layers.count(&field::BRAKE_PER_ACCOUNT),
        per_name: layers.count(&field::BRAKE_PER_NAME),
        per_address: layers.count(&field::BRAKE_PER_ADDRESS),
        per_app: layers.count(&field::BRAKE_PER_APP),
        window: layers.seconds(&field::BRAKE_WINDOW_S),
    }
}

/// From the closed list of its words.
fn read_second_factor(layers: &Layers) -> SecondStepPolicy {
    let word = layers.text(&field::SECOND_FACTOR_REQUIRED);
    let passkeys = layers.text(&field::SECOND_FACTOR_PASSKEYS);
    SecondStepPolicy {
        required: word.and_then(Required::from_word).unwrap_or_default(),
        remember_days: layers.count(&field::SECOND_FACTOR_REMEMBER_DAYS),
        passkeys: passkeys.and_then(Passkeys::from_word).unwrap_or_default(),
    }
}

fn read_log_format(layers: &Layers) -> LogFormat {
    match layers.text(&field::LOG_FORMAT) {
        Some("human") => LogFormat::Human,
        _ => LogFormat::Json,
    }
}

/// A time since the last use that is longer than the time altogether is a mistake in one of the two.
fn check_lifetimes(settings: &Settings) -> Result<(), String> {
    let refresh = settings.refresh_ttl;
    let session = settings.session_ttl;
    let pairs = [
        (
            &field::REFRESH_IDLE,
            refresh.idle,
            &field::REFRESH_ABSOLUTE,
            refresh.absolute,
        ),
        (
            &field::SESSION_KEEP_IDLE,
            session.keep_idle,
            &field::SESSION_KEEP_ABSOLUTE,
            session.keep_absolute,
        ),
    ];
    for (idle, idle_for, absolute, absolute_for) in pairs {
        if idle_for > absolute_for {
            let mend = format!(
                "it is longer than {}: make one of them fit the other.",
                absolute.key
            );
            return Err(settings.layers.refuse(idle, &mend));
        }
    }
    Ok(())
}
