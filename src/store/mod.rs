//! The memory. The only folder that names diesel.
//!
//! Reads go through a pool of connections ([`Reader`]); every write is a [`Change`] that goes through one
//! writer thread, which shares a transaction among all who wait at the same moment.
//!
//! Changes come in at the top and go down: `change` and `guard` say what becomes of each, the folder of the thing knows
//! its tables, `engine` knows none of them.
//!
//! | file or folder | for |
//! |---|---|
//! | `change`, `guard` | carrying a change out |
//! | `sweep` | deleting what has lived its time |
//! | `accounts`, `apps`, `issued`, `broker`, `gateway`, `outbox` | a folder per thing: its rows, what can be loaded, what is written, what is due |
//! | `engine` | what is below any table: connections, the writer, the file |
//! | `database` | a database before it is opened |
//! | `ready` | whether something can be read and written |
//! | `error` | why something was not opened, said or remembered |

mod accounts;
mod apps;
mod broker;
mod change;
mod database;
mod engine;
mod error;
mod gateway;
mod guard;
mod issued;
mod outbox;
mod ready;
mod sweep;

pub use accounts::sessions::After;
pub use database::Database;
pub use engine::backup::{Progress, Restored};
pub use engine::check::{Checked, KeyAge, ToldTime};
pub use engine::db::Reader;
pub use engine::migrate::Migrated;
pub use error::{CommitError, LoadError, Loaded, Lost, OpenError};
pub use sweep::Lifetimes;

use crate::domain::change::Change;
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use engine::db::{Address, Db, Place};
use engine::hold::Hold;
use engine::keys::KeyMaker;
use engine::opened::Opened;
use engine::pool::Readers;
use engine::writer::{Chore, Job, Message, Outcome, Pulse, QUEUE, ReplyTo, Work, Writer};
use engine::{backup, check, migrate, postgres, sqlite};
use ready::Readiness;
use std::path::Path;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::oneshot;

/// The open database: a pool of readers and one writer. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    readers: Readers,
    queue: SyncSender<Message>,
    pulse: Pulse,
    keys: KeyMaker,
    /// Of a file.
    opened: Arc<OnceLock<Arc<Opened>>>,
    readiness: Readiness,
    patience: Duration,
    /// In the order in which they end.
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Dropped to end regular sweeping.
    sweeping: Mutex<Option<SyncSender<()>>>,
    _hold: Hold,
}

/// How to open the store.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// `postgres://…`, or `sqlite:PATH`.
    pub database_url: String,
    /// Connections that read, at most; one more writes.
    pub readers: u32,
    /// How long a reader waits for a connection or a lock before it says unavailable; the writer waits two and a
    /// half times as long.
    pub patience: Duration,
    /// Fingerprint of the server key: must be the one that the database was last opened with,
    pub key_fingerprint: String,
    /// or one of these, of keys that are accepted while it is rotated: then the database takes on the current.
    pub accepted_fingerprints: Vec<String>,
    pub now: Timestamp,
}

/// How many readers find room on the server; one behind a pool has its own bounds.
fn fitting(writer: &mut Writer, address: &Address, wanted: u32) -> u32 {
    match &mut writer.link.db {
        Some(Db::Postgres(server)) if !address.is_pooled() => postgres::fitting(server, wanted),
        _ => wanted,
    }
}

fn keep_log_short(
    path: &Path,
    mark: Option<i32>,
    address: &Address,
    writer: &mut Writer,
) -> Result<JoinHandle<()>, OpenError> {
    let anchor = sqlite::anchor(path).map_err(OpenError::Refused)?;
    let opened = Arc::new(Opened::now(path, mark));
    let opened = address.opened.get_or_init(|| opened).clone();
    let (nudge, nudges) = sync_channel(1);
    writer.nudge = Some(nudge);
    spawn("store-log", move || {
        sqlite::keep_log_short(anchor, &opened, &nudges)
    })
}

impl Store {
    /// Migrates the database first where that is due; see [`Store::migrate`].
    pub fn open(options: &OpenOptions) -> Result<Self, OpenError> {
        Self::open_at(&Address::find(options)?, options)
    }

    fn open_at(address: &Address, options: &OpenOptions) -> Result<Self, OpenError> {
        let hold = Hold::shared(&address.place)?;
        migrate::prepare(address, options)?;
        let mut writer = Writer::connect(address).map_err(|fault| fault.refusal(address.file()))?;
        let node = writer.claim_node();
        let readers = fitting(&mut writer, address, options.readers);
        let (queue, jobs) = sync_channel(QUEUE);
        let pulse = Pulse::default();
        let mut threads = Vec::new();
        if let Place::Sqlite(path) = &address.place {
            let mark = writer.link.mark(options.now);
            threads.push(keep_log_short(path, mark, address, &mut writer)?);
        }
        let beating = pulse.clone();
        let work = move || beating.watch(|| writer.run(&jobs));
        threads.insert(0, spawn("store-writer", work)?);
        let shared = Shared {
            readers: Readers::new(address, readers, options.patience),
            queue,
            pulse,
            keys: KeyMaker::new(node),
            opened: address.opened.clone(),
            readiness: Readiness::default(),
            patience: options.patience,
            threads: Mutex::new(threads),
            sweeping: Mutex::new(None),
            _hold: hold,
        };
        let store = Self {
            shared: Arc::new(shared),
        };
        store.read(|_| Ok(())).map_err(|error| no_reader(&error))?;
        Ok(store)
    }

