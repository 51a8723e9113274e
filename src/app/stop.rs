//! The end: which signals ask for it, and waiting for more than one thing to end.

use std::thread;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

/// SIGHUP's place in a mask of signals.
const HANGUP_BIT: u64 = 1;

/// SIGTERM, Ctrl-C, SIGQUIT and SIGHUP, all with one meaning, from the moment that this is made.
pub struct Signals {
    heard: Vec<Signal>,
}

impl Signals {
    pub fn listen() -> std::io::Result<Self> {
        let mut kinds = vec![
            SignalKind::terminate(),
            SignalKind::interrupt(),
            SignalKind::quit(),
        ];
        if !is_hangup_ignored() {
            kinds.push(SignalKind::hangup());
        }
        let heard = kinds.into_iter().map(signal).collect::<Result<_, _>>()?;
        Ok(Self { heard })
    }

    /// Returns when one of them comes.
    pub async fn asked(&mut self) {
        std::future::poll_fn(|context| {
            let mut heard = self.heard.iter_mut();
            if heard.any(|signal| signal.poll_recv(context).is_ready()) {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
}

/// Ends something in a thread of its own; what comes back is closed when that is done.
pub fn aside(ending: impl FnOnce() + Send + 'static) -> oneshot::Receiver<()> {
    let (done, ended) = oneshot::channel();
    let name = "ending".to_owned();
    // Where the system gives no thread, it is dropped right here.
    let _detached = thread::Builder::new().name(name).spawn(move || {
        ending();
        drop(done);
    });
    ended
}

/// Whoever started it with `nohup` wants it to outlive the terminal. Where the system does not tell, they did not.
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & HANGUP_BIT != 0)
}
