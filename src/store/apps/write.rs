//! Writing down apps, their secrets, and what people allow them.

use super::owned_write::keep_standing;
use super::rows::{AppRow, RedirectUriRow};
use crate::domain::epoch::Epoch;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::App;
use crate::domain::oauth::client_assertion::UsedAssertion;
use crate::domain::oauth::consent::Consent;
use crate::domain::time::Timestamp;
use crate::store::Lost;
use crate::store::engine::column::Column;
use crate::store::engine::db::Db;
use crate::store::engine::held::{Held, held_if_one, held_unless_taken};
use crate::store::engine::row::insert;
use crate::store::engine::schema::{
    app_origins, app_secrets, apps, client_assertions, consents, instance, redirect_uris,
};
use crate::store::engine::update::update;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use std::collections::BTreeSet;

pub fn insert_app(db: &mut Db, app: &App) -> QueryResult<()> {
    AppRow::insert(db, app)?;
    diesel::update(instance::table.filter(instance::last_app_id.lt(app.id.0)))
        .set(instance::last_app_id.eq(app.id.0))
        .execute(db)?;
    keep_standing(db, app)?;
    insert_origins(db, app)?;
    insert_redirect_uris(db, app)
}

fn insert_origins(db: &mut Db, app: &App) -> QueryResult<()> {
    let origins: BTreeSet<&String> = app.origins.iter().collect();
    for origin in origins {
        let row = (
            app_origins::app_id.eq(app.id.0),
            app_origins::origin.eq(origin.clone()),
        );
        insert(db, app_origins::table, row)?;
    }
    Ok(())
}

fn insert_redirect_uris(db: &mut Db, app: &App) -> QueryResult<()> {
    for (position, uri) in (0_i64..).zip(&app.redirect_uris) {
        let row = RedirectUriRow {
            app_id: app.id.0,
            position,
            uri: uri.raw().to_owned(),
            origin: uri.origin(),
        };
        insert(db, redirect_uris::table, row)?;
    }
    Ok(())
}

pub fn update_app(db: &mut Db, app: &App) -> QueryResult<()> {
    diesel::update(apps::table.find(app.id.0))
        .set(AppRow::from(app))
        .execute(db)?;
    keep_standing(db, app)?;
    diesel::delete(app_origins::table.filter(app_origins::app_id.eq(app.id.0))).execute(db)?;
    insert_origins(db, app)?;
    diesel::delete(redirect_uris::table.filter(redirect_uris::app_id.eq(app.id.0))).execute(db)?;
    insert_redirect_uris(db, app)
}

pub fn remove_app(db: &mut Db, id: AppId) -> QueryResult<()> {
    diesel::delete(apps::table.find(id.0)).execute(db).map(drop)
}

/// A compare-and-set: of all that edit the same version, one moves it on.
pub fn edit(db: &mut Db, id: AppId, version: i64) -> QueryResult<Held> {
    let seen = apps::id.eq(id.0).and(apps::version.eq(version));
    let moved_on = apps::version.eq(apps::version + 1);
    let rows = update(db, "apps", moved_on, seen)?;
    Ok(held_if_one(rows, Lost::VersionMoved))
}

/// Looks before it inserts: a failing insert would break the transaction that others share.
pub fn use_assertion(db: &mut Db, assertion: &UsedAssertion) -> QueryResult<Held> {
    let used = client_assertions::table
        .filter(client_assertions::jti_hash.eq(assertion.jti_hash.bytes().as_slice()))
        .select(client_assertions::expires_at);
    if used.get_result::<i64>(db).optional()?.is_some() {
        return Ok(Held::No(Lost::AssertionUsed));
    }
    let inserted = diesel::insert_into(client_assertions::table)
        .values((
            client_assertions::jti_hash.eq(assertion.jti_hash.keep()),
            client_assertions::expires_at.eq(assertion.expires_at.keep()),
        ))
        .execute(db);
    held_unless_taken(inserted)
}

/// Also those that have expired by this server's clock: it may run ahead of another's.
pub fn revoke_secrets(db: &mut Db, app_id: AppId, at: Timestamp) -> QueryResult<()> {
    let live = app_secrets::app_id
        .eq(app_id.0)
        .and(app_secrets::revoked_at.is_null());
    let revoked = app_secrets::revoked_at.eq(at.millis());
    update(db, "app_secrets", revoked, live).map(drop)
}

pub fn revoke_secret(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let live = app_secrets::key
        .eq(key.number())
        .and(app_secrets::revoked_at.is_null());
    let revoked = app_secrets::revoked_at.eq(at.millis());
    update(db, "app_secrets", revoked, live).map(drop)
}

pub fn expire_secret(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let expiring = app_secrets::expires_at.eq(at.millis());
    let own = app_secrets::key.eq(key.number());
    update(db, "app_secrets", expiring, own).map(drop)
}

pub fn touch_secret(db: &mut Db, key: RowKey, last_used_at: Timestamp) -> QueryResult<()> {
    let used = app_secrets::last_used_at.eq(last_used_at.millis());
    let own = app_secrets::key.eq(key.number());
    update(db, "app_secrets", used, own).map(drop)
}

/// Holds where nobody withdrew the consent since: of all that do, on however many servers, one finds it so.
pub fn hold_consent(db: &mut Db, key: RowKey, epoch: Epoch) -> QueryResult<Held> {
    let seen = consents::key
        .eq(key.number())
        .and(consents::epoch.eq(epoch.number()));
    // The row is written to, or another server would not wait for what happens here.
    let same = consents::epoch.eq(consents::epoch);
    let held = update(db, "consents", same, seen)?;
    Ok(held_if_one(held, Lost::ConsentMoved))
}

/// Only to the consent that was decided on: one that was withdrawn meanwhile has another epoch, and must not be brought back by an answer that knew nothing of it.
pub fn update_consent(db: &mut Db, consent: &Consent) -> QueryResult<()> {
    let seen = consents::key
        .eq(consent.key.number())
        .and(consents::epoch.eq(consent.epoch.number()));
    let updated = (
        consents::scopes.eq(consent.scopes.keep()),
        consents::granted_at.eq(consent.granted_at.keep()),
        consents::last_used_at.eq(consent.last_used_at.keep()),
        consents::withdrawn_at.eq(consent.withdrawn_at.keep()),
    );
    match update(db, "consents", updated, seen)? {
        1 => Ok(()),
        _ => Err(DieselError::NotFound),
    }
}

pub fn withdraw_consent(db: &mut Db, key: RowKey, at: Timestamp) -> QueryResult<()> {
    let withdrawn = (
        consents::withdrawn_at.eq(at.millis()),
        consents::epoch.eq(consents::epoch + 1),
    );
    let own = consents::key.eq(key.number());
    update(db, "consents", withdrawn, own).map(drop)
}

pub fn touch_consent(db: &mut Db, key: RowKey, last_used_at: Timestamp) -> QueryResult<()> {
    let used = consents::last_used_at.eq(last_used_at.millis());
    let own = consents::key.eq(key.number());
    update(db, "consents", used, own).map(drop)
}
