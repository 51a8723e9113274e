//! Looks after the keys that sign: a thread beside the server that looks at the start and every few seconds.

use crate::flow::{Platform, keys};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// What another server or a command did is seen so soon.
const EVERY: Duration = Duration::from_secs(5);

/// Goes on until this is dropped.
pub struct Looking {
    stop: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Looking {
    /// # Errors
    /// When the system gives no thread.
    pub fn start(platform: Arc<Platform>) -> std::io::Result<Self> {
        let (stop, stopped) = sync_channel::<()>(1);
        let name = "signing-keys".to_owned();
        let thread = std::thread::Builder::new().name(name).spawn(move || {
            let mut was_seen = true;
            loop {
                let seen = keys::look(&platform);
                if let Err(failure) = &seen
                    && was_seen
                {
                    tracing::warn!(reason = %failure, "signing keys cannot be looked at; tries go on");
                }
                was_seen = seen.is_ok();
                if stopped.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout) {
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

impl Drop for Looking {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so by itself.
            let _ = thread.join();
        }
    }
}
