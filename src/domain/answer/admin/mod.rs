//! What those see who administer the platform, as data.
//!
//! | where | what |
//! |---|---|
//! | [`place`] | the pages, by their addresses |
//! | [`people_place`], [`apps_place`] | those about people, and about apps |
//! | [`home`], [`people`], [`person`], [`apps`], [`app_form`], [`explain`], [`once`] | what they show |
//! | [`typed_app`] | what was typed into the form of an app |

pub mod app_form;
pub mod apps;
pub mod apps_place;
pub mod explain;
pub mod home;
pub mod once;
pub mod people;
pub mod people_place;
pub mod person;
pub mod place;
pub mod typed_app;

use app_form::AppFormPage;
use apps::{AppPage, AppsPage, AskAppPage, SecretsPage};
use explain::ExplainPage;
use home::HomePage;
use once::OncePage;
use people::{NewPersonPage, PeoplePage};
use person::{AskPage, EditPersonPage, PersonPage};
use place::AdminPlace;

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
    AppForm(Box<AppFormPage>),
    /// Asks before something is done to an app.
    AskApp(AskAppPage),
    Secrets(SecretsPage),
    Explain(Box<ExplainPage>),
    /// A secret, shown once.
    Once(OncePage),
    /// Nobody else would administer this platform: 409.
    LastAdmin,
}
