//! The roles of an app: the list, one of them, and the forms about one.

use super::ask::{Question, asks};
use super::desk::{Desk, noticed};
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::listed::NameListed;
use crate::domain::answer::admin::notice::Notice;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::admin::roles::{
    AskRolePage, RoleComplaint, RoleFormPage, RoleLine, RolePage, RolesOf, RolesPage,
};
use crate::domain::answer::admin::roles_place::{RoleAct, RoleDone, RolesPlace};
use crate::domain::key::AppId;
use crate::domain::oauth::form::Purpose;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

fn at(of: &RolesOf, place: RolesPlace) -> OwnPath {
    let id = of.id;
    OwnPath::admin(&AdminPlace::Apps(AppsPlace::Roles { id, place }))
}

fn role_at(of: &RolesOf, uuid: &str) -> OwnPath {
    let uuid = uuid.to_owned();
    at(of, RolesPlace::Role { uuid, done: None })
}

fn act_at(of: &RolesOf, uuid: &str, act: RoleAct) -> OwnPath {
    let uuid = uuid.to_owned();
    at(of, RolesPlace::Act { uuid, act })
}

fn roles_at(id: AppId) -> OwnPath {
    let place = RolesPlace::List(NameListed::default());
    OwnPath::admin(&AdminPlace::Apps(AppsPlace::Roles { id, place }))
}

#[derive(Template)]
#[template(path = "admin/roles.html")]
struct Roles<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a RolesPage,
}

impl Roles<'_> {
    fn counted(&self) -> String {
        let number = self.frame.number(self.page.counted);
        self.frame.name("list-counted", &[("number", &number)])
    }

    fn role(&self, line: &RoleLine) -> OwnPath {
        role_at(&self.page.of, &line.uuid)
    }

    fn add(&self) -> OwnPath {
        at(&self.page.of, RolesPlace::New)
    }

    fn whole(&self) -> OwnPath {
        roles_at(self.page.of.id)
    }

    fn part(&self, listed: Option<&NameListed>) -> Option<OwnPath> {
        listed.map(|listed| at(&self.page.of, RolesPlace::List(listed.clone())))
    }

    fn back(&self) -> OwnPath {
        self.at.app(self.page.of.id)
    }
}

pub fn list<'a>(at: Desk<'a>, page: &'a RolesPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Roles { frame, at, page }))
}

#[derive(Template)]
#[template(path = "admin/role.html")]
struct Role<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a RolePage,
}

impl Role<'_> {
    fn title(&self) -> String {
        self.frame.titled("role-title", self.page.notice.is_bad())
    }

    const fn notice(&self) -> Option<(&'static str, bool)> {
        Some(match self.page.notice {
            Notice::None => return None,
            Notice::Moved => ("admin-moved", true),
            Notice::Done(RoleDone::Added) => ("role-added", false),
            Notice::Done(RoleDone::Saved) => ("app-saved", false),
        })
    }

    fn edit(&self) -> OwnPath {
        act_at(&self.page.of, &self.page.role.uuid, RoleAct::Edit)
    }

    fn remove(&self) -> OwnPath {
        act_at(&self.page.of, &self.page.role.uuid, RoleAct::Remove)
    }

    fn back(&self) -> OwnPath {
        roles_at(self.page.of.id)
    }
}

pub fn role<'a>(at: Desk<'a>, page: &'a RolePage) -> Manner<'a> {
    noticed(page.notice, move |frame| fill(&Role { frame, at, page }))
}

#[derive(Template)]
#[template(path = "admin/role_form.html")]
struct RoleForm<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a RoleFormPage,
}

impl RoleForm<'_> {
    fn title(&self) -> String {
        let action = match self.page.known {
            Some(_) => "person-edit",
            None => "role-new",
        };
        self.frame.titled(action, self.page.complaint.is_some())
    }

    fn complaint(&self) -> Option<(&'static str, &'static str)> {
        self.page.complaint.map(|complaint| match complaint {
            RoleComplaint::Name => ("role-bad-name", "name"),
            RoleComplaint::NameTaken => ("role-name-taken", "name"),
            RoleComplaint::NoObject => ("role-no-object", "body"),
            RoleComplaint::Member => ("role-bad-member", "body"),
            RoleComplaint::NoSecret => ("roles-no-secret", ""),
        })
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.complaint().is_some_and(|(_, wrong)| wrong == field)
    }

    fn action(&self) -> OwnPath {
        match &self.page.known {
            Some(role) => act_at(&self.page.of, &role.uuid, RoleAct::Edit),
            None => at(&self.page.of, RolesPlace::New),
        }
    }

    fn back(&self) -> OwnPath {
        match &self.page.known {
            Some(role) => role_at(&self.page.of, &role.uuid),
            None => roles_at(self.page.of.id),
        }
    }
}

pub fn form<'a>(at: Desk<'a>, page: &'a RoleFormPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&RoleForm { frame, at, page }))
}

pub fn ask<'a>(at: Desk<'a>, page: &'a AskRolePage) -> Manner<'a> {
    let uuid = &page.role.uuid;
    let question = Question {
        form: &page.form,
        name: &page.role.name,
        heading: "ask-role-remove",
        what: "ask-role-remove-what",
        button: "app-remove",
        shows: None,
        effect: None,
        is_grave: true,
        action: act_at(&page.of, uuid, RoleAct::Remove),
        back: role_at(&page.of, uuid),
    };
    asks(at, question)
}
