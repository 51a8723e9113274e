//! Writing down people: users, how they come in, and their sessions.

use super::rows::{KnownBrowserRow, PasswordRow, SpentFormRow, UserRow};
use crate::domain::account::one_time_link::LinkPurpose;
use crate::domain::account::password::StoredPassword;
use crate::domain::account::session::{KnownBrowser, MOST_KNOWN_BROWSERS, Session};
use crate::domain::account::user::{User, UserState};
use crate::domain::change::{EndReason, SpentForm};
use crate::domain::key::RowKey;
use crate::domain::time::{CLOCKS_DIFFER, Timestamp};
use crate::store::Lost;
use crate::store::engine::db::{Db, on_either};
use crate::store::engine::held::{Held, held_if_one, held_unless_taken};
use crate::store::engine::schema::{
    instance, known_browsers, one_time_links, passwords, sessions, spent_forms, users,
};
use crate::store::engine::update::update;
use diesel::dsl::Eq;
use diesel::prelude::*;
use diesel::result::Error as DieselError;

/// Sessions that one sign-in ends at most: whoever waits for the writer does not wait for years of somebody else's.
const AT_ONCE: i64 = 500;

/// A compare-and-set: of all that edit the same version, one moves it on.
pub fn edit(db: &mut Db, key: RowKey, version: i64) -> QueryResult<Held> {
    let seen = users::key.eq(key.number()).and(users::version.eq(version));
    let moved_on = users::version.eq(users::version + 1);
    let rows = update(db, "users", moved_on, seen)?;
    Ok(held_if_one(rows, Lost::VersionMoved))
}

/// The same where another admin may sign in. Of admins who leave at once the last one stays: each holds the rows of all,
/// one after the other in the order of their keys, or two servers would each wait for a row that the other one holds.
pub fn edit_beside_admin(db: &mut Db, key: RowKey, version: i64) -> QueryResult<Held> {
    let administers = || {
        let active = users::state.eq(UserState::Active.word());
        users::is_admin.and(active)
    };
    let admins: Vec<i64> = users::table
        .filter(administers())
        .order(users::key)
        .select(users::key)
        .load(db)?;
    let mut others = 0;
    for admin in admins {
        let still = users::key.eq(admin).and(administers());
        let held = update(db, "users", users::version.eq(users::version), still)?;
        others += if admin == key.number() { 0 } else { held };
    }
    match others {
        0 => Ok(Held::No(Lost::LastAdmin)),
        _ => edit(db, key, version),
    }
}

/// Of all servers that begin at once one sees none: they wait for each other at the row of the instance.
pub fn hold_without_admin(db: &mut Db) -> QueryResult<Held> {
    let own = instance::id.eq(1);
    update(
        db,
        "instance",
        instance::openings.eq(instance::openings),
        own,
    )?;
    let any = users::table.filter(users::is_admin).select(users::key);
    let is_there: bool = diesel::select(diesel::dsl::exists(any)).get_result(db)?;
    Ok(if is_there {
        Held::No(Lost::AdminThere)
    } else {
        Held::Yes
    })
}

pub fn update_user(db: &mut Db, user: &User) -> QueryResult<()> {
    diesel::update(users::table.find(user.key.number()))
        .set(UserRow::from(user))
        .execute(db)
        .map(drop)
}

pub fn set_password(db: &mut Db, password: &StoredPassword) -> QueryResult<()> {
    let replaced = (
        passwords::phc.eq(&password.phc),
        passwords::set_at.eq(password.set_at.millis()),
    );
    let own = passwords::user_key.eq(password.user_key.number());
    if update(db, "passwords", replaced, own)? == 0 {
        PasswordRow::insert(db, password)?;
    }
    Ok(())
}

pub fn remove_user(db: &mut Db, key: RowKey) -> QueryResult<()> {
    diesel::delete(users::table.find(key.number()))
        .execute(db)
        .map(drop)
}

