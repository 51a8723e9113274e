//! Roles of an app: made, looked at, changed, removed; by its server or by an operator.

use super::{Answered, Declined};
use crate::domain::audit::Event;
use crate::domain::audit::happened::Happened;
use crate::domain::broker::error::{BrokerError, Object};
use crate::domain::broker::id::{make_uuid, parse_uuid};
use crate::domain::broker::role::{Role, RoleBody, check_name};
use crate::domain::change::{Change, Guard, Write};
use crate::domain::key::AppId;
use crate::domain::oauth::client::App;
use crate::flow::tied::unspent;
use crate::flow::{Platform, settled};
use crate::store::CommitError;
use serde_json::{Map, Value};

/// Most roles of one app: they are listed in one answer.
const MOST_ROLES: i64 = 1000;

pub fn add(platform: &Platform, app: &App, sent: &Map<String, Value>) -> Answered<Role> {
    add_as(platform, app, &next_id(), sent)
}

/// The id of a role that is added later.
pub fn next_id() -> String {
    make_uuid(&mut rand::rng())
}

/// The same with an id that was made before.
pub fn add_as(
    platform: &Platform,
    app: &App,
    id: &str,
    sent: &Map<String, Value>,
) -> Answered<Role> {
    let now = platform.clock.now();
    let role = Role {
        uuid: id.to_owned(),
        app_id: app.id,
        name: check_name(sent.get("name"))?,
        body: RoleBody::default().with(sent)?,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    settled(|| {
        refuse_taken(platform, &role)?;
        if platform.store.read(|reader| reader.count_roles(app.id))? >= MOST_ROLES {
            let text = "This app has as many roles as it may have.";
            return Err(BrokerError::field("name", text).into());
        }
        let event = event(platform, &role, Happened::RoleAdded);
        let insert = Change {
            only_if: unspent(platform.spends()),
            then: vec![Write::InsertRole(role.clone()), event.into()],
        };
        match platform.store.commit(insert) {
            // Its form made one already.
            Err(CommitError::Lost(_)) => Err(missing()),
            committed => Ok((committed, role.clone())),
        }
    })
}

/// By name.
pub fn list(platform: &Platform, app: AppId) -> Answered<Vec<Role>> {
    Ok(platform.store.read(|reader| reader.roles_of(app))?)
}

/// By its id; one of another app is not there.
pub fn find(platform: &Platform, app: Option<AppId>, id: &str) -> Answered<Role> {
    let uuid = parse_uuid(id).ok_or_else(missing)?;
    let found = platform.store.read(|reader| reader.role(&uuid))?;
    let theirs = found.filter(|role| app.is_none_or(|app| role.app_id == app));
    theirs.ok_or_else(missing)
}

fn missing() -> Declined {
    BrokerError::NotFound(Object::Roles).into()
}

/// As it was seen, where a form ties what is done to that; as anything else it is not there.
fn seen(platform: &Platform, app: Option<AppId>, id: &str) -> Answered<Role> {
    let role = find(platform, app, id)?;
    let is_seen = platform.has_seen(role.version);
    is_seen.then_some(role).ok_or_else(missing)
}

/// What is not sent stays as it is.
pub fn edit(
    platform: &Platform,
    app: Option<AppId>,
    id: &str,
    sent: &Map<String, Value>,
) -> Answered<Role> {
    settled(|| {
        let before = seen(platform, app, id)?;
        let guard = unmoved(&before);
        let was = (before.name.clone(), before.body.clone());
        let role = Role {
            name: match sent.get("name") {
                None => before.name.clone(),
                name => check_name(name)?,
            },
            body: before.body.clone().with(sent)?,
            updated_at: platform.clock.now(),
            ..before
        };
        refuse_taken(platform, &role)?;
        let mut writes = vec![Write::UpdateRole(role.clone())];
        if was != (role.name.clone(), role.body.clone()) {
            writes.push(event(platform, &role, Happened::RoleEdited).into());
        }
        writes.extend(platform.spends());
        Ok((platform.store.commit(Change::guarded(guard, writes)), role))
    })
}

/// What carries it is dead at the next request.
pub fn remove(platform: &Platform, app: Option<AppId>, id: &str) -> Answered<Role> {
    settled(|| {
        let role = seen(platform, app, id)?;
        let event = event(platform, &role, Happened::RoleRemoved);
        let mut writes = vec![Write::RemoveRole(role.uuid.clone()), event.into()];
        writes.extend(platform.spends());
        let removal = Change::guarded(unmoved(&role), writes);
        Ok((platform.store.commit(removal), role))
    })
}

fn event(platform: &Platform, role: &Role, happened: impl Fn(String) -> Happened) -> Event {
    let event = platform.event(&happened(role.uuid.clone()), platform.clock.now());
    event.at_app(role.app_id)
}

fn unmoved(role: &Role) -> Guard {
    Guard::RoleVersion {
        uuid: role.uuid.clone(),
        version: role.version,
    }
}

fn refuse_taken(platform: &Platform, role: &Role) -> Answered<()> {
    let named = platform
        .store
        .read(|reader| reader.role_named(role.app_id, &role.name))?;
    match named {
        Some(other) if other.uuid != role.uuid => Err(BrokerError::NameTaken.into()),
        _ => Ok(()),
    }
}
