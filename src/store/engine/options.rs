//! How to open the store.

use crate::domain::time::Timestamp;
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// `postgres://…`, or `sqlite:PATH`.
    pub database_url: String,
    /// Connections that read, at most; one more writes.
    pub readers: u32,
    /// How long a reader waits for a connection or a lock before it says unavailable; the writer waits two and a
    /// half times as long.
    pub patience: Duration,
    /// Fingerprint of the server key: must be the one that the database was last opened with,
    pub key_fingerprint: String,
    /// or one of these, of keys that are accepted while it is rotated: then the database takes on the current.
    pub accepted_fingerprints: Vec<String>,
    pub now: Timestamp,
}
