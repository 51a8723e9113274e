//! The developer console, as data: the apps of one person, and what they look at of one.

use super::admin::Viewer;
use super::admin::apps::{AppLine, AppNotice};
use super::admin::desk::DeskPage;
use super::developer_place::DeveloperPlace;
use crate::domain::key::AppId;
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::App;
use crate::domain::oauth::console::sample::Sample;
use crate::domain::time::Timestamp;

pub struct DeveloperView {
    pub viewer: Viewer,
    /// Where it is opened again.
    pub place: DeveloperPlace,
    pub page: DeveloperPage,
}

pub enum DeveloperPage {
    /// The console wants a second step, and the person has none.
    NeedsSecondStep,
    List(MyAppsPage),
    App(Box<MyAppPage>),
    Code(Box<CodePage>),
    Desk(DeskPage),
}

pub struct MyAppsPage {
    /// By number.
    pub apps: Vec<AppLine>,
    /// One was removed a moment ago.
    pub has_removed: bool,
}

/// An app as its owner sees it.
pub struct MyAppPage {
    pub app: App,
    /// In the order of the settings.
    pub scopes: Vec<String>,
    /// When the first of its live secrets ends, if that is soon.
    pub secret_ends: Option<Timestamp>,
    /// People who allow it something; never who.
    pub consents: Counted,
    /// What waits for an admin, by the names of its fields.
    pub proposed: Vec<&'static str>,
    pub notice: AppNotice,
}

pub struct CodePage {
    pub id: AppId,
    pub name: String,
    pub samples: Vec<Sample>,
}