pub fn touch_session(
    db: &mut Db,
    key: RowKey,
    last_seen_at: Timestamp,
    idle_until: Timestamp,
) -> QueryResult<()> {
    let live = sessions::key
        .eq(key.number())
        .and(sessions::ended_at.is_null());
    let seen = (
        sessions::last_seen_at.eq(last_seen_at.millis()),
        sessions::idle_until.eq(idle_until.millis()),
    );
    update(db, "sessions", seen, live).map(drop)
}

/// Of one that has ended nothing is left to confirm.
pub fn confirm_session(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let live = sessions::key
        .eq(key.number())
        .and(sessions::ended_at.is_null());
    update(db, "sessions", sessions::confirmed_at.eq(at.millis()), live).map(drop)
}

/// Of all that end it, on however many servers, one finds it open.
pub fn hold_session(db: &mut Db, key: RowKey) -> QueryResult<Held> {
    let open = sessions::key
        .eq(key.number())
        .and(sessions::ended_at.is_null());
    // The row is written to, or another server would not wait for what happens here.
    let same = sessions::created_at.eq(sessions::created_at);
    let held = update(db, "sessions", same, open)?;
    Ok(held_if_one(held, Lost::Ended))
}

/// What the end of a session writes down.
fn ended(
    at: Timestamp,
    why: EndReason,
) -> (Eq<sessions::ended_at, i64>, Eq<sessions::why, &'static str>) {
    (
        sessions::ended_at.eq(at.millis()),
        sessions::why.eq(why.word()),
    )
}

/// Whose it was, where it had not ended before.
pub fn end_session(
    db: &mut Db,
    key: RowKey,
    at: Timestamp,
    why: EndReason,
) -> QueryResult<Option<i64>> {
    let live = sessions::key
        .eq(key.number())
        .and(sessions::ended_at.is_null());
    if update(db, "sessions", ended(at, why), live)? == 0 {
        return Ok(None);
    }
    let whose = sessions::table
        .filter(sessions::key.eq(key.number()))
        .select(sessions::user_key);
    on_either!(db, db => whose.get_result(db)).map(Some)
}

/// Whose they were, where one had not ended before.
pub fn end_sessions_of(
    db: &mut Db,
    user_key: RowKey,
    at: Timestamp,
    why: EndReason,
) -> QueryResult<Option<i64>> {
    let live = sessions::user_key
        .eq(user_key.number())
        .and(sessions::ended_at.is_null());
    let rows = update(db, "sessions", ended(at, why), live)?;
    Ok((rows > 0).then(|| user_key.number()))
}

/// The same.
pub fn end_other_sessions(
    db: &mut Db,
    (user_key, stays): (RowKey, RowKey),
    at: Timestamp,
    why: EndReason,
) -> QueryResult<Option<i64>> {
    let others = sessions::user_key
        .eq(user_key.number())
        .and(sessions::ended_at.is_null())
        .and(sessions::key.ne(stays.number()));
    let rows = update(db, "sessions", ended(at, why), others)?;
    Ok((rows > 0).then(|| user_key.number()))
}

/// Of a person's live sessions so many stay, the one that has just begun among them. Those that a clock ahead has made
/// would be the newest for a while: they go first. Whose they were, where one ended.
pub fn end_oldest_sessions(
    db: &mut Db,
    begun: &Session,
    most: u32,
    at: Timestamp,
) -> QueryResult<Option<i64>> {
    let others = sessions::table
        .filter(sessions::ended_at.is_null())
        .filter(sessions::user_key.eq(begun.user_key.number()))
        .filter(sessions::key.ne(begun.key.number()))
        .filter(sessions::epoch.eq(begun.epoch.number()))
        .filter(sessions::idle_until.gt(at.millis()))
        .filter(sessions::ends_at.gt(at.millis()));
    let ahead = RowKey::first_at(at.plus(CLOCKS_DIFFER)).number();
    let spare: Vec<i64> = others
        .order((sessions::key.ge(ahead), sessions::key.desc()))
        .offset(i64::from(most) - 1)
        .limit(AT_ONCE)
        .select(sessions::key)
        .load(db)?;
    if spare.is_empty() {
        return Ok(None);
    }
    diesel::update(sessions::table.filter(sessions::key.eq_any(&spare)))
        .set(ended(at, EndReason::OneTooMany))
        .execute(db)?;
    Ok(Some(begun.user_key.number()))
}

