//! A thread beside the server that sends what waits in the outbox: it looks every second and whenever a try has ended,
//! makes the tries it could claim, and writes down what became of them.

use std::thread::JoinHandle;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

/// How often the outbox is looked at.
const EVERY: Duration = Duration::from_secs(1);
/// How long what is under way may take once the server stops: what takes longer is tried again later.
const FAREWELL: Duration = Duration::from_secs(6);

/// The tries of one kind that a server makes just now.
pub(super) trait Tries {
    /// Begins those that are due.
    fn begin_due(&mut self);
    fn is_empty(&self) -> bool;
    /// Waits until one has ended, and writes down what became of it.
    async fn settle_next(&mut self);
}

/// Tries go on until this is dropped; what is under way then is finished, which takes seconds at most.
pub struct Sending {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sending {
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start<T: Tries>(
        name: &str,
        make: impl FnOnce() -> T + Send + 'static,
    ) -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, mut stopped) = oneshot::channel();
        let name = name.to_owned();
        let thread = std::thread::Builder::new().name(name).spawn(move || {
            runtime.block_on(async {
                let mut under_way = make();
                loop {
                    under_way.begin_due();
                    tokio::select! {
                        biased;
                        // Dropped or told: the end either way.
                        _ = &mut stopped => break,
                        () = under_way.settle_next(), if !under_way.is_empty() => {}
                        () = tokio::time::sleep(EVERY) => {}
                    }
                }
                let rest = async {
                    while !under_way.is_empty() {
                        under_way.settle_next().await;
                    }
                };
                let _ = tokio::time::timeout(FAREWELL, rest).await;
            });
            // A name that is still looked up holds a thread of its own.
            runtime.shutdown_background();
        })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
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
