//! The first admin: invited at a start that finds none, with the link in a file that goes once it opens no more.

use super::StartError;
use crate::flow::users::{self, UserRefusal};
use crate::flow::{Failure, Platform};
use crate::settings::{Settings, first_link};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often it is looked whether the link still opens.
const EVERY: Duration = Duration::from_secs(60);

/// The file with the link, where it was this server that invited somebody.
///
/// # Errors
/// When the name belongs to somebody, or the file cannot be written.
pub fn invite(platform: &Platform, settings: &Settings) -> Result<Option<PathBuf>, StartError> {
    let path = first_link::place(settings);
    if let Err(failure) = clear_if_over(platform, &path) {
        tracing::warn!(reason = %failure, "the file with the first admin's link stays for now");
    }
    let Some(first) = &settings.first_admin else {
        return Ok(None);
    };
    match users::invite_first_admin(platform, first) {
        Ok(Some(made)) => Ok(Some(first_link::write(settings, &made.link)?)),
        Ok(None) => Ok(None),
        Err(UserRefusal::NameTaken(name)) => Err(StartError::FirstAdmin(name)),
        Err(refusal) => Err(StartError::Missing(format!("first_admin: {refusal}"))),
    }
}

/// Whether it is gone.
fn clear_if_over(platform: &Platform, path: &Path) -> Result<bool, Failure> {
    let Some(link) = first_link::read(path) else {
        return Ok(true);
    };
    if users::opens(platform, &link)? {
        return Ok(false);
    }
    first_link::clear(path)
        .map(|()| true)
        .map_err(|error| Failure::Unavailable(error.to_string()))
}

/// Looks now and then whether the link was used, until the file is gone or this is dropped.
pub struct Looking {
    stop: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Looking {
    /// # Errors
    /// When the system gives no thread.
    pub fn start(platform: &Platform, settings: &Settings) -> Result<Self, StartError> {
        let (platform, path) = (platform.clone(), first_link::place(settings));
        let (stop, stopped) = sync_channel::<()>(1);
        let name = "first-admin".to_owned();
        let thread = std::thread::Builder::new().name(name).spawn(move || {
            while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                if clear_if_over(&platform, &path) == Ok(true) {
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
