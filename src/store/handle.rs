//! The open database, as everybody outside sees it.

use super::asked::known::KnownApps;
use super::asked::questions::Lanes;
use super::audit::log;
use super::engine::address::{Address, DatabasePlace};
use super::engine::checkpoint;
use super::engine::copy::Progress;
use super::engine::db::on_each;
use super::engine::file::DatabaseFile;
use super::engine::hold::Hold;
use super::engine::keys::KeyMaker;
use super::engine::options::OpenOptions;
use super::engine::pool::Readers;
use super::engine::reader::Reader;
use super::engine::ready::{Readiness, write_something};
use super::engine::threads::{locked, spawn};
use super::engine::writer::{Chore, Job, Message, Outcome, Pulse, QUEUE, ReplyTo, Work, Writer};
use super::engine::{backup, check, migrate, postgres, sqlite};
use super::shared::HANDS;
use super::{Checked, CommitError, LoadError, Loaded, Migrated, OpenError, Restored};
use crate::domain::audit::Event;
use crate::domain::change::{Change, Write};
use crate::domain::key::RowKey;
use crate::domain::tally::StoreFault;
use crate::domain::time::Timestamp;
use crate::metrics::StoreMetrics;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// The open database: readers, one writer, and on a server those who answer for many. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(super) shared: Arc<Shared>,
}

pub struct Shared {
    readers: Readers,
    queue: SyncSender<Message>,
    pulse: Pulse,
    /// Where the database is a server.
    pub(super) lanes: Option<Lanes>,
    pub(super) known_apps: KnownApps,
    keys: KeyMaker,
    /// Of a file.
    opened: Arc<OnceLock<Arc<DatabaseFile>>>,
    readiness: Readiness,
    logs_events: AtomicBool,
    patience: Duration,
    metrics: StoreMetrics,
    /// In the order in which they end.
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Dropped to end regular sweeping.
    pub(super) sweeping: Mutex<Option<SyncSender<()>>>,
    _hold: Hold,
}

/// How many readers find room on the server; one behind a pool has its own bounds.
fn fitting(writer: &mut Writer, address: &Address, wanted: u32) -> u32 {
    match &mut writer.link.db {
        Some(db) if !address.is_pooled() => {
            on_each!(db, Postgres(server) => postgres::fitting(server, wanted), Sqlite(_) => wanted)
        }
        _ => wanted,
    }
}

/// The connections that read: those for single reads, and on a server those for questions. Each have their own where there
/// are enough, so that neither waits for the other.
fn readers(address: &Address, most: u32, patience: Duration) -> (Readers, Option<Readers>) {
    let new = |most| Readers::new(address, most, patience);
    match address.place {
        DatabasePlace::Sqlite(_) => (new(most), None),
        DatabasePlace::Postgres(_) if most < 2 => {
            let shared = new(most);
            (shared.clone(), Some(shared))
        }
        DatabasePlace::Postgres(_) => (new(most / 2), Some(new(most - most / 2))),
    }
}

impl Store {
    /// Migrates the database first where that is due; see [`Store::migrate`].
    pub fn open(options: &OpenOptions) -> Result<Self, OpenError> {
        Self::open_at(&Address::find(options)?, options)
    }

    pub(super) fn open_at(address: &Address, options: &OpenOptions) -> Result<Self, OpenError> {
        let hold = Hold::shared(&address.place)?;
        migrate::prepare(address, options)?;
        let mut writer =
            Writer::connect(address, HANDS).map_err(|fault| fault.refusal(address.file()))?;
        let node = writer.claim_node();
        let readers = fitting(&mut writer, address, options.readers);
        let (queue, jobs) = sync_channel(QUEUE);
        let pulse = Pulse::default();
        let log = checkpoint::begin(address, &mut writer, options.now)?;
        let (beating, metrics) = (pulse.clone(), writer.metrics.clone());
        let work = move || beating.watch(|| writer.run(&jobs));
        let writing = spawn("store-writer", work)?;
        let (readers, answering) = self::readers(address, readers, options.patience);
        let lanes = answering.is_some().then(Lanes::default);
        let threads = match (&lanes, &answering) {
            (Some(lanes), Some(readers)) => lanes.begin(readers, &pulse)?,
            _ => Vec::new(),
        };
        let threads = std::iter::once(writing).chain(log).chain(threads);
        let shared = Shared {
            readers,
            queue,
            lanes,
            known_apps: KnownApps::default(),
            pulse,
            keys: KeyMaker::new(node),
            opened: address.opened.clone(),
            readiness: Readiness::default(),
            logs_events: AtomicBool::new(false),
            patience: options.patience,
            metrics,
            threads: Mutex::new(threads.collect()),
            sweeping: Mutex::new(None),
            _hold: hold,
        };
        let store = Self {
            shared: Arc::new(shared),
        };
        let begun = store.shared.readers.begin();
        begun.map(|()| store).map_err(|reason| no_reader(&reason))
    }

    /// Brings the schema up to date. A file with data in it is copied first.
    pub fn migrate(options: &OpenOptions) -> Result<Migrated, OpenError> {
        let address = Address::find(options)?;
        let _hold = Hold::shared(&address.place)?;
        migrate::prepare(&address, options)
    }

