//! Pages of somebody's own account.

use super::forms::about_password;
use super::frame::{Frame, fill};
use super::manner::Manner;
use super::words::Rich;
use super::{notices, own, security};
use crate::domain::account::device::parts;
use crate::domain::answer::account::{
    Allowed, AppLine, AppsPage, DeviceDonePage, DevicePage, HomePage, Part, PasswordNews,
    PasswordPage, SessionLine, SessionsPage, WithdrawPage,
};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{AccountPage, OwnPath};
use crate::domain::oauth::client::ClientName;
use crate::domain::oauth::form::Purpose;
use crate::domain::openid::device::Decision;
use crate::domain::time::Timestamp;
use askama::Template;

pub(super) fn account(page: &AccountPage) -> Manner<'_> {
    let manner = match page {
        AccountPage::Home(page) => Manner::shows(|frame| fill(&Home { frame, page })),
        AccountPage::Apps(page) => Manner::shows(|frame| fill(&Apps { frame, page })),
        AccountPage::Withdraw(page) => Manner::shows(|frame| fill(&Withdraw { frame, page })),
        AccountPage::Sessions(page) => Manner::shows(|frame| fill(&Sessions { frame, page })),
        AccountPage::Password(page) => Manner::shows(|frame| fill(&Password { frame, page })),
        AccountPage::PasswordChanged => notices::password_changed(),
        AccountPage::Security(page) => security::security(page),
        AccountPage::Authenticator(page) => security::authenticator(page),
        AccountPage::TooManyAuthenticators => notices::too_many_authenticators(),
        AccountPage::Passkey(page) => security::passkey(page),
        AccountPage::TooManyPasskeys => notices::too_many_passkeys(),
        AccountPage::Rename(page) => security::rename(page),
        AccountPage::Remove(page) => security::remove(page),
        AccountPage::LastFactor => notices::last_factor(),
        AccountPage::NewCodes(page) => security::new_codes(page),
        AccountPage::SignInCode(page) => security::sign_in_code(page),
        AccountPage::Profile(page) => own::profile(page),
        AccountPage::Email(page) => own::email(page),
        AccountPage::Data(form) => own::data(form),
        AccountPage::Delete(page) => own::delete(page),
        AccountPage::Device(page) => Manner::shows(|frame| fill(&Device { frame, page })),
        AccountPage::DeviceDone(page) => Manner::shows(|frame| fill(&DeviceDone { frame, page })),
    };
    manner.at(page.place().as_ref().map(OwnPath::account))
}

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home<'a> {
    frame: Frame<'a>,
    page: &'a HomePage,
}

#[derive(Template)]
#[template(path = "pages/apps.html")]
struct Apps<'a> {
    frame: Frame<'a>,
    page: &'a AppsPage,
}

impl Apps<'_> {
    fn allowed(&self, app: &AppLine) -> String {
        match app.allowed {
            Allowed::On(at) => self.frame.dated("apps-allowed-on", at),
            Allowed::ByPassword => self.frame.say("apps-by-password"),
        }
    }

    fn is_disabled(app: &AppLine) -> bool {
        !app.state.serves()
    }

    fn withdraw(app: &AppLine) -> OwnPath {
        OwnPath::account(&AccountPlace::Withdraw {
            app: ClientName::Key(app.client_id.clone()),
        })
    }

    fn at(&self, page: usize) -> OwnPath {
        OwnPath::account(&AccountPlace::Apps(self.page.at(page)))
    }
}

#[derive(Template)]
#[template(path = "pages/withdraw.html")]
struct Withdraw<'a> {
    frame: Frame<'a>,
    page: &'a WithdrawPage,
}

#[derive(Template)]
#[template(path = "pages/sessions.html")]
struct Sessions<'a> {
    frame: Frame<'a>,
    page: &'a SessionsPage,
}

impl Sessions<'_> {
    fn at(page: usize) -> OwnPath {
        OwnPath::account(&AccountPlace::Sessions { page })
    }
}

#[derive(Template)]
#[template(path = "pages/password.html")]
struct Password<'a> {
    frame: Frame<'a>,
    page: &'a PasswordPage,
}

impl Password<'_> {
    /// The message about the old password, then that about the new one.
    const fn complaints(&self) -> (Option<&'static str>, Option<&'static str>) {
        match self.page.news {
            PasswordNews::Fresh => (None, None),
            PasswordNews::WrongOld => (Some("password-wrong"), None),
            PasswordNews::Refused(fault) => (None, Some(about_password(fault))),
        }
    }

    const fn complaint(&self) -> Option<&'static str> {
        match self.complaints() {
            (Some(id), _) | (None, Some(id)) => Some(id),
            (None, None) => None,
        }
    }

    fn title(&self) -> String {
        match self.complaint() {
            Some(_) => self.frame.error_title("password-title"),
            None => self.frame.title("password-title"),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/device.html")]
struct Device<'a> {
    frame: Frame<'a>,
    page: &'a DevicePage,
}

impl Device<'_> {
    fn title(&self) -> String {
        if self.page.was_wrong {
            self.frame.error_title("device-title")
        } else {
            self.frame.title("device-title")
        }
    }
}

#[derive(Template)]
#[template(path = "pages/device_done.html")]
struct DeviceDone<'a> {
    frame: Frame<'a>,
    page: &'a DeviceDonePage,
}

impl DeviceDone<'_> {
    const fn is_allowed(&self) -> bool {
        matches!(self.page.decision, Decision::Allowed)
    }

    const fn heading(&self) -> &'static str {
        match self.page.decision {
            Decision::Allowed => "device-allowed",
            Decision::Denied => "device-denied",
        }
    }
}

impl Frame<'_> {
    pub(super) fn device(&self, session: &SessionLine) -> String {
        self.device_named(session.device_label.as_deref())
    }

    pub(super) fn device_named(&self, label: Option<&str>) -> String {
        match (label, label.and_then(parts)) {
            (None, _) => self.say("sessions-unknown"),
            (Some(label), None) => label.to_owned(),
            (Some(_), Some((browser, system))) => {
                let parts = [("browser", browser), ("system", system)];
                self.words.say("sessions-device", &parts)
            }
        }
    }

    /// Whose servers an app can use besides ours.
    pub(super) fn elsewhere(&self, id: &str, hosts: &[String]) -> Rich {
        self.tell(id, &[("hosts", &hosts.join(", "))])
    }

    /// A message about a day.
    pub(super) fn dated(&self, id: &str, at: Timestamp) -> String {
        let day = self.day(at);
        self.words.say(id, &[("day", &day)])
    }

    /// A message for what holds no markup, an attribute.
    pub(super) fn name(&self, id: &str, args: &[(&str, &str)]) -> String {
        self.words.say(id, args)
    }

    fn seen(&self, at: Timestamp) -> String {
        let moment = self.moment(at);
        self.words.say("sessions-seen", &[("moment", &moment)])
    }

    /// Which part of a list this is, in words.
    fn part(&self, part: &Part) -> String {
        let (page, pages) = (part.page.to_string(), part.pages.to_string());
        self.words
            .say("list-part", &[("page", &page), ("pages", &pages)])
    }
}
