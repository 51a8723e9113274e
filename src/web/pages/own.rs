//! Pages on which people change what is theirs: profile, address, the file with their data, the end of the account.

use super::frame::{Frame, fill};
use super::manner::Manner;
use super::words::Words;
use crate::domain::answer::OwnPath;
use crate::domain::answer::own::{
    ConfirmEmailPage, DeletePage, EmailPage, ProfileDone, ProfilePage,
};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{Form, Purpose};
use askama::Template;

#[derive(Template)]
#[template(path = "pages/profile.html")]
struct Profile<'a> {
    frame: Frame<'a>,
    page: &'a ProfilePage,
}

impl Profile<'_> {
    fn title(&self) -> String {
        self.frame.titled("profile-title", self.page.was_wrong)
    }

    fn done(&self) -> Option<&'static str> {
        Some(match self.page.done? {
            ProfileDone::Saved => "profile-saved",
            ProfileDone::Sent if self.confirms_own() => "profile-sent-confirm",
            ProfileDone::Sent => "profile-sent",
            ProfileDone::Kept => "profile-kept",
        })
    }

    const fn standing(&self) -> &'static str {
        if self.page.email.is_verified {
            "profile-email-confirmed"
        } else {
            "profile-email-unconfirmed"
        }
    }

    /// What is said of the address that waits.
    fn waits(&self) -> &'static str {
        if self.confirms_own() {
            "profile-email-link-sent"
        } else {
            "profile-email-waits"
        }
    }

    /// Whether the address in force is the one that waits.
    fn confirms_own(&self) -> bool {
        let email = &self.page.email;
        email.wish.is_some() && email.wish == email.in_force
    }

    fn languages(&self) -> impl Iterator<Item = &Words> {
        self.frame.site.languages.all()
    }

    fn is_chosen(&self, words: &Words) -> bool {
        self.page.locale.as_deref() == Some(words.language())
    }

    /// A language that an operator set and pages are not written in.
    fn other_language(&self) -> Option<&str> {
        let tag = self.page.locale.as_deref()?;
        self.frame
            .site
            .languages
            .named(tag)
            .is_none()
            .then_some(tag)
    }
}

pub(super) fn profile(page: &ProfilePage) -> Manner<'_> {
    Manner::shows(|frame| fill(&Profile { frame, page }))
}

#[derive(Template)]
#[template(path = "pages/email.html")]
struct Email<'a> {
    frame: Frame<'a>,
    page: &'a EmailPage,
}

impl Email<'_> {
    fn title(&self) -> String {
        self.frame.titled("email-title", self.page.was_wrong)
    }

    fn takes_focus(&self) -> bool {
        !self.page.was_wrong && self.frame.layout != Layout::Mobile
    }
}

pub(super) fn email(page: &EmailPage) -> Manner<'_> {
    Manner::shows(|frame| fill(&Email { frame, page }))
}

#[derive(Template)]
#[template(path = "pages/confirm_email.html")]
struct ConfirmEmail<'a> {
    frame: Frame<'a>,
    page: &'a ConfirmEmailPage,
}

pub(super) fn confirm_email(page: &ConfirmEmailPage) -> Manner<'_> {
    let back = OwnPath::confirm_email(&page.form.request);
    Manner::shows(|frame| fill(&ConfirmEmail { frame, page })).at(Some(back))
}

#[derive(Template)]
#[template(path = "pages/data.html")]
struct Data<'a> {
    frame: Frame<'a>,
    form: &'a Form,
}

pub(super) fn data(form: &Form) -> Manner<'_> {
    Manner::shows(|frame| fill(&Data { frame, form }))
}

#[derive(Template)]
#[template(path = "pages/delete.html")]
struct Delete<'a> {
    frame: Frame<'a>,
    page: &'a DeletePage,
}

impl Delete<'_> {
    fn title(&self) -> String {
        self.frame.titled("delete-title", self.page.was_wrong)
    }

    fn count(number: &usize) -> String {
        number.to_string()
    }
}

pub(super) fn delete(page: &DeletePage) -> Manner<'_> {
    Manner::shows(|frame| fill(&Delete { frame, page }))
}

impl Frame<'_> {
    /// The title of a page whose form may have come back.
    pub(super) fn titled(&self, action: &str, was_wrong: bool) -> String {
        if was_wrong {
            self.error_title(action)
        } else {
            self.title(action)
        }
    }
}
