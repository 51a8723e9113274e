//! Pages of admins about the roles of an app in every state, as data.

#![allow(clippy::too_many_lines, reason = "tables of samples")]

use super::super::samples::{LONG_NAME, RIGHT_TO_LEFT_NAME, form};
use super::NOW;
use super::admin::Sample;
use super::apps::{ID, NAME, at};
use vestibule::domain::answer::admin::AdminPage;
use vestibule::domain::answer::admin::apps_place::AppsPlace;
use vestibule::domain::answer::admin::listed::NameListed;
use vestibule::domain::answer::admin::notice::Notice;
use vestibule::domain::answer::admin::place::AdminPlace;
use vestibule::domain::answer::admin::roles::{
    AskRolePage, RoleComplaint, RoleFormPage, RoleLine, RoleName, RolePage, RolesOf, RolesPage,
    TypedRole,
};
use vestibule::domain::answer::admin::roles_place::{RoleAct, RoleDone, RolesPlace};
use vestibule::domain::broker::role::{Role, RoleBody};
use vestibule::domain::keyset::{Counted, Cursor, Part};
use vestibule::domain::time::days;

const UUID: &str = "0E3F1C7A-52D4-4B0B-9A51-6C2B7D1E8F90";

pub fn contents() -> Vec<Sample> {
    let mut all = lists();
    all.extend(roles());
    all.extend(forms());
    all
}

fn place(place: RolesPlace) -> AdminPlace {
    at(AppsPlace::Roles { id: ID, place })
}

fn of() -> RolesOf {
    RolesOf {
        id: ID,
        name: NAME.to_owned(),
    }
}

fn lists() -> Vec<Sample> {
    let line = |name: &str| RoleLine {
        uuid: UUID.to_owned(),
        name: name.to_owned(),
        added: NOW.minus(days(40)),
        changed: NOW.minus(days(2)),
    };
    let page = |roles: Vec<RoleLine>, listed: NameListed, can_have| {
        let is_long = roles.len() == 25;
        let cursor = || Cursor {
            value: UUID.to_owned(),
            key: 7,
        };
        let at = |part| is_long.then(|| listed.at(part));
        let page = RolesPage {
            of: of(),
            can_have,
            previous: at(Part::Before(cursor())),
            next: at(Part::After(cursor())),
            counted: Counted::Exactly(if is_long { 312 } else { 2 }),
            roles,
            listed: listed.clone(),
        };
        (place(RolesPlace::List(listed)), AdminPage::Roles(page))
    };
    let whole = NameListed::default;
    let found = NameListed {
        find: "guest".to_owned(),
        ..whole()
    };
    let many = (1..=25).map(|number| line(&format!("Guest {number:02}")));
    let hard = vec![line(&LONG_NAME.repeat(3)), line(RIGHT_TO_LEFT_NAME)];
    let all = [
        ("admin-roles-empty", page(Vec::new(), whole(), true)),
        ("admin-roles-none", page(Vec::new(), found, true)),
        ("admin-roles-no_secret", page(Vec::new(), whole(), false)),
        (
            "admin-roles-two",
            page(
                vec![line("member"), line("guest")],
                NameListed::removed(),
                true,
            ),
        ),
        ("admin-roles-hard_names", page(hard, whole(), true)),
        ("admin-roles-many", page(many.collect(), whole(), true)),
    ];
    named(all)
}

fn named<const N: usize>(all: [(&'static str, (AdminPlace, AdminPage)); N]) -> Vec<Sample> {
    all.into_iter()
        .map(|(name, (place, page))| (name, place, page))
        .collect()
}

fn roles() -> Vec<Sample> {
    let page = |name: &str, notice: Notice<RoleDone>| {
        let role = Role {
            uuid: UUID.to_owned(),
            app_id: ID,
            name: name.to_owned(),
            body: RoleBody::development(),
            created_at: NOW.minus(days(40)),
            updated_at: NOW.minus(days(2)),
            version: 1,
        };
        let at = RolesPlace::Role {
            uuid: UUID.to_owned(),
            done: notice.done(),
        };
        let page = RolePage {
            of: of(),
            role,
            notice,
        };
        (place(at), AdminPage::Role(Box::new(page)))
    };
    let act = |act| {
        let uuid = UUID.to_owned();
        place(RolesPlace::Act { uuid, act })
    };
    let ask = AskRolePage {
        form: form(),
        of: of(),
        role: RoleName {
            uuid: UUID.to_owned(),
            name: "member".to_owned(),
        },
    };
    named([
        ("admin-role", page("member", Notice::Done(RoleDone::Added))),
        (
            "admin-role-hard_names",
            page(&LONG_NAME.repeat(3), Notice::None),
        ),
        ("admin-role-moved", page("member", Notice::Moved)),
        (
            "admin-role-ask-remove",
            (act(RoleAct::Remove), AdminPage::AskRole(ask)),
        ),
    ])
}

fn forms() -> Vec<Sample> {
    let page = |typed, known: Option<RoleName>, complaint| {
        let at = match known {
            Some(_) => RolesPlace::Act {
                uuid: UUID.to_owned(),
                act: RoleAct::Edit,
            },
            None => RolesPlace::New,
        };
        let page = RoleFormPage {
            form: form(),
            of: of(),
            known,
            typed,
            complaint,
        };
        (place(at), AdminPage::RoleForm(Box::new(page)))
    };
    let wrong = TypedRole {
        name: "member".to_owned(),
        body: "{\"groups\": {".to_owned(),
    };
    let known = RoleName {
        uuid: UUID.to_owned(),
        name: "member".to_owned(),
    };
    let there = TypedRole::of("member", &RoleBody::development());
    let empty = TypedRole::of("", &RoleBody::default());
    named([
        ("admin-role-form-new", page(empty, None, None)),
        ("admin-role-form", page(there, Some(known.clone()), None)),
        (
            "admin-role-form-wrong",
            page(wrong, Some(known), Some(RoleComplaint::NoObject)),
        ),
    ])
}
