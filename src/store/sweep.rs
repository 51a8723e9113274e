//! Takes away what has lived its time, some rows at a time and through the writer, so that nobody waits long.
//!
//! What is due stands with each thing. It is looked for on a reader; the writer then takes those rows if they are still
//! due. Tables whose rows have random keys, or are few, have no index by time, for which every request would pay: a look
//! goes through the whole table, so it finds as much as it can.

use super::engine::due::{Due, run};
use super::engine::reader::Reader;
use super::engine::schema::apps;
use super::engine::threads::{locked, spawn};
use super::{Loaded, OpenError, Store};
use super::{accounts, audit, broker, factors, gateway, issued, outbox};
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use diesel::prelude::*;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Rows that one transaction of the writer takes at most: those whose pages lie apart take it some milliseconds, which all
/// who write wait.
const BITE: usize = 100;
/// Rows that are looked for at once.
const LOOK: usize = 50_000;
/// Looks for one kind in one round: the rest waits for the next, so that a round ends.
const LOOKS: usize = 10;

/// In this order: what hangs on a row goes before it, or it would all fall with it in one transaction.
const ALL: [&[Due]; 9] = [
    accounts::sweep::DUE,
    factors::sweep::DUE,
    issued::sweep::DUE,
    super::apps::sweep::DUE,
    broker::sweep::DUE,
    gateway::sweep::DUE,
    outbox::sweep::DUE,
    super::signing::sweep::DUE,
    audit::sweep::DUE,
];

/// How long things live that the operator's settings say; the rest stands with the rules.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// The longest that an access token lives, unless an app has a longer time of its own.
    pub token: Duration,
    /// After so long nothing is owed at sign-in.
    pub brake: Duration,
    /// How long events stay.
    pub audit: Duration,
}

/// What is due now: keys tell when a row was made, so that a range of them holds all that may be due where there is no
/// other index.
fn when(due: &Due, now: Timestamp, lifetimes: Lifetimes) -> String {
    let before = now.minus(due.stays);
    let first_key = |at: Timestamp| RowKey::first_at(at).number().to_string();
    due.when
        // The moment that lies so long back as the rows stay,
        .replace(":before", &before.millis().to_string())
        // the first key of that moment,
        .replace(":key", &first_key(before))
        // the first key of an event that stays,
        .replace(":audit_key", &first_key(now.minus(lifetimes.audit)))
        // the first key of a token that ended then, and lived longest,
        .replace(":token_key", &first_key(before.minus(lifetimes.token)))
        // and the last moment that still counts at sign-in.
        .replace(":window", &now.minus(lifetimes.brake).millis().to_string())
}

impl Store {
    /// One round over all tables; how many rows it took.
    pub fn sweep(&self, now: Timestamp, lifetimes: Lifetimes) -> Loaded<usize> {
        let lifetimes = Lifetimes {
            token: self.read(|reader| reader.longest_token(lifetimes.token))?,
            ..lifetimes
        };
        let mut swept = 0;
        for due in ALL.into_iter().flatten() {
            swept += self.sweep_rows(due, &when(due, now, lifetimes))?;
        }
        Ok(swept)
    }

    /// Sweeps in the background, a round `every` so often, until the store is closed.
    pub fn keep_swept(
        &self,
        every: Duration,
        lifetimes: Lifetimes,
        now: impl Fn() -> Timestamp + Send + 'static,
    ) -> Result<(), OpenError> {
        let (sender, closed) = sync_channel::<()>(1);
        // A strong one would keep the store open for ever.
        let shared = Arc::downgrade(&self.shared);
        spawn("store-sweep", move || {
            while closed.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                let Some(shared) = shared.upgrade() else {
                    return;
                };
                if let Err(error) = (Self { shared }).sweep(now(), lifetimes) {
                    tracing::warn!(reason = %error, "a sweep did not end; the next one goes on");
                }
            }
        })?;
        *locked(&self.shared.sweeping) = Some(sender);
        Ok(())
    }

    fn sweep_rows(&self, due: &Due, when: &str) -> Loaded<usize> {
        let mut swept = 0;
        for _ in 0..LOOKS {
            let keys = self.read(|reader| due.find(reader, when, LOOK))?;
            for some in keys.chunks(BITE) {
                let statement = due.statement(some, when);
                self.carry_out(Box::new(move |db| run(db, &statement)))?;
            }
            swept += keys.len();
            if keys.len() < LOOK {
                break;
            }
        }
        Ok(swept)
    }
}

impl Reader {
    fn longest_token(&mut self, token_ttl: Duration) -> Loaded<Duration> {
        let own: Option<i64> = self.query("apps", |db| {
            apps::table
                .select(diesel::dsl::max(apps::token_ttl))
                .get_result(db)
        })?;
        let own = own.and_then(|millis| u64::try_from(millis).ok());
        Ok(token_ttl.max(Duration::from_millis(own.unwrap_or(0))))
    }
}
