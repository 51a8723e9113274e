//! The list of events, with its filter.

use super::desk::Desk;
use super::events::{all, outcome_words};
use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::audit::{AuditComplaint, AuditListed, AuditPage};
use crate::domain::audit::kind::{EventKind, Outcome};
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::Manner;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct Audit<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a AuditPage,
}

impl Audit<'_> {
    fn title(&self) -> String {
        self.frame
            .titled("admin-audit", self.page.complaint.is_some())
    }

    fn events(&self) -> impl Iterator<Item = (&'static str, String, bool)> {
        EventKind::ALL.iter().map(|kind| {
            let is_chosen = self.page.listed.event == Some(*kind);
            (kind.word(), self.frame.meaning(*kind), is_chosen)
        })
    }

    fn outcomes(&self) -> impl Iterator<Item = (&'static str, String, bool)> {
        Outcome::ALL.iter().map(|outcome| {
            let is_chosen = self.page.listed.outcome == Some(*outcome);
            let words = self.frame.say(outcome_words(*outcome));
            (outcome.word(), words, is_chosen)
        })
    }

    /// Each text of the filter: its name, label and value.
    fn texts(&self) -> [(&'static str, &'static str, &str); 4] {
        let listed = &self.page.listed;
        [
            ("person", "audit-person", &listed.person),
            ("app", "audit-app", &listed.app),
            ("since", "audit-since", &listed.since),
            ("until", "audit-until", &listed.until),
        ]
    }

    /// What is wrong, and in which field.
    const fn complaint(complaint: AuditComplaint) -> (&'static str, &'static str) {
        match complaint {
            AuditComplaint::NoSuchPerson => ("audit-no-person", "person"),
            AuditComplaint::NoSuchApp => ("audit-no-app", "app"),
            AuditComplaint::Since => ("audit-bad-time", "since"),
            AuditComplaint::Until => ("audit-bad-time", "until"),
        }
    }

    fn is_wrong(&self, field: &str) -> bool {
        let complaint = self.page.complaint;
        complaint.is_some_and(|complaint| Self::complaint(complaint).1 == field)
    }

    fn at(listed: &AuditListed) -> OwnPath {
        all(listed.clone())
    }
}

pub fn list<'a>(at: Desk<'a>, page: &'a AuditPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&Audit { frame, at, page }))
}