    /// The schema that this program works with.
    pub fn schema() -> Result<String, OpenError> {
        Ok(migrate::known()?.pop().unwrap_or_default())
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

    /// From now on each event is a line of the log as well, once it is durable.
    pub fn log_events(&self) {
        self.shared.logs_events.store(true, Ordering::Relaxed);
    }

    /// Waits until the change is durable, or refused.
    pub fn commit(&self, change: Change) -> Result<(), CommitError> {
        let events = self.events_to_log(&change);
        self.wait_for(Work::Change(change))?;
        events.iter().for_each(log::tell);
        Ok(())
    }

    /// The same, awaited.
    pub async fn submit(&self, change: Change) -> Result<(), CommitError> {
        let (tell, told) = oneshot::channel();
        let events = self.events_to_log(&change);
        self.enqueue(Work::Change(change), ReplyTo::Task(tell))?;
        told.await.unwrap_or_else(|_| Err(stopped()))?;
        events.iter().for_each(log::tell);
        Ok(())
    }

    fn events_to_log(&self, change: &Change) -> Vec<Event> {
        if !self.shared.logs_events.load(Ordering::Relaxed) {
            return Vec::new();
        }
        let events = change.then.iter().filter_map(|write| match write {
            Write::Event(event) => Some(event.as_ref().clone()),
            _ => None,
        });
        events.collect()
    }

    /// Coarse time stamps: goes along with the next batch; nobody waits, and a full queue drops it.
    pub fn note(&self, change: Change) {
        // Lost notes are what this is for.
        let _ = self.enqueue(Work::Change(change), ReplyTo::Nobody);
    }

    pub(super) fn carry_out(&self, chore: Chore) -> Loaded<()> {
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
        let Shared { queue, metrics, .. } = &*self.shared;
        // Before it can be taken.
        metrics.queue.rise();
        queue.try_send(job).map_err(|error| {
            metrics.queue.fall_by(1);
            match error {
                TrySendError::Full(_) => {
                    metrics.faults.one(StoreFault::QueueFull);
                    let why = "too many changes are waiting to be written";
                    CommitError::Unavailable(why.to_owned())
                }
                TrySendError::Disconnected(_) => stopped(),
            }
        })
    }

    /// Runs queries on a connection of the pool.
    pub fn read<T>(&self, work: impl FnOnce(&mut Reader) -> Loaded<T>) -> Loaded<T> {
        let done = self.shared.readers.lend(work);
        self.seen(done.unwrap_or_else(|reason| Err(LoadError::Unavailable(reason))))
    }

    /// Counts it where nothing could be read.
    pub(super) fn seen<T>(&self, loaded: Loaded<T>) -> Loaded<T> {
        if matches!(loaded, Err(LoadError::Unavailable(_))) {
            self.shared.metrics.faults.one(StoreFault::Read);
        }
        loaded
    }

    /// What is counted here.
    pub fn metrics(&self) -> &StoreMetrics {
        &self.shared.metrics
    }

    /// SQLite inside: reads take microseconds and may be done where they are needed.
    pub fn is_embedded(&self) -> bool {
        self.opened().is_some()
    }

    fn opened(&self) -> Option<&DatabaseFile> {
        self.shared.opened.get().map(Arc::as_ref)
    }

    /// Whether the writer has died of a bug, or one who answers. Nothing works any more then: the process should end.
    /// A database that is away for a while is no such case; see [`Store::is_ready`].
    pub fn writer_has_died(&self) -> bool {
        self.shared.pulse.has_stopped_by_itself()
    }

    /// One round trip to the database through the reader pool, and one write.
    pub fn is_ready(&self) -> Result<(), String> {
        if let Some(reason) = self.opened().and_then(DatabaseFile::lost) {
            return Err(reason.to_owned());
        }
        self.shared.readiness.ask(|| self.look())
    }

    fn look(&self) -> Result<(), String> {
        if let Some(opened) = self.opened() {
            if let Some(reason) = opened.lost_inside() {
                return Err(reason.to_owned());
            }
            sqlite::check_room(opened.path())?;
        }
        self.read(Reader::ping).map_err(LoadError::why)?;
        let (tell, told) = sync_channel(1);
        self.enqueue(
            Work::Chore(Box::new(write_something)),
            ReplyTo::Thread(tell),
        )
        .map_err(CommitError::why)?;
        match told.recv_timeout(self.shared.patience) {
            Ok(outcome) => outcome.map_err(CommitError::why),
            Err(_) => Err("the writer does not answer".to_owned()),
        }
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
        if let Some(lanes) = &self.lanes {
            lanes.stop();
        }
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

fn no_reader(reason: &str) -> OpenError {
    OpenError::Refused(format!(
        "the database gives no second connection, to read beside the one that writes ({reason}): raise its limit, or \
         the pool_size of a pooler in front of it"
    ))
}

fn stopped() -> CommitError {
    CommitError::Unavailable("the writer has stopped".to_owned())
}
