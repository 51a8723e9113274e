//! What the writer does so that the log stays short: it says when there is something to move into the file, and moves
//! the last of it itself.
//!
//! SQLite begins its log anew when all of it is in the file and nobody reads in it. While one transaction follows the
//! other, whoever moves pages beside them never has all of them; the writer, between two, has. A checkpoint that keeps
//! writers out would do the same, but holds them up for as long as it waits for readers.

use super::link::Link;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

/// How many transactions go by between two nudges to the keeper of the log.
const NUDGE_EVERY: u32 = 64;

pub struct Upkeep {
    nudge: SyncSender<()>,
    since_nudge: u32,
    is_asked: Asked,
}

/// Whether the keeper asked the writer to move the rest.
#[derive(Clone, Default)]
pub struct Asked(Arc<AtomicBool>);

impl Asked {
    pub fn set(&self, is_asked: bool) {
        self.0.store(is_asked, Ordering::Release);
    }

    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Upkeep {
    pub const fn new(nudge: SyncSender<()>, is_asked: Asked) -> Self {
        Self {
            nudge,
            since_nudge: 0,
            is_asked,
        }
    }

    pub fn committed(&mut self) {
        self.since_nudge += 1;
        if self.since_nudge >= NUDGE_EVERY {
            self.since_nudge = 0;
            // Full: a nudge is on its way already.
            let _ = self.nudge.try_send(());
        }
    }

    /// Moves what is left, where it was asked for. While something stays because it is read, each batch tries again:
    /// that costs little, because the keeper has moved the rest.
    pub fn between_batches(&self, link: &mut Link) {
        if !self.is_asked.is_set() {
            return;
        }
        let is_over = match link.pass() {
            Some(Ok(passed)) => passed.is_complete(),
            // The keeper meets the same, says so, and asks again when it is over.
            Some(Err(_)) | None => true,
        };
        if is_over {
            self.is_asked.set(false);
        }
    }
}
