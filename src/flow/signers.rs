//! Threads of their own for signatures that take a core for a while: one core is left to all the rest, where there are
//! several, and who asks for less is answered first.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::oneshot;

/// How much later than others the threads get a core (`nice`).
#[cfg(target_os = "linux")]
const GIVES_WAY: i32 = 10;

/// The threads; they end when this is dropped.
pub struct Signers {
    jobs: Sender<Job>,
}

type Job = Box<dyn FnOnce() + Send>;

impl Signers {
    pub fn start(cores: usize) -> Self {
        let (jobs, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..cores.saturating_sub(1).max(1) {
            let waiting = Arc::clone(&waiting);
            thread::spawn(move || work(&waiting));
        }
        Self { jobs }
    }

    /// What the work came to; nothing where it broke off. It is not begun for who no longer waits.
    pub async fn carry_out<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (tell, told) = oneshot::channel();
        let job = move || {
            if !tell.is_closed() {
                // Who left meanwhile needs no answer.
                let _ = tell.send(work());
            }
        };
        self.jobs.send(Box::new(job)).ok()?;
        told.await.ok()
    }
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    give_way();
    while let Some(job) = next(waiting) {
        // Whoever waits hears of it, and the others still have their thread.
        let _ = catch_unwind(AssertUnwindSafe(job));
        // Others have waited for as long as a signature takes, and it may be for one answer.
        thread::yield_now();
    }
}

fn next(waiting: &Mutex<Receiver<Job>>) -> Option<Job> {
    let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.recv().ok()
}

/// A thread has a priority of its own on Linux alone.
#[cfg(target_os = "linux")]
fn give_way() {
    // Where it is not allowed, answers take turns as before.
    let _ = rustix::process::setpriority_process(None, GIVES_WAY);
}

#[cfg(not(target_os = "linux"))]
const fn give_way() {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::resume_unwind;

    #[tokio::test]
    async fn work_that_breaks_off_leaves_its_thread_to_the_next() {
        let signers = Signers::start(1);
        let broken: Option<()> = signers.carry_out(|| resume_unwind(Box::new(()))).await;
        assert_eq!(broken, None);
        assert_eq!(signers.carry_out(|| 7).await, Some(7));
    }
}
