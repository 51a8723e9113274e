//! Deletes what has lived its time, some rows at a time and through the writer, so that nobody waits long.
//!
//! What is due is looked for on a reader; the writer then deletes those rows if they are still due.

use super::engine::db::Db;
use super::engine::reader::Reader;
use super::engine::schema::{
    access_tokens, app_secrets, apps, brake, codes, consents, grants, known_browsers,
    refresh_tokens, sessions, spent_forms,
};
use super::engine::threads::{locked, spawn};
use super::engine::writer::Chore;
use super::{Loaded, OpenError, Store};
use crate::domain::account::session::BROWSER_KNOWN_FOR;
use crate::domain::key::RowKey;
use crate::domain::oauth::form::FORM_LIFE;
use crate::domain::oauth::refresh::SAME_ANSWER_FOR;
use crate::domain::time::{Timestamp, days};
use diesel::QueryResult;
use diesel::prelude::*;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Rows that one transaction of the writer takes at most.
const BATCH: i64 = 500;
/// Batches of one kind in one round: the rest waits for the next, so that a round ends.
const BATCHES: usize = 1000;

const ENDED_FOR: Duration = days(30);
const TOKEN_STAYS: Duration = days(1);
/// A code that comes back after this is only unknown.
const CODE_STAYS: Duration = days(1);

/// What is due at most: how many rows, and what takes them away.
struct Batch {
    rows: usize,
    chore: Chore,
}

type Look = fn(&mut Reader, &Times) -> Loaded<Batch>;

/// How long things live that the operator's settings say; the rest stands with the rules.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// The longest that an access token lives, unless an app has a longer time of its own.
    pub token: Duration,
    /// After so long nothing is owed at sign-in.
    pub brake: Duration,
}

/// The moments a round compares with.
struct Times {
    now: Timestamp,
    longest_token: Duration,
    brake_window: Duration,
}

/// A table without an index that the sweep could go by: what is due, as keys.
pub struct Table {
    pub due: fn(&mut Reader, Timestamp) -> Loaded<Vec<i64>>,
    /// Those of them that are still due.
    pub delete: fn(&mut Db, &[i64], Timestamp) -> QueryResult<usize>,
    pub before: Timestamp,
}

/// The most that a round takes of such a table.
pub fn most() -> i64 {
    i64::try_from(BATCHES).unwrap_or(1).saturating_mul(BATCH)
}

