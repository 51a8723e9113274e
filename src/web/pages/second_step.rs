//! The second step: a code, in one of the shapes that a user has.

use super::frame::{Frame, fill};
use super::manner::Manner;
use crate::domain::answer::second_step::{CodeComplaint, CodeQuestion, Remember, SetUpComplaint};
use crate::domain::answer::{NotYou, Onward, RecoveryCodesPage, SecondStepPage, SetUpPage};
use crate::domain::factor::Way;
use crate::domain::factor::qr::Qr;
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::Purpose;
use crate::web::headers::Policy;
use crate::web::pages::Rich;
use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

impl CodeQuestion {
    pub(super) const fn label(&self) -> &'static str {
        match self.way {
            Way::Code if self.has_app => "second-step-code",
            Way::Code => "sign-in-code-title",
            Way::RecoveryCode => "second-step-recovery",
            Way::Passkey => "passkey",
        }
    }

    /// What the button says that leads to another way.
    pub(super) const fn instead(&self, way: Way) -> &'static str {
        match way {
            Way::Code if self.has_app => "second-step-use-code",
            Way::Code => "second-step-use-sign-in-code",
            Way::RecoveryCode => "second-step-use-recovery",
            Way::Passkey => "passkey-use",
        }
    }

    /// Whom to ask, and what helps before.
    pub(super) const fn trouble(&self) -> &'static str {
        if self.has_app {
            "second-step-trouble"
        } else {
            "second-step-trouble-sign-in-code"
        }
    }

    pub(super) const fn input_mode(&self) -> &'static str {
        match self.way {
            Way::Code => "numeric",
            Way::RecoveryCode | Way::Passkey => "text",
        }
    }
}

impl CodeQuestion {
    /// Where codes are closed, another way is all that is left.
    pub(super) fn style_of_others(&self) -> &'static str {
        match self.way {
            Way::Passkey => "link",
            _ if self.asks() => "link",
            _ => "primary",
        }
    }

    pub(super) fn is_by_passkey(&self) -> bool {
        self.way == Way::Passkey
    }

    /// What the button of this way asks the browser.
    pub(super) fn options_by(&self, way: Way) -> Option<&str> {
        let question = self.passkey.as_ref().filter(|_| way == Way::Passkey);
        question.map(|question| question.options.as_str())
    }
}

impl Frame<'_> {
    /// What was wrong with the last code.
    pub(super) fn complaint(&self, question: &CodeQuestion) -> Option<Rich> {
        Some(match (question.complaint?, question.way) {
            (CodeComplaint::Passkey, _) | (_, Way::Passkey) => self.tell("passkey-wrong", &[]),
            (CodeComplaint::Wrong, Way::Code) => self.tell("second-step-wrong", &[]),
            (CodeComplaint::Wrong, Way::RecoveryCode) => {
                self.tell("second-step-recovery-wrong", &[])
            }
            (CodeComplaint::Used, Way::Code) => self.tell("second-step-used", &[]),
            (CodeComplaint::Used, Way::RecoveryCode) => self.tell("second-step-recovery-used", &[]),
            (CodeComplaint::Closed, _) => self.ask("second-step-closed"),
            (CodeComplaint::Unreadable, _) => self.tell("second-step-unreadable", &[]),
        })
    }

    /// Ready to type; on a phone the keyboard would cover who is asking.
    pub(super) fn takes_focus(&self) -> bool {
        self.layout != Layout::Mobile
    }
}

#[derive(Template)]
#[template(path = "pages/second_step.html")]
struct SecondStep<'a> {
    frame: Frame<'a>,
    page: &'a SecondStepPage,
}

impl SecondStep<'_> {
    fn title(&self) -> String {
        match self.page.question.complaint {
            Some(_) => self.frame.error_title("second-step-title"),
            None => self.frame.title("second-step-title"),
        }
    }

    /// Whoever needs a recovery code lost something: nothing is made easier then.
    fn remember(&self) -> Option<&Remember> {
        let remember = self.page.remember.as_ref();
        let question = &self.page.question;
        remember.filter(|_| match question.way {
            Way::Code => question.asks(),
            Way::RecoveryCode => false,
            Way::Passkey => true,
        })
    }

    fn remember_words(&self, remember: &Remember) -> Rich {
        match remember.days {
            1 => self.frame.tell("second-step-remember-day", &[]),
            days => {
                let days = days.to_string();
                self.frame
                    .tell("second-step-remember-days", &[("days", &days)])
            }
        }
    }

    const fn action(&self) -> &'static str {
        action(&self.page.onward)
    }

    const fn purpose(&self) -> Purpose {
        match self.page.onward {
            Onward::App { .. } => Purpose::SecondStep,
            Onward::Account => Purpose::AccountSecondStep,
        }
    }

    const fn sign_out(&self) -> Purpose {
        sign_out(&self.page.onward)
    }
}

