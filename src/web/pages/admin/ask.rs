//! Asks before something is done to a thing.

use super::desk::Desk;
use crate::domain::answer::OwnPath;
use crate::domain::keyset::Counted;
use crate::domain::oauth::form::{Form, Purpose};
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use crate::web::pages::words::Rich;
use askama::Template;

/// What is asked.
pub(super) struct Question<'a> {
    pub form: &'a Form,
    /// Of the thing.
    pub name: &'a str,
    pub heading: &'static str,
    /// What it does.
    pub what: &'static str,
    pub button: &'static str,
    /// What only shows something, where that can be chosen as well.
    pub shows: Option<&'static str>,
    /// What it comes to, by message and number.
    pub effect: Option<(&'static str, Counted)>,
    pub is_grave: bool,
    pub action: OwnPath,
    pub back: OwnPath,
}

#[derive(Template)]
#[template(path = "admin/ask.html")]
struct Ask<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    ask: Question<'a>,
}

impl Ask<'_> {
    fn effect(&self) -> Option<Rich> {
        let (id, counted) = self.ask.effect?;
        let number = self.frame.number(counted);
        Some(self.frame.tell(id, &[("number", &number)]))
    }
}

pub(super) fn asks<'a>(at: Desk<'a>, ask: Question<'a>) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Ask { frame, at, ask }))
}
