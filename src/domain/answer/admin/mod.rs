//! What those see who administer the platform, as data.
//!
//! | where | what |
//! |---|---|
//! | [`place`] | the pages, by their addresses |
//! | [`people_place`], [`apps_place`], [`roles_place`], [`clients_place`] | those about people, about apps, about an app's roles, and about socket clients |
//! | [`listed`] | a list in which a name is looked for |
//! | [`home`], [`people`], [`person`], [`apps`], [`app_form`], [`explain`], [`roles`], [`clients`], [`audit`], [`mails`], [`health`], [`settings`], [`export`], [`notice`], [`once`] | what they show |
//! | [`typed_app`] | what was typed into the form of an app |
//! | [`desk`] | those that owners of apps have too |

pub mod app_form;
pub mod apps;
pub mod apps_place;
pub mod audit;
pub mod clients;
pub mod clients_place;
pub mod desk;
pub mod explain;
pub mod export;
pub mod health;
pub mod home;
pub mod listed;
pub mod mails;
pub mod notice;
pub mod once;
pub mod people;
pub mod people_place;
pub mod person;
pub mod place;
pub mod roles;
pub mod roles_place;
pub mod settings;
pub mod typed_app;

use apps::{AppPage, AppsPage};
use audit::AuditPage;
use clients::{AskClientPage, ClientFormPage, ClientPage, ClientsPage};
use desk::DeskPage;
use export::ExportPage;
use health::HealthPage;
use home::HomePage;
use mails::{AskMailPage, MailsPage};
use people::{NewPersonPage, PeoplePage};
use person::{AskPage, EditPersonPage, PersonPage};
use place::AdminPlace;
use roles::{AskRolePage, RoleFormPage, RolePage, RolesPage};
use settings::SettingsPage;

/// A page, and who looks at it.
pub struct AdminView {
    pub viewer: Viewer,
    /// Where it is opened again.
    pub place: AdminPlace,
    pub page: AdminPage,
}

/// The admin.
pub struct Viewer {
    pub name: String,
    /// Else every page says that they lack one.
    pub has_second_step: bool,
}

pub enum AdminPage {
    Home(HomePage),
    People(PeoplePage),
    NewPerson(NewPersonPage),
    Person(PersonPage),
    EditPerson(EditPersonPage),
    /// Asks before something is done to a person.
    AskPerson(AskPage),
    Apps(AppsPage),
    App(Box<AppPage>),
    Roles(RolesPage),
    Role(Box<RolePage>),
    RoleForm(Box<RoleFormPage>),
    /// Asks before a role is removed.
    AskRole(AskRolePage),
    Clients(ClientsPage),
    Client(Box<ClientPage>),
    ClientForm(Box<ClientFormPage>),
    /// Asks before something is done to a socket client.
    AskClient(AskClientPage),
    Audit(AuditPage),
    Desk(DeskPage),
    Mails(MailsPage),
    /// Asks before something is done about a mail.
    AskMail(AskMailPage),
    Health(HealthPage),
    Settings(SettingsPage),
    /// Asks before a list becomes a file.
    Export(ExportPage),
    /// Nobody else would administer this platform: 409.
    LastAdmin,
}
