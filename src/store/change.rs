//! Carries out a change inside a transaction that somebody else began: the guard first, then the writes.

use super::accounts::rows::{PasswordRow, SessionRow, UserRow};
use super::accounts::sessions::end_oldest;
use super::accounts::write as people;
use super::apps::rows::{AppRow, RedirectUriRow};
use super::apps::{consents, secrets};
use super::broker::write as broker;
use super::engine::db::Db;
use super::engine::schema::{apps, instance, passwords, redirect_uris, sessions, users};
use super::engine::turn::refunded;
use super::gateway::write as gateway;
use super::guard::{self, Held};
use super::issued::write as issued;
use super::outbox::write as outbox;
use crate::domain::account::password::StoredPassword;
use crate::domain::account::user::User;
use crate::domain::change::{Change, EndReason, Write};
use crate::domain::key::RowKey;
use crate::domain::oauth::client::App;
use crate::domain::time::Timestamp;
use diesel::prelude::*;

/// Writes nothing of the change unless the guard holds.
pub(super) fn carry_out(db: &mut Db, change: &Change) -> QueryResult<Held> {
    let held = match &change.only_if {
        Some(guard) => guard::hold(db, guard)?,
        None => Held::Yes,
    };
    if held != Held::Yes {
        return Ok(held);
    }
    for write in &change.then {
        write_down(db, write)?;
    }
    let mut refunds: Vec<_> = change.then.iter().filter_map(refunded).collect();
    // In the order in which charges are paid: see `guard`.
    refunds.sort_by_key(|refund| refund.subject.0);
    for refund in refunds {
        guard::refund(db, refund)?;
    }
    Ok(Held::Yes)
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm per write, each a line or two"
)]
fn write_down(db: &mut Db, write: &Write) -> QueryResult<()> {
    match write {
        Write::InsertUser(user) => diesel::insert_into(users::table)
            .values(UserRow::from(user))
            .execute(db)
            .map(drop),
        Write::UpdateUser(user) => update_user(db, user),
        Write::RemoveUser(key) => diesel::delete(users::table.find(key.number()))
            .execute(db)
            .map(drop),
        Write::SetPassword(password) => set_password(db, password),
        Write::HashAnew { user_key, was, phc } => people::hash_anew(db, *user_key, was, phc),
        Write::InsertLink(link) => people::insert_link(db, link),
        Write::UseLink { key, at } => people::use_link(db, *key, *at),
        Write::EndLinksOf { user_key, at } => people::end_links_of(db, *user_key, *at),
        Write::SpendForm(form) => guard::insert_spent(db, form),
        Write::InsertSession(session) => diesel::insert_into(sessions::table)
            .values(SessionRow::from(session))
            .execute(db)
            .map(drop),
        Write::TouchSession {
            key,
            last_seen_at,
            idle_until,
        } => touch_session(db, *key, *last_seen_at, *idle_until),
        Write::EndSession { key, at, why } => end_session(db, *key, *at, *why),
        Write::EndSessionsOf { user_key, at, why } => end_sessions_of(db, *user_key, *at, *why),
        Write::EndOtherSessionsOf {
            user_key,
            stays,
            at,
            why,
        } => end_other_sessions(db, (*user_key, *stays), *at, *why),
        Write::EndOldestSessionsOf { begun, most, at } => end_oldest(db, begun, *most, *at),
        Write::InsertKnownBrowser(browser) => people::insert_browser(db, browser),
        Write::TouchKnownBrowser { key, last_used_at } => {
            people::touch_browser(db, *key, *last_used_at)
        }
        Write::ForgetBrowsersOf(user_key) => people::forget_browsers_of(db, *user_key),
        Write::RefundBrake(_) => Ok(()), // comes last, in an order of its own
        Write::LiftBrake(lifted) => guard::lift(db, lifted),
        Write::InsertApp(app) => insert_app(db, app),
        Write::UpdateApp(app) => update_app(db, app),
        Write::RemoveApp(id) => diesel::delete(apps::table.find(id.0)).execute(db).map(drop),
        Write::InsertAppSecret(secret) => secrets::insert(db, secret),
        Write::RevokeAppSecrets { app_id, at } => secrets::revoke_all(db, *app_id, *at),
        Write::RevokeAppSecret { key, at } => secrets::revoke(db, *key, *at),
        Write::ExpireAppSecret { key, at } => secrets::expire(db, *key, *at),
        Write::InsertConsent(consent) => consents::insert(db, consent),
        Write::UpdateConsent(consent) => consents::update(db, consent),
        Write::WithdrawConsent { key, at } => consents::withdraw(db, *key, *at),
        Write::TouchConsent { key, last_used_at } => consents::touch(db, *key, *last_used_at),
        Write::QueueDeauthorization(queued) => outbox::queue(db, queued),
        Write::SettleDeauthorization { key, jti, settled } => {
            outbox::settle(db, (*key, jti), settled)
        }
        Write::InsertGrant(grant) => issued::insert_grant(db, grant),
        Write::MoveGrantOn { key, until } => issued::move_grant_on(db, *key, *until),
        Write::EndGrant { key, at } => issued::end_grant(db, *key, *at),
        Write::InsertCode(code) => issued::insert_code(db, code),
        Write::InsertRefreshToken(token) => issued::insert_refresh_token(db, token),
        Write::InsertRole(role) => broker::insert_role(db, role),
        Write::UpdateRole(role) => broker::update_role(db, role),
        Write::RemoveRole(uuid) => broker::remove_role(db, uuid),
        Write::InsertEndpointToken(token) => broker::insert_token(db, token),
        Write::InsertAppSession(session) => broker::insert_session(db, session),
        Write::EndAppSession { secret_hash, at } => broker::end_session(db, secret_hash, *at),
        Write::RemoveEndpoint {
            app_id,
            endpoint_id,
        } => broker::remove_endpoint(db, *app_id, endpoint_id),
        Write::EndDevelopment(app_id) => broker::end_development(db, *app_id),
        Write::InsertAdminSession(session) => broker::insert_admin(db, session),
        Write::EndAdminSessionsOf(user_key) => broker::end_admins(db, *user_key),
        Write::TouchAdminSession { secret_hash, at } => broker::touch_admin(db, secret_hash, *at),
        Write::InsertSocketClient(client) => gateway::insert_client(db, client),
        Write::UpdateSocketClient(client) => gateway::update_client(db, client),
        Write::RemoveSocketClient(key) => gateway::remove_client(db, *key),
        Write::RenewSocketSecret {
            key,
            generation,
            secret,
        } => gateway::renew_secret(db, *key, *generation, secret),
        Write::InsertSocketToken(token) => gateway::insert_token(db, token),
        Write::EndSocketToken { key, at } => gateway::end_token(db, *key, *at),
        Write::EndSocketTokensOf {
            client_key,
            ident,
            at,
        } => gateway::end_tokens_of(db, *client_key, ident.as_deref(), *at),
        Write::InsertSocketSession(session) => gateway::insert_session(db, session),
        Write::TouchSocketSession {
            key,
            user,
            last_seen_at,
        } => gateway::touch_session(db, *key, user, *last_seen_at),
        Write::InsertGatewayNode(node) => gateway::insert_node(db, node),
        Write::RenewGatewayNode { key, at } => gateway::renew_node(db, *key, *at),
        Write::EndGatewayNode { key, at } => gateway::end_node(db, *key, *at),
        Write::InsertAccessToken(token) => issued::insert_access_token(db, token),
        Write::RevokeAccessToken { key, at } => issued::revoke_access_token(db, *key, *at),
    }
}

