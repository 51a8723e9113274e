//! Counts what metrics and admin pages tell of the database: a thread beside the server.

use crate::flow::{Failure, Platform, census};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often the outbox is looked at,
const OUTBOX_EVERY: Duration = Duration::from_secs(15);
/// and after how many looks at it everything is counted: every ten minutes.
const ALL_EVERY: u32 = 40;

/// Goes on until this is dropped.
pub struct Counting {
    stop: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Counting {
    /// # Errors
    /// When the system gives no thread.
    pub fn start(platform: Arc<Platform>) -> std::io::Result<Self> {
        let (stop, stopped) = sync_channel::<()>(1);
        let name = "census".to_owned();
        let thread = std::thread::Builder::new().name(name).spawn(move || {
            let mut looks = 0;
            loop {
                if let Err(failure) = count(&platform, looks % ALL_EVERY == 0) {
                    tracing::warn!(reason = %failure, "numbers of metrics and admin pages stay as they were counted last");
                }
                looks += 1;
                if stopped.recv_timeout(OUTBOX_EVERY) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

fn count(platform: &Platform, all: bool) -> Result<(), Failure> {
    census::look_at_outbox(platform)?;
    if all {
        census::count(platform)?;
    }
    Ok(())
}

impl Drop for Counting {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so by itself.
            let _ = thread.join();
        }
    }
}
