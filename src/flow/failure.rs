//! Why a flow has no answer at all.

use crate::store::{CommitError, LoadError};

/// Why there is no answer. What stands in it is for the log, never for the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The store says no now: 503 + Retry-After.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A row that cannot be, or a rule of ours broken: 500 without detail.
    #[error("bug: {0}")]
    Bug(String),
}

impl Failure {
    /// What an operator can do about it.
    pub const fn mend(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "see that the database answers, and try again",
            Self::Bug(_) => "look at `vestibule db check`, and report it with this line",
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Unavailable(why) => Self::Unavailable(why),
            LoadError::ImpossibleRow { .. } => Self::Bug(error.to_string()),
        }
    }
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        // What is lost or in conflict a flow decides itself; here it was so several times over.
        Self::Unavailable(error.why())
    }
}
