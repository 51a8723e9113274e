//! Pages that ask something: sign-in, consent, whether to sign out, and a new password.

use super::frame::{Frame, fill};
use super::manner::Manner;
use crate::domain::account::password::PasswordFault;
use crate::domain::account::session::Keep;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{
    ChoosePasswordPage, Complaint, ConsentPage, Onward, OwnPath, SignInPage,
};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{Form, Purpose};
use crate::domain::oauth::result::Destination;
use crate::domain::openid::device::UserCode;
use crate::web::headers::Policy;
use crate::web::pages::Rich;
use askama::Template;

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignIn<'a> {
    frame: Frame<'a>,
    page: &'a SignInPage,
}

impl SignIn<'_> {
    fn was_wrong(&self) -> bool {
        self.page.complaint == Some(Complaint::WrongCredentials)
    }

    /// Style, icon and message of what is said above the form.
    fn complaint(&self) -> Option<(&'static str, &'static str, &'static str)> {
        Some(match self.page.complaint? {
            Complaint::WrongCredentials => ("danger", "error", "sign-in-wrong"),
            Complaint::TooOld => ("warn", "warning", "sign-in-stale"),
            Complaint::Passkey => ("danger", "error", "passkey-wrong"),
        })
    }

    /// Ready to type; on a phone the keyboard would cover who is asking.
    fn takes_focus(&self) -> bool {
        self.page.complaint.is_none() && self.frame.layout != Layout::Mobile
    }

    /// Whether the browser offers passkeys in the field for the name; in windows of programs that may fail.
    const fn fills_in_passkeys(&self) -> bool {
        self.page.passkey.is_some() && matches!(self.frame.layout, Layout::Web)
    }

    fn is_kept(&self) -> bool {
        self.page.keep == Keep::SignedIn
    }

    /// A device shows a code and an address of ours, and its owner came by that.
    fn is_for_device(&self) -> bool {
        let place = AccountPlace::parse(&self.page.form.request);
        matches!(place, Some(AccountPlace::Device { .. }))
    }

    const fn action(&self) -> &'static str {
        match self.page.onward {
            Onward::App { .. } => "/platform/oauth/authorize",
            Onward::Account => "/account/sign-in",
        }
    }

    const fn purpose(&self) -> Purpose {
        match self.page.onward {
            Onward::App { .. } => Purpose::SignIn,
            Onward::Account => Purpose::AccountSignIn,
        }
    }

    fn title(&self) -> String {
        if self.was_wrong() || self.page.complaint == Some(Complaint::Passkey) {
            self.frame.error_title("sign-in-title")
        } else {
            self.frame.title("sign-in-title")
        }
    }
}

pub(super) fn sign_in(page: &SignInPage) -> Manner<'_> {
    let request = &page.form.request;
    let (back, policy) = match page.onward {
        Onward::App { .. } => (OwnPath::authorize(request), Policy::LeadsAway),
        Onward::Account => {
            let place = AccountPlace::parse(request).unwrap_or(AccountPlace::Home);
            (OwnPath::sign_in(&place), Policy::Ordinary)
        }
    };
    let manner = Manner::shows(|frame| fill(&SignIn { frame, page }));
    manner.at(Some(back)).under(policy)
}

#[derive(Template)]
#[template(path = "pages/consent.html")]
struct Consent<'a> {
    frame: Frame<'a>,
    page: &'a ConsentPage,
}

impl Consent<'_> {
    fn has_new(&self) -> bool {
        self.page.scopes.iter().any(|scope| scope.is_new)
    }

    /// The code that a device shows, in large letters.
    const fn device(&self) -> Option<&String> {
        match &self.page.destination {
            Destination::Device(code) => Some(code),
            _ => None,
        }
    }

    const fn action(&self) -> &'static str {
        match self.device() {
            Some(_) => "/device",
            None => "/platform/oauth/authorize",
        }
    }

    const fn purposes(&self) -> (Purpose, Purpose) {
        match self.device() {
            Some(_) => (Purpose::DeviceConsent, Purpose::OtherAccount),
            None => (Purpose::Consent, Purpose::SignOut),
        }
    }

    /// Where the app tells about itself.
    fn addresses(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let all = [
            ("consent-detail-site", &self.page.site_url),
            ("consent-detail-privacy", &self.page.privacy_url),
            ("consent-detail-terms", &self.page.terms_url),
        ];
        all.into_iter()
            .filter_map(|(id, url)| Some((id, url.as_ref()?)))
    }

    /// Where the answer goes, as it stands in the list of details.
    fn destination_in_short(&self) -> Rich {
        match &self.page.destination {
            Destination::Program => self.frame.tell("consent-detail-program", &[]),
            Destination::ThisComputer => self.frame.tell("consent-detail-this-computer", &[]),
            Destination::Device(_) => self.frame.tell("consent-detail-device", &[]),
            Destination::Host(text) | Destination::Scheme(text) => Rich::foreign(text),
        }
    }
}

