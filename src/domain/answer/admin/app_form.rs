//! The form of an app: what stands in it, what of that is wished, and what is wrong with it.

use super::typed_app::TypedApp;
use crate::domain::key::AppId;
use crate::domain::oauth::client::Kind;
use crate::domain::oauth::form::Form;
use crate::domain::oauth::registration::{Line, RegistrationFault};
use crate::domain::openid::algorithm::Algorithm;

pub struct AppFormPage {
    pub form: Form,
    pub of: FormOf,
    pub typed: TypedApp,
    /// Of whose defaults the form was, where it is for a new app.
    pub usual: Usual,
    /// In the order of the settings.
    pub all_scopes: Vec<String>,
    /// Those that there are signing keys for.
    pub algorithms: Vec<Algorithm>,
    /// After Check or a refusal: each address with its verdict.
    pub lines: Vec<Line>,
    pub outcome: Outcome,
}

/// Whose form it is.
pub enum FormOf {
    New(GivenCredentials),
    Known { id: AppId, name: String },
}

/// What programs have built in already, as it was typed. A secret is never shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenCredentials {
    pub number: String,
    pub client_id: String,
}

/// What a form was filled with before anybody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usual {
    pub kind: Kind,
    pub is_public: bool,
}

/// What became of the form before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    None,
    /// Checked and good; nothing is saved.
    Good,
    Bad(AppComplaint),
}

/// Why an app is not registered, changed or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppComplaint {
    Fault(RegistrationFault),
    NumberTaken,
    NumberRange,
    ClientIdTaken,
    ClientIdForm,
    SecretForm,
    /// A secret was given to an app that has none.
    NoSecret,
    /// What was typed to remove an app is not its name.
    OtherName,
}
