//! A user: a person with an account here.

use crate::domain::epoch::Epoch;
use crate::domain::key::RowKey;
use crate::domain::secret::{Dice, random_alphanumerics};
use crate::domain::time::Timestamp;
use unicode_normalization::UnicodeNormalization;

/// Longest name, in characters.
pub const NAME_CHARS: usize = 80;
/// Longest e-mail address, in bytes (RFC 5321 §4.5.3.1.3).
const EMAIL_BYTES: usize = 254;
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
    pub display_name: Option<String>,
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

impl UserState {
    pub const ALL: [Self; 3] = [Self::Invited, Self::Active, Self::Disabled];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }
}

impl User {
    /// The name that other people read.
    pub fn shown_name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.name)
    }

    /// Whether the address is another user's mailbox, spelled otherwise: from before addresses were compared so.
    pub const fn shares_mailbox(&self) -> bool {
        self.email.is_some() && self.email_folded.is_none()
    }

    pub fn is_active(&self) -> bool {
        self.state == UserState::Active
    }
}

/// Trim, NFKC, full case folding, NFKC again: how names and e-mail addresses are compared.
pub fn fold(text: &str) -> String {
    let composed: String = text.trim().nfkc().collect();
    caseless::default_case_fold_str(&composed).nfkc().collect()
}

/// How e-mail addresses are compared: one text for one mailbox. What nobody sees is left out; the host is written as DNS
/// has it (RFC 5890 §2.3.2.1), without the dot of the root.
pub fn fold_email(address: &str) -> String {
    let seen: String = address.chars().filter(|&c| !is_ignorable(c)).collect();
    let composed: String = seen.nfkc().collect();
    let Some((local, host)) = composed.rsplit_once('@') else {
        return fold(&composed);
    };
    let host = host.trim();
    // A host that cannot be one is compared as any other text.
    let host = idna::domain_to_ascii(host).unwrap_or_else(|_| fold(host));
    format!("{}@{}", fold(local), host.trim_end_matches('.'))
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
    #[error("that is no e-mail address: it needs one @ between two parts without spaces")]
    Email,
    #[error(
        "a display name has 1 to {NAME_CHARS} characters, none of them control or text-direction characters"
    )]
    DisplayName,
}

/// The name as it is kept: trimmed; or why not.
pub fn check_name(name: &str) -> Result<String, UserFault> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS || fold(name).is_empty() {
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
    if plain && email.len() <= EMAIL_BYTES && is_whole(email) && is_whole(&fold_email(email)) {
        Ok(email.to_owned())
    } else {
        Err(UserFault::Email)
    }
}

/// The display name as it is kept: trimmed; or why not.
pub fn check_display_name(name: &str) -> Result<String, UserFault> {
    let name = name.trim();
    let is_good =
        (1..=NAME_CHARS).contains(&name.chars().count()) && !name.chars().any(is_unwelcome);
    is_good
        .then(|| name.to_owned())
        .ok_or(UserFault::DisplayName)
}

/// Control characters, those that turn the direction of what follows them, and those that nobody sees. The
/// joiners U+200C and U+200D stay: names in Persian and Indic scripts need them.
pub fn is_unwelcome(c: char) -> bool {
    let turns = matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let hides = matches!(
        c,
        '\u{00AD}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
    );
    c.is_control() || turns || hides
}

/// Default_Ignorable_Code_Point of Unicode: drawn as nothing where it stands.
const fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}
