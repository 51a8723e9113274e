//! Loading people and what hangs on them.

use super::rows::{
    KnownBrowserRow, OneTimeLinkRow, PasswordRow, SessionRow, SpentFormRow, UserRow,
};
use crate::domain::account::one_time_link::{LinkStanding, OneTimeLink};
use crate::domain::account::password::StoredPassword;
use crate::domain::account::session::{KnownBrowser, Session};
use crate::domain::account::user::{User, UserState};
use crate::domain::change::SpentForm;
use crate::domain::key::RowKey;
use crate::domain::text::fold_email;
use crate::domain::time::Timestamp;
use crate::store::Loaded;
use crate::store::engine::db::on_either;
use crate::store::engine::reader::{After, Reader};
use crate::store::engine::schema::{
    apps, authenticators, known_browsers, one_time_links, passkeys, passwords, sessions,
    spent_forms, users,
};
use crate::store::engine::spot::{Spot, is_text};
use diesel::dsl::exists;
use diesel::prelude::*;

// No `first()` and no `limit()` on the paths of requests, here and in the other loads: they bind `LIMIT ?`, and SQLite
// then prepares the statement again on every call. Unique keys give one row by themselves.

impl Reader {
    pub fn user(&mut self, key: RowKey) -> Loaded<Option<User>> {
        self.one("users", UserRow::record, |db| {
            let found = users::table.find(key.number()).select(UserRow::as_select());
            found.get_result(db)
        })
    }

    /// By folded name, else by folded e-mail address. Names hold no `@`, addresses do: at most one user answers.
    pub fn user_by_login(&mut self, folded: &str) -> Loaded<Option<User>> {
        if !is_text(folded) {
            return Ok(None);
        }
        self.one("users", UserRow::record, |db| {
            let found = users::table.select(UserRow::as_select());
            // Addresses hold an `@`, names none.
            match folded.contains('@') {
                true => found.filter(users::email_folded.eq(folded)).get_result(db),
                false => found.filter(users::name_folded.eq(folded)).get_result(db),
            }
        })
    }

    pub fn user_by_public_id(&mut self, id: &str) -> Loaded<Option<User>> {
        if !is_text(id) {
            return Ok(None);
        }
        self.one("users", UserRow::record, |db| {
            let found = users::table
                .filter(users::public_id.eq(id))
                .select(UserRow::as_select());
            found.get_result(db)
        })
    }

    /// All, by folded name.
    pub fn users(&mut self) -> Loaded<Vec<User>> {
        self.all("users", UserRow::record, |db| {
            let all = users::table.order(users::name_folded);
            all.select(UserRow::as_select()).load(db)
        })
    }

    pub fn password_of(&mut self, user: RowKey) -> Loaded<Option<StoredPassword>> {
        self.one("passwords", PasswordRow::record, |db| {
            let found = passwords::table.find(user.number());
            found.select(PasswordRow::as_select()).get_result(db)
        })
    }

    pub fn session(&mut self, key: RowKey) -> Loaded<Option<(Session, User)>> {
        self.one("sessions", session_and_user, |db| {
            let joined = sessions::table
                .inner_join(users::table.on(users::key.eq(sessions::user_key)))
                .filter(sessions::key.eq(key.number()));
            on_either!(db, db => joined.select(<(SessionRow, UserRow)>::as_select()).get_result(db))
        })
    }

    /// The same, and whether the user has something to prove besides a password.
    pub fn session_with_step(&mut self, key: RowKey) -> Loaded<Option<((Session, User), bool)>> {
        let record = |(session, user, has_step)| Ok((session_and_user((session, user))?, has_step));
        self.one("sessions", record, |db| {
            let codes = authenticators::table
                .filter(authenticators::user_key.eq(users::key))
                .select(authenticators::key);
            let keys = passkeys::table
                .filter(passkeys::user_key.eq(users::key))
                .select(passkeys::key);
            let joined = sessions::table
                .inner_join(users::table.on(users::key.eq(sessions::user_key)))
                .filter(sessions::key.eq(key.number()));
            on_either!(db, db => joined
                .select((
                    SessionRow::as_select(),
                    UserRow::as_select(),
                    exists(codes).or(exists(keys)),
                ))
                .get_result(db))
        })
    }

    pub fn known_browser(&mut self, key: RowKey) -> Loaded<Option<KnownBrowser>> {
        self.one("known_browsers", KnownBrowserRow::record, |db| {
            let found = known_browsers::table.find(key.number());
            found.select(KnownBrowserRow::as_select()).get_result(db)
        })
    }

    /// Whether this person has signed in before, as far as is known: in a browser that is known, or in a session that is
    /// remembered.
    pub fn was_here(&mut self, user: RowKey) -> Loaded<bool> {
        let key = user.number();
        let knows_browser = known_browsers::table.filter(known_browsers::user_key.eq(key));
        let had_session = sessions::table.filter(sessions::user_key.eq(key));
        let found = self.query("known_browsers", |db| {
            diesel::select(exists(knows_browser)).get_result(db)
        })?;
        if found {
            return Ok(true);
        }
        self.query("sessions", |db| {
            diesel::select(exists(had_session)).get_result(db)
        })
    }

    /// Whether anybody has an account here.
    pub fn has_users(&mut self) -> Loaded<bool> {
        self.query("users", |db| {
            let any = users::table.select(users::key);
            diesel::select(exists(any)).get_result(db)
        })
    }

    /// Whether anybody administers this platform, whatever their state.
    pub fn has_admin(&mut self) -> Loaded<bool> {
        self.query("users", |db| {
            let any = users::table.filter(users::is_admin).select(users::key);
            diesel::select(exists(any)).get_result(db)
        })
    }

