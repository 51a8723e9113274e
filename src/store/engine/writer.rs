//! The writer: one thread, one transaction for all who wait at the same moment (group commit), and an answer
//! to each only when it is durable.

use super::address::Address;
use super::db::{Db, is_lost};
use super::fault::ConnectFault;
use super::held::Held;
use super::link::Link;
use super::turn::{is_contended, turn};
use super::upkeep::Upkeep;
use crate::domain::change::Change;
use crate::domain::key::RowKey;
use crate::domain::tally::StoreFault;
use crate::metrics::StoreMetrics;
use crate::store::CommitError;
use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::Instant;
use tokio::sync::oneshot;

/// How many jobs may wait; more are told that the store is unavailable.
pub const QUEUE: usize = 4096;
/// How many jobs share a transaction at most.
const BATCH: usize = 256;
/// How often a change alone is tried when other servers come in between.
const ATTEMPTS: usize = 16;
/// How many of these attempts may end in an error that says nothing about the change itself.
const ERRORS: usize = 3;

pub type Outcome = Result<(), CommitError>;
/// What is done inside a transaction; the engine knows no tables.
#[derive(Clone, Copy)]
pub struct Hands {
    /// What becomes of a change.
    pub carry_out: fn(&mut Db, &Change) -> QueryResult<Held>,
    /// Whether others like it may share its statements.
    pub is_shared: fn(&Change) -> bool,
    /// Carries out those.
    pub carry_out_all: fn(&mut Db, &[&Change]) -> QueryResult<Vec<Held>>,
}
/// Maintenance: carried out like a change, without a guard.
pub type Chore = Box<dyn Fn(&mut Db) -> QueryResult<usize> + Send>;

pub enum Work {
    Change(Change),
    Chore(Chore),
}

pub enum ReplyTo {
    Nobody,
    Thread(SyncSender<Outcome>),
    Task(oneshot::Sender<Outcome>),
}

pub struct Job {
    pub work: Work,
    pub reply_to: ReplyTo,
}

pub enum Message {
    Job(Job),
    /// Finish what was queued before this, then stop.
    Stop,
}

/// Tells whether a thread of the store panicked: the one that writes, or the one that answers.
#[derive(Clone, Default)]
pub struct Pulse(Arc<AtomicBool>);

impl Pulse {
    pub fn has_stopped_by_itself(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Does the work, and notes when it ends in a panic.
    pub fn watch(&self, work: impl FnOnce()) {
        struct Heart<'a>(&'a AtomicBool);
        impl Drop for Heart<'_> {
            fn drop(&mut self) {
                self.0.fetch_or(std::thread::panicking(), Ordering::Release);
            }
        }
        let _heart = Heart(&self.0);
        work();
    }
}

pub struct Writer {
    hands: Hands,
    pub link: Link,
    /// Of a file's log.
    pub upkeep: Option<Upkeep>,
    pub metrics: StoreMetrics,
}

/// Why a whole transaction came to nothing.
enum Failure {
    /// It did not begin: the database is away, or another process holds it.
    Begin(String),
    /// One of its jobs failed; nothing was committed.
    Inside,
    /// It is not known whether it was committed.
    Commit(String),
}

/// Why one change alone came to nothing.
enum Fault {
    Begin(String),
    Answer(CommitError),
}

impl Writer {
    pub fn connect(address: &Address, hands: Hands) -> Result<Self, ConnectFault> {
        Ok(Self {
            hands,
            link: Link::connect(address)?,
            upkeep: None,
            metrics: StoreMetrics::default(),
        })
    }

    /// A node number for row keys. Where nothing can be written now, any does: such a server makes few rows.
    pub fn claim_node(&mut self) -> u16 {
        self.link.claim_node().unwrap_or_else(|| {
            u16::try_from(std::process::id() % u32::from(RowKey::NODES)).unwrap_or_default()
        })
    }

    pub fn run(mut self, queue: &Receiver<Message>) {
        let mut is_open = true;
        while is_open {
            let Ok(first) = queue.recv() else { break };
            let mut jobs = Vec::new();
            is_open = gather(queue, Some(first), BATCH, &mut jobs);
            self.metrics.queue.fall_by(jobs.len());
            if let Err(reason) = self.carry_out_all(jobs) {
                // Those who queued up meanwhile have waited long enough to hear the same.
                let mut waiting = Vec::new();
                is_open &= gather(queue, None, QUEUE, &mut waiting);
                self.metrics.queue.fall_by(waiting.len());
                refuse(waiting, &reason);
            }
            // Nobody of the batch waits for this: all were answered.
            if let Some(upkeep) = &self.upkeep {
                upkeep.between_batches(&mut self.link);
            }
        }
    }

