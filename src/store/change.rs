//! Carries out a change inside a transaction that somebody else began: the guard first, then the writes.

use super::accounts::rows::{OneTimeLinkRow, SessionRow, SpentFormRow, UserRow};
use super::accounts::{brake, write as accounts};
use super::apps::rows::{AppSecretRow, ConsentRow};
use super::apps::{owned_write, write as apps};
use super::audit::position::PositionRow;
use super::audit::rows::EventRow;
use super::audit::write as audit;
use super::broker::rows::{AdminSessionRow, AppSessionRow, EndpointTokenRow, RoleRow};
use super::broker::write as broker;
use super::engine::db::Db;
use super::engine::held::Held;
use super::engine::turn::refunded;
use super::factors::write as factors;
use super::gateway::rows::{GatewayNodeRow, SocketClientRow, SocketSessionRow, SocketTokenRow};
use super::gateway::write as gateway;
use super::guard;
use super::issued::device::{self, DeviceCodeRow};
use super::issued::rows::CodeRow;
use super::issued::write as issued;
use super::outbox::rows::MailRow;
use super::outbox::{mail as outbox_mail, write as outbox};
use super::signing::rows::SigningKeyRow;
use super::signing::write as signing;
use crate::domain::change::{Change, Write};
use diesel::QueryResult;

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
    // In the order in which charges are paid: see `brake`.
    refunds.sort_by_key(|refund| refund.subject.0);
    for refund in refunds {
        brake::refund(db, refund)?;
    }
    Ok(Held::Yes)
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm per write, each a line or two"
)]
pub(super) fn write_down(db: &mut Db, write: &Write) -> QueryResult<()> {
    match write {
        Write::InsertUser(user) => UserRow::insert(db, user),
        Write::UpdateUser(user) => accounts::update_user(db, user),
        Write::RemoveUser(key) => {
            audit::empty_details_of(db, *key)?;
            accounts::remove_user(db, *key)
        }
        Write::SetPassword(password) => accounts::set_password(db, password),
        Write::HashAnew { user_key, was, phc } => accounts::hash_anew(db, *user_key, was, phc),
        Write::InsertLink(link) => OneTimeLinkRow::insert(db, link),
        Write::UseLink { key, at } => accounts::use_link(db, *key, *at),
        Write::EndLinksOf { user_key, only, at } => {
            accounts::end_links_of(db, *user_key, *only, *at)
        }
        Write::SpendForm(form) => SpentFormRow::insert(db, form),
        Write::InsertSession(session) => SessionRow::insert(db, session),
        Write::TouchSession {
            key,
            last_seen_at,
            idle_until,
        } => accounts::touch_session(db, *key, *last_seen_at, *idle_until),
        Write::ConfirmSession { key, at } => accounts::confirm_session(db, *key, *at),
        Write::EndSession { key, at, why } => {
            let whose = accounts::end_session(db, *key, *at, *why)?;
            outbox::begin_for_ended(db, whose, *at)
        }
        Write::EndSessionsOf { user_key, at, why } => {
            let whose = accounts::end_sessions_of(db, *user_key, *at, *why)?;
            outbox::begin_for_ended(db, whose, *at)
        }
        Write::EndOtherSessionsOf {
            user_key,
            stays,
            at,
            why,
        } => {
            let whose = accounts::end_other_sessions(db, (*user_key, *stays), *at, *why)?;
            outbox::begin_for_ended(db, whose, *at)
        }
        Write::EndOldestSessionsOf { begun, most, at } => {
            let whose = accounts::end_oldest_sessions(db, begun, *most, *at)?;
            outbox::begin_for_ended(db, whose, *at)
        }
        Write::InsertKnownBrowser(browser) => accounts::insert_browser(db, browser),
        Write::TouchKnownBrowser { key, last_used_at } => {
            accounts::touch_browser(db, *key, *last_used_at)
        }
        Write::TrustBrowser { key, until } => accounts::trust_browser(db, *key, *until),
        Write::DistrustBrowsersOf(user_key) => accounts::distrust_browsers_of(db, *user_key),
        Write::ForgetBrowsersOf(user_key) => accounts::forget_browsers_of(db, *user_key),
        Write::Factor(write) => factors::carry_out(db, write),
        Write::RefundBrake(_) => Ok(()), // comes last, in an order of its own
        Write::LiftBrake(lifted) => brake::lift(db, lifted),
        Write::Event(event) => EventRow::insert(db, event),
        Write::BeginWebhook(position) => PositionRow::insert(db, position),
        Write::InsertApp(app) => apps::insert_app(db, app),
        Write::UpdateApp(app) => apps::update_app(db, app),
        Write::RemoveApp(id) => apps::remove_app(db, *id),
        Write::Console(write) => owned_write::carry_out(db, write),
        Write::InsertAppSecret(secret) => AppSecretRow::insert(db, secret),
        Write::RevokeAppSecrets { app_id, at } => apps::revoke_secrets(db, *app_id, *at),
        Write::RevokeAppSecret { key, at } => apps::revoke_secret(db, *key, *at),
        Write::ExpireAppSecret { key, at } => apps::expire_secret(db, *key, *at),
        Write::TouchAppSecret { key, last_used_at } => apps::touch_secret(db, *key, *last_used_at),
        Write::InsertConsent(consent) => ConsentRow::insert(db, consent),
        Write::UpdateConsent(consent) => apps::update_consent(db, consent),
        Write::WithdrawConsent { key, at } => apps::withdraw_consent(db, *key, *at),
        Write::TouchConsent { key, last_used_at } => apps::touch_consent(db, *key, *last_used_at),
        Write::QueueDelivery(queued) => outbox::queue(db, queued),
        Write::QueueMail(mail) => MailRow::insert(db, mail),
        Write::PutOffMail {
            key,
            tries,
            next_at,
            why,
        } => outbox_mail::put_off(db, (*key, *tries), *next_at, why.as_deref()),
        Write::DropMailsTo(public_id) => outbox_mail::drop_waiting(db, public_id),
        Write::DropMail(key) => outbox_mail::drop_one(db, *key),
        Write::AwaitSessionEnd(awaits) => outbox::await_session_end(db, awaits),
        Write::SettleDelivery { key, jti, settled } => outbox::settle(db, (*key, jti), settled),
        Write::InsertSigningKey(key) => SigningKeyRow::insert(db, key),
        Write::StopOlderSigningKeys {
            algorithm,
            generation,
            at,
        } => signing::stop_older(db, *algorithm, *generation, *at),
        Write::SealSigningKeyAnew { key, sealed } => signing::seal_anew(db, *key, sealed),
        Write::EraseSigningKey(key) => signing::erase(db, *key),
        Write::RevokeSigningKey { key, at } => signing::revoke(db, *key, *at),
        Write::InsertGrant(grant) => issued::insert_grant(db, grant),
        Write::MoveGrantOn { key, until } => issued::move_grant_on(db, *key, *until),
        Write::EndGrant { key, at } => issued::end_grant(db, *key, *at),
        Write::InsertCode(code) => CodeRow::insert(db, code),
        Write::InsertDeviceCode(code) => DeviceCodeRow::insert(db, code),
        Write::GrantToDevice { key, grant_key } => device::grant(db, *key, *grant_key),
        Write::InsertRefreshToken(token) => issued::insert_refresh_token(db, token),
        Write::InsertRole(role) => RoleRow::insert(db, role),
        Write::UpdateRole(role) => broker::update_role(db, role),
        Write::RemoveRole(uuid) => broker::remove_role(db, uuid),
        Write::InsertEndpointToken(token) => EndpointTokenRow::insert(db, token),
        Write::InsertAppSession(session) => AppSessionRow::insert(db, session),
        Write::EndAppSession { secret_hash, at } => broker::end_session(db, secret_hash, *at),
        Write::EndDevelopment(app_id) => broker::end_development(db, *app_id),
        Write::InsertAdminSession(session) => AdminSessionRow::insert(db, session),
        Write::EndAdminSessionsOf(user_key) => broker::end_admins(db, *user_key),
        Write::TouchAdminSession { secret_hash, at } => broker::touch_admin(db, secret_hash, *at),
        Write::InsertSocketClient(client) => SocketClientRow::insert(db, client),
        Write::UpdateSocketClient(client) => gateway::update_client(db, client),
        Write::RemoveSocketClient(key) => gateway::remove_client(db, *key),
        Write::RenewSocketSecret {
            key,
            generation,
            secret,
        } => gateway::renew_secret(db, *key, *generation, secret),
        Write::InsertSocketToken(token) => SocketTokenRow::insert(db, token),
        Write::EndSocketToken { key, at } => gateway::end_token(db, *key, *at),
        Write::EndSocketTokensOf {
            client_key,
            ident,
            at,
        } => gateway::end_tokens_of(db, *client_key, ident.as_deref(), *at),
        Write::InsertSocketSession(session) => SocketSessionRow::insert(db, session),
        Write::TouchSocketSession {
            key,
            user,
            last_seen_at,
        } => gateway::touch_session(db, *key, user, *last_seen_at),
        Write::InsertGatewayNode(node) => GatewayNodeRow::insert(db, node),
        Write::RenewGatewayNode { key, at } => gateway::renew_node(db, *key, *at),
        Write::EndGatewayNode { key, at } => gateway::end_node(db, *key, *at),
        Write::InsertAccessToken(token) => issued::insert_access_token(db, token),
        Write::RevokeAccessToken { key, at } => issued::revoke_access_token(db, *key, *at),
    }
}