/// A compare-and-set: of all that use a link, on however many servers, one finds it unused.
pub fn use_link(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let unused = one_time_links::key
        .eq(key.number())
        .and(one_time_links::used_at.is_null())
        .and(one_time_links::ended_at.is_null())
        .and(one_time_links::expires_at.gt(at.millis()));
    let used = one_time_links::used_at.eq(at.millis());
    match update(db, "one_time_links", used, unused)? {
        1 => Ok(()),
        _ => Err(DieselError::NotFound),
    }
}

/// Also those that have expired by this server's clock: it may run ahead of another's.
pub fn end_links_of(
    db: &mut Db,
    user_key: RowKey,
    only: Option<LinkPurpose>,
    at: Timestamp,
) -> QueryResult<()> {
    let live = one_time_links::user_key
        .eq(user_key.number())
        .and(one_time_links::used_at.is_null())
        .and(one_time_links::ended_at.is_null());
    let ended = one_time_links::ended_at.eq(at.millis());
    match only {
        Some(purpose) => {
            let these = live.and(one_time_links::purpose.eq(purpose.word()));
            update(db, "one_time_links", ended, these)
        }
        None => update(db, "one_time_links", ended, live),
    }
    .map(drop)
}

/// Not where the password became another one meanwhile.
pub fn hash_anew(db: &mut Db, user_key: RowKey, was: &str, phc: &str) -> QueryResult<()> {
    let same = passwords::user_key
        .eq(user_key.number())
        .and(passwords::phc.eq(was));
    update(db, "passwords", passwords::phc.eq(phc), same).map(drop)
}

pub fn insert_browser(db: &mut Db, browser: &KnownBrowser) -> QueryResult<()> {
    KnownBrowserRow::insert(db, browser)?;
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
    let used = known_browsers::last_used_at.eq(last_used_at.millis());
    let own = known_browsers::key.eq(key.number());
    update(db, "known_browsers", used, own).map(drop)
}

pub fn trust_browser(db: &mut Db, key: RowKey, until: Timestamp) -> QueryResult<()> {
    let trusted = known_browsers::trusted_until.eq(until.millis());
    let own = known_browsers::key.eq(key.number());
    update(db, "known_browsers", trusted, own).map(drop)
}

pub fn distrust_browsers_of(db: &mut Db, user_key: RowKey) -> QueryResult<()> {
    let theirs = known_browsers::user_key.eq(user_key.number());
    let trusted = known_browsers::trusted_until.eq(None::<i64>);
    update(db, "known_browsers", trusted, theirs).map(drop)
}

pub fn forget_browsers_of(db: &mut Db, user_key: RowKey) -> QueryResult<()> {
    let theirs = known_browsers::table.filter(known_browsers::user_key.eq(user_key.number()));
    diesel::delete(theirs).execute(db).map(drop)
}

/// Looks before it inserts: a failing insert would break the transaction that others share.
pub fn spend_form(db: &mut Db, form: &SpentForm) -> QueryResult<Held> {
    let spent = spent_forms::table
        .filter(spent_forms::key.eq(form.key.number()))
        .select(spent_forms::key);
    if spent.get_result::<i64>(db).optional()?.is_some() {
        return Ok(Held::No(Lost::FormSpent));
    }
    held_unless_taken(SpentFormRow::insert(db, form))
}
