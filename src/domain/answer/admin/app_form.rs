//! The form of an app: what stands in it, what of that is wished, and what is wrong with it.

use super::typed_app::TypedApp;
use crate::domain::key::AppId;
use crate::domain::oauth::client::Kind;
use crate::domain::oauth::console::fault::OwnerFault;
use crate::domain::oauth::console::policy::Mode;
use crate::domain::oauth::form::Form;
use crate::domain::oauth::registration::{Line, RegistrationFault};
use crate::domain::openid::algorithm::Algorithm;

pub struct AppFormPage {
    pub form: Form,
    pub of: FormOf,
    pub by: FormBy,
    /// Those that there are to choose from, besides its own.
    pub kinds: Vec<Kind>,
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

/// By whose rules it is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormBy {
    Operator,
    Owner {
        mode: Mode,
        /// What the consent page calls them, as long as no admin approved the app.
        maker: String,
    },
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
    Owner(OwnerFault),
    NumberTaken,
    NumberRange,
    ClientIdTaken,
    ClientIdForm,
    SecretForm,
    /// A secret was given to an app that has none.
    NoSecret,
    /// What was typed to remove an app is not its name.
    OtherName,
    /// They have as many as one may have.
    TooManyApps(u32),
    /// They registered as many within a day.
    TooManyToday(u32),
    /// An app is to be of somebody who is not there.
    NoSuchPerson,
    /// Why an app is declined takes a sentence of so many characters at most.
    Sentence(usize),
}