const fn action(onward: &Onward) -> &'static str {
    match onward {
        Onward::App { .. } => "/platform/oauth/authorize",
        Onward::Account => "/account/sign-in",
    }
}

const fn sign_out(onward: &Onward) -> Purpose {
    match onward {
        Onward::App { .. } => Purpose::SignOut,
        Onward::Account => Purpose::OtherAccount,
    }
}

const fn policy(onward: &Onward) -> Policy {
    match onward {
        Onward::App { .. } => Policy::LeadsAway,
        Onward::Account => Policy::Ordinary,
    }
}

/// In another language it would be another page: it is sent once, and comes of what was typed before.
pub(super) fn second_step(page: &SecondStepPage) -> Manner<'_> {
    Manner::shows(|frame| fill(&SecondStep { frame, page })).under(policy(&page.onward))
}

#[derive(Template)]
#[template(path = "pages/set_up.html")]
struct SetUp<'a> {
    frame: Frame<'a>,
    page: &'a SetUpPage,
    qr: Option<Qr>,
    otpauth: Zeroizing<String>,
}

impl SetUp<'_> {
    fn title(&self) -> String {
        match self.page.complaint {
            Some(_) => self.frame.error_title("set-up-title"),
            None => self.frame.title("set-up-title"),
        }
    }

    fn complaint(&self) -> Option<&'static str> {
        self.page.complaint.map(about_set_up)
    }

    fn is_wrong_code(&self) -> bool {
        self.page.complaint == Some(SetUpComplaint::WrongCode)
    }

    /// Who demands it.
    fn why(&self) -> Rich {
        let by = match &self.page.onward {
            Onward::App { name, .. } if !self.page.by_policy => name,
            _ => &self.frame.site.name,
        };
        self.frame.tell("set-up-why", &[("who", by)])
    }

    const fn action(&self) -> &'static str {
        action(&self.page.onward)
    }

    const fn sign_out(&self) -> Purpose {
        sign_out(&self.page.onward)
    }

    const fn purpose(&self) -> Purpose {
        match self.page.onward {
            Onward::App { .. } => Purpose::SetUp,
            Onward::Account => Purpose::AccountSetUp,
        }
    }
}

/// The message about what was wrong with it.
pub(super) const fn about_set_up(complaint: SetUpComplaint) -> &'static str {
    match complaint {
        SetUpComplaint::WrongCode => "second-step-wrong",
        SetUpComplaint::Name => "set-up-name-wrong",
        SetUpComplaint::Passkey => "passkey-not-added",
    }
}

pub(super) fn set_up(page: &SetUpPage) -> Manner<'_> {
    let body = |frame: Frame| {
        let otpauth = page.secret.otpauth(&frame.site.name, &page.login);
        fill(&SetUp {
            qr: Qr::of(&otpauth),
            otpauth,
            frame,
            page,
        })
    };
    Manner::shows(body).under(policy(&page.onward))
}

#[derive(Template)]
#[template(path = "pages/recovery_codes.html")]
struct RecoveryCodes<'a> {
    frame: Frame<'a>,
    page: &'a RecoveryCodesPage,
}

impl RecoveryCodes<'_> {
    /// The same as a text file: its data is in the page, and nothing is asked of the server again.
    fn file(&self) -> Zeroizing<String> {
        let codes = self.page.codes.iter().map(|code| code.as_str());
        let lines: Vec<&str> = [self.frame.site.name.as_str()]
            .into_iter()
            .chain(codes)
            .collect();
        let text = Zeroizing::new(lines.join("\n"));
        let text = utf8_percent_encode(&text, NON_ALPHANUMERIC);
        Zeroizing::new(format!("data:text/plain;charset=utf-8,{text}%0A"))
    }
}

pub(super) fn recovery_codes(page: &RecoveryCodesPage) -> Manner<'_> {
    Manner::shows(|frame| fill(&RecoveryCodes { frame, page }))
}
