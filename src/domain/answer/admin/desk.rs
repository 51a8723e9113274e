//! Pages that admins have of all apps, and owners of their own.

use super::app_form::AppFormPage;
use super::apps::{AskAppPage, SecretsPage};
use super::explain::ExplainPage;
use super::once::OncePage;
use crate::domain::key::AppId;
use crate::domain::oauth::console::trial::Trial;

pub enum DeskPage {
    AppForm(Box<AppFormPage>),
    /// Asks before something is done to an app.
    AskApp(AskAppPage),
    Secrets(SecretsPage),
    Explain(Box<ExplainPage>),
    Try(Box<TryPage>),
    /// A secret, shown once.
    Once(OncePage),
}

/// An app's requests, to be sent by hand.
pub struct TryPage {
    pub id: AppId,
    pub name: String,
    /// What it asks for, in the order of the settings.
    pub scopes: Vec<String>,
    pub trials: Vec<Trial>,
}
