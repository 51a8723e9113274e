//! Loading what the broker API works with, each with all that it hangs on in one question.

use super::rows::{
    AdminSessionRow, AppSessionRow, BrokerStandingRow, EndpointTokenRow, OperatorRow, RoleRow,
};
use crate::domain::broker::admin_session::AdminStanding;
use crate::domain::broker::app_session::AppSessionStanding;
use crate::domain::broker::endpoint_token::EndpointTokenStanding;
use crate::domain::broker::role::Role;
use crate::domain::key::{AppId, RowKey};
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::store::engine::db::on_either;
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{
    admin_sessions, app_sessions, apps, endpoint_tokens, instance, roles, users,
};
use crate::store::engine::spot::is_text;
use crate::store::{LoadError, Loaded};
use diesel::prelude::*;

// As in `accounts`: no `first()` and no `limit()`, which SQLite would prepare again on every call.

impl Reader {
    /// The one of the whole installation.
    pub fn account_uuid(&mut self) -> Loaded<String> {
        let found = self.query("instance", |db| {
            let row = instance::table.find(1).select(instance::account_uuid);
            on_either!(db, db => row.get_result::<Option<String>>(db))
        })?;
        found.ok_or_else(|| LoadError::impossible("instance", "account_uuid", 1))
    }

    pub fn role(&mut self, uuid: &str) -> Loaded<Option<Role>> {
        self.one("roles", RoleRow::record, |db| {
            let found = roles::table.find(uuid);
            on_either!(db, db => found.select(RoleRow::as_select()).get_result(db))
        })
    }

    pub fn role_named(&mut self, app: AppId, name: &str) -> Loaded<Option<Role>> {
        if !is_text(name) {
            return Ok(None);
        }
        self.one("roles", RoleRow::record, |db| {
            let found = roles::table
                .filter(roles::app_id.eq(app.0))
                .filter(roles::name.eq(name));
            on_either!(db, db => found.select(RoleRow::as_select()).get_result(db))
        })
    }

    pub fn count_roles(&mut self, app: AppId) -> Loaded<i64> {
        self.query("roles", |db| {
            let theirs = roles::table.filter(roles::app_id.eq(app.0));
            theirs.count().get_result(db)
        })
    }

    /// Of one app, by name.
    pub fn roles_of(&mut self, app: AppId) -> Loaded<Vec<Role>> {
        self.all("roles", RoleRow::record, |db| {
            let theirs = roles::table
                .filter(roles::app_id.eq(app.0))
                .order(roles::name);
            theirs.select(RoleRow::as_select()).load(db)
        })
    }

    /// Nothing when the app is gone.
    pub fn endpoint_token(&mut self, hash: &TokenHash) -> Loaded<Option<EndpointTokenStanding>> {
        let record = |(token, app, role): (EndpointTokenRow, BrokerStandingRow, _)| {
            Ok(EndpointTokenStanding {
                token: token.record()?,
                standing: app.with(role)?,
            })
        };
        self.one("endpoint_tokens", record, |db| {
            let joined = endpoint_tokens::table
                .inner_join(apps::table.on(apps::id.eq(endpoint_tokens::app_id)))
                .left_join(roles::table.on(roles::uuid.nullable().eq(endpoint_tokens::role_uuid)))
                .filter(endpoint_tokens::hash_prefix.eq(hash.prefix()))
                .filter(endpoint_tokens::secret_hash.eq(hash.bytes().as_slice()));
            on_either!(db, db => joined
                .select((
                    EndpointTokenRow::as_select(),
                    BrokerStandingRow::as_select(),
                    roles::uuid.nullable(),
                ))
                .get_result(db))
        })
    }

    /// Nothing when the app is gone.
    pub fn app_session(&mut self, hash: &TokenHash) -> Loaded<Option<AppSessionStanding>> {
        self.one("app_sessions", with_standing, |db| {
            let joined = app_sessions::table
                .inner_join(apps::table.on(apps::id.eq(app_sessions::app_id)))
                .left_join(roles::table.on(roles::uuid.nullable().eq(app_sessions::role_uuid)))
                .filter(app_sessions::hash_prefix.eq(hash.prefix()))
                .filter(app_sessions::secret_hash.eq(hash.bytes().as_slice()));
            on_either!(db, db => joined
                .select((
                    AppSessionRow::as_select(),
                    BrokerStandingRow::as_select(),
                    roles::uuid.nullable(),
                ))
                .get_result(db))
        })
    }

    /// Those of them whose app is there, in one question; and, if ever, one whose hash begins alike.
    pub fn app_sessions(&mut self, hashes: &[TokenHash]) -> Loaded<Vec<AppSessionStanding>> {
        let prefixes: Vec<i64> = hashes.iter().map(TokenHash::prefix).collect();
        self.all("app_sessions", with_standing, |db| {
            let joined = app_sessions::table
                .inner_join(apps::table.on(apps::id.eq(app_sessions::app_id)))
                .left_join(roles::table.on(roles::uuid.nullable().eq(app_sessions::role_uuid)))
                .filter(app_sessions::hash_prefix.eq_any(&prefixes));
            on_either!(db, db => joined
                .select((
                    AppSessionRow::as_select(),
                    BrokerStandingRow::as_select(),
                    roles::uuid.nullable(),
                ))
                .load(db))
        })
    }

    /// Nothing when the user is gone.
    pub fn admin_session(&mut self, hash: &TokenHash) -> Loaded<Option<AdminStanding>> {
        let record = |(session, user): (AdminSessionRow, _)| session.with(user);
        self.one("admin_sessions", record, |db| {
            let joined = admin_sessions::table
                .inner_join(users::table.on(users::key.eq(admin_sessions::user_key)))
                .filter(admin_sessions::hash_prefix.eq(hash.prefix()))
                .filter(admin_sessions::secret_hash.eq(hash.bytes().as_slice()));
            let pair = joined.select(<(AdminSessionRow, OperatorRow)>::as_select());
            pair.get_result(db)
        })
    }

    /// When each session of an operator at the broker API began, and when it was last used.
    pub fn admin_sessions_of(&mut self, user: RowKey) -> Loaded<Vec<(Timestamp, Timestamp)>> {
        let time = Timestamp::from_millis;
        let times = |(began, used)| Ok((time(began), time(used)));
        self.all("admin_sessions", times, |db| {
            let theirs = admin_sessions::table
                .filter(admin_sessions::user_key.eq(user.number()))
                .order(admin_sessions::created_at);
            theirs
                .select((admin_sessions::created_at, admin_sessions::last_used_at))
                .load(db)
        })
    }
}

fn with_standing(
    (session, app, role): (AppSessionRow, BrokerStandingRow, Option<String>),
) -> Loaded<AppSessionStanding> {
    Ok(AppSessionStanding {
        session: session.record()?,
        standing: app.with(role)?,
    })
}
