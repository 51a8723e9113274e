//! The authorization endpoint in two phases: `bind` proves app and address, and its refusals are pages;
//! from then on every error owns the proven address and the `state` (RFC 6749 §4.1.1, §4.2.1, §4.2.2.1).

mod bind;
mod check;
mod decide;

pub use bind::{Bound, bind, display_of, name_client};
pub use check::LONGEST_STATE;
pub use decide::{Decision, Visit, decide};

use super::client::App;
use super::error::AuthorizeError;
use super::pkce::Challenge;
use super::result::{ReplyTo, ResultRoute};
use super::scope::Scopes;
use crate::domain::answer::Layout;

/// An error with the proven address that owns it.
pub struct Redirected {
    pub error: AuthorizeError,
    pub result: ResultRoute,
}

/// A request without fault: who asks for what, and where the answer goes.
#[derive(Debug)]
pub struct Asked {
    pub app: App,
    pub display: Layout,
    pub reply_to: ReplyTo,
    pub wanted: Wanted,
    /// What will be granted when the person allows it.
    pub scopes: Scopes,
    /// Nothing was named: all that the app is registered for.
    pub full_access: bool,
    /// The set to be granted is not the one asked for: the answer must say so (RFC 6749 §3.3).
    pub scopes_changed: bool,
    pub prompt: Prompt,
    /// The registered site in whose frame this request shows no form, only a link to a window of its own.
    pub framed_by: Option<String>,
}

/// What an app asks to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    Token,
    /// With what the program will have to prove when it comes with the code (RFC 7636 §4.3).
    Code {
        challenge: Option<Challenge>,
    },
}

/// `prompt` (OpenID Connect Core §3.1.2.1): which pages are wanted, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    pub none: bool,
    pub login: bool,
    pub consent: bool,
}
