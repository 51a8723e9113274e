//! A person, the form that changes them, and what is asked before something is done to one.

use super::desk::Desk;
use super::events;
use super::people::complaint_words;
use crate::domain::account::user::UserState;
use crate::domain::answer::OwnPath;
use crate::domain::answer::account::SessionLine;
use crate::domain::answer::admin::audit::AuditListed;
use crate::domain::answer::admin::people::PersonComplaint;
use crate::domain::answer::admin::people_place::{PeoplePlace, PersonAct, PersonDone};
use crate::domain::answer::admin::person::{
    AskPage, EditPersonPage, Effect, PersonNotice, PersonPage,
};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::key::RowKey;
use crate::domain::keyset::Counted;
use crate::domain::oauth::form::Purpose;
use crate::web::pages::frame::{Frame, fill};
use crate::web::pages::manner::{Fault, Manner};
use crate::web::pages::words::Rich;
use askama::Template;

#[derive(Template)]
#[template(path = "admin/person.html")]
struct Person<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a PersonPage,
}

impl Person<'_> {
    fn title(&self) -> String {
        self.frame
            .titled("person-title", self.page.notice == PersonNotice::Moved)
    }

    fn act(&self, act: PersonAct) -> OwnPath {
        act_on(&self.page.facts.id, act)
    }

    /// What can be done to them, with its words.
    fn acts(&self) -> Vec<(PersonAct, &'static str)> {
        let facts = &self.page.facts;
        let mut acts = match facts.state {
            UserState::Invited => vec![
                (PersonAct::Invite, "person-invite-again"),
                (PersonAct::Disable, "person-disable"),
            ],
            UserState::Active => vec![
                (PersonAct::ResetLink, "person-reset-link"),
                (PersonAct::Disable, "person-disable"),
            ],
            UserState::Disabled => vec![(PersonAct::Enable, "person-enable")],
        };
        if !self.page.sessions.is_empty() {
            acts.push((PersonAct::EndSessions, "person-end-sessions"));
        }
        if !self.page.factors.is_empty() {
            acts.push((PersonAct::ResetSecondStep, "person-reset-step"));
        }
        acts.push((PersonAct::Export, "person-export"));
        acts.push((PersonAct::Remove, "person-remove"));
        acts
    }

    fn ends(&self, session: &SessionLine) -> Option<OwnPath> {
        let key = RowKey::decode(session.end.as_deref()?)?;
        Some(self.act(PersonAct::EndSession(key)))
    }

    fn events(&self) -> OwnPath {
        events::all(AuditListed::of_person(&self.page.facts.id))
    }

    const fn done(done: PersonDone) -> &'static str {
        match done {
            PersonDone::Saved => "person-saved",
            PersonDone::Mailed => "person-mailed",
            PersonDone::Disabled => "person-disabled-now",
            PersonDone::Enabled => "person-enabled-now",
            PersonDone::SessionsEnded => "person-sessions-ended",
            PersonDone::SessionEnded => "person-session-ended",
            PersonDone::Withdrawn => "person-withdrawn",
            PersonDone::SecondStepReset => "person-step-reset",
        }
    }
}

fn act_on(id: &str, act: PersonAct) -> OwnPath {
    let id = id.to_owned();
    OwnPath::admin(&AdminPlace::People(PeoplePlace::Act { id, act }))
}

fn person_at(id: &str) -> OwnPath {
    OwnPath::admin(&AdminPlace::People(PeoplePlace::person(
        id.to_owned(),
        None,
    )))
}

pub fn person<'a>(at: Desk<'a>, page: &'a PersonPage) -> Manner<'a> {
    let body = move |frame: Frame| fill(&Person { frame, at, page });
    match page.notice {
        PersonNotice::Moved => {
            let fault = Fault {
                code: "changed",
                description: "admin-moved",
            };
            Manner::fails(409, fault, body)
        }
        PersonNotice::None | PersonNotice::Done(_) => Manner::shows(body),
    }
}

#[derive(Template)]
#[template(path = "admin/edit_person.html")]
struct EditPerson<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a EditPersonPage,
}

