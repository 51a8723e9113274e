//! Pages of those who administer the platform.

mod app_asks;
mod app_choices;
mod app_fields;
mod app_form;
pub(super) mod app_words;
pub(super) mod apps;
mod ask;
mod audit;
mod clients;
pub(super) mod desk;
mod events;
mod explain;
mod export;
mod health;
mod home;
mod mails;
mod once;
mod people;
mod person;
mod roles;
mod secrets;
mod settings;
mod trying;

use super::manner::Manner;
use super::notices;
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::desk::DeskPage;
use crate::domain::answer::admin::{AdminPage, AdminView};
use desk::{Desk, Room};

pub(super) fn admin(view: &AdminView) -> Manner<'_> {
    let back = Some(OwnPath::admin(&view.place));
    let at = Desk {
        viewer: &view.viewer,
        room: Room::Admin(view.place.section()),
    };
    match &view.page {
        AdminPage::Home(page) => home::home(at, page).at(back),
        AdminPage::People(page) => people::list(at, page).at(back),
        AdminPage::NewPerson(page) => people::new(at, page).at(back),
        AdminPage::Person(page) => person::person(at, page).at(back),
        AdminPage::EditPerson(page) => person::edit(at, page).at(back),
        AdminPage::AskPerson(page) => person::ask(at, page).at(back),
        AdminPage::Apps(page) => apps::list(at, page).at(back),
        AdminPage::App(page) => apps::app(at, page).at(back),
        AdminPage::Roles(page) => roles::list(at, page).at(back),
        AdminPage::Role(page) => roles::role(at, page).at(back),
        AdminPage::RoleForm(page) => roles::form(at, page).at(back),
        AdminPage::AskRole(page) => roles::ask(at, page).at(back),
        AdminPage::Clients(page) => clients::list(at, page).at(back),
        AdminPage::Client(page) => clients::client(at, page).at(back),
        AdminPage::ClientForm(page) => clients::form(at, page).at(back),
        AdminPage::AskClient(page) => clients::ask(at, page).at(back),
        AdminPage::Audit(page) => audit::list(at, page).at(back),
        AdminPage::Desk(page) => shared(at, page, back),
        AdminPage::Mails(page) => mails::list(at, page).at(back),
        AdminPage::Export(page) => export::export(at, page).at(back),
        AdminPage::Health(page) => health::health(at, page).at(back),
        AdminPage::Settings(page) => settings::settings(at, page).at(back),
        AdminPage::AskMail(page) => mails::ask(at, page).at(back),
        AdminPage::LastAdmin => notices::last_admin_stays(back),
    }
}

/// Pages that owners of apps have too.
pub(super) fn shared<'a>(at: Desk<'a>, page: &'a DeskPage, back: Option<OwnPath>) -> Manner<'a> {
    match page {
        DeskPage::AppForm(page) => app_form::form(at, page).at(back),
        DeskPage::AskApp(page) => app_asks::ask(at, page).at(back),
        DeskPage::Secrets(page) => secrets::secrets(at, page).at(back),
        DeskPage::Explain(page) => explain::explain(at, page).at(back),
        DeskPage::Try(page) => trying::trying(at, page).at(back),
        DeskPage::Once(page) => once::once(at, page),
    }
}
