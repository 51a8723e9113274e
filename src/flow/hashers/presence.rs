//! Whether somebody still waits for an answer: who closed the window costs no hash any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Somebody who waits, until a [`Watch`] over them ends.
#[derive(Clone, Default)]
pub struct Presence(Arc<AtomicBool>);

/// Held by whoever would give the answer; when it is dropped, nobody will.
#[must_use]
pub struct Watch(Presence);

impl Presence {
    pub fn watch(&self) -> Watch {
        Watch(self.clone())
    }

    pub fn is_gone(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}
