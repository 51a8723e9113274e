//! Waiting, where tasks attend to many. A flow that may take long runs on a thread that may wait, and nobody waits for
//! ever: not for the store, and not for a client that reads nothing of its answer.

use crate::domain::change::Change;
use crate::domain::openid::algorithm::Algorithm;
use crate::flow::{Failure, Planned, Platform, TRIES, keys};
use crate::store::CommitError;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::join;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::{spawn_blocking, spawn_local};
use tokio::time::{Sleep, sleep, timeout};

/// How long somebody waits for the store before they are told to come again.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Runs a flow that asks the store no more than its questions: those wait without a thread.
///
/// # Errors
/// Those of the flow, and [`Failure::Unavailable`] after [`LONGEST_WAIT`].
pub async fn asking<T>(flow: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    in_time(LONGEST_WAIT, flow).await
}

/// The same for a flow that ends something: it does so even where whoever asked is gone by now. Elsewhere a request ends
/// with its client.
///
/// # Errors
/// Those of the flow, and [`Failure::Unavailable`] after [`LONGEST_WAIT`].
pub async fn to_the_end<T: 'static>(
    flow: impl Future<Output = Result<T, Failure>> + 'static,
) -> Result<T, Failure> {
    let ended = spawn_local(in_time(LONGEST_WAIT, flow)).await;
    ended.unwrap_or_else(|_| Err(Failure::Unavailable("the flow broke off".to_owned())))
}

/// Runs a flow that only reads: where it stands when the store is inside, else on a thread that may wait.
///
/// # Errors
/// Those of the flow, and [`Failure::Unavailable`] after [`LONGEST_WAIT`].
pub async fn reading<T: Send + 'static>(
    platform: &Arc<Platform>,
    flow: impl FnOnce(&Platform) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    if platform.store.is_embedded() {
        flow(platform)
    } else {
        waiting(platform, flow).await
    }
}

/// Runs a flow that waits for the store or hashes a password: always on a thread that may wait.
///
/// # Errors
/// Those of the flow, and [`Failure::Unavailable`] after [`LONGEST_WAIT`].
pub async fn waiting<T: Send + 'static>(
    platform: &Arc<Platform>,
    flow: impl FnOnce(&Platform) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let platform = platform.clone();
    let work = spawn_blocking(move || flow(&platform));
    let no_thread = |_| Err(Failure::Unavailable("no thread to work on".to_owned()));
    in_time(LONGEST_WAIT, async { work.await.unwrap_or_else(no_thread) }).await
}

/// What is made piece by piece, in order; a failure is the last.
pub type Pieces = Receiver<Result<Vec<u8>, Failure>>;

/// Makes one piece after the other on a thread that may wait, each while the one before is sent; no more once nobody
/// takes them.
pub fn in_pieces(
    platform: &Arc<Platform>,
    mut next: impl FnMut(&Platform) -> Result<Option<Vec<u8>>, Failure> + Send + 'static,
) -> Pieces {
    let (sender, pieces) = channel(1);
    let platform = platform.clone();
    spawn_blocking(move || {
        while let Some(piece) = next(&platform).transpose() {
            let is_last = piece.is_err();
            if sender.blocking_send(piece).is_err() || is_last {
                break;
            }
        }
    });
    pieces
}

/// Runs a flow that signs by these algorithms: where it stands when that is done in hundredths of a millisecond, else on
/// a thread for signatures.
///
/// # Errors
/// Those of the flow, and [`Failure::Unavailable`] after [`LONGEST_WAIT`].
pub async fn signing<T: Send + 'static>(
    platform: &Arc<Platform>,
    by: impl Iterator<Item = Algorithm> + Clone,
    flow: impl FnOnce(&Platform) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    if !by.clone().any(Algorithm::takes_long) && keys::are_held(platform, by) {
        return flow(platform);
    }
    let signs = Arc::clone(platform);
    let signed = platform.keys.signers.carry_out(move || flow(&signs));
    let broke_off = || Err(Failure::Bug("a signature was not made".to_owned()));
    in_time(LONGEST_WAIT, async {
        signed.await.unwrap_or_else(broke_off)
    })
    .await
}

