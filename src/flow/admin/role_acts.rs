//! What is done to roles by a form: each act by the flow of its command.

use super::act::{Acting, Answer};
use super::roles::{at, edit, new, one, with_role};
use crate::domain::answer::Reply;
use crate::domain::answer::admin::listed::NameListed;
use crate::domain::answer::admin::notice::Notice;
use crate::domain::answer::admin::roles::{RoleComplaint, TypedRole};
use crate::domain::answer::admin::roles_place::{RoleAct, RoleDone, RolesPlace};
use crate::domain::broker::error::BrokerError;
use crate::domain::broker::role::{Role, RoleBody};
use crate::domain::key::AppId;
use crate::domain::oauth::client::App;
use crate::flow::broker::{Declined, roles};
use crate::flow::desk::Desk;
use crate::flow::desk::app_found::with;
use crate::flow::{Failure, Platform};
use serde_json::{Map, Value};

/// A form of the pages of roles.
pub(super) fn submit(
    platform: &Platform,
    acting: &Acting<'_>,
    (id, place): (AppId, &RolesPlace),
) -> Result<Reply, Failure> {
    let admin = &acting.desk;
    with(platform, admin, id, |app| match place {
        RolesPlace::New => add(platform, acting, &app),
        RolesPlace::Act { uuid, act } => {
            with_role(platform, admin, (&app, uuid), |role| match act {
                RoleAct::Edit => save(platform, acting, (&app, &role)),
                RoleAct::Remove => remove(platform, acting, (&app, &role)),
            })
        }
        RolesPlace::List(_) | RolesPlace::Role { .. } => Ok(admin.finds_nothing()),
    })
}

fn typed(acting: &Acting<'_>) -> TypedRole {
    let typed = &acting.sent.typed;
    TypedRole {
        name: typed.once("name").trim().to_owned(),
        body: typed.once("body").to_owned(),
    }
}

/// What was typed, as the broker API is sent it.
fn sent(typed: &TypedRole) -> Result<Map<String, Value>, RoleComplaint> {
    let mut sent = RoleBody::members_in(&typed.body).ok_or(RoleComplaint::NoObject)?;
    sent.insert("name".to_owned(), Value::String(typed.name.clone()));
    Ok(sent)
}

const fn seen_at(uuid: String, done: RoleDone) -> RolesPlace {
    let done = Some(done);
    RolesPlace::Role { uuid, done }
}

fn add(platform: &Platform, acting: &Acting<'_>, app: &App) -> Result<Reply, Failure> {
    let typed = typed(acting);
    let uuid = roles::next_id();
    let answer = Answer::See(at(app.id, seen_at(uuid.clone(), RoleDone::Added)));
    let again = |complaint, typed| Ok(new(platform, &acting.desk, app, (typed, Some(complaint))));
    if !app.can_have_roles() {
        return again(RoleComplaint::NoSecret, typed);
    }
    let sent = match sent(&typed) {
        Ok(sent) => sent,
        Err(complaint) => return again(complaint, typed),
    };
    match roles::add_as(&acting.hands(platform, &answer), app, &uuid, &sent) {
        Ok(_) => Ok(acting.done(answer, None)),
        Err(declined) => declined_as(platform, acting, declined, |complaint| match complaint {
            Some(complaint) => again(complaint, typed),
            None => Ok(acting.desk.finds_nothing()),
        }),
    }
}

fn save(
    platform: &Platform,
    acting: &Acting<'_>,
    (app, role): (&App, &Role),
) -> Result<Reply, Failure> {
    let typed = typed(acting);
    let uuid = role.uuid.clone();
    let answer = Answer::See(at(app.id, seen_at(uuid, RoleDone::Saved)));
    let again = |complaint, typed| {
        let typed = (typed, Some(complaint));
        Ok(edit(platform, &acting.desk, (app, role), typed))
    };
    let sent = match sent(&typed) {
        Ok(sent) => sent,
        Err(complaint) => return again(complaint, typed),
    };
    let hands = acting.hands(platform, &answer);
    match roles::edit(&hands, Some(app.id), &role.uuid, &sent) {
        Ok(_) => Ok(acting.done(answer, None)),
        Err(declined) => declined_as(platform, acting, declined, |complaint| match complaint {
            Some(complaint) => again(complaint, typed),
            None => moved(platform, acting, (app, role)),
        }),
    }
}

fn remove(
    platform: &Platform,
    acting: &Acting<'_>,
    (app, role): (&App, &Role),
) -> Result<Reply, Failure> {
    let answer = Answer::See(at(app.id, RolesPlace::List(NameListed::removed())));
    let hands = acting.hands(platform, &answer);
    match roles::remove(&hands, Some(app.id), &role.uuid) {
        Ok(_) => Ok(acting.done(answer, None)),
        Err(declined) => declined_as(platform, acting, declined, |_| {
            moved(platform, acting, (app, role))
        }),
    }
}

/// As it is now.
fn moved(
    platform: &Platform,
    acting: &Acting<'_>,
    (app, role): (&App, &Role),
) -> Result<Reply, Failure> {
    let admin = &acting.desk;
    with_role(platform, admin, (app, &role.uuid), |role| {
        Ok(one(admin, app, role, Notice::Moved))
    })
}

/// Why it was not done; nothing where that is not about what was typed. Of two presses of one form at once one finds
/// that it was done.
fn declined_as(
    platform: &Platform,
    acting: &Acting<'_>,
    declined: Declined,
    again: impl FnOnce(Option<RoleComplaint>) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    let error = match declined {
        Declined::Failed(failure) => return Err(failure),
        Declined::Refused(error) => error,
    };
    if let Some(reply) = acting.before(platform)? {
        return Ok(reply);
    }
    again(match error {
        BrokerError::NameTaken => Some(RoleComplaint::NameTaken),
        BrokerError::Invalid(fields) => Some(match fields.first() {
            Some(("name", _)) => RoleComplaint::Name,
            _ => RoleComplaint::Member,
        }),
        _ => None,
    })
}
