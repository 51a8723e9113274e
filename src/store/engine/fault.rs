//! Why there is no connection.

use super::remedy::remedy;
use crate::store::OpenError;
use std::path::Path;

const FULL: &str = "The server has no connection left: raise its limit, or lower database_connections of the servers that use it";

/// Why there is no connection; holds no password.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConnectFault(String);

impl ConnectFault {
    /// libpq writes several lines; the last asks what our own sentence asks.
    pub fn new(reason: impl std::fmt::Display) -> Self {
        let reason = reason.to_string();
        let lines = reason.lines().map(str::trim);
        let told: Vec<&str> = lines
            .filter(|line| !line.is_empty() && !line.ends_with('?'))
            .collect();
        Self(told.join("; "))
    }

    /// Whether the server is there but has no connection left, as far as its words can be read.
    pub fn is_full(&self) -> bool {
        [
            "too many connections",
            "too many clients",
            "remaining connection slots",
            "no more connections allowed",
            "query_wait_timeout",
        ]
        .iter()
        .any(|words| self.0.contains(words))
    }

    /// `file` where the database is one.
    pub fn refusal(&self, file: Option<&Path>) -> OpenError {
        let remedy = if self.is_full() {
            FULL.to_owned()
        } else {
            remedy(&self.0, file)
        };
        OpenError::Refused(format!("the database cannot be opened: {self}. {remedy}"))
    }
}