    /// Those who administer the platform, so many at most.
    pub fn active_admins(&mut self, most: i64) -> Loaded<Vec<User>> {
        self.all("users", UserRow::record, |db| {
            users::table
                .filter(users::is_admin)
                .filter(users::state.eq(UserState::Active.word()))
                .order(users::key)
                .limit(most)
                .select(UserRow::as_select())
                .load(db)
        })
    }

    /// Whether somebody else administers this platform.
    pub fn has_other_admin(&mut self, but: RowKey) -> Loaded<bool> {
        self.query("users", |db| {
            let others = users::table
                .filter(users::is_admin)
                .filter(users::state.eq(UserState::Active.word()))
                .filter(users::key.ne(but.number()))
                .select(users::key);
            diesel::select(exists(others)).get_result(db)
        })
    }

    /// Whether somebody but `except` has this mailbox as a second owner, who cannot sign in by it.
    pub fn has_second_owner(&mut self, folded: &str, except: Option<RowKey>) -> Loaded<bool> {
        let except = except.map_or(-1, RowKey::number);
        let found: Vec<String> = self.query("users", |db| {
            users::table
                .filter(users::email_folded.is_null())
                .filter(users::key.ne(except))
                .filter(users::email.is_not_null())
                .select(users::email.assume_not_null())
                .load(db)
        })?;
        Ok(found.iter().any(|email| fold_email(email) == folded))
    }

    pub fn spent_form(&mut self, key: RowKey) -> Loaded<Option<SpentForm>> {
        self.one("spent_forms", SpentFormRow::record, |db| {
            let found = spent_forms::table.find(key.number());
            found.select(SpentFormRow::as_select()).get_result(db)
        })
    }

    pub fn one_time_link(&mut self, key: RowKey) -> Loaded<Option<LinkStanding>> {
        let record = |(link, user): (OneTimeLinkRow, UserRow)| {
            Ok(LinkStanding {
                link: link.record()?,
                user: user.record()?,
            })
        };
        self.one("one_time_links", record, |db| {
            let joined = one_time_links::table
                .inner_join(users::table.on(users::key.eq(one_time_links::user_key)))
                .filter(one_time_links::key.eq(key.number()));
            let pair = joined.select(<(OneTimeLinkRow, UserRow)>::as_select());
            pair.get_result(db)
        })
    }

    /// Oldest first.
    pub fn links_of(&mut self, user: RowKey) -> Loaded<Vec<OneTimeLink>> {
        self.all("one_time_links", OneTimeLinkRow::record, |db| {
            let theirs = one_time_links::table
                .filter(one_time_links::user_key.eq(user.number()))
                .order(one_time_links::key);
            theirs.select(OneTimeLinkRow::as_select()).load(db)
        })
    }

    /// Oldest first.
    pub fn browsers_of(&mut self, user: RowKey) -> Loaded<Vec<KnownBrowser>> {
        self.all("known_browsers", KnownBrowserRow::record, |db| {
            let theirs = known_browsers::table
                .filter(known_browsers::user_key.eq(user.number()))
                .order(known_browsers::key);
            theirs.select(KnownBrowserRow::as_select()).load(db)
        })
    }

    /// Of one person, the newest that nobody ended and that are not over at `now`: key, and when it was last seen.
    pub fn open_sessions_of(
        &mut self,
        user: RowKey,
        now: Timestamp,
        most: i64,
    ) -> Loaded<Vec<(RowKey, Timestamp)>> {
        let record = |(key, seen)| {
            let key = Spot::of("sessions", key).read("key", key)?;
            Ok((key, Timestamp::from_millis(seen)))
        };
        self.all("sessions", record, |db| {
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
        })
    }

    /// These, each with the name of the app it was born for, in no order.
    pub fn sessions_with_apps(
        &mut self,
        keys: &[RowKey],
    ) -> Loaded<Vec<(Session, Option<String>)>> {
        let keys: Vec<i64> = keys.iter().map(|key| key.number()).collect();
        let record = |(session, app): (SessionRow, _)| Ok((session.record()?, app));
        self.all("sessions", record, |db| {
            let named = sessions::table
                .left_join(apps::table.on(apps::id.nullable().eq(sessions::born_for_app)))
                .filter(sessions::key.eq_any(&keys));
            on_either!(db, db => named
                .select((SessionRow::as_select(), apps::name.nullable()))
                .load(db))
        })
    }

    /// Of everybody, or of one person, those that may be live at `now`; oldest first.
    pub fn open_sessions(
        &mut self,
        whose: Option<RowKey>,
        now: Timestamp,
        after: After,
    ) -> Loaded<Vec<(Session, User)>> {
        self.all("sessions", session_and_user, |db| {
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
            open.select(<(SessionRow, UserRow)>::as_select())
                .limit(after.most)
                .load(db)
        })
    }

    /// Ended ones too; oldest first.
    pub fn sessions_of(&mut self, user: RowKey, after: After) -> Loaded<Vec<Session>> {
        self.all("sessions", SessionRow::record, |db| {
            let theirs = sessions::table
                .filter(sessions::user_key.eq(user.number()))
                .filter(sessions::key.gt(after.number()))
                .order(sessions::key);
            theirs
                .select(SessionRow::as_select())
                .limit(after.most)
                .load(db)
        })
    }
}

pub fn session_and_user((session, user): (SessionRow, UserRow)) -> Loaded<(Session, User)> {
    Ok((session.record()?, user.record()?))
}