    /// An error means that no transaction could begin; everybody was answered.
    fn carry_out_all(&mut self, mut jobs: Vec<Job>) -> Result<(), String> {
        jobs.retain(|job| !job.reply_to.has_given_up());
        let (mut alone, mut together): (Vec<Job>, Vec<Job>) =
            jobs.into_iter().partition(|job| job.work.is_contended());
        together.sort_by_key(|job| (job.shared(self.hands).is_none(), job.work.turn()));
        match self.carry_out_together(&together) {
            Ok(outcomes) => {
                for (job, outcome) in together.into_iter().zip(outcomes) {
                    job.reply_to.tell(outcome);
                }
            }
            Err(Failure::Commit(reason)) => refuse(together, &reason),
            Err(Failure::Begin(reason)) => {
                refuse(together, &reason);
                refuse(alone, &reason);
                return Err(reason);
            }
            // Each for itself, so that one bad change fails nobody else.
            Err(Failure::Inside) => alone.extend(together),
        }
        self.carry_out_each(alone)
    }

    fn carry_out_each(&mut self, jobs: Vec<Job>) -> Result<(), String> {
        let mut jobs = jobs.into_iter();
        while let Some(job) = jobs.next() {
            match self.carry_out_alone(&job) {
                Ok(()) => job.reply_to.tell(Ok(())),
                Err(Fault::Answer(error)) => job.reply_to.tell(Err(error)),
                Err(Fault::Begin(reason)) => {
                    job.reply_to
                        .tell(Err(CommitError::Unavailable(reason.clone())));
                    refuse(jobs, &reason);
                    return Err(reason);
                }
            }
        }
        Ok(())
    }

    fn carry_out_together(&mut self, jobs: &[Job]) -> Result<Vec<Outcome>, Failure> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let hands = self.hands;
        let began = Instant::now();
        let db = self.begin().map_err(Failure::Begin)?;
        match within(db, hands, jobs) {
            Ok(Some(outcomes)) => {
                self.commit(began, jobs.len()).map_err(Failure::Commit)?;
                Ok(outcomes)
            }
            Ok(None) => {
                self.link.roll_back();
                Err(Failure::Inside)
            }
            Err(error) => {
                self.link.abandon(&error);
                Err(Failure::Inside)
            }
        }
    }

    fn carry_out_alone(&mut self, job: &Job) -> Result<(), Fault> {
        let mut errors = 0;
        for _ in 0..ATTEMPTS {
            if job.reply_to.has_given_up() {
                return Err(Fault::Answer(CommitError::Unavailable(
                    "too late".to_owned(),
                )));
            }
            let (began, hands) = (Instant::now(), self.hands);
            let db = self.begin().map_err(Fault::Begin)?;
            match job.work.carry_out(db, hands) {
                Ok(Held::Yes) => {
                    return self
                        .commit(began, 1)
                        .map_err(|reason| Fault::Answer(CommitError::Unavailable(reason)));
                }
                Ok(Held::No(lost)) => {
                    self.link.roll_back();
                    return Err(Fault::Answer(CommitError::Lost(lost)));
                }
                Ok(Held::Again) => self.link.roll_back(),
                Err(error) => {
                    self.link.abandon(&error);
                    errors += 1;
                    if errors == ERRORS || !may_pass(&error) {
                        self.metrics.faults.one(StoreFault::Change);
                        return Err(Fault::Answer(explain(&error)));
                    }
                }
            }
        }
        let reason = "other servers kept coming in between".to_owned();
        Err(Fault::Answer(CommitError::Unavailable(reason)))
    }

    fn begin(&mut self) -> Result<&mut Db, String> {
        let begun = self.link.begin();
        if begun.is_err() {
            self.metrics.faults.one(StoreFault::Begin);
        }
        begun
    }

    fn commit(&mut self, began: Instant, size: usize) -> Result<(), String> {
        let result = self.link.commit();
        self.metrics
            .committed(result.is_ok(), began.elapsed(), size);
        if let Some(upkeep) = &mut self.upkeep {
            upkeep.committed();
        }
        result
    }
}

