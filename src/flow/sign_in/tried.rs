//! What somebody sent in to sign in, and what stands behind it.

use super::errand::{Entrance, Errand};
use crate::domain::account::password::TypedPassword;
use crate::domain::account::session::{Keep, Session};
use crate::domain::answer::Story;
use crate::domain::factor::passkey::PasskeyAnswer;
use crate::domain::oauth::form::Form;
use crate::domain::peer::Network;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::flow::{Presence, Visitor};

/// A sign-in form that came back.
pub struct SignIn {
    /// Where it came in.
    pub entrance: Entrance,
    pub form: Form,
    pub visitor: Visitor,
    pub name: String,
    /// `None`: it cannot be anybody's password.
    pub password: Option<TypedPassword>,
    /// In the place of both.
    pub passkey: Option<PasskeyAnswer>,
    pub keep: Keep,
    /// What the browser is called in the list of sessions.
    pub device_label: Option<String>,
    /// Where the try comes from.
    pub address: Network,
    pub presence: Presence,
}

/// What stands behind a try with a good form.
pub(super) struct Try {
    pub errand: Errand,
    pub now: Timestamp,
    pub holder: TokenHash,
    /// A live session that `prompt=login` passes over; ends when the new one begins.
    pub replaced: Option<Session>,
    pub story: Story,
}
