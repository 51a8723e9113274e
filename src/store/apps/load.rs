//! Loading apps, and what people allow them.

use super::owned::serves;
use super::rows::{AppRow, AppSecretRow, ConsentRow, RedirectUriRow};
use crate::domain::key::{AppId, RowKey};
use crate::domain::keyset::Beginning;
use crate::domain::oauth::client::{App, AppSecret, ClientName, Kind, KnownApp};
use crate::domain::oauth::consent::{AllowedApp, Consent};
use crate::domain::oauth::redirect_uri::{RegisteredUri, free_port_host};
use crate::domain::openid::resource::Audience;
use crate::domain::secret::TokenHash;
use crate::store::engine::db::{Db, on_either};
use crate::store::engine::lower::lower;
use crate::store::engine::reader::{After, Reader};
use crate::store::engine::schema::{
    app_origins, app_secrets, apps, consents, instance, redirect_uris,
};
use crate::store::engine::spot::{Spot, is_text};
use crate::store::{LoadError, Loaded};
use diesel::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

// As in `accounts`: no `first()` and no `limit()`, which SQLite would prepare again on every call.

/// Of an app: client ID, name, state, deauthorization URL, resources.
type AppColumns = (String, String, String, Option<String>, String);

impl Reader {
    pub fn app(&mut self, name: &ClientName) -> Loaded<Option<App>> {
        let row = match name {
            ClientName::Number(id) => self.query("apps", |db| {
                let found = apps::table.find(id.0);
                on_either!(db, db => found.select(AppRow::as_select()).get_result(db).optional())
            })?,
            ClientName::Key(key) => self.query("apps", |db| {
                let found = apps::table.filter(apps::client_id.eq(key));
                on_either!(db, db => found.select(AppRow::as_select()).get_result(db).optional())
            })?,
        };
        row.map(|row| self.with_own_addresses(row)).transpose()
    }

    /// An app with all its secrets, oldest first: what authenticates it, in one question less.
    pub fn app_with_secrets(&mut self, name: &ClientName) -> Loaded<Option<KnownApp>> {
        let rows: Vec<(AppRow, Option<AppSecretRow>)> = self.query("apps", |db| {
            let joined = apps::table
                .left_join(app_secrets::table.on(app_secrets::app_id.eq(apps::id)))
                .order(app_secrets::key);
            match name {
                ClientName::Number(id) => {
                    let found = joined.filter(apps::id.eq(id.0));
                    on_either!(db, db => found.select(<(AppRow, Option<AppSecretRow>)>::as_select()).load(db))
                }
                ClientName::Key(key) => {
                    let found = joined.filter(apps::client_id.eq(key));
                    on_either!(db, db => found.select(<(AppRow, Option<AppSecretRow>)>::as_select()).load(db))
                }
            }
        })?;
        let (mut apps, secrets): (Vec<AppRow>, Vec<_>) = rows.into_iter().unzip();
        let Some(row) = apps.pop() else {
            return Ok(None);
        };
        let app = self.with_own_addresses(row)?;
        let secrets = secrets.into_iter().flatten().map(AppSecretRow::record);
        Ok(Some(KnownApp {
            app: Arc::new(app),
            secrets: secrets.collect::<Loaded<_>>()?,
        }))
    }

    /// By exact name (names need not be unique), uuid, client ID or number.
    pub fn apps_named(&mut self, text: &str) -> Loaded<Vec<App>> {
        if !is_text(text) {
            return Ok(Vec::new());
        }
        let uuid = text.to_ascii_uppercase();
        let number: Option<i64> = text.parse().ok();
        let rows = self.query("apps", |db| {
            // The index of names is one of small letters.
            let named = lower(apps::name)
                .eq(lower(text))
                .and(apps::name.eq(text))
                .or(apps::uuid.eq(&uuid))
                .or(apps::client_id.eq(text))
                .or(apps::id.eq(number.unwrap_or(-1)));
            let found = apps::table.filter(named);
            found.select(AppRow::as_select()).load(db)
        })?;
        let mut apps = self.with_addresses(rows)?;
        apps.sort_by_key(|app| app.id);
        Ok(apps)
    }