impl EditPerson<'_> {
    fn title(&self) -> String {
        self.frame
            .titled("person-edit", self.page.complaint.is_some())
    }

    const fn complaint(complaint: PersonComplaint) -> &'static str {
        complaint_words(complaint).0
    }

    fn is_wrong(&self, field: &str) -> bool {
        let complaint = self.page.complaint;
        complaint.is_some_and(|complaint| complaint_words(complaint).1 == field)
    }

    fn action(&self) -> OwnPath {
        act_on(&self.page.id, PersonAct::Edit)
    }

    fn back(&self) -> OwnPath {
        person_at(&self.page.id)
    }
}

pub fn edit<'a>(at: Desk<'a>, page: &'a EditPersonPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&EditPerson { frame, at, page }))
}

#[derive(Template)]
#[template(path = "admin/ask_person.html")]
struct AskPerson<'a> {
    frame: Frame<'a>,
    at: Desk<'a>,
    page: &'a AskPage,
}

impl AskPerson<'_> {
    /// Heading, what it does, button.
    const fn words(&self) -> (&'static str, &'static str, &'static str) {
        match self.page.act {
            PersonAct::Disable => ("ask-disable", "ask-disable-what", "person-disable"),
            PersonAct::Enable => ("ask-enable", "ask-enable-what", "person-enable"),
            PersonAct::EndSessions => ("ask-sessions", "ask-sessions-what", "person-end-sessions"),
            PersonAct::EndSession(_) => ("ask-session", "ask-sessions-what", "sessions-end"),
            PersonAct::Withdraw(_) => ("ask-withdraw", "ask-withdraw-what", "apps-withdraw"),
            PersonAct::ResetSecondStep => ("ask-step", "ask-step-what", "person-reset-step"),
            PersonAct::Invite => ("ask-invite", "ask-link-what", "person-link-once"),
            PersonAct::ResetLink => ("ask-reset-link", "ask-link-what", "person-link-once"),
            PersonAct::Export => ("ask-export", "ask-export-what", "person-export"),
            PersonAct::Remove | PersonAct::Edit => ("ask-remove", "delete-what", "person-remove"),
        }
    }

    fn title(&self) -> String {
        let words = match self.page.act {
            PersonAct::EndSession(_) => "person-end-sessions",
            PersonAct::Invite => "person-invite-again",
            PersonAct::ResetLink => "person-reset-link",
            _ => self.words().2,
        };
        self.frame.titled(words, self.page.complaint.is_some())
    }

    /// What it comes to, a line each.
    fn effects(&self) -> Vec<Rich> {
        let frame = &self.frame;
        let count = |id, counted| {
            let number = frame.number(counted);
            frame.tell(id, &[("number", number.as_str())])
        };
        match &self.page.effect {
            Effect::Ends {
                sessions,
                apps,
                owned,
            } => {
                let owned = Some(Counted::Exactly(*owned)).filter(|_| *owned > 0);
                let owned = owned.map(|owned| count("delete-owned", owned));
                let both = [
                    count("delete-sessions", *sessions),
                    count("delete-apps", *apps),
                ];
                both.into_iter().chain(owned).collect()
            }
            Effect::EndsSession(label) => {
                let device = frame.device_named(label.as_deref());
                vec![Rich::foreign(&device)]
            }
            Effect::Withdraws(app) => vec![Rich::foreign(app)],
            Effect::Resets { factors, sessions } => vec![
                frame.counted("ask-step-factors", *factors),
                count("delete-sessions", *sessions),
            ],
            Effect::Links {
                by_mail: Some(address),
            } => vec![frame.tell("ask-link-address", &[("address", address)])],
            Effect::Links { by_mail: None } | Effect::Enables | Effect::Exports => Vec::new(),
        }
    }

    const fn links(&self) -> bool {
        matches!(self.page.effect, Effect::Links { .. })
    }

    fn by_mail(&self) -> Option<&str> {
        match &self.page.effect {
            Effect::Links { by_mail } => by_mail.as_deref(),
            _ => None,
        }
    }

    const fn is_grave(&self) -> bool {
        matches!(self.page.act, PersonAct::Remove)
    }

    const fn complaint(complaint: PersonComplaint) -> &'static str {
        complaint_words(complaint).0
    }

    fn action(&self) -> OwnPath {
        act_on(&self.page.id, self.page.act)
    }

    fn back(&self) -> OwnPath {
        person_at(&self.page.id)
    }
}

pub fn ask<'a>(at: Desk<'a>, page: &'a AskPage) -> Manner<'a> {
    Manner::shows(move |frame| fill(&AskPerson { frame, at, page }))
}
