//! Waiting for the store, off the tasks that attend connections where it may take long.

use crate::domain::change::Change;
use crate::flow::{Failure, Platform};
use crate::store::CommitError;
use std::sync::Arc;
use std::time::Duration;

/// How long an event waits for the store before it is told to come again.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Runs a flow that only reads: where it stands when the store is inside, else on a thread that may wait.
pub async fn reading<T: Send + 'static>(
    platform: &Arc<Platform>,
    flow: impl FnOnce(&Platform) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    if platform.store.is_embedded() {
        return flow(platform);
    }
    let platform = platform.clone();
    let work = tokio::task::spawn_blocking(move || flow(&platform));
    match tokio::time::timeout(LONGEST_WAIT, work).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Failure::Unavailable("no thread to work on".to_owned())),
        Err(_) => Err(Failure::Unavailable("the store took too long".to_owned())),
    }
}

/// Waits until the change is durable.
pub async fn commit(platform: &Platform, change: Change) -> Result<(), CommitError> {
    let late = |_| {
        Err(CommitError::Unavailable(
            "the store took too long".to_owned(),
        ))
    };
    tokio::time::timeout(LONGEST_WAIT, platform.store.submit(change))
        .await
        .unwrap_or_else(late)
}
