//! Looks after the keys that sign: a thread beside the server that looks at the start and every few seconds.

use crate::domain::openid::signing_key::LOOKS_EVERY;
use crate::flow::{Platform, factors, keys};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;

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
            seal_anew(&platform);
            loop {
                let seen = keys::look(&platform);
                if let Err(failure) = &seen
                    && was_seen
                {
                    tracing::warn!(reason = %failure, "signing keys cannot be looked at; tries go on");
                }
                was_seen = seen.is_ok();
                if stopped.recv_timeout(LOOKS_EVERY) != Err(RecvTimeoutError::Timeout) {
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

/// What an accepted older server key sealed. What fails stays as it is, and is tried at the next start.
fn seal_anew(platform: &Platform) {
    match factors::reseal(platform) {
        Ok(0) => {}
        Ok(count) => tracing::info!(
            count,
            "authenticators are encrypted with the new server key"
        ),
        Err(failure) => {
            tracing::warn!(reason = %failure, "authenticators are not encrypted with the new server key yet");
        }
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
