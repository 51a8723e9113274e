//! Pages of somebody's second step.

use super::frame::{Frame, fill};
use super::manner::Manner;
use super::second_step::about_set_up;
use crate::domain::answer::OwnPath;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::second_step::SetUpComplaint;
use crate::domain::answer::security::{
    AuthenticatorPage, FactorKind, FactorLine, NewCodesPage, PasskeyComplaint, PasskeyPage,
    RemovePage, RenamePage, SecurityDone, SecurityPage, SignInCodePage,
};
use crate::domain::factor::qr::Qr;
use crate::domain::factor::recovery::{COUNT, FEW};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::Purpose;
use crate::web::pages::Rich;
use askama::Template;
use zeroize::Zeroizing;

#[derive(Template)]
#[template(path = "pages/security.html")]
struct Security<'a> {
    frame: Frame<'a>,
    page: &'a SecurityPage,
}

impl Security<'_> {
    const fn done(done: SecurityDone) -> &'static str {
        match done {
            SecurityDone::Added => "security-added",
            SecurityDone::PasskeyAdded => "security-passkey-added",
            SecurityDone::Renamed => "security-renamed",
            SecurityDone::Removed => "security-removed",
            SecurityDone::Forgotten => "security-forgotten",
        }
    }

    fn rename(factor: &FactorLine) -> OwnPath {
        OwnPath::account(&AccountPlace::Rename { key: factor.key })
    }

    fn remove(factor: &FactorLine) -> OwnPath {
        OwnPath::account(&AccountPlace::Remove { key: factor.key })
    }

    fn codes_left(&self) -> Rich {
        self.frame
            .counted("security-codes-left", self.page.recovery_codes_left)
    }

    const fn are_few(&self) -> bool {
        self.page.recovery_codes_left < FEW
    }

    fn browsers(&self) -> Rich {
        match self.page.browsers {
            0 => self.frame.tell("security-browsers-none", &[]),
            1 => self.frame.tell("security-browsers-one", &[]),
            browsers => self.frame.counted("security-browsers", browsers),
        }
    }
}

impl Frame<'_> {
    pub(super) fn counted(&self, id: &str, count: usize) -> Rich {
        let (count, all) = (count.to_string(), COUNT.to_string());
        self.tell(id, &[("count", &count), ("all", &all)])
    }

    pub(super) const fn kind(&self, factor: &FactorLine) -> &'static str {
        match factor.kind {
            FactorKind::Authenticator => "factor-authenticator",
            FactorKind::Passkey {
                is_elsewhere: false,
            } => "factor-passkey",
            FactorKind::Passkey { is_elsewhere: true } => "factor-passkey-elsewhere",
        }
    }
}

pub(super) fn security(page: &SecurityPage) -> Manner<'_> {
    Manner::shows(|frame| fill(&Security { frame, page }))
}

#[derive(Template)]
#[template(path = "pages/authenticator.html")]
struct Authenticator<'a> {
    frame: Frame<'a>,
    page: &'a AuthenticatorPage,
    qr: Option<Qr>,
    otpauth: Zeroizing<String>,
}

impl Authenticator<'_> {
    fn title(&self) -> String {
        match self.page.complaint {
            Some(_) => self.frame.error_title("authenticator-title"),
            None => self.frame.title("authenticator-title"),
        }
    }

    fn complaint(&self) -> Option<&'static str> {
        self.page.complaint.map(about_set_up)
    }

    fn is_wrong(&self, complaint: SetUpComplaint) -> bool {
        self.page.complaint == Some(complaint)
    }

    fn name(&self) -> String {
        match self.page.typed_name.as_str() {
            "" => self.frame.say("set-up-name-usual"),
            typed => typed.to_owned(),
        }
    }
}

pub(super) fn authenticator(page: &AuthenticatorPage) -> Manner<'_> {
    Manner::shows(|frame| {
        let otpauth = page.secret.otpauth(&frame.site.name, &page.login);
        fill(&Authenticator {
            qr: Qr::of(&otpauth),
            otpauth,
            frame,
            page,
        })
    })
}

#[derive(Template)]
#[template(path = "pages/passkey.html")]
struct Passkey<'a> {
    frame: Frame<'a>,
    page: &'a PasskeyPage,
}

impl Passkey<'_> {
    fn title(&self) -> String {
        match self.page.complaint {
            Some(_) => self.frame.error_title("passkey-add"),
            None => self.frame.title("passkey-add"),
        }
    }

    fn complaint(&self) -> Option<&'static str> {
        self.page.complaint.map(|complaint| match complaint {
            PasskeyComplaint::Name => "set-up-name-wrong",
            PasskeyComplaint::InUse => "passkey-in-use",
            PasskeyComplaint::Refused => "passkey-not-added",
        })
    }

    fn is_wrong_name(&self) -> bool {
        self.page.complaint == Some(PasskeyComplaint::Name)
    }

    fn name(&self) -> String {
        match self.page.name.as_str() {
            "" => self.frame.say("passkey"),
            name => name.to_owned(),
        }
    }
}

pub(super) fn passkey(page: &PasskeyPage) -> Manner<'_> {
    Manner::shows(|frame| fill(&Passkey { frame, page }))
}

#[derive(Template)]
#[template(path = "pages/rename_factor.html")]
struct Rename<'a> {
    frame: Frame<'a>,
    page: &'a RenamePage,
}

impl Rename<'_> {
    fn title(&self) -> String {
        if self.page.was_wrong {
            self.frame.error_title("factor-rename-title")
        } else {
            self.frame.title("factor-rename-title")
        }
    }
}

pub(super) fn rename(page: &RenamePage) -> Manner<'_> {
    Manner::shows(|frame| fill(&Rename { frame, page }))
}

#[derive(Template)]
#[template(path = "pages/remove_factor.html")]
struct Remove<'a> {
    frame: Frame<'a>,
    page: &'a RemovePage,
}

pub(super) fn remove(page: &RemovePage) -> Manner<'_> {
    Manner::shows(|frame| fill(&Remove { frame, page }))
}

#[derive(Template)]
#[template(path = "pages/new_codes.html")]
struct NewCodes<'a> {
    frame: Frame<'a>,
    page: &'a NewCodesPage,
}

pub(super) fn new_codes(page: &NewCodesPage) -> Manner<'_> {
    Manner::shows(|frame| fill(&NewCodes { frame, page }))
}

#[derive(Template)]
#[template(path = "pages/sign_in_code.html")]
struct SignInCode<'a> {
    frame: Frame<'a>,
    page: &'a SignInCodePage,
}

impl SignInCode<'_> {
    /// As it is read and typed: four digits and four.
    fn in_groups(digits: &str) -> Zeroizing<String> {
        let (first, rest) = digits.split_at_checked(4).unwrap_or((digits, ""));
        Zeroizing::new(format!("{first} {rest}"))
    }
}

pub(super) fn sign_in_code(page: &SignInCodePage) -> Manner<'_> {
    Manner::shows(|frame| fill(&SignInCode { frame, page }))
}