fn update_user(db: &mut Db, user: &User) -> QueryResult<()> {
    diesel::update(users::table.find(user.key.number()))
        .set((
            users::name.eq(&user.name),
            users::name_folded.eq(&user.name_folded),
            users::email.eq(&user.email),
            users::email_folded.eq(&user.email_folded),
            users::display_name.eq(&user.display_name),
            users::state.eq(user.state.word()),
            users::is_admin.eq(user.is_admin),
            users::epoch.eq(user.epoch.number()),
            users::updated_at.eq(user.updated_at.millis()),
        ))
        .execute(db)
        .map(drop)
}

fn set_password(db: &mut Db, password: &StoredPassword) -> QueryResult<()> {
    let replaced = diesel::update(passwords::table.find(password.user_key.number()))
        .set((
            passwords::phc.eq(&password.phc),
            passwords::set_at.eq(password.set_at.millis()),
        ))
        .execute(db)?;
    if replaced == 0 {
        diesel::insert_into(passwords::table)
            .values(PasswordRow::from(password))
            .execute(db)?;
    }
    Ok(())
}

fn touch_session(
    db: &mut Db,
    key: RowKey,
    last_seen_at: Timestamp,
    idle_until: Timestamp,
) -> QueryResult<()> {
    let live = sessions::table
        .filter(sessions::key.eq(key.number()))
        .filter(sessions::ended_at.is_null());
    diesel::update(live)
        .set((
            sessions::last_seen_at.eq(last_seen_at.millis()),
            sessions::idle_until.eq(idle_until.millis()),
        ))
        .execute(db)
        .map(drop)
}