    /// All, by number.
    pub fn apps(&mut self) -> Loaded<Vec<App>> {
        let rows = self.query("apps", |db| {
            let all = apps::table.order(apps::id);
            all.select(AppRow::as_select()).load(db)
        })?;
        self.with_addresses(rows)
    }

    pub(in crate::store) fn with_own_addresses(&mut self, row: AppRow) -> Loaded<App> {
        let mut addresses = self.redirect_uris_of(&[row.id()])?;
        let own = addresses.remove(&row.id()).unwrap_or_default();
        let ownership = self.ownership_of(row.id())?;
        row.record(own, ownership)
    }

    pub(super) fn with_addresses(&mut self, rows: Vec<AppRow>) -> Loaded<Vec<App>> {
        let ids: Vec<i64> = rows.iter().map(AppRow::id).collect();
        let (mut addresses, mut ownerships) = (BTreeMap::new(), BTreeMap::new());
        for some in ids.chunks(500) {
            addresses.append(&mut self.redirect_uris_of(some)?);
            ownerships.append(&mut self.ownerships_of(some)?);
        }
        rows.into_iter()
            .map(|row| {
                let own = addresses.remove(&row.id()).unwrap_or_default();
                let ownership = ownerships.remove(&row.id()).unwrap_or_default();
                row.record(own, ownership)
            })
            .collect()
    }

    /// In registered order, by app.
    fn redirect_uris_of(&mut self, ids: &[i64]) -> Loaded<BTreeMap<i64, Vec<RegisteredUri>>> {
        let load = |db: &mut Db| match ids {
            // The one of the hot path: a list of one would be prepared anew at each call.
            [id] => {
                let theirs = redirect_uris::table
                    .filter(redirect_uris::app_id.eq(id))
                    .order(redirect_uris::position);
                on_either!(db, db => theirs.select(RedirectUriRow::as_select()).load(db))
            }
            ids => redirect_uris::table
                .filter(redirect_uris::app_id.eq_any(ids))
                .order((redirect_uris::app_id, redirect_uris::position))
                .select(RedirectUriRow::as_select())
                .load(db),
        };
        let rows: Vec<RedirectUriRow> = self.query("redirect_uris", load)?;
        let mut by_app: BTreeMap<i64, Vec<RegisteredUri>> = BTreeMap::new();
        for row in rows {
            by_app.entry(row.app_id).or_default().push(row.record()?);
        }
        Ok(by_app)
    }

    /// Whether this web origin, written as browsers send it, is one of any app's that is not off.
    pub fn has_origin(&mut self, origin: &str) -> Loaded<bool> {
        if !is_text(origin) {
            return Ok(false);
        }
        let of_an_address = self.query("redirect_uris", |db| {
            let theirs = redirect_uris::table
                .inner_join(apps::table.on(apps::id.eq(redirect_uris::app_id)))
                .filter(redirect_uris::origin.eq(origin))
                .filter(serves());
            on_either!(db, db => diesel::select(diesel::dsl::exists(theirs)).get_result(db))
        })?;
        Ok(of_an_address || self.has_other_origin(origin)?)
    }

    /// Those that apps named, and those at a free port.
    fn has_other_origin(&mut self, origin: &str) -> Loaded<bool> {
        let is_named: bool = self.query("app_origins", |db| {
            let theirs = app_origins::table
                .inner_join(apps::table.on(apps::id.eq(app_origins::app_id)))
                .filter(app_origins::origin.eq(origin))
                .filter(serves());
            on_either!(db, db => diesel::select(diesel::dsl::exists(theirs)).get_result(db))
        })?;
        match free_port_host(origin) {
            Some(host) if !is_named => self.has_port_of(host),
            _ => Ok(is_named),
        }
    }

    /// At this host and any port: in the order of texts those begin with the host and a colon.
    fn has_port_of(&mut self, host: &str) -> Loaded<bool> {
        let at_ports = Beginning::of(format!("{host}:"));
        self.query("redirect_uris", |db| {
            let at_a_port = redirect_uris::origin
                .ge(&at_ports.from)
                .and(redirect_uris::origin.lt(&at_ports.before));
            let theirs = redirect_uris::table
                .inner_join(apps::table.on(apps::id.eq(redirect_uris::app_id)))
                .filter(redirect_uris::origin.eq(host).or(at_a_port))
                .filter(apps::kind.ne(Kind::Web.word()))
                .filter(serves());
            on_either!(db, db => diesel::select(diesel::dsl::exists(theirs)).get_result(db))
        })
    }

