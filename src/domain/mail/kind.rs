//! The kinds of mail (contract `people.md` section 8).

use crate::domain::account::one_time_link::LinkPurpose;
use crate::domain::words::words;
use std::time::Duration;

words! {
/// What a mail is about.
pub enum MailKind {
    Invite = "invite": "a link to choose the first password",
    Reset = "reset": "a link to choose another password",
    Verify = "verify": "a link that confirms a new address",
    AddressKnown = "address_known": "an account tried to take an address that belongs to another one",
    PasswordChanged = "password_changed": "the password was changed",
    FactorAdded = "factor_added": "a second step was added",
    FactorRemoved = "factor_removed": "a second step was removed",
    FactorsReset = "factors_reset": "an operator removed every second step",
    CodesClosed = "codes_closed": "too many wrong codes: codes no longer work",
    RecoveryCodeUsed = "recovery_code_used": "a recovery code was used",
    AccountRemoved = "account_removed": "the account was removed",
    EmailChanged = "email_changed": "the e-mail address was changed",
    NewSignIn = "new_sign_in": "a sign-in from a browser not known before",
    AppWaiting = "app_waiting": "to admins: an app, or a change of one, waits for a decision",
    AppDecided = "app_decided": "to the owner of an app: an admin decided about it",
    Test = "test": "sent by `vestibule mail test`",
    Forgot = "forgot": "a request for a reset link that is not looked up yet; nothing is sent for it",
}
}

/// How long a mail is tried that has no link in it.
const NOTICE_LIFE: Duration = Duration::from_secs(24 * 3600);

impl MailKind {
    /// After so long nobody needs it any more: a link's own life, a day for what only tells.
    pub const fn life(self) -> Duration {
        match self {
            Self::Invite => LinkPurpose::Invite.lifetime(),
            Self::Reset | Self::Forgot => LinkPurpose::Reset.lifetime(),
            Self::Verify => LinkPurpose::Email.lifetime(),
            _ => NOTICE_LIFE,
        }
    }
}

impl From<LinkPurpose> for MailKind {
    fn from(purpose: LinkPurpose) -> Self {
        match purpose {
            LinkPurpose::Invite => Self::Invite,
            LinkPurpose::Reset => Self::Reset,
            LinkPurpose::Email => Self::Verify,
        }
    }
}
