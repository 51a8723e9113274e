//! Deciding, remembering, and beginning again when somebody else was faster.

use super::failure::Failure;
use crate::domain::change::Change;
use crate::store::CommitError;

/// What to say, and what has to be durable before it is said. When that was lost to somebody faster, the whole flow
/// runs again, upon what is there then.
pub struct Planned<T> {
    pub change: Option<Change>,
    pub told: T,
}

impl<T> Planned<T> {
    pub const fn ready(told: T) -> Self {
        Self { change: None, told }
    }
}

/// How often a flow that lost a race by a unique key begins again.
pub const TRIES: usize = 3;

/// How often a flow that holds a thread begins again, where it decides and commits by itself.
const TRIES_IN_PLACE: usize = 20;

/// Runs a flow until its change is remembered: it loads and decides again when its names were taken or
/// its rows moved on meanwhile. Its own refusals end it.
pub(super) fn settled<T, E: From<Failure>>(
    mut attempt: impl FnMut() -> Result<(Result<(), CommitError>, T), E>,
) -> Result<T, E> {
    for _ in 0..TRIES_IN_PLACE {
        let (committed, outcome) = attempt()?;
        match committed {
            Ok(()) => return Ok(outcome),
            Err(CommitError::Unavailable(why)) => return Err(Failure::Unavailable(why).into()),
            Err(CommitError::Conflict | CommitError::Lost(_)) => {}
        }
    }
    Err(Failure::from(CommitError::Conflict).into())
}
