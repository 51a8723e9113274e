//! What people see of their second step on the pages of their account, as data.

use crate::domain::answer::second_step::SetUpComplaint;
use crate::domain::factor::passkey::PasskeyQuestion;
use crate::domain::factor::totp::Secret;
use crate::domain::key::RowKey;
use crate::domain::oauth::form::Form;
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use zeroize::Zeroizing;

/// What was done a moment ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityDone {
    Added,
    PasskeyAdded,
    Renamed,
    Removed,
    Forgotten,
}

// In the address of the page.
words!(SecurityDone {
    Added = "added",
    PasskeyAdded = "passkey_added",
    Renamed = "renamed",
    Removed = "removed",
    Forgotten = "forgotten",
});

pub struct SecurityPage {
    pub done: Option<SecurityDone>,
    /// Oldest first; none: a password alone signs in.
    pub factors: Vec<FactorLine>,
    /// By policy they must have one.
    pub is_required: bool,
    /// There may be no more authenticators.
    pub is_full: bool,
    /// A passkey can be added.
    pub takes_passkeys: bool,
    pub recovery_codes_left: usize,
    /// How many browsers ask for the password alone.
    pub browsers: usize,
    /// Forgets them.
    pub form: Form,
}

/// What somebody can prove besides the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorLine {
    pub key: RowKey,
    pub kind: FactorKind,
    /// What its owner calls it.
    pub name: String,
    pub added: Timestamp,
    /// The day.
    pub last_used: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorKind {
    Authenticator,
    /// One of another address opens nothing here.
    Passkey {
        is_elsewhere: bool,
    },
}

pub struct AuthenticatorPage {
    pub form: Form,
    /// As the account signs in.
    pub login: String,
    pub secret: Secret,
    /// The hidden field that brings it back.
    pub sealed_secret: String,
    /// Empty: as the page proposes.
    pub typed_name: String,
    pub complaint: Option<SetUpComplaint>,
}

pub struct PasskeyPage {
    pub form: Form,
    pub question: PasskeyQuestion,
    /// Empty: as the page proposes.
    pub name: String,
    pub complaint: Option<PasskeyComplaint>,
}

/// Why a passkey is not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyComplaint {
    Name,
    InUse,
    Refused,
}

pub struct RenamePage {
    pub form: Form,
    pub key: RowKey,
    /// As it is called, or as was typed.
    pub name: String,
    pub was_wrong: bool,
}

pub struct RemovePage {
    pub form: Form,
    pub factor: FactorLine,
    /// A password alone signs in then.
    pub is_last: bool,
}

pub struct NewCodesPage {
    pub form: Form,
    pub left: usize,
}

pub enum SignInCodePage {
    Asks(Form),
    /// Its digits, shown once.
    Made(Zeroizing<String>),
}