fn end_session(db: &mut Db, key: RowKey, at: Timestamp, why: EndReason) -> QueryResult<()> {
    let live = sessions::table
        .filter(sessions::key.eq(key.number()))
        .filter(sessions::ended_at.is_null());
    diesel::update(live)
        .set((
            sessions::ended_at.eq(at.millis()),
            sessions::why.eq(why.word()),
        ))
        .execute(db)
        .map(drop)
}

fn end_sessions_of(
    db: &mut Db,
    user_key: RowKey,
    at: Timestamp,
    why: EndReason,
) -> QueryResult<()> {
    let live = sessions::table
        .filter(sessions::user_key.eq(user_key.number()))
        .filter(sessions::ended_at.is_null());
    diesel::update(live)
        .set((
            sessions::ended_at.eq(at.millis()),
            sessions::why.eq(why.word()),
        ))
        .execute(db)
        .map(drop)
}

fn end_other_sessions(
    db: &mut Db,
    (user_key, stays): (RowKey, RowKey),
    at: Timestamp,
    why: EndReason,
) -> QueryResult<()> {
    let others = sessions::table
        .filter(sessions::user_key.eq(user_key.number()))
        .filter(sessions::key.ne(stays.number()))
        .filter(sessions::ended_at.is_null());
    diesel::update(others)
        .set((
            sessions::ended_at.eq(at.millis()),
            sessions::why.eq(why.word()),
        ))
        .execute(db)
        .map(drop)
}

fn insert_app(db: &mut Db, app: &App) -> QueryResult<()> {
    diesel::insert_into(apps::table)
        .values(AppRow::from(app))
        .execute(db)?;
    diesel::update(instance::table.filter(instance::last_app_id.lt(app.id.0)))
        .set(instance::last_app_id.eq(app.id.0))
        .execute(db)?;
    insert_redirect_uris(db, app)
}

fn insert_redirect_uris(db: &mut Db, app: &App) -> QueryResult<()> {
    for (position, uri) in (0_i64..).zip(&app.redirect_uris) {
        let row = RedirectUriRow {
            app_id: app.id.0,
            position,
            uri: uri.raw().to_owned(),
            origin: uri.origin(),
        };
        diesel::insert_into(redirect_uris::table)
            .values(row)
            .execute(db)?;
    }
    Ok(())
}

fn update_app(db: &mut Db, app: &App) -> QueryResult<()> {
    let row = AppRow::from(app);
    let identity = (
        apps::client_id.eq(row.client_id),
        apps::name.eq(row.name),
        apps::description.eq(row.description),
        apps::kind.eq(row.kind),
        apps::confidentiality.eq(row.confidentiality),
        apps::state.eq(row.state),
        apps::owner.eq(row.owner),
        apps::site_url.eq(row.site_url),
        apps::site_domain.eq(row.site_domain),
        apps::canvas_origin.eq(row.canvas_origin),
        apps::origins.eq(row.origins),
        apps::deauthorize_url.eq(row.deauthorize_url),
    );
    let powers = (
        apps::scopes.eq(row.scopes),
        apps::response_types.eq(row.response_types),
        apps::grants.eq(row.grants),
        apps::style.eq(row.style),
        apps::remember_consent.eq(row.remember_consent),
        apps::token_ttl.eq(row.token_ttl),
        apps::token_by_get.eq(row.token_by_get),
        apps::token_in_query.eq(row.token_in_query),
        apps::resource_server.eq(row.resource_server),
        apps::allow_short_scheme.eq(row.allow_short_scheme),
        apps::within_site_domain.eq(row.within_site_domain),
        apps::callback_key_generation.eq(row.callback_key_generation),
        apps::development_mode.eq(row.development_mode),
        apps::epoch.eq(row.epoch),
        apps::updated_at.eq(row.updated_at),
    );
    diesel::update(apps::table.find(app.id.0))
        .set((identity, powers))
        .execute(db)?;
    diesel::delete(redirect_uris::table.filter(redirect_uris::app_id.eq(app.id.0))).execute(db)?;
    insert_redirect_uris(db, app)
}
