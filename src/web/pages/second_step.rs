//! The second step: a code, in one of the shapes that a user has.

use super::frame::{Frame, fill};
use super::manner::Manner;
use crate::domain::answer::second_step::{CodeComplaint, Remember};
use crate::domain::answer::{NotYou, Onward, SecondStepPage};
use crate::domain::factor::Way;
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::Purpose;
use crate::web::headers::Policy;
use crate::web::pages::Rich;
use askama::Template;

#[derive(Template)]
#[template(path = "pages/second_step.html")]
struct SecondStep<'a> {
    frame: Frame<'a>,
    page: &'a SecondStepPage,
}

impl SecondStep<'_> {
    fn title(&self) -> String {
        match self.page.complaint {
            Some(_) => self.frame.error_title("second-step-title"),
            None => self.frame.title("second-step-title"),
        }
    }

    fn complaint(&self) -> Option<Rich> {
        Some(match self.page.complaint? {
            CodeComplaint::Wrong => self.frame.tell("second-step-wrong", &[]),
            CodeComplaint::Used if self.page.way == Way::RecoveryCode => {
                self.frame.tell("second-step-recovery-used", &[])
            }
            CodeComplaint::Used => self.frame.tell("second-step-used", &[]),
            CodeComplaint::Closed => self.frame.ask("second-step-closed"),
        })
    }

    /// Closed codes are not asked for.
    fn asks(&self) -> bool {
        self.page.complaint != Some(CodeComplaint::Closed) || self.page.way != Way::Code
    }

    fn others(&self) -> impl Iterator<Item = Way> {
        let ways = self.page.ways.iter().copied();
        ways.filter(|way| *way != self.page.way)
    }

    const fn instead(&self, way: &Way) -> &'static str {
        match way {
            Way::Code => "second-step-use-code",
            Way::RecoveryCode => "second-step-use-recovery",
        }
    }

    const fn label(&self) -> &'static str {
        match self.page.way {
            Way::Code => "second-step-code",
            Way::RecoveryCode => "second-step-recovery",
        }
    }

    const fn input_mode(&self) -> &'static str {
        match self.page.way {
            Way::Code => "numeric",
            Way::RecoveryCode => "text",
        }
    }

    /// Whoever needs a recovery code lost something: nothing is made easier then.
    fn remember(&self) -> Option<&Remember> {
        let remember = self.page.remember.as_ref();
        remember.filter(|_| self.page.way == Way::Code)
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

    /// Ready to type; on a phone the keyboard would cover who is asking.
    fn takes_focus(&self) -> bool {
        self.frame.layout != Layout::Mobile
    }

    const fn action(&self) -> &'static str {
        match self.page.onward {
            Onward::App { .. } => "/platform/oauth/authorize",
            Onward::Account => "/account/sign-in",
        }
    }

    const fn purpose(&self) -> Purpose {
        match self.page.onward {
            Onward::App { .. } => Purpose::SecondStep,
            Onward::Account => Purpose::AccountSecondStep,
        }
    }

    const fn sign_out(&self) -> Purpose {
        match self.page.onward {
            Onward::App { .. } => Purpose::SignOut,
            Onward::Account => Purpose::OtherAccount,
        }
    }
}

/// In another language it would be another page: it is sent once, and comes of what was typed before.
pub(super) fn second_step(page: &SecondStepPage) -> Manner<'_> {
    let policy = match page.onward {
        Onward::App { .. } => Policy::LeadsAway,
        Onward::Account => Policy::Ordinary,
    };
    Manner::shows(|frame| fill(&SecondStep { frame, page })).under(policy)
}
