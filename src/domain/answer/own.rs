//! What people change by themselves, as data: profile, e-mail address, the file with their data, the end of the account.

use crate::domain::oauth::form::Form;
use crate::domain::words::words;

pub struct ProfilePage {
    pub form: Form,
    /// As they sign in.
    pub name: String,
    /// What was typed, or is in force.
    pub display_name: String,
    /// It is no good.
    pub was_wrong: bool,
    pub email: EmailShown,
    pub locale: Option<String>,
    pub notices: bool,
    /// What became of the last form.
    pub done: Option<ProfileDone>,
}

/// The address, and how it can be changed.
pub struct EmailShown {
    pub in_force: Option<String>,
    pub is_verified: bool,
    /// The one that a link waits to confirm: another one, or that in force.
    pub wish: Option<String>,
    /// Else an operator changes it: nothing can be confirmed.
    pub sends_mail: bool,
}

/// What a page says of the form that led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileDone {
    Saved,
    /// A link is on its way.
    Sent,
    /// The address in force stays; none waits any more.
    Kept,
}

words!(ProfileDone { Saved = "saved", Sent = "sent", Kept = "kept" });

pub struct EmailPage {
    pub form: Form,
    pub in_force: Option<String>,
    pub is_verified: bool,
    /// What was typed.
    pub typed: String,
    /// It is no address.
    pub was_wrong: bool,
}

/// Behind the link that confirms an address.
pub struct ConfirmEmailPage {
    pub form: Form,
    /// The name of the account.
    pub account: String,
    pub address: String,
}

pub struct DeletePage {
    pub form: Form,
    /// What is to be typed.
    pub name: String,
    pub email: Option<String>,
    pub sessions: usize,
    pub apps: usize,
    /// Apps of their own.
    pub owned: usize,
    /// Something else was typed.
    pub was_wrong: bool,
}

/// JSON, which the browser stores under a name.
pub struct Download {
    pub name: &'static str,
    pub json: String,
}
