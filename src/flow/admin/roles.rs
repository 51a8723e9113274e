//! The roles of an app: the list, one of them, and the forms about one.

use super::act::NEW;
use super::admitted::Admin;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::listed::NameListed;
use crate::domain::answer::admin::notice::Notice;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::admin::roles::{
    AskRolePage, RoleComplaint, RoleFormPage, RoleLine, RoleName, RolePage, RolesOf, RolesPage,
    TypedRole,
};
use crate::domain::answer::admin::roles_place::{RoleAct, RoleDone, RolesPlace};
use crate::domain::broker::role::{Role, RoleBody};
use crate::domain::key::AppId;
use crate::domain::keyset::{Counted, Cursor, MOST_COUNTED, Slice, wanted};
use crate::domain::oauth::client::App;
use crate::flow::desk::Desk;
use crate::flow::desk::app_found::with;
use crate::flow::{Failure, Platform};

pub(super) fn show(
    platform: &Platform,
    admin: &Admin,
    (id, place): (AppId, &RolesPlace),
) -> Result<Reply, Failure> {
    with(platform, admin, id, |app| match place {
        RolesPlace::List(listed) => list(platform, admin, &app, listed),
        RolesPlace::New if app.can_have_roles() => {
            let typed = TypedRole::of("", &RoleBody::default());
            Ok(new(platform, admin, &app, (typed, None)))
        }
        RolesPlace::New => list(platform, admin, &app, &NameListed::default()),
        RolesPlace::Role { uuid, done } => with_role(platform, admin, (&app, uuid), |role| {
            Ok(one(admin, &app, role, Notice::of(*done)))
        }),
        RolesPlace::Act { uuid, act } => with_role(platform, admin, (&app, uuid), |role| {
            let typed = TypedRole::of(&role.name, &role.body);
            Ok(match act {
                RoleAct::Edit => edit(platform, admin, (&app, &role), (typed, None)),
                RoleAct::Remove => ask(platform, admin, &app, &role),
            })
        }),
    })
}

/// The role of this id, if it is the app's, or the page of a path that is not there.
pub(super) fn with_role(
    platform: &Platform,
    admin: &Admin,
    (app, uuid): (&App, &str),
    then: impl FnOnce(Role) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    let found = platform.store.read(|reader| reader.role(uuid))?;
    match found.filter(|role| role.app_id == app.id) {
        Some(role) => then(role),
        None => Ok(admin.finds_nothing()),
    }
}

pub(super) const fn at(id: AppId, place: RolesPlace) -> AdminPlace {
    AdminPlace::Apps(AppsPlace::Roles { id, place })
}

fn of(app: &App) -> RolesOf {
    RolesOf {
        id: app.id,
        name: app.name.clone(),
    }
}

fn named(role: &Role) -> RoleName {
    RoleName {
        uuid: role.uuid.clone(),
        name: role.name.clone(),
    }
}

fn list(
    platform: &Platform,
    admin: &Admin,
    app: &App,
    listed: &NameListed,
) -> Result<Reply, Failure> {
    let name = listed.beginning();
    let name = name.as_ref();
    let (slice, counted) = platform.store.read(|reader| {
        let lines = reader.listed_roles(app.id, name, &listed.part, wanted())?;
        let slice = Slice::of(&listed.part, lines, |line| cursor(line, name.is_some()));
        let counted = match slice.all_of(&listed.part) {
            Some(all) => all,
            None => reader.count_listed_roles(app.id, name, MOST_COUNTED)?,
        };
        Ok((slice, counted))
    })?;
    let page = RolesPage {
        of: of(app),
        can_have: app.can_have_roles(),
        roles: slice.rows,
        previous: slice.previous.map(|part| listed.at(part)),
        next: slice.next.map(|part| listed.at(part)),
        counted: Counted::of(counted, MOST_COUNTED),
        listed: listed.clone(),
    };
    let place = at(app.id, RolesPlace::List(listed.clone()));
    Ok(admin.view(&place, AdminPage::Roles(page)))
}

fn cursor(line: &RoleLine, is_by_name: bool) -> Cursor {
    match is_by_name {
        true => Cursor {
            value: line.name.clone(),
            key: 0,
        },
        false => Cursor {
            value: line.uuid.clone(),
            key: line.added.millis(),
        },
    }
}

/// The page of a role.
pub(super) fn one(admin: &Admin, app: &App, role: Role, notice: Notice<RoleDone>) -> Reply {
    let place = RolesPlace::Role {
        uuid: role.uuid.clone(),
        done: notice.done(),
    };
    let decision = notice.decision();
    let page = RolePage {
        of: of(app),
        role,
        notice,
    };
    let page = AdminPage::Role(Box::new(page));
    admin.view_as(&at(app.id, place), page, decision)
}

/// The form of a new role; again with what was typed where that was no good.
pub(super) fn new(
    platform: &Platform,
    admin: &Admin,
    app: &App,
    (typed, complaint): (TypedRole, Option<RoleComplaint>),
) -> Reply {
    let place = at(app.id, RolesPlace::New);
    let page = RoleFormPage {
        form: admin.form(platform, &place, NEW),
        of: of(app),
        known: None,
        typed,
        complaint,
    };
    admin.view(&place, AdminPage::RoleForm(Box::new(page)))
}

/// The form of a role that is there.
pub(super) fn edit(
    platform: &Platform,
    admin: &Admin,
    (app, role): (&App, &Role),
    (typed, complaint): (TypedRole, Option<RoleComplaint>),
) -> Reply {
    let place = act_place(app, role, RoleAct::Edit);
    let page = RoleFormPage {
        form: admin.form(platform, &place, role.version),
        of: of(app),
        known: Some(named(role)),
        typed,
        complaint,
    };
    admin.view(&place, AdminPage::RoleForm(Box::new(page)))
}

fn ask(platform: &Platform, admin: &Admin, app: &App, role: &Role) -> Reply {
    let place = act_place(app, role, RoleAct::Remove);
    let page = AskRolePage {
        form: admin.form(platform, &place, role.version),
        of: of(app),
        role: named(role),
    };
    admin.view(&place, AdminPage::AskRole(page))
}

fn act_place(app: &App, role: &Role, act: RoleAct) -> AdminPlace {
    let uuid = role.uuid.clone();
    at(app.id, RolesPlace::Act { uuid, act })
}
