//! The list of apps, an app, its secrets, and what is asked before something is done to one.

use super::app_form::AppComplaint;
use super::apps_place::{AppAct, AppDone, AppsListed};
use crate::domain::audit::Event;
use crate::domain::key::AppId;
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::{App, AppSecret, AppState, Kind};
use crate::domain::oauth::console::proposal::Difference;
use crate::domain::oauth::form::Form;
use crate::domain::oauth::loosened::Loosened;
use crate::domain::time::Timestamp;

pub struct AppsPage {
    pub listed: AppsListed,
    pub apps: Vec<AppLine>,
    pub previous: Option<AppsListed>,
    pub next: Option<AppsListed>,
    /// How many the whole list has.
    pub counted: Counted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppLine {
    pub id: AppId,
    pub name: String,
    pub owner: Option<String>,
    pub client_id: String,
    pub kind: Kind,
    pub state: AppState,
    pub added: Timestamp,
}

impl From<App> for AppLine {
    fn from(app: App) -> Self {
        Self {
            id: app.id,
            name: app.name,
            owner: app.owner,
            client_id: app.client_id,
            kind: app.kind,
            state: app.state,
            added: app.created_at,
        }
    }
}

pub struct AppPage {
    pub app: App,
    /// In the order of the settings.
    pub scopes: Vec<String>,
    pub loosened: Vec<Loosened>,
    /// When the first of its live secrets ends, if that is soon.
    pub secret_ends: Option<Timestamp>,
    /// How many people allow it something.
    pub consents: Counted,
    pub calls: Calls,
    /// The newest.
    pub events: Vec<Event>,
    /// The person whose app it is.
    pub person: Option<PersonName>,
    /// What they want changed of it.
    pub proposed: Vec<Difference>,
    /// Whether it waits to be opened, besides that.
    pub awaits_approval: bool,
    pub notice: AppNotice,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    pub id: String,
    pub name: String,
}

/// What is said above an app's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppNotice {
    None,
    Done(AppDone),
    /// It was changed since the form was shown; nothing was done. 409.
    Moved,
    /// Two secrets are live already, and a third may not be. 409.
    TooManySecrets,
}

/// Calls to its server that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calls {
    pub waiting: Counted,
    pub given_up: Counted,
    /// Why the youngest of them did not arrive that was tried.
    pub last_error: Option<String>,
}

pub struct SecretsPage {
    pub id: AppId,
    pub name: String,
    /// Whether it shows to be itself by secrets at all.
    pub has_secret: bool,
    /// The live ones, oldest first.
    pub secrets: Vec<AppSecret>,
    pub ends_soon: Option<Timestamp>,
    pub notice: AppNotice,
}

pub struct AskAppPage {
    pub form: Form,
    pub id: AppId,
    pub name: String,
    pub act: AppAct,
    pub effect: AppEffect,
    pub complaint: Option<AppComplaint>,
}

/// What an act does, in numbers and names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppEffect {
    /// People whose access ends.
    Ends {
        consents: Counted,
    },
    Enables,
    /// Lets in force what waits, or not: this, and nothing that came after it was shown.
    Decides {
        proposed: Vec<Difference>,
    },
    /// Makes it somebody else's.
    HandsOver,
    /// The key that signs callbacks, by how many it has had.
    Key,
    /// A second secret, beside the one that ends in these characters.
    Adds {
        hint: Option<String>,
    },
    /// The secret that ends in these characters; whether another stays.
    EndsSecret {
        hint: String,
        is_last: bool,
    },
}