/// Nobody waits for ever, not even for a database that holds its connection and says nothing.
///
/// # Errors
/// Those of the work, and [`Failure::Unavailable`] where it takes longer.
pub async fn in_time<T>(
    longest: Duration,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let late = |_| Err(Failure::Unavailable(TOO_LONG.to_owned()));
    timeout(longest, work).await.unwrap_or_else(late)
}

/// What became of a change that the store looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Durable,
    /// A key in it was taken, or what it belongs to is gone.
    Conflict,
    /// Somebody was faster.
    Lost,
}

/// Waits until the change is durable, or lost.
///
/// # Errors
/// [`Failure::Unavailable`] where the store is, or takes longer.
pub async fn commit(
    platform: &Platform,
    longest: Duration,
    change: Change,
) -> Result<Fate, Failure> {
    in_time(longest, async {
        match platform.store.submit(change).await {
            Ok(()) => Ok(Fate::Durable),
            Err(CommitError::Conflict) => Ok(Fate::Conflict),
            Err(CommitError::Lost(_)) => Ok(Fate::Lost),
            Err(CommitError::Unavailable(why)) => Err(Failure::Unavailable(why)),
        }
    })
    .await
}

/// Plans, and waits until what was planned is durable; plans again, upon what is there then, when somebody was faster.
///
/// # Errors
/// Those of the plan, and [`Failure::Unavailable`] when it was lost several times over.
pub async fn carried_out<T, P: Future<Output = Result<Planned<T>, Failure>>>(
    platform: &Platform,
    longest: Duration,
    plan: impl Fn() -> P,
) -> Result<T, Failure> {
    carried_out_while(platform, longest, plan, async |told| Ok(told)).await
}

/// The same where what is told is finished while the rest becomes durable.
///
/// # Errors
/// The same, and those of `finish`.
pub async fn carried_out_while<T, P: Future<Output = Result<Planned<T>, Failure>>>(
    platform: &Platform,
    longest: Duration,
    plan: impl Fn() -> P,
    finish: impl AsyncFn(T) -> Result<T, Failure>,
) -> Result<T, Failure> {
    for _ in 0..TRIES {
        let Planned { change, told } = plan().await?;
        let Some(change) = change else {
            return finish(told).await;
        };
        // In this order: it is on its way to the disk before anything else is done.
        let (fate, told) = join!(commit(platform, longest, change), finish(told));
        if fate? == Fate::Durable {
            return told;
        }
    }
    Err(Failure::Unavailable("others kept being faster".to_owned()))
}

const TOO_LONG: &str = "the store took too long";

/// How long an answer may make no headway at all: then its connection ends.
const LONGEST_STALL: Duration = Duration::from_secs(30);

/// Watches what is written to a client: whoever reads nothing is not waited for for ever.
pub struct Headway {
    longest: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Default for Headway {
    fn default() -> Self {
        Self::within(LONGEST_STALL)
    }
}

impl Headway {
    pub const fn within(longest: Duration) -> Self {
        Self {
            longest,
            stalled: None,
        }
    }

    /// What became of a write; an error once none has got through for too long.
    pub fn of<T>(
        &mut self,
        context: &mut Context,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let longest = self.longest;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(longest)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Whether something waits to be written.
    pub const fn is_stalled(&self) -> bool {
        self.stalled.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_too_long_is_told_to_come_again() {
        let never = std::future::pending::<Result<(), Failure>>();
        let waited = in_time(Duration::from_millis(1), never).await;
        assert!(matches!(waited, Err(Failure::Unavailable(_))));
        let at_once = in_time(LONGEST_WAIT, async { Ok(7) }).await;
        assert_eq!(at_once, Ok(7));
    }
}
