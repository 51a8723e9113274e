//! The sessions of one person: lists of them by pages, and an end for those that are too many. What is open goes by an
//! index of its own, so that it does not matter how many have ended.

use super::rows::{SessionRow, Spot, UserRow, time};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::change::EndReason;
use crate::domain::key::RowKey;
use crate::domain::time::{CLOCKS_DIFFER, Timestamp};
use crate::store::Loaded;
use crate::store::engine::db::{Db, Reader, on_either};
use crate::store::engine::schema::{apps, sessions, users};
use diesel::prelude::*;

/// Sessions that one sign-in ends at most: whoever waits for the writer does not wait for years of somebody else's.
const AT_ONCE: i64 = 500;

/// A page of a list that goes by key: what comes after the last one of the page before.
#[derive(Clone, Copy, Debug)]
pub struct After {
    pub key: Option<RowKey>,
    pub most: i64,
}

impl After {
    pub(in crate::store) fn number(self) -> i64 {
        self.key.map_or(i64::MIN, RowKey::number)
    }
}

impl Reader {
    /// Of one person, the newest that nobody ended and that are not over at `now`: key, and when it was last seen.
    pub fn open_sessions_of(
        &mut self,
        user: RowKey,
        now: Timestamp,
        most: i64,
    ) -> Loaded<Vec<(RowKey, Timestamp)>> {
        let rows: Vec<(i64, i64)> = self.query("sessions", |db| {
            let theirs = sessions::table
                .filter(sessions::user_key.eq(user.number()))
                .filter(sessions::ended_at.is_null())
                .filter(sessions::idle_until.gt(now.millis()))
                .filter(sessions::ends_at.gt(now.millis()))
                .order(sessions::key.desc());
            theirs
                .select((sessions::key, sessions::last_seen_at))
                .limit(most)
                .load(db)
        })?;
        let of = |(key, seen)| {
            let table = "sessions";
            Ok((Spot { table, key }.key("key", key)?, time(seen)))
        };
        rows.into_iter().map(of).collect()
    }

    /// These, each with the name of the app it was born for, in no order.
    pub fn sessions_with_apps(
        &mut self,
        keys: &[RowKey],
    ) -> Loaded<Vec<(Session, Option<String>)>> {
        let keys: Vec<i64> = keys.iter().map(|key| key.number()).collect();
        let rows = self.query("sessions", |db| {
            let named = sessions::table
                .left_join(apps::table.on(apps::id.nullable().eq(sessions::born_for_app)))
                .filter(sessions::key.eq_any(&keys));
            on_either!(db, db => named
                .select((SessionRow::as_select(), apps::name.nullable()))
                .load::<(SessionRow, Option<String>)>(db))
        })?;
        rows.into_iter()
            .map(|(session, app)| Ok((session.try_into()?, app)))
            .collect()
    }

    /// Of everybody, or of one person, those that may be live at `now`; oldest first.
    pub fn open_sessions(
        &mut self,
        whose: Option<RowKey>,
        now: Timestamp,
        after: After,
    ) -> Loaded<Vec<(Session, User)>> {
        let rows: Vec<(SessionRow, UserRow)> = self.query("sessions", |db| {
            let (least, greatest) = match whose {
                Some(user) => (user.number(), user.number()),
                None => (i64::MIN, i64::MAX),
            };
            let open = sessions::table
                .inner_join(users::table.on(users::key.eq(sessions::user_key)))
                .filter(sessions::user_key.between(least, greatest))
                .filter(sessions::ended_at.is_null())
                .filter(sessions::idle_until.gt(now.millis()))
                .filter(sessions::key.gt(after.number()))
                .order(sessions::key);
            open.select((SessionRow::as_select(), UserRow::as_select()))
                .limit(after.most)
                .load(db)
        })?;
        rows.into_iter()
            .map(|(session, user)| Ok((session.try_into()?, user.try_into()?)))
            .collect()
    }

    /// Ended ones too; oldest first.
    pub fn sessions_of(&mut self, user: RowKey, after: After) -> Loaded<Vec<Session>> {
        let rows: Vec<SessionRow> = self.query("sessions", |db| {
            let theirs = sessions::table
                .filter(sessions::user_key.eq(user.number()))
                .filter(sessions::key.gt(after.number()))
                .order(sessions::key);
            theirs
                .select(SessionRow::as_select())
                .limit(after.most)
                .load(db)
        })?;
        rows.into_iter().map(Session::try_from).collect()
    }
}

/// Of a person's live sessions so many stay, the one that has just begun among them. Those that a clock ahead has made
/// would be the newest for a while: they go first.
pub fn end_oldest(db: &mut Db, begun: &Session, most: u32, at: Timestamp) -> QueryResult<()> {
    let others = sessions::table
        .filter(sessions::user_key.eq(begun.user_key.number()))
        .filter(sessions::key.ne(begun.key.number()))
        .filter(sessions::epoch.eq(begun.epoch.number()))
        .filter(sessions::ended_at.is_null())
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
        return Ok(());
    }
    diesel::update(sessions::table.filter(sessions::key.eq_any(&spare)))
        .set((
            sessions::ended_at.eq(at.millis()),
            sessions::why.eq(EndReason::OneTooMany.word()),
        ))
        .execute(db)
        .map(drop)
}
