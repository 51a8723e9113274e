//! Waiting for the store, where tasks attend to many: a flow that may take long runs on a thread that may wait, and
//! nobody waits for ever.

use crate::domain::change::Change;
use crate::flow::{Failure, Platform};
use crate::store::CommitError;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// How long somebody waits for the store before they are told to come again.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Runs a flow that only reads: where it stands when the store is inside, else on a thread that may wait.
///
/// # Errors
/// Those of the flow, and [`Failure::Unavailable`] after [`LONGEST_WAIT`].
pub async fn reading<T: Send + 'static>(
    platform: &Arc<Platform>,
    flow: impl FnOnce(&Platform) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    if platform.store.is_embedded() {
        flow(platform)
    } else {
        waiting(platform, flow).await
    }
}

/// Runs a flow that waits for the store or hashes a password: always on a thread that may wait.
///
/// # Errors
/// Those of the flow, and [`Failure::Unavailable`] after [`LONGEST_WAIT`].
pub async fn waiting<T: Send + 'static>(
    platform: &Arc<Platform>,
    flow: impl FnOnce(&Platform) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let platform = platform.clone();
    let work = spawn_blocking(move || flow(&platform));
    let no_thread = |_| Err(Failure::Unavailable("no thread to work on".to_owned()));
    in_time(LONGEST_WAIT, async { work.await.unwrap_or_else(no_thread) }).await
}

/// Nobody waits for ever, not even for a database that holds its connection and says nothing.
///
/// # Errors
/// Those of the work, and [`Failure::Unavailable`] where it takes longer.
pub async fn in_time<T>(
    longest: Duration,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let late = |_| Err(Failure::Unavailable(TOO_LONG.to_owned()));
    timeout(longest, work).await.unwrap_or_else(late)
}

/// Waits until the change is durable.
///
/// # Errors
/// Those of the store, and [`CommitError::Unavailable`] after [`LONGEST_WAIT`].
pub async fn commit(platform: &Platform, change: Change) -> Result<(), CommitError> {
    let late = |_| Err(CommitError::Unavailable(TOO_LONG.to_owned()));
    timeout(LONGEST_WAIT, platform.store.submit(change))
        .await
        .unwrap_or_else(late)
}

const TOO_LONG: &str = "the store took too long";

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_too_long_is_told_to_come_again() {
        let never = std::future::pending::<Result<(), Failure>>();
        let waited = in_time(Duration::from_millis(1), never).await;
        assert!(matches!(waited, Err(Failure::Unavailable(_))));
        let at_once = in_time(LONGEST_WAIT, async { Ok(7) }).await;
        assert_eq!(at_once, Ok(7));
    }
}
