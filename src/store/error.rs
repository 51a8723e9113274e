//! Why the store was not opened, did not say, or did not remember.

use crate::domain::account::brake::Braked;

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
    /// A unique name, address or key was taken meanwhile, or what the change hangs on was removed: load again
    /// and decide again.
    #[error("conflict")]
    Conflict,
    /// The store says no now: 503 + Retry-After. What was tried, for the log.
    #[error("unavailable: {0}")]
    Unavailable(String),
}

impl CommitError {
    /// Why, for a line that says by itself that the store was unavailable.
    pub fn why(self) -> String {
        match self {
            Self::Unavailable(why) => why,
            other => other.to_string(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    FormSpent,
    AssertionUsed,
    Braked(Braked),
    /// Not as many codes were wrong in a row as was seen.
    WrongCodesMoved,
    /// Somebody else counted a refusal meanwhile.
    CountMoved,
    VersionMoved,
    LastAdmin,
    /// Somebody administers this platform.
    AdminThere,
    CodeRedeemed,
    DeviceDecided,
    RefreshRotated,
    EndpointTokenRedeemed,
    ConsentMoved,
    /// A session, grant, token or endpoint that has ended already.
    Ended,
    /// Another server makes this try.
    Claimed,
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

impl LoadError {
    /// Why, for a line that says by itself that the store was unavailable.
    pub fn why(self) -> String {
        match self {
            Self::Unavailable(why) => why,
            other => other.to_string(),
        }
    }

    /// `key` names the row itself, as an operator would look for it.
    pub(super) fn impossible(
        table: &'static str,
        column: &'static str,
        key: impl ToString,
    ) -> Self {
        Self::ImpossibleRow {
            table,
            column,
            key: key.to_string(),
        }
    }
}
