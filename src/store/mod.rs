//! The memory. The only folder that names diesel.
//! (Signatures agreed first; bodies follow.)

use crate::domain::account::password::StoredPassword;
use crate::domain::account::session::{KnownBrowser, Session};
use crate::domain::account::user::User;
use crate::domain::change::{Change, SpentForm};
use crate::domain::key::RowKey;
use crate::domain::oauth::access::TokenStanding;
use crate::domain::oauth::client::{App, AppId, AppSecret, ClientName};
use crate::domain::oauth::consent::Consent;
use crate::domain::time::Timestamp;
use std::path::PathBuf;
use std::time::Duration;

/// The open database: a pool of readers and one writer. Cheap to clone.
#[derive(Clone)]
pub struct Store {}

/// How to open the store.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// `postgres://…`, or `sqlite:PATH`.
    pub database_url: String,
    pub readers: u32,
    /// How long a reader waits for a connection or a lock before it says unavailable.
    pub patience: Duration,
    /// Fingerprint of the server key: must be the one that the database was first opened with.
    pub key_fingerprint: String,
    pub now: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{0}")]
    Refused(String),
}

/// Why nothing was remembered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The guard said no.
    #[error("lost: {0:?}")]
    Lost(Lost),
    /// A unique name, address or key was taken meanwhile: load again and decide again.
    #[error("conflict")]
    Conflict,
    /// The store says no now: 503 + Retry-After. What was tried, for the log.
    #[error("unavailable: {0}")]
    Unavailable(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    FormSpent,
    /// How long until one more try fits.
    Braked(Duration),
    VersionMoved,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A row that cannot be: a bug, or somebody else's hand in the database.
    #[error("impossible row: {table}.{column} of {key}")]
    ImpossibleRow {
        table: &'static str,
        column: &'static str,
        key: String,
    },
}

pub type Loaded<T> = Result<T, LoadError>;

impl Store {
    pub fn open(_options: &OpenOptions) -> Result<Self, OpenError> {
        todo!()
    }
    /// Waits until the change is durable, or refused.
    pub fn commit(&self, _change: Change) -> Result<(), CommitError> {
        todo!()
    }
    /// The same, awaited.
    pub async fn submit(&self, _change: Change) -> Result<(), CommitError> {
        todo!()
    }
    /// Coarse time stamps: goes along with the next batch; nobody waits, and a full queue drops it.
    pub fn note(&self, _change: Change) {
        todo!()
    }
    /// Runs queries on a connection of the pool.
    pub fn read<T>(&self, _work: impl FnOnce(&mut Reader) -> Loaded<T>) -> Loaded<T> {
        todo!()
    }
    /// SQLite inside: reads take microseconds and may be done where they are needed.
    pub fn is_embedded(&self) -> bool {
        todo!()
    }
    /// One round trip to the database through the reader pool and a look at the writer.
    pub fn is_ready(&self) -> Result<(), String> {
        todo!()
    }
    /// A key for a new row.
    pub fn next_key(&self, _now: Timestamp) -> RowKey {
        todo!()
    }
    /// Finishes what was acknowledged or queued, then stops the writer.
    pub fn close(&self) {
        todo!()
    }
}

/// One connection for reading.
pub struct Reader {}

impl Reader {
    pub fn user(&mut self, _key: RowKey) -> Loaded<Option<User>> {
        todo!()
    }
    /// By folded name, else by folded e-mail address.
    pub fn user_by_login(&mut self, _folded: &str) -> Loaded<Option<User>> {
        todo!()
    }
    pub fn user_by_public_id(&mut self, _id: &str) -> Loaded<Option<User>> {
        todo!()
    }
    /// All, by folded name.
    pub fn users(&mut self) -> Loaded<Vec<User>> {
        todo!()
    }
    pub fn password_of(&mut self, _user: RowKey) -> Loaded<Option<StoredPassword>> {
        todo!()
    }
    pub fn session(&mut self, _key: RowKey) -> Loaded<Option<(Session, User)>> {
        todo!()
    }
    pub fn known_browser(&mut self, _key: RowKey) -> Loaded<Option<KnownBrowser>> {
        todo!()
    }
    pub fn app(&mut self, _name: &ClientName) -> Loaded<Option<App>> {
        todo!()
    }
    /// By exact name (names need not be unique), uuid, client ID or number.
    pub fn apps_named(&mut self, _text: &str) -> Loaded<Vec<App>> {
        todo!()
    }
    /// All, by number.
    pub fn apps(&mut self) -> Loaded<Vec<App>> {
        todo!()
    }
    /// The largest number given out so far plus one.
    pub fn next_app_id(&mut self) -> Loaded<AppId> {
        todo!()
    }
    pub fn app_secrets(&mut self, _app: AppId) -> Loaded<Vec<AppSecret>> {
        todo!()
    }
    pub fn consent(&mut self, _user: RowKey, _app: AppId) -> Loaded<Option<Consent>> {
        todo!()
    }
    pub fn token_standing(&mut self, _key: RowKey) -> Loaded<Option<TokenStanding>> {
        todo!()
    }
    pub fn spent_form(&mut self, _key: RowKey) -> Loaded<Option<SpentForm>> {
        todo!()
    }
}
