//! Deletes what has lived its time, some rows at a time and through the writer, so that nobody waits long.
//!
//! What is due is looked for on a reader; the writer then deletes those rows if they are still due.

use super::db::{Db, Reader};
use super::schema::{
    access_tokens, app_secrets, apps, brake, consents, known_browsers, sessions, spent_forms,
};
use super::writer::Chore;
use super::{Loaded, Store};
use crate::domain::account::session::BROWSER_KNOWN_FOR;
use crate::domain::key::RowKey;
use crate::domain::time::{Timestamp, days};
use diesel::QueryResult;
use diesel::prelude::*;
use std::time::Duration;

/// Rows that one transaction of the writer takes at most.
const BATCH: i64 = 500;
/// Batches of one kind in one round: the rest waits for the next, so that a round ends.
const BATCHES: usize = 1000;

const ENDED_FOR: Duration = days(30);
const FORM_LIVES: Duration = Duration::from_secs(3600);
const BRAKE_LIVES: Duration = days(1);
const TOKEN_STAYS: Duration = days(1);

/// What is due at most: how many rows, and what takes them away.
struct Batch {
    rows: usize,
    chore: Chore,
}

type Look = fn(&mut Reader, &Times) -> Loaded<Batch>;

/// The moments a round compares with.
struct Times {
    now: Timestamp,
    longest_token: Duration,
}

impl Store {
    /// One round over all tables; how many rows it took. `token_ttl` is the longest that an access token lives,
    /// unless an app has a longer time of its own.
    pub fn sweep(&self, now: Timestamp, token_ttl: Duration) -> Loaded<usize> {
        let longest_token = self.read(|reader| reader.longest_token(token_ttl))?;
        let times = Times { now, longest_token };
        let looks: [Look; 8] = [
            sealed_answers,
            old_forms,
            old_tokens,
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
        Ok(swept)
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
    let before = times.now.minus(FORM_LIVES);
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

fn old_brakes(reader: &mut Reader, times: &Times) -> Loaded<Batch> {
    let before = times.now.minus(BRAKE_LIVES).millis();
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
