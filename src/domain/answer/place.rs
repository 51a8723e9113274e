//! The pages of somebody's own: where a sign-in that belongs to no app may lead to. A closed list, so that
//! no text from outside decides where a browser goes.

pub use super::query::{key_in, once};

use super::admin::place::AdminPlace;
use super::developer_place::DeveloperPlace;
use super::security::SecurityDone;
use crate::domain::account::authentication::Level;
use crate::domain::account::second_step::Wanted;
use crate::domain::answer::own::ProfileDone;
use crate::domain::key::RowKey;
use crate::domain::oauth::client::ClientName;
use crate::domain::oauth::registration::NAME_CHARS;
use crate::domain::openid::device::UserCode;
use url::form_urlencoded;

const HOME: &str = "/";
const APPS: &str = "/account/apps";
const SESSIONS: &str = "/account/sessions";
const PASSWORD: &str = "/account/password";
const SECURITY: &str = "/account/security";
const AUTHENTICATOR: &str = "/account/security/authenticator";
const PASSKEY: &str = "/account/security/passkey";
const RECOVERY_CODES: &str = "/account/security/recovery-codes";
const SIGN_IN_CODE: &str = "/account/security/sign-in-code";
const RENAME: &str = "/account/security/rename";
const REMOVE: &str = "/account/security/remove";
const PROFILE: &str = "/account/profile";
const EMAIL: &str = "/account/email";
const DATA: &str = "/account/data";
const DELETE: &str = "/account/delete";
const DEVICE: &str = "/device";
const WITHDRAW: &str = "/platform/oauth/deauthorize";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountPlace {
    Home,
    Apps(Listed),
    Sessions {
        page: usize,
    },
    Password,
    /// What somebody proves besides the password; with what has just been done there.
    Security {
        done: Option<SecurityDone>,
    },
    Authenticator,
    Passkey,
    RecoveryCodes,
    SignInCode,
    /// Of the second factor that has this key.
    Rename {
        key: RowKey,
    },
    Remove {
        key: RowKey,
    },
    Profile {
        /// What became of the form that led there.
        done: Option<ProfileDone>,
    },
    Email,
    Data,
    Delete,
    /// Where the code of a device is entered; one that came in the address stands in the field.
    Device {
        user_code: Option<UserCode>,
    },
    /// Asks before an app is withdrawn, which is named as programs name it.
    Withdraw {
        app: ClientName,
    },
    /// A page of the developer console.
    Developer(DeveloperPlace),
    /// A page of those who administer the platform.
    Admin(AdminPlace),
}

