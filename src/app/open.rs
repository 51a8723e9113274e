//! Opens what commands and servers work on: the server key, and the database that it opens.

use super::error::StartError;
use crate::domain::account::password::dummy_phc;
use crate::domain::audit::By;
use crate::domain::server_key::ServerKey;
use crate::flow::gateway::clients::declare;
use crate::flow::{Clock, Core, Hashers, Keys, Limits, Platform};
use crate::metrics::Metrics;
use crate::settings::{Settings, Source, custody, field, server_key};
use crate::store::{Database, OpenOptions, Store};
use std::sync::LazyLock;
use std::time::Duration;

/// How long a read waits for a connection or a lock before the store says unavailable.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens what every flow works with; the database is brought up to date, and says what the settings file declares.
pub fn open_platform(settings: &Settings) -> Result<Platform, StartError> {
    let platform = make(settings, readers(settings), By::SYSTEM)?;
    if let Some(gateway) = &settings.gateway {
        declare(&platform, &gateway.clients)?;
    }
    Ok(platform)
}

/// The same for a single command, which reads one thing after the other. Where there is no database yet, it is in the
/// wrong folder: making another would hide that.
pub fn open_for_command(settings: &Settings) -> Result<Platform, StartError> {
    let Some((key, database)) = find(settings)? else {
        return Err(StartError::Missing(settings.without_key()));
    };
    if !database.is_made()? {
        return Err(StartError::Missing(settings.without_database()));
    }
    open(settings, key, &database)
}

/// The same for a command that somebody may begin with.
pub fn open_or_make(settings: &Settings) -> Result<(Platform, Founded), StartError> {
    let Some((key, database)) = find(settings)? else {
        return Ok((make(settings, 1, By::CLI)?, Founded::Now));
    };
    let founded = if database.is_made()? {
        Founded::Before
    } else {
        Founded::Now
    };
    Ok((open(settings, key, &database)?, founded))
}

/// Since when there is a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Founded {
    Before,
    Now,
}

/// The server key, and the database that it opens, which may be empty; none where there is no key.
fn find(settings: &Settings) -> Result<Option<(ServerKey, Database)>, StartError> {
    let Some(key) = server_key::load(settings)? else {
        return Ok(None);
    };
    let database = Database::find(address_options(settings, &key))?;
    Ok(Some((key, database)))
}

/// The same, made where it is not there, and opened.
fn make(settings: &Settings, readers: u32, by: By) -> Result<Platform, StartError> {
    let key = server_key::load_or_make(settings, &mut rand::rng())?;
    let options = OpenOptions {
        readers,
        ..store_options(settings, &key)?
    };
    let store = Database::find(options)?.open()?;
    Ok(platform(settings, key, store, by))
}

/// For a command.
fn open(settings: &Settings, key: ServerKey, database: &Database) -> Result<Platform, StartError> {
    check_custody(settings)?;
    let store = database.open()?;
    Ok(platform(settings, key, store, By::CLI))
}

fn platform(settings: &Settings, key: ServerKey, store: Store, by: By) -> Platform {
    if settings.audit.log {
        store.log_events();
    }
    let hashers = Hashers::start(workers());
    let metrics = Metrics {
        store: store.metrics().clone(),
        hashing: hashers.metrics().clone(),
        ..Metrics::default()
    };
    let core = Core {
        store,
        key,
        policy: settings.policy(),
        dummy_phc: LazyLock::new(|| dummy_phc(&mut rand::rng())),
        keys: Keys::new(settings.signing.clone(), workers()),
        hashers,
        metrics,
        limits: Limits::new(settings.rate_limit_grants, settings.rate_limit_app_tokens),
    };
    Platform::new(core, Clock::System, by)
}

/// How the database of these settings is opened by one who reads one thing after the other.
pub fn store_options(settings: &Settings, key: &ServerKey) -> Result<OpenOptions, StartError> {
    check_custody(settings)?;
    Ok(address_options(settings, key))
}

/// In whose hands the database is, and the folder that it is going to be made in.
fn check_custody(settings: &Settings) -> Result<(), StartError> {
    if settings.source_of(&field::DATABASE_URL) == Source::Default {
        server_key::make_data_dir(&settings.data_dir)?;
    }
    Ok(custody::check_database(settings)?)
}

/// The same, whatever is there.
fn address_options(settings: &Settings, key: &ServerKey) -> OpenOptions {
    OpenOptions {
        database_url: settings.database_url.clone(),
        readers: 1,
        patience: PATIENCE,
        key_fingerprint: key.fingerprint(),
        accepted_fingerprints: key.accepted_fingerprints(),
        now: Clock::System.now(),
    }
}

/// SQLite reads where they are needed, one connection a thread. PostgreSQL reads wait on the wire; one of its
/// connections is for writing.
fn readers(settings: &Settings) -> u32 {
    if settings.database_url.starts_with("sqlite:") {
        u32::try_from(workers() * 2 + 2).unwrap_or(8)
    } else {
        settings.database_connections.saturating_sub(1)
    }
}

/// As many threads as cores that this process may use.
pub fn workers() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}
