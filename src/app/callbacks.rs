//! Sends what waits in the outbox: a thread beside the server that looks every second, makes the tries it could
//! claim, and writes down what became of them.

use crate::callback::Caller;
use crate::flow::{Failure, Platform, deauthorize};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// How often the outbox is looked at.
const EVERY: Duration = Duration::from_secs(1);
/// Tries made at the same time: one slow server must not hold up the others.
const AT_ONCE: i64 = 16;

/// Tries go on until this is dropped; what is under way then is finished, which takes seconds at most.
pub struct Sending {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sending {
    /// # Errors
    /// When the system gives no thread.
    pub fn start(platform: Arc<Platform>, caller: Caller) -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, mut stopped) = oneshot::channel();
        let name = "callbacks".to_owned();
        let thread = std::thread::Builder::new().name(name).spawn(move || {
            runtime.block_on(async {
                let mut pause = EVERY;
                while !is_told(&mut stopped, pause).await {
                    let made = round(&platform, &caller).await;
                    // There may be more than one round takes.
                    pause = match made {
                        Ok(1..) => Duration::ZERO,
                        Ok(0) | Err(_) => EVERY,
                    };
                }
            });
        })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

/// Whether the end is near; otherwise waits for `pause`.
async fn is_told(stopped: &mut oneshot::Receiver<()>, pause: Duration) -> bool {
    tokio::select! {
        biased;
        // Dropped or told: the end either way.
        _ = stopped => true,
        () = tokio::time::sleep(pause) => false,
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so by itself.
            let _ = thread.join();
        }
    }
}

/// Makes the tries that are due and that no other server makes; how many they were.
///
/// # Errors
/// When the store does not say what is due.
pub async fn round(platform: &Platform, caller: &Caller) -> Result<usize, Failure> {
    let calls = deauthorize::claim_due(platform, AT_ONCE).inspect_err(|failure| {
        tracing::warn!(%failure, "the outbox could not be read; it is tried again");
    })?;
    let made = calls.len();
    let mut under_way = JoinSet::new();
    for call in calls {
        let caller = caller.clone();
        under_way.spawn(async move {
            let answer = caller.post_signed(&call.url, &call.signed_request).await;
            let outcome = match answer {
                Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
                Ok(answer) => Err(format!("it answered {}", answer.status)),
                Err(fault) => Err(fault.to_string()),
            };
            (call, outcome)
        });
    }
    while let Some(ended) = under_way.join_next().await {
        let Ok((call, outcome)) = ended else { continue };
        let outcome = outcome.as_ref().copied().map_err(String::as_str);
        match outcome {
            Ok(()) => tracing::info!(
                client_id = call.client_id,
                "an app was told of a withdrawal"
            ),
            Err(reason) => {
                tracing::warn!(
                    client_id = call.client_id,
                    reason,
                    "an app was not told of a withdrawal"
                );
            }
        }
        if let Err(failure) = deauthorize::settle_call(platform, &call, outcome) {
            tracing::warn!(%failure, "what became of a callback was not written down");
        }
    }
    Ok(made)
}