impl AccountPlace {
    /// From path and query; `None` when it is no page of this list.
    pub fn parse(address: &str) -> Option<Self> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Some(match path {
            HOME => Self::Home,
            APPS => Self::Apps(Listed::parse(query)),
            SESSIONS => Self::Sessions {
                page: page_in(query),
            },
            PASSWORD => Self::Password,
            SECURITY => Self::Security {
                done: done_in(query),
            },
            AUTHENTICATOR => Self::Authenticator,
            PASSKEY => Self::Passkey,
            RECOVERY_CODES => Self::RecoveryCodes,
            SIGN_IN_CODE => Self::SignInCode,
            RENAME => Self::Rename {
                key: key_in(query)?,
            },
            REMOVE => Self::Remove {
                key: key_in(query)?,
            },
            PROFILE => Self::Profile {
                done: once(query, "done").and_then(|word| ProfileDone::from_word(&word)),
            },
            EMAIL => Self::Email,
            DATA => Self::Data,
            DELETE => Self::Delete,
            DEVICE => Self::Device {
                user_code: user_code_in(query),
            },
            WITHDRAW => Self::Withdraw {
                app: ClientName::parse(&once(query, "client_id")?)?,
            },
            _ => match DeveloperPlace::parse(path, query) {
                Some(place) => Self::Developer(place),
                None => Self::Admin(AdminPlace::parse(path, query)?),
            },
        })
    }

    /// What it wants of a session.
    pub fn wanted(&self) -> Wanted {
        let (essential, wished) = match self {
            Self::SignInCode | Self::Developer(_) => (Level::Two, Level::Two),
            // What is confirmed first.
            Self::Authenticator
            | Self::Passkey
            | Self::RecoveryCodes
            | Self::Rename { .. }
            | Self::Remove { .. }
            | Self::Email
            | Self::Data
            | Self::Delete => (Level::One, Level::Two),
            _ => (Level::One, Level::One),
        };
        Wanted {
            essential,
            wished,
            ..Wanted::default()
        }
    }

    /// Where an app is withdrawn; where none is named, the list of them.
    pub fn withdrawing(named: Option<ClientName>) -> Self {
        named.map_or(Self::Apps(Listed::whole()), |app| Self::Withdraw { app })
    }

    /// Path and query, written anew.
    pub fn address(&self) -> String {
        match self {
            Self::Home => HOME.to_owned(),
            Self::Apps(listed) => listed.address(),
            Self::Sessions { page } => paged(SESSIONS, *page),
            Self::Password => PASSWORD.to_owned(),
            Self::Security { done: None } => SECURITY.to_owned(),
            Self::Security { done: Some(done) } => format!("{SECURITY}?done={}", done.word()),
            Self::Authenticator => AUTHENTICATOR.to_owned(),
            Self::Passkey => PASSKEY.to_owned(),
            Self::RecoveryCodes => RECOVERY_CODES.to_owned(),
            Self::SignInCode => SIGN_IN_CODE.to_owned(),
            Self::Rename { key } => format!("{RENAME}?key={}", key.encode()),
            Self::Remove { key } => format!("{REMOVE}?key={}", key.encode()),
            Self::Profile { done: None } => PROFILE.to_owned(),
            Self::Profile { done: Some(done) } => format!("{PROFILE}?done={}", done.word()),
            Self::Email => EMAIL.to_owned(),
            Self::Data => DATA.to_owned(),
            Self::Delete => DELETE.to_owned(),
            Self::Device { user_code: None } => DEVICE.to_owned(),
            Self::Device {
                user_code: Some(code),
            } => format!("{DEVICE}?user_code={code}"),
            Self::Withdraw { app } => format!("{WITHDRAW}?client_id={}", app.text()),
            Self::Developer(place) => place.address(),
            Self::Admin(place) => place.address(),
        }
    }
}

/// Which part of the list of apps, and of those only that are called so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Counted from one.
    pub page: usize,
    pub find: String,
}

impl Listed {
    pub const fn whole() -> Self {
        Self {
            page: 1,
            find: String::new(),
        }
    }

    /// What cannot be an app's name looks for nothing.
    pub fn parse(query: &str) -> Self {
        let find = once(query, "find").unwrap_or_default();
        let is_name = find.chars().count() <= NAME_CHARS && !find.contains(char::is_control);
        Self {
            page: page_in(query),
            find: if is_name {
                find.trim().to_owned()
            } else {
                String::new()
            },
        }
    }

    fn address(&self) -> String {
        if self.find.is_empty() {
            return paged(APPS, self.page);
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("find", &self.find);
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        format!("{APPS}?{}", query.finish())
    }
}

/// What the query of a list asks for; whatever is no number is the first page.
pub fn page_in(query: &str) -> usize {
    let asked = once(query, "page").and_then(|text| text.parse().ok());
    asked.unwrap_or(1).max(1)
}

/// What was done a moment ago, by a word of a closed list.
pub fn done_in(query: &str) -> Option<SecurityDone> {
    SecurityDone::from_word(&once(query, "done")?)
}

/// The code of a device in its address; whatever is none leaves the field empty.
pub fn user_code_in(query: &str) -> Option<UserCode> {
    UserCode::parse(&once(query, "user_code")?)
}

fn paged(path: &str, page: usize) -> String {
    match page {
        1 => path.to_owned(),
        page => format!("{path}?page={page}"),
    }
}
