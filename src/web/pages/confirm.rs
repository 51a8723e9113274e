//! The page that asks once more who somebody is.

use super::frame::{Frame, fill};
use super::manner::Manner;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{ConfirmBy, ConfirmPage, OwnPath};
use crate::domain::oauth::form::Purpose;
use crate::web::pages::Rich;
use askama::Template;

#[derive(Template)]
#[template(path = "pages/confirm.html")]
struct Confirm<'a> {
    frame: Frame<'a>,
    page: &'a ConfirmPage,
}

impl Confirm<'_> {
    fn complaint(&self) -> Option<Rich> {
        match &self.page.by {
            ConfirmBy::Password { was_wrong } => {
                was_wrong.then(|| self.frame.tell("confirm-wrong", &[]))
            }
            ConfirmBy::Code(question) => self.frame.complaint(question),
        }
    }

    const fn has_passkey(&self) -> bool {
        matches!(&self.page.by, ConfirmBy::Code(question) if question.passkey.is_some())
    }

    fn title(&self) -> String {
        match self.complaint() {
            Some(_) => self.frame.error_title("confirm-title"),
            None => self.frame.title("confirm-title"),
        }
    }
}

pub(super) fn confirm(page: &ConfirmPage) -> Manner<'_> {
    let place = AccountPlace::parse(&page.form.request).unwrap_or(AccountPlace::Home);
    let manner = Manner::shows(|frame| fill(&Confirm { frame, page }));
    manner.at(Some(OwnPath::confirm(&place)))
}
