//! Guards: each asks, then claims. Two servers on one PostgreSQL may ask at the same time; the claim is an
//! update that names what was seen, so exactly one of them gets it.

use super::accounts::{brake, write as accounts};
use super::apps::write as apps;
use super::audit::position;
use super::broker::write as broker;
use super::engine::db::Db;
use super::engine::held::Held;
use super::factors::write as factors;
use super::gateway::write as gateway;
use super::issued::{device, write as issued};
use super::outbox::{mail as outbox_mail, write as outbox};
use crate::domain::change::Guard;
use diesel::QueryResult;

#[expect(
    clippy::too_many_lines,
    reason = "one arm per guard, a line or two each"
)]
pub(super) fn hold(db: &mut Db, guard: &Guard) -> QueryResult<Held> {
    match guard {
        Guard::FormUnspent(form) => accounts::spend_form(db, form),
        Guard::AssertionUnused(assertion) => apps::use_assertion(db, assertion),
        Guard::BrakeAllows(charges) => brake::pay_all(db, charges),
        Guard::CodeAllowed {
            user_key,
            wrong,
            charges,
        } => brake::pay_all_after(db, charges, |db| factors::count_wrong(db, *user_key, wrong)),
        Guard::Counted {
            subject,
            seen,
            after,
        } => brake::count(db, subject, (*seen, *after)),
        Guard::UserVersion { key, version } => accounts::edit(db, *key, *version),
        Guard::OtherAdmin { key, version } => accounts::edit_beside_admin(db, *key, *version),
        Guard::NoAdmin => accounts::hold_without_admin(db),
        Guard::MayRegister {
            owner,
            version,
            charges,
        } => brake::pay_all_after(db, charges, |db| accounts::edit(db, *owner, *version)),
        Guard::AppVersion { id, version } => apps::edit(db, *id, *version),
        // The user first, as where a user and their apps are disabled.
        Guard::AppTo {
            id,
            version,
            heir,
            heir_version,
        } => match accounts::edit(db, *heir, *heir_version)? {
            Held::Yes => apps::edit(db, *id, *version),
            lost => Ok(lost),
        },
        Guard::SessionOpen(key) => accounts::hold_session(db, *key),
        Guard::CodeUnredeemed { key, at } => issued::redeem(db, *key, *at),
        Guard::DeviceUndecided { key, decided } => device::decide(db, *key, *decided),
        Guard::DeviceUnredeemed { key, at } => device::redeem(db, *key, *at),
        Guard::RefreshUnrotated { key, rotation } => issued::rotate(db, *key, rotation),
        Guard::GrantOpen(key) => issued::hold_grant(db, *key),
        Guard::AccessTokenOpen(key) => issued::hold_access_token(db, *key),
        Guard::EndpointTokenUnredeemed { secret_hash, at } => broker::redeem(db, secret_hash, *at),
        Guard::EndpointThere {
            app_id,
            endpoint_id,
        } => broker::remove_endpoint(db, *app_id, endpoint_id),
        Guard::RoleVersion { uuid, version } => broker::edit_role(db, uuid, *version),
        Guard::SocketClientVersion { key, version } => gateway::edit(db, *key, *version),
        Guard::ConsentEpoch { key, epoch } => apps::hold_consent(db, *key, *epoch),
        Guard::DeliveryDue {
            key,
            tries,
            next_at,
        } => outbox::claim(db, *key, *tries, *next_at),
        Guard::MailWaiting { key, seen, next_at } => outbox_mail::retry(db, *key, *seen, *next_at),
        Guard::MailUnsent { key, seen } => outbox_mail::drop_unsent(db, *key, *seen),
        Guard::WebhookTurn { turn, after } => position::take_turn(db, *turn, after),
    }
}
