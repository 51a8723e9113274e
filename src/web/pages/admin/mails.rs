//! Mail that waits or was given up, and what is asked before something is done about one.

use super::desk::{Desk, MOVED, noticed};
use super::events::{Named, person};
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::mails::{
    AskMailPage, MailAct, MailDone, MailLine, MailsListed, MailsPage, MailsPlace,
};
use crate::domain::answer::admin::notice::Notice;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::keyset::Part;
use crate::domain::oauth::form::Purpose;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/mails.html")]
struct Mails<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a MailsPage,
}

impl Mails<'_> {
    fn title(&self) -> String {
        self.frame.titled("admin-mails", self.page.notice.is_bad())
    }

    /// What is said above the list, and whether it is bad.
    const fn notice(&self) -> Option<(&'static str, bool)> {
        match self.page.notice {
            Notice::None => None,
            Notice::Moved => Some((MOVED.description, true)),
            Notice::Done(MailDone::Retried) => Some(("mail-retried", false)),
            Notice::Done(MailDone::Dropped) => Some(("mail-dropped", false)),
        }
    }

    fn counted(&self) -> String {
        let number = self.frame.number(self.page.counted);
        self.frame.name("list-counted", &[("number", &number)])
    }

    /// What can be done about it, with its words.
    fn acts(line: &MailLine) -> Vec<(OwnPath, &'static str)> {
        let at = |act| {
            let key = line.mail.key;
            OwnPath::admin(&AdminPlace::Mails(MailsPlace::Act { key, act }))
        };
        let waits = line.mail.next_at.is_some();
        let retry = waits.then(|| (at(MailAct::Retry), "mail-retry"));
        retry
            .into_iter()
            .chain([(at(MailAct::Drop), "mail-drop")])
            .collect()
    }

    fn to(line: &MailLine) -> Option<Named<'_>> {
        to(line)
    }

    fn at(part: &Part) -> OwnPath {
        mails_at(part.clone())
    }
}

fn mails_at(part: Part) -> OwnPath {
    let listed = MailsListed { part, done: None };
    OwnPath::admin(&AdminPlace::Mails(MailsPlace::List(listed)))
}

/// To whom it goes, as long as they are there.
fn to(line: &MailLine) -> Option<Named<'_>> {
    let name = line.name.as_ref()?;
    Some(person(Some(&line.mail.public_id), Some(name)))
}

pub fn list<'a>(at: Desk<'a>, page: &'a MailsPage) -> Manner<'a> {
    noticed(page.notice, move |frame: Frame| {
        fill(&Mails { frame, at, page })
    })
}

#[derive(Template)]
#[template(path = "admin/ask_mail.html")]
struct AskMail<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a AskMailPage,
}

impl AskMail<'_> {
    /// Heading, what it does, button.
    const fn words(&self) -> (&'static str, &'static str, &'static str) {
        match (self.page.act, self.page.line.mail.next_at) {
            (MailAct::Retry, _) => ("ask-mail-retry", "ask-mail-retry-what", "mail-retry"),
            (MailAct::Drop, Some(_)) => ("ask-mail-drop", "ask-mail-drop-what", "mail-drop"),
            (MailAct::Drop, None) => ("ask-mail-drop", "ask-mail-forget-what", "mail-drop"),
        }
    }

    fn action(&self) -> OwnPath {
        let (key, act) = (self.page.line.mail.key, self.page.act);
        OwnPath::admin(&AdminPlace::Mails(MailsPlace::Act { key, act }))
    }

    fn to(&self) -> Option<Named<'_>> {
        to(&self.page.line)
    }

    fn back() -> OwnPath {
        mails_at(Part::First)
    }
}

pub fn ask<'a>(at: Desk<'a>, page: &'a AskMailPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&AskMail { frame, at, page }))
}