    /// The largest number given out so far plus one; numbers of removed apps do not come back.
    pub fn next_app_id(&mut self) -> Loaded<AppId> {
        let last = self.query("instance", |db| {
            instance::table
                .find(1)
                .select(instance::last_app_id)
                .get_result::<i64>(db)
        })?;
        last.checked_add(1)
            .map(AppId)
            .ok_or_else(|| LoadError::impossible("instance", "last_app_id", 1))
    }

    /// Oldest first.
    pub fn app_secrets(&mut self, app: AppId) -> Loaded<Vec<AppSecret>> {
        self.all("app_secrets", AppSecretRow::record, |db| {
            let theirs = app_secrets::table
                .filter(app_secrets::app_id.eq(app.0))
                .order(app_secrets::key);
            theirs.select(AppSecretRow::as_select()).load(db)
        })
    }

    pub fn consent(&mut self, user: RowKey, app: AppId) -> Loaded<Option<Consent>> {
        self.one("consents", ConsentRow::record, |db| {
            let found = consents::table
                .filter(consents::user_key.eq(user.number()))
                .filter(consents::app_id.eq(app.0));
            on_either!(db, db => found.select(ConsentRow::as_select()).get_result(db))
        })
    }

    pub fn app_by_uuid(&mut self, uuid: &str) -> Loaded<Option<App>> {
        if !is_text(uuid) {
            return Ok(None);
        }
        let id = self.query("apps", |db| {
            let found = apps::table.filter(apps::uuid.eq(uuid)).select(apps::id);
            on_either!(db, db => found.get_result::<i64>(db).optional())
        })?;
        match id {
            Some(id) => self.app(&ClientName::Number(AppId(id))),
            None => Ok(None),
        }
    }

    /// The app whose client secret this is, and that secret.
    pub fn app_by_secret(&mut self, hash: &TokenHash) -> Loaded<Option<(App, AppSecret)>> {
        let mut rows = self.query("app_secrets", |db| {
            let found = app_secrets::table
                .inner_join(apps::table.on(apps::id.eq(app_secrets::app_id)))
                .filter(app_secrets::hash.eq(hash.bytes().as_slice()));
            on_either!(db, db => found.select(<(AppRow, AppSecretRow)>::as_select()).load(db))
        })?;
        // Two apps with the same secret, as an operator gave it: nobody can tell which one it is.
        let (Some((app, secret)), true) = (rows.pop(), rows.is_empty()) else {
            return Ok(None);
        };
        Ok(Some((self.with_own_addresses(app)?, secret.record()?)))
    }

    /// Withdrawn ones too.
    pub fn consents_of(&mut self, user: RowKey, after: After) -> Loaded<Vec<Consent>> {
        self.all("consents", ConsentRow::record, |db| {
            let theirs = consents::table
                .filter(consents::user_key.eq(user.number()))
                .filter(consents::key.gt(after.number()))
                .order(consents::key);
            theirs
                .select(ConsentRow::as_select())
                .limit(after.most)
                .load(db)
        })
    }

    /// What somebody allowed and did not withdraw, in no order.
    pub fn allowed_apps(&mut self, user: RowKey) -> Loaded<Vec<AllowedApp>> {
        self.all("consents", allowed_app, |db| {
            let theirs = consents::table
                .inner_join(apps::table.on(apps::id.eq(consents::app_id)))
                .filter(consents::user_key.eq(user.number()))
                .filter(consents::withdrawn_at.is_null());
            on_either!(db, db => theirs
                .select((
                    ConsentRow::as_select(),
                    (apps::client_id, apps::name, apps::state, apps::deauthorize_url, apps::resources),
                ))
                .load(db))
        })
    }
}

fn allowed_app(row: (ConsentRow, AppColumns)) -> Loaded<AllowedApp> {
    let (consent, (client_id, name, state, deauthorize_url, resources)) = row;
    let consent = consent.record()?;
    let spot = Spot::of("apps", consent.app_id.0);
    Ok(AllowedApp {
        consent,
        client_id,
        name,
        state: spot.read("state", state)?,
        deauthorize_url,
        resources: Audience::parse(&resources),
    })
}
