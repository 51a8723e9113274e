//! Deciding, remembering, and beginning again when somebody else was faster.

use super::failure::Failure;
use crate::domain::answer::Reply;
use crate::domain::change::Change;
use crate::store::CommitError;

/// An answer that may have to wait until something is remembered.
pub enum Planned {
    Ready(Reply),
    /// To be given only once the change is durable; on a conflict the whole flow runs again.
    Commit(Change, Reply),
}

/// How often a flow that lost a race by a unique key begins again.
pub const TRIES: usize = 3;

/// How often an operator's command begins again when others write at the same time.
const TRIES_OF_A_COMMAND: usize = 20;

/// Runs a flow until its change is remembered: it loads and decides again when its names were taken or
/// its rows moved on meanwhile. Its own refusals end it.
pub(super) fn settled<T, E: From<Failure>>(
    mut attempt: impl FnMut() -> Result<(Result<(), CommitError>, T), E>,
) -> Result<T, E> {
    for _ in 0..TRIES_OF_A_COMMAND {
        let (committed, outcome) = attempt()?;
        match committed {
            Ok(()) => return Ok(outcome),
            Err(CommitError::Unavailable(why)) => return Err(Failure::Unavailable(why).into()),
            Err(CommitError::Conflict | CommitError::Lost(_)) => {}
        }
    }
    Err(Failure::from(CommitError::Conflict).into())
}
