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
use crate::store::engine::db::{Db, on_either};
use crate::store::engine::reader::Reader;
use crate::store::engine::schema::{
    admin_sessions, app_sessions, apps, endpoint_tokens, instance, roles, users,
};
use crate::store::engine::spot::{is_text, time};
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
        let row = self.query("roles", |db| {
            let found = roles::table.find(uuid);
            on_either!(db, db => found.select(RoleRow::as_select()).get_result(db).optional())
        })?;
        row.map(Role::try_from).transpose()
    }

    pub fn role_named(&mut self, app: AppId, name: &str) -> Loaded<Option<Role>> {
        if !is_text(name) {
            return Ok(None);
        }
        let row = self.query("roles", |db| {
            let found = roles::table
                .filter(roles::app_id.eq(app.0))
                .filter(roles::name.eq(name));
            on_either!(db, db => found.select(RoleRow::as_select()).get_result(db).optional())
        })?;
        row.map(Role::try_from).transpose()
    }

    pub fn count_roles(&mut self, app: AppId) -> Loaded<i64> {
        self.query("roles", |db| {
            let theirs = roles::table.filter(roles::app_id.eq(app.0));
            theirs.count().get_result(db)
        })
    }

    /// Of one app, by name.
    pub fn roles_of(&mut self, app: AppId) -> Loaded<Vec<Role>> {
        let rows = self.query("roles", |db| {
            let theirs = roles::table
                .filter(roles::app_id.eq(app.0))
                .order(roles::name);
            theirs.select(RoleRow::as_select()).load(db)
        })?;
        rows.into_iter().map(Role::try_from).collect()
    }

    /// Nothing when the app is gone.
    pub fn endpoint_token(&mut self, hash: &TokenHash) -> Loaded<Option<EndpointTokenStanding>> {
        let rows = self.query("endpoint_tokens", |db| {
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
                .get_result::<(EndpointTokenRow, BrokerStandingRow, Option<String>)>(db)
                .optional())
        })?;
        let Some((token, app, role)) = rows else {
            return Ok(None);
        };
        Ok(Some(EndpointTokenStanding {
            token: token.try_into()?,
            standing: app.with(role)?,
        }))
    }

    /// Nothing when the app is gone.
    pub fn app_session(&mut self, hash: &TokenHash) -> Loaded<Option<AppSessionStanding>> {
        let rows = self.query("app_sessions", |db| {
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
                .get_result::<(AppSessionRow, BrokerStandingRow, Option<String>)>(db)
                .optional())
        })?;
        let Some((session, app, role)) = rows else {
            return Ok(None);
        };
        Ok(Some(AppSessionStanding {
            session: session.try_into()?,
            standing: app.with(role)?,
        }))
    }

    /// Nothing when the user is gone.
    pub fn admin_session(&mut self, hash: &TokenHash) -> Loaded<Option<AdminStanding>> {
        let rows = self.query("admin_sessions", |db| {
            let joined = admin_sessions::table
                .inner_join(users::table.on(users::key.eq(admin_sessions::user_key)))
                .filter(admin_sessions::hash_prefix.eq(hash.prefix()))
                .filter(admin_sessions::secret_hash.eq(hash.bytes().as_slice()));
            joined
                .select((AdminSessionRow::as_select(), OperatorRow::as_select()))
                .get_result::<(AdminSessionRow, OperatorRow)>(db)
                .optional()
        })?;
        rows.map(|(session, user)| session.with(&user)).transpose()
    }

    /// When each session of an operator at the broker API began, and when it was last used.
    pub fn admin_sessions_of(&mut self, user: RowKey) -> Loaded<Vec<(Timestamp, Timestamp)>> {
        let rows: Vec<(i64, i64)> = self.query("admin_sessions", |db| {
            let theirs = admin_sessions::table
                .filter(admin_sessions::user_key.eq(user.number()))
                .order(admin_sessions::created_at);
            theirs
                .select((admin_sessions::created_at, admin_sessions::last_used_at))
                .load(db)
        })?;
        let times = rows.into_iter();
        Ok(times
            .map(|(began, used)| (time(began), time(used)))
            .collect())
    }
}
