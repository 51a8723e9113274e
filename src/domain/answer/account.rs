//! What people see of their own account, as data.

use crate::domain::account::password::PasswordFault;
use crate::domain::answer::own::{DeletePage, EmailPage, ProfilePage};
use crate::domain::answer::place::{AccountPlace, Listed};
use crate::domain::answer::security::{
    AuthenticatorPage, NewCodesPage, PasskeyPage, RemovePage, RenamePage, SecurityPage,
    SignInCodePage,
};
use crate::domain::oauth::client::{AppState, ClientName};
use crate::domain::oauth::form::Form;
use crate::domain::openid::device::{Decision, UserCode};
use crate::domain::time::Timestamp;

pub enum AccountPage {
    Home(HomePage),
    Apps(AppsPage),
    Withdraw(WithdrawPage),
    Sessions(SessionsPage),
    Password(PasswordPage),
    PasswordChanged,
    Security(SecurityPage),
    Authenticator(AuthenticatorPage),
    Passkey(PasskeyPage),
    /// There are as many as there may be: 409.
    TooManyAuthenticators,
    TooManyPasskeys,
    Rename(RenamePage),
    Remove(RemovePage),
    /// The last one, where one is demanded: 409.
    LastFactor,
    NewCodes(NewCodesPage),
    SignInCode(SignInCodePage),
    Profile(ProfilePage),
    Email(EmailPage),
    /// Asks before all that is stored of somebody is made a file.
    Data(Form),
    Delete(DeletePage),
    Device(DevicePage),
    /// Somebody decided about a device.
    DeviceDone(DeviceDonePage),
}

impl AccountPage {
    /// Where it can be opened again; nothing for what answers a form.
    pub fn place(&self) -> Option<AccountPlace> {
        Some(match self {
            Self::Home(_) => AccountPlace::Home,
            Self::Apps(list) => AccountPlace::Apps(list.listed()),
            Self::Withdraw(page) => AccountPlace::Withdraw {
                app: ClientName::parse(&page.form.request)?,
            },
            Self::Sessions(list) => AccountPlace::Sessions {
                page: list.part.page,
            },
            Self::Password(_) => AccountPlace::Password,
            Self::Profile(page) => AccountPlace::Profile { done: page.done },
            Self::Email(_) => AccountPlace::Email,
            Self::Data(_) => AccountPlace::Data,
            Self::Delete(_) => AccountPlace::Delete,
            Self::Device(page) => AccountPlace::Device {
                user_code: UserCode::parse(&page.typed),
            },
            Self::Security(page) => AccountPlace::Security { done: page.done },
            Self::Authenticator(page) if page.complaint.is_none() => AccountPlace::Authenticator,
            Self::Passkey(page) if page.complaint.is_none() => AccountPlace::Passkey,
            Self::Rename(page) => AccountPlace::Rename { key: page.key },
            Self::Remove(page) => AccountPlace::Remove {
                key: page.factor.key,
            },
            Self::NewCodes(_) => AccountPlace::RecoveryCodes,
            Self::SignInCode(SignInCodePage::Asks(_)) => AccountPlace::SignInCode,
            Self::PasswordChanged
            | Self::Authenticator(_)
            | Self::Passkey(_)
            | Self::TooManyAuthenticators
            | Self::TooManyPasskeys
            | Self::LastFactor
            | Self::SignInCode(SignInCodePage::Made(_))
            | Self::DeviceDone(_) => return None,
        })
    }
}

pub enum HomePage {
    /// Nobody has an account here yet.
    NotSetUp,
    SignedOut,
    SignedIn {
        account: String,
        /// Whether they may have apps of their own.
        may_own_apps: bool,
        /// How many recovery codes are left, where they are few.
        few_codes: Option<usize>,
        sign_out: Form,
    },
}

/// Which part of a list this is, both counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub page: usize,
    pub pages: usize,
}

impl Part {
    /// The page asked for, or the last there is; with the places of its entries.
    pub fn of(entries: usize, per_page: usize, asked: usize) -> (Self, std::ops::Range<usize>) {
        let pages = entries.div_ceil(per_page).max(1);
        let page = asked.clamp(1, pages);
        let first = (page - 1) * per_page;
        let last = (first + per_page).min(entries);
        (Self { page, pages }, first..last)
    }
}

pub struct AppsPage {
    /// By name.
    pub apps: Vec<AppLine>,
    pub part: Part,
    /// What was looked for, where there are enough to look among.
    pub find: Option<String>,
    /// Withdrawn apps whose makers have not heard of it yet.
    pub untold: Vec<String>,
}

impl AppsPage {
    fn listed(&self) -> Listed {
        self.at(self.part.page)
    }

    pub fn is_searched(&self) -> bool {
        self.find.as_ref().is_some_and(|find| !find.is_empty())
    }

    /// Another part of the same list.
    pub fn at(&self, page: usize) -> Listed {
        let find = self.find.clone().unwrap_or_default();
        Listed { page, find }
    }
}

pub struct AppLine {
    pub name: String,
    /// By which the link to withdraw it names it.
    pub client_id: String,
    pub state: AppState,
    /// Names, in the order of the settings.
    pub scopes: Vec<String>,
    /// Whose servers take its access too, besides ours.
    pub elsewhere: Vec<String>,
    pub allowed: Allowed,
    pub last_used_at: Timestamp,
}

/// How and when an app came to be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// On the page that asks.
    On(Timestamp),
    /// It was given name and password, and no page was seen.
    ByPassword,
}

pub struct WithdrawPage {
    pub app_name: String,
    pub scopes: Vec<String>,
    /// It was given name and password, and can come back with them.
    pub knows_password: bool,
    pub form: Form,
}

pub struct SessionsPage {
    /// This browser first, then by when they were last seen.
    pub sessions: Vec<SessionLine>,
    pub part: Part,
    /// Whether there is any other than this browser's.
    pub has_others: bool,
    pub form: Form,
}

pub struct SessionLine {
    /// What the button says that ends it; none for this browser's.
    pub end: Option<String>,
    pub device_label: Option<String>,
    /// The app for whose request it began.
    pub app_name: Option<String>,
    pub since: Timestamp,
    pub last_seen_at: Timestamp,
}

pub struct PasswordPage {
    /// For the browser's keeper of passwords.
    pub account: String,
    pub form: Form,
    pub news: PasswordNews,
}

pub struct DevicePage {
    pub form: Form,
    /// From the address, or what was typed before.
    pub typed: String,
    /// The last code was wrong, expired or used.
    pub was_wrong: bool,
}

/// What somebody decided about, as they were shown it.
pub struct DeviceDonePage {
    pub decision: Decision,
    pub app_name: String,
    /// Names, in the order of the settings.
    pub scopes: Vec<String>,
    /// Whose servers take the access too, besides ours.
    pub elsewhere: Vec<String>,
}

/// What became of the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordNews {
    /// There was none.
    Fresh,
    WrongOld,
    Refused(PasswordFault),
}