    /// Brings the schema up to date. A file with data in it is copied first.
    pub fn migrate(options: &OpenOptions) -> Result<Migrated, OpenError> {
        let address = Address::find(options)?;
        let _hold = Hold::shared(&address.place)?;
        migrate::prepare(&address, options)
    }

    /// Looks at the schema, the key's fingerprint and the file, and changes nothing.
    pub fn check(options: &OpenOptions) -> Result<Checked, OpenError> {
        let address = Address::find(options)?;
        let _hold = Hold::seen(&address.place)?;
        check::check(&address, options)
    }

    /// Copies the file, which may be in use, to `to`; the size of the copy.
    pub fn back_up(options: &OpenOptions, to: &Path, tell: Progress) -> Result<u64, OpenError> {
        backup::back_up(&Address::find(options)?.place, to, tell)
    }

    /// Puts a copy of `from` in the place of the file, which nobody may have open.
    pub fn restore(
        options: &OpenOptions,
        from: &Path,
        tell: Progress,
    ) -> Result<Restored, OpenError> {
        backup::restore(&Address::find(options)?.place, from, options, tell)
    }

    /// Waits until the change is durable, or refused.
    pub fn commit(&self, change: Change) -> Result<(), CommitError> {
        self.wait_for(Work::Change(change))
    }

    /// The same, awaited.
    pub async fn submit(&self, change: Change) -> Result<(), CommitError> {
        let (tell, told) = oneshot::channel();
        self.enqueue(Work::Change(change), ReplyTo::Task(tell))?;
        told.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Coarse time stamps: goes along with the next batch; nobody waits, and a full queue drops it.
    pub fn note(&self, change: Change) {
        // Lost notes are what this is for.
        let _ = self.enqueue(Work::Change(change), ReplyTo::Nobody);
    }

    fn carry_out(&self, chore: Chore) -> Loaded<()> {
        self.wait_for(Work::Chore(chore))
            .map_err(|error| match error {
                CommitError::Unavailable(reason) => LoadError::Unavailable(reason),
                other => LoadError::Unavailable(other.to_string()),
            })
    }

    fn wait_for(&self, work: Work) -> Outcome {
        let (tell, told) = sync_channel(1);
        self.enqueue(work, ReplyTo::Thread(tell))?;
        told.recv().unwrap_or_else(|_| Err(stopped()))
    }

    fn enqueue(&self, work: Work, reply_to: ReplyTo) -> Outcome {
        let job = Message::Job(Job { work, reply_to });
        self.shared
            .queue
            .try_send(job)
            .map_err(|error| match error {
                TrySendError::Full(_) => CommitError::Unavailable(
                    "too many changes are waiting to be written".to_owned(),
                ),
                TrySendError::Disconnected(_) => stopped(),
            })
    }

    /// Runs queries on a connection of the pool.
    pub fn read<T>(&self, work: impl FnOnce(&mut Reader) -> Loaded<T>) -> Loaded<T> {
        let done = self.shared.readers.lend(work);
        done.map_err(LoadError::Unavailable)?
    }

    /// SQLite inside: reads take microseconds and may be done where they are needed.
    pub fn is_embedded(&self) -> bool {
        self.opened().is_some()
    }

    fn opened(&self) -> Option<&Opened> {
        self.shared.opened.get().map(Arc::as_ref)
    }

    /// Whether the writer has died of a bug. Nothing can be written any more then: the process should end.
    /// A database that is away for a while is no such case; see [`Store::is_ready`].
    pub fn writer_has_died(&self) -> bool {
        self.shared.pulse.has_stopped_by_itself()
    }

    /// A key for a new row.
    pub fn next_key(&self, now: Timestamp) -> RowKey {
        self.shared.keys.next(now)
    }

    /// Finishes what was acknowledged or queued, then stops the writer.
    pub fn close(&self) {
        self.shared.close();
    }
}

impl Shared {
    fn close(&self) {
        drop(locked(&self.sweeping).take());
        let threads = std::mem::take(&mut *locked(&self.threads));
        // Gone already: then there is nothing to stop.
        let _ = self.queue.send(Message::Stop);
        for thread in threads {
            // A thread that panicked has said so by itself.
            let _ = thread.join();
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.close();
    }
}

fn no_reader(error: &LoadError) -> OpenError {
    OpenError::Refused(format!(
        "the database gives no second connection, to read beside the one that writes ({error}): raise its limit, or \
         the pool_size of a pooler in front of it"
    ))
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| OpenError::Refused(format!("no thread for {name}: {error}")))
}

/// A thread that panicked with the lock held left nothing half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn stopped() -> CommitError {
    CommitError::Unavailable("the writer has stopped".to_owned())
}