impl Store {
    /// One round over all tables; how many rows it took.
    pub fn sweep(&self, now: Timestamp, lifetimes: Lifetimes) -> Loaded<usize> {
        let times = Times {
            now,
            longest_token: self.read(|reader| reader.longest_token(lifetimes.token))?,
            brake_window: lifetimes.brake,
        };
        let looks: [Look; 11] = [
            sealed_answers,
            sealed_refreshes,
            old_forms,
            old_tokens,
            old_codes,
            ended_grants,
            old_brakes,
            ended_sessions,
            unused_browsers,
            withdrawn_consents,
            ended_secrets,
        ];
        let mut swept = 0;
        for look in looks {
            swept += self.sweep_table(look, &times)?;
        }
        swept += self.sweep_people(now)? + self.sweep_broker(now)? + self.sweep_gateway(now)?;
        Ok(swept + self.sweep_outbox(now)?)
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

    fn sweep_table(&self, look: Look, times: &Times) -> Loaded<usize> {
        let mut swept = 0;
        for _ in 0..BATCHES {
            let batch = self.read(|reader| look(reader, times))?;
            if batch.rows == 0 {
                break;
            }
            self.carry_out(batch.chore)?;
            swept += batch.rows;
            if i64::try_from(batch.rows).is_ok_and(|rows| rows < BATCH) {
                break;
            }
        }
        Ok(swept)
    }

    /// Looks through each table once; what is found goes some rows at a time.
    pub(super) fn sweep_whole(&self, tables: &[Table]) -> Loaded<usize> {
        let mut swept = 0;
        for table in tables {
            let due = self.read(|reader| (table.due)(reader, table.before))?;
            for some in due.chunks(usize::try_from(BATCH).unwrap_or(1)) {
                let (delete, before) = (table.delete, table.before);
                let chore = batch(some.to_vec(), move |db, keys| delete(db, keys, before)).chore;
                self.carry_out(chore)?;
            }
            swept += due.len();
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

fn batch<K: Send + 'static>(
    keys: Vec<K>,
    chore: impl Fn(&mut Db, &[K]) -> QueryResult<usize> + Send + 'static,
) -> Batch {
    Batch {
        rows: keys.len(),
        chore: Box::new(move |db| chore(db, &keys)),
    }
}

/// The sealed answer is for a double click; after that the form is only remembered as spent.
fn sealed_answers(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let now = times.now.millis();
    let due = move || {
        let sealed = spent_forms::answer_sealed.ne(Vec::<u8>::new());
        spent_forms::sealed_until.lt(now).and(sealed)
    };
    let keys: Vec<i64> = reader.query("spent_forms", |db| {
        let some = spent_forms::table.filter(due()).select(spent_forms::key);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(keys, move |db, keys| {
        let some = spent_forms::table.filter(spent_forms::key.eq_any(keys));
        diesel::update(some.filter(due()))
            .set(spent_forms::answer_sealed.eq(Vec::<u8>::new()))
            .execute(db)
    }))
}

/// Keys tell when the form was shown, which was before it was spent: a range of keys holds all that may be due.
fn old_forms(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let before = times.now.minus(FORM_LIFE);
    let range = RowKey::first_at(before).number();
    let due = move || {
        let spent = spent_forms::created_at.lt(before.millis());
        spent_forms::key.lt(range).and(spent)
    };
    let keys: Vec<i64> = reader.query("spent_forms", |db| {
        let some = spent_forms::table.filter(due()).select(spent_forms::key);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(keys, move |db, keys| {
        let some = spent_forms::table.filter(spent_forms::key.eq_any(keys));
        diesel::delete(some.filter(due())).execute(db)
    }))
}

/// By range of keys, since tokens have no other index.
fn old_tokens(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let expired = times.now.minus(TOKEN_STAYS);
    let range = RowKey::first_at(expired.minus(times.longest_token)).number();
    let due = move || {
        let expired = access_tokens::expires_at.lt(expired.millis());
        access_tokens::key.lt(range).and(expired)
    };
    let keys: Vec<i64> = reader.query("access_tokens", |db| {
        let some = access_tokens::table
            .filter(due())
            .select(access_tokens::key);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(keys, move |db, keys| {
        let some = access_tokens::table.filter(access_tokens::key.eq_any(keys));
        diesel::delete(some.filter(due())).execute(db)
    }))
}

/// The same for the answer of a refresh; the token is kept, so that its second use is seen.
fn sealed_refreshes(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let before = times.now.minus(SAME_ANSWER_FOR).millis();
    let due = move || {
        let sealed = refresh_tokens::answer_sealed.is_not_null();
        sealed.and(refresh_tokens::rotated_at.lt(before))
    };
    let keys: Vec<i64> = reader.query("refresh_tokens", |db| {
        let some = refresh_tokens::table
            .filter(due())
            .select(refresh_tokens::key);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(keys, move |db, keys| {
        let some = refresh_tokens::table.filter(refresh_tokens::key.eq_any(keys));
        diesel::update(some.filter(due()))
            .set(refresh_tokens::answer_sealed.eq(None::<Vec<u8>>))
            .execute(db)
    }))
}

fn old_codes(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let expired = times.now.minus(CODE_STAYS);
    let range = RowKey::first_at(expired).number();
    let due = move || {
        codes::key
            .lt(range)
            .and(codes::expires_at.lt(expired.millis()))
    };
    let keys: Vec<i64> = reader.query("codes", |db| {
        let some = codes::table.filter(due()).select(codes::key);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(keys, move |db, keys| {
        let some = codes::table.filter(codes::key.eq_any(keys));
        diesel::delete(some.filter(due())).execute(db)
    }))
}

/// With every refresh token of the family, used ones too.
fn ended_grants(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let before = times.now.minus(ENDED_FOR).millis();
    let due = move || grants::expires_at.lt(before);
    let keys: Vec<i64> = reader.query("grants", |db| {
        let some = grants::table.filter(due()).select(grants::key);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(keys, move |db, keys| {
        let some = grants::table.filter(grants::key.eq_any(keys));
        diesel::delete(some.filter(due())).execute(db)
    }))
}

fn old_brakes(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let before = times.now.minus(times.brake_window).millis();
    let due = move || brake::updated_at.lt(before);
    let subjects: Vec<Vec<u8>> = reader.query("brake", |db| {
        let some = brake::table.filter(due()).select(brake::subject);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(subjects, move |db, subjects| {
        let some = brake::table.filter(brake::subject.eq_any(subjects));
        diesel::delete(some.filter(due())).execute(db)
    }))
}

/// Signed out, idle for too long, or at its end: whichever came first.
fn ended_sessions(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let before = times.now.minus(ENDED_FOR).millis();
    let due = move || {
        sessions::ended_at
            .lt(before)
            .or(sessions::idle_until.lt(before).nullable())
            .or(sessions::ends_at.lt(before).nullable())
    };
    let keys: Vec<i64> = reader.query("sessions", |db| {
        let some = sessions::table.filter(due()).select(sessions::key);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(keys, move |db, keys| {
        let some = sessions::table.filter(sessions::key.eq_any(keys));
        diesel::delete(some.filter(due())).execute(db)
    }))
}

fn unused_browsers(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let before = times.now.minus(BROWSER_KNOWN_FOR).millis();
    let due = move || known_browsers::last_used_at.lt(before);
    let keys: Vec<i64> = reader.query("known_browsers", |db| {
        let some = known_browsers::table
            .filter(due())
            .select(known_browsers::key);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(keys, move |db, keys| {
        let some = known_browsers::table.filter(known_browsers::key.eq_any(keys));
        diesel::delete(some.filter(due())).execute(db)
    }))
}

fn withdrawn_consents(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let before = times.now.minus(ENDED_FOR).millis();
    let due = move || consents::withdrawn_at.lt(before);
    let keys: Vec<i64> = reader.query("consents", |db| {
        let some = consents::table.filter(due()).select(consents::key);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(keys, move |db, keys| {
        let some = consents::table.filter(consents::key.eq_any(keys));
        diesel::delete(some.filter(due())).execute(db)
    }))
}

fn ended_secrets(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let before = times.now.minus(ENDED_FOR).millis();
    let due = move || {
        let expired = app_secrets::expires_at.lt(before);
        app_secrets::revoked_at.lt(before).or(expired)
    };
    let keys: Vec<i64> = reader.query("app_secrets", |db| {
        let some = app_secrets::table.filter(due()).select(app_secrets::key);
        some.limit(BATCH).load(db)
    })?;
    Ok(batch(keys, move |db, keys| {
        let some = app_secrets::table.filter(app_secrets::key.eq_any(keys));
        diesel::delete(some.filter(due())).execute(db)
    }))
}
