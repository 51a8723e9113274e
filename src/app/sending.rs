//! A thread beside the server that sends what waits in the outbox: it looks every second and whenever a try has ended,
//! makes the tries it could claim, and writes down what became of them.

use crate::flow::Failure;
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
    /// What the log says where it cannot be read what is due.
    const UNREAD: &'static str;
    /// Begins those that are due; how many they are.
    fn begin(&mut self) -> Result<usize, Failure>;
    fn is_empty(&self) -> bool;
    /// Waits until one has ended, and writes down what became of it.
    async fn settle_next(&mut self);
}

/// Makes all tries that are due and that no other server makes; how many they were.
pub(super) async fn round(mut under_way: impl Tries) -> Result<usize, Failure> {
    let mut made = 0;
    loop {
        made += under_way.begin()?;
        if under_way.is_empty() {
            return Ok(made);
        }
        under_way.settle_next().await;
    }
}

async fn until<T: Tries>(mut stopped: oneshot::Receiver<()>, mut under_way: T) {
    let mut was_unread = false;
    loop {
        let begun = under_way.begin();
        if let Err(failure) = &begun
            && !was_unread
        {
            // Once: it is tried every second.
            tracing::warn!(reason = %failure, "{}", T::UNREAD);
        }
        was_unread = begun.is_err();
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
        let (stop, stopped) = oneshot::channel();
        let name = name.to_owned();
        let thread = std::thread::Builder::new().name(name).spawn(move || {
            runtime.block_on(async { until(stopped, make()).await });
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
