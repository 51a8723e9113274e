//! A user: a person with an account here.

use crate::domain::account::mail_address::deliverable;
use crate::domain::epoch::Epoch;
use crate::domain::key::RowKey;
use crate::domain::secret::{Dice, random_alphanumerics};
use crate::domain::text::{fold, fold_email, is_seen, is_unwelcome};
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use unicode_normalization::UnicodeNormalization;

/// Longest name, in characters.
pub const NAME_CHARS: usize = 80;
/// Longest e-mail address, in bytes (RFC 5321 §4.5.3.1.3).
const EMAIL_BYTES: usize = 254;
/// Longest language tag, in bytes (RFC 5646 §4.4.1).
const LOCALE_BYTES: usize = 35;
/// Longest text that is looked at when somebody signs in, in bytes: any name or address, with spaces around it.
const LOGIN_BYTES: usize = 512;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub key: RowKey,
    /// The only id that leaves the house: opaque, for ever the same, never given out again.
    pub public_id: String,
    pub name: String,
    /// What names are compared by; see [`fold`]. Unique.
    pub name_folded: String,
    pub email: Option<String>,
    pub email_folded: Option<String>,
    /// Since when somebody vouches that the address is theirs.
    pub email_verified_at: Option<Timestamp>,
    pub display_name: Option<String>,
    /// What language they read (BCP 47).
    pub locale: Option<String>,
    /// Whether they want mail about sign-ins from new browsers.
    pub notices: bool,
    pub state: UserState,
    pub is_admin: bool,
    /// What was issued for this user in another one is dead.
    pub epoch: Epoch,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts edits; a change is made only to the version it was decided on.
    pub version: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserState {
    /// Has no password yet: a one-time link lets them choose the first.
    Invited,
    Active,
    Disabled,
}

words!(UserState { Invited = "invited", Active = "active", Disabled = "disabled" });

impl User {
    /// The name that other people read.
    pub fn shown_name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.name)
    }

    /// Whether the address is another user's mailbox, spelled otherwise: from before addresses were compared so.
    pub const fn shares_mailbox(&self) -> bool {
        self.email.is_some() && self.email_folded.is_none()
    }

    pub fn administers(&self) -> bool {
        self.is_admin && self.is_active()
    }

    pub fn is_active(&self) -> bool {
        self.state == UserState::Active
    }
}

/// Either, as it was typed where both are taken.
pub fn fold_login(text: &str) -> String {
    if text.nfkc().any(|c| c == '@') {
        fold_email(text)
    } else {
        fold(text)
    }
}

/// What was typed as name or e-mail address; nothing when it is too long to be anybody's. Folding makes text
/// up to eleven times as long, which nobody should have done for them before they are counted.
pub fn typed_login(text: &str) -> &str {
    if text.len() <= LOGIN_BYTES { text } else { "" }
}

/// A fresh public id: 22 alphanumerics (131 bits).
pub fn make_public_id(dice: Dice) -> String {
    random_alphanumerics(22, dice)
}

/// Why a name or an address is no good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UserFault {
    #[error("a user name needs 1 to {NAME_CHARS} characters")]
    NameLength,
    #[error("a user name may not hold control or text-direction characters")]
    NameCharacters,
    #[error("a user name may not look like an e-mail address (that one goes into --email)")]
    NameIsAddress,
    #[error("that is no e-mail address that mail can be sent to, as in ada@example.org")]
    Email,
    #[error(
        "a display name has 1 to {NAME_CHARS} characters, none of them control or text-direction characters"
    )]
    DisplayName,
    #[error("that is no language tag (BCP 47), as in et or pt-BR")]
    Locale,
}

/// The name as it is kept: trimmed; or why not.
pub fn check_name(name: &str) -> Result<String, UserFault> {
    let name = name.trim();
    if !is_seen(name) || name.chars().count() > NAME_CHARS || fold(name).is_empty() {
        return Err(UserFault::NameLength);
    }
    if name.chars().any(is_unwelcome) {
        return Err(UserFault::NameCharacters);
    }
    if fold(name).contains('@') {
        return Err(UserFault::NameIsAddress);
    }
    Ok(name.to_owned())
}

/// The address as it is kept: trimmed; or why not.
pub fn check_email(email: &str) -> Result<String, UserFault> {
    let email = email.trim();
    let plain = !email.chars().any(|c| c.is_whitespace() || is_unwelcome(c));
    // As it is compared, too: some letters are an @ by then, others nothing at all.
    let is_whole = |email: &str| {
        let parts: Vec<&str> = email.split('@').collect();
        matches!(parts.as_slice(), [local, host] if !local.is_empty() && !host.is_empty())
    };
    let is_good = plain
        && email.len() <= EMAIL_BYTES
        && is_whole(email)
        && is_whole(&fold_email(email))
        && deliverable(email).is_some();
    is_good.then(|| email.to_owned()).ok_or(UserFault::Email)
}

/// The display name as it is kept: trimmed; or why not.
pub fn check_display_name(name: &str) -> Result<String, UserFault> {
    let name = name.trim();
    let is_good =
        is_seen(name) && name.chars().count() <= NAME_CHARS && !name.chars().any(is_unwelcome);
    is_good
        .then(|| name.to_owned())
        .ok_or(UserFault::DisplayName)
}

/// The language tag as it is kept: well-formed (RFC 5646 §2.1), as §2.1.1 has it written; or why not. `et_EE` is how
/// some write `et-EE`.
pub fn check_locale(tag: &str) -> Result<String, UserFault> {
    let tag = tag.trim().replace('_', "-");
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default();
    let is_good = (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && tag.len() <= LOCALE_BYTES
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len())
                && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    if !is_good {
        return Err(UserFault::Locale);
    }
    let mut written = Vec::new();
    for subtag in tag.to_ascii_lowercase().split('-') {
        // What follows a single letter is written in small ones, whatever it is.
        let is_plain = !written.is_empty() && written.iter().all(|one: &String| one.len() > 1);
        written.push(match subtag.len() {
            2 if is_plain => subtag.to_ascii_uppercase(),
            4 if is_plain => capitalized(subtag),
            _ => subtag.to_owned(),
        });
    }
    Ok(written.join("-"))
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
    first.to_ascii_uppercase() + rest
}