/// The outcomes in the order of the jobs, of which the shared ones are first; none where one has to be tried again.
fn within(db: &mut Db, hands: Hands, jobs: &[Job]) -> QueryResult<Option<Vec<Outcome>>> {
    let shared: Vec<&Change> = jobs.iter().map_while(|job| job.shared(hands)).collect();
    let mut all_held = (hands.carry_out_all)(db, &shared)?;
    for job in jobs.iter().skip(shared.len()) {
        all_held.push(job.work.carry_out(db, hands)?);
    }
    let outcomes = all_held.into_iter().map(|held| match held {
        Held::Yes => Some(Ok(())),
        Held::No(lost) => Some(Err(CommitError::Lost(lost))),
        Held::Again => None,
    });
    Ok(outcomes.collect())
}

impl Job {
    /// Its change, where others may share its statements.
    fn shared(&self, hands: Hands) -> Option<&Change> {
        match &self.work {
            Work::Change(change) => Some(change).filter(|change| (hands.is_shared)(change)),
            Work::Chore(_) => None,
        }
    }
}

impl Work {
    fn carry_out(&self, db: &mut Db, hands: Hands) -> QueryResult<Held> {
        match self {
            Self::Change(change) => (hands.carry_out)(db, change),
            Self::Chore(chore) => chore(db).map(|_| Held::Yes),
        }
    }

    fn is_contended(&self) -> bool {
        matches!(self, Self::Change(change) if is_contended(change))
    }

    fn turn(&self) -> (u8, i64) {
        match self {
            Self::Change(change) => turn(change),
            Self::Chore(_) => (0, 0),
        }
    }
}

impl ReplyTo {
    /// Whoever was told to come again must find things as they were: a code that is redeemed behind their back
    /// would be gone when they do.
    fn has_given_up(&self) -> bool {
        matches!(self, Self::Task(waiting) if waiting.is_closed())
    }

    /// Whoever no longer waits needs no answer.
    fn tell(self, outcome: Outcome) {
        match self {
            Self::Nobody => {}
            Self::Thread(waiting) => drop(waiting.try_send(outcome)),
            Self::Task(waiting) => drop(waiting.send(outcome)),
        }
    }
}

/// Takes whoever waits, without waiting for more; false when the end was asked for.
fn gather(
    queue: &Receiver<Message>,
    first: Option<Message>,
    most: usize,
    jobs: &mut Vec<Job>,
) -> bool {
    let mut next = first.or_else(|| queue.try_recv().ok());
    while let Some(message) = next {
        match message {
            Message::Job(job) => jobs.push(job),
            Message::Stop => return false,
        }
        next = (jobs.len() < most).then(|| queue.try_recv().ok()).flatten();
    }
    true
}

fn refuse(jobs: impl IntoIterator<Item = Job>, reason: &str) {
    for job in jobs {
        job.reply_to
            .tell(Err(CommitError::Unavailable(reason.to_owned())));
    }
}

/// Whether the next try may fare better: two transactions waited for each other (PostgreSQL ends one of them,
/// under a code that Diesel does not tell), or the connection was gone. Nothing was written.
fn may_pass(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DatabaseError(
            DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::Unknown,
            _
        )
    ) || is_lost(error)
}

/// What the flow is told of an error that stays. A missing row is a conflict as well: what the change hangs
/// on was removed or changed meanwhile.
fn explain(error: &DieselError) -> CommitError {
    match error {
        DieselError::DatabaseError(
            DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ForeignKeyViolation,
            _,
        )
        | DieselError::NotFound => CommitError::Conflict,
        error => CommitError::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nothing outside can make the writer panic.

    use super::Pulse;

    #[test]
    fn a_writer_that_panics_is_noticed_and_one_that_was_stopped_is_not() {
        let told = Pulse::default();
        told.watch(|| {});
        assert!(!told.has_stopped_by_itself());
        let pulse = Pulse::default();
        let beating = pulse.clone();
        let thread = std::thread::spawn(move || beating.watch(|| unreachable!("a bug")));
        assert!(thread.join().is_err());
        assert!(pulse.has_stopped_by_itself());
    }
}