pub(super) fn consent(page: &ConsentPage) -> Manner<'_> {
    let (back, policy) = match &page.destination {
        Destination::Device(code) => {
            let user_code = UserCode::parse(code);
            let place = AccountPlace::Device { user_code };
            (OwnPath::account(&place), Policy::Ordinary)
        }
        _ => (OwnPath::authorize(&page.form.request), Policy::LeadsAway),
    };
    let manner = Manner::shows(|frame| fill(&Consent { frame, page }));
    manner.at(Some(back)).under(policy)
}

#[derive(Template)]
#[template(path = "pages/confirm_sign_out.html")]
struct ConfirmSignOut<'a> {
    frame: Frame<'a>,
    form: &'a Form,
    account: &'a str,
}

pub(super) fn confirm_sign_out<'a>(form: &'a Form, account: &'a str) -> Manner<'a> {
    let body = move |frame: Frame| {
        fill(&ConfirmSignOut {
            frame,
            form,
            account,
        })
    };
    Manner::shows(body).at(Some(OwnPath::sign_out()))
}

#[derive(Template)]
#[template(path = "pages/choose_password.html")]
struct ChoosePassword<'a> {
    frame: Frame<'a>,
    page: &'a ChoosePasswordPage,
}

impl ChoosePassword<'_> {
    fn title(&self) -> String {
        match self.page.complaint {
            Some(_) => self.frame.error_title("choose-title"),
            None => self.frame.title("choose-title"),
        }
    }

    fn complaint(&self) -> Option<String> {
        let fault = self.page.complaint?;
        Some(self.frame.say(about_password(fault)))
    }

    fn takes_focus(&self) -> bool {
        self.frame.layout != Layout::Mobile
    }
}

/// The message about a password that cannot be chosen.
pub(super) const fn about_password(fault: PasswordFault) -> &'static str {
    match fault {
        PasswordFault::Short => "choose-short",
        PasswordFault::Long => "choose-long",
        PasswordFault::Unusable => "choose-unusable",
        PasswordFault::IsName => "choose-is-name",
        PasswordFault::Common => "choose-common",
    }
}

pub(super) fn choose_password(page: &ChoosePasswordPage) -> Manner<'_> {
    let back = OwnPath::choose_password(&page.form.request);
    Manner::shows(|frame| fill(&ChoosePassword { frame, page })).at(Some(back))
}

#[derive(Template)]
#[template(path = "pages/forgot.html")]
struct Forgot<'a> {
    frame: Frame<'a>,
    form: &'a Form,
}

impl Forgot<'_> {
    fn takes_focus(&self) -> bool {
        self.frame.layout != Layout::Mobile
    }
}

pub(super) fn forgot(form: &Form) -> Manner<'_> {
    Manner::shows(|frame| fill(&Forgot { frame, form })).at(Some(OwnPath::forgot()))
}

impl Frame<'_> {
    /// Where the answer goes, as a sentence.
    pub(super) fn destination(&self, to: &Destination) -> Rich {
        match to {
            Destination::Program => self.tell("destination-program", &[]),
            Destination::Device(_) => self.tell("destination-device", &[]),
            Destination::Host(host) => self.tell("destination-host", &[("host", host)]),
            Destination::ThisComputer => self.tell("destination-this-computer", &[]),
            Destination::Scheme(scheme) => self.tell("destination-scheme", &[("scheme", scheme)]),
        }
    }
}
