//! Writing down how people come in: their one-time links, passwords under another hash, the browsers they used.

use super::link_rows::OneTimeLinkRow;
use super::rows::KnownBrowserRow;
use crate::domain::account::one_time_link::OneTimeLink;
use crate::domain::account::session::{KnownBrowser, MOST_KNOWN_BROWSERS};
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use crate::store::engine::db::Db;
use crate::store::engine::schema::{known_browsers, one_time_links, passwords};
use diesel::prelude::*;
use diesel::result::Error as DieselError;

pub fn insert_link(db: &mut Db, link: &OneTimeLink) -> QueryResult<()> {
    diesel::insert_into(one_time_links::table)
        .values(OneTimeLinkRow::from(link))
        .execute(db)
        .map(drop)
}

/// A compare-and-set: of all that use a link, on however many servers, one finds it unused.
pub fn use_link(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let unused = one_time_links::table
        .filter(one_time_links::key.eq(key.number()))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::ended_at.is_null())
        .filter(one_time_links::expires_at.gt(at.millis()));
    let used = diesel::update(unused)
        .set(one_time_links::used_at.eq(at.millis()))
        .execute(db)?;
    if used == 1 {
        Ok(())
    } else {
        Err(DieselError::NotFound)
    }
}

/// Also those that have expired by this server's clock: it may run ahead of another's.
pub fn end_links_of(db: &mut Db, user_key: RowKey, at: Timestamp) -> QueryResult<()> {
    let live = one_time_links::table
        .filter(one_time_links::user_key.eq(user_key.number()))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::ended_at.is_null());
    diesel::update(live)
        .set(one_time_links::ended_at.eq(at.millis()))
        .execute(db)
        .map(drop)
}

/// Not where the password became another one meanwhile.
pub fn hash_anew(db: &mut Db, user_key: RowKey, was: &str, phc: &str) -> QueryResult<()> {
    let same = passwords::table
        .filter(passwords::user_key.eq(user_key.number()))
        .filter(passwords::phc.eq(was));
    diesel::update(same)
        .set(passwords::phc.eq(phc))
        .execute(db)
        .map(drop)
}

pub fn insert_browser(db: &mut Db, browser: &KnownBrowser) -> QueryResult<()> {
    diesel::insert_into(known_browsers::table)
        .values(KnownBrowserRow::from(browser))
        .execute(db)?;
    // Never the new one, whatever the clock said when the others were used.
    let others = known_browsers::table
        .filter(known_browsers::user_key.eq(browser.user_key.number()))
        .filter(known_browsers::key.ne(browser.key.number()));
    let too_many: Vec<i64> = others
        .order((
            known_browsers::last_used_at.desc(),
            known_browsers::key.desc(),
        ))
        .offset(MOST_KNOWN_BROWSERS - 1)
        .select(known_browsers::key)
        // Without a limit SQLite takes no offset.
        .limit(i64::MAX)
        .load(db)?;
    let oldest = known_browsers::table.filter(known_browsers::key.eq_any(too_many));
    diesel::delete(oldest).execute(db).map(drop)
}

pub fn touch_browser(db: &mut Db, key: RowKey, last_used_at: Timestamp) -> QueryResult<()> {
    diesel::update(known_browsers::table.find(key.number()))
        .set(known_browsers::last_used_at.eq(last_used_at.millis()))
        .execute(db)
        .map(drop)
}

pub fn forget_browsers_of(db: &mut Db, user_key: RowKey) -> QueryResult<()> {
    let theirs = known_browsers::table.filter(known_browsers::user_key.eq(user_key.number()));
    diesel::delete(theirs).execute(db).map(drop)
}
