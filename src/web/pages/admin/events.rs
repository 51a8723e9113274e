//! Events as rows of a table: what happened in the words of the language, whom it is about and who did it.

use crate::domain::answer::OwnPath;
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::audit::AuditListed;
use crate::domain::answer::admin::people_place::PeoplePlace;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::audit::kind::{EventKind, Outcome};
use crate::domain::audit::{ActorKind, Event};
use crate::domain::key::AppId;
use crate::web::pages::frame::Frame;

/// Somebody or something that an event names.
pub struct Named<'a> {
    /// Where they are, as long as they are there.
    pub path: Option<OwnPath>,
    pub name: Option<&'a str>,
}

pub(super) fn person<'a>(id: Option<&String>, name: Option<&'a String>) -> Named<'a> {
    let place = id.and_then(|id| PeoplePlace::id(id));
    let place = place.map(|id| AdminPlace::People(PeoplePlace::person(id, None)));
    Named {
        path: place.map(|place| OwnPath::admin(&place)),
        name: name.map(String::as_str),
    }
}

fn app(id: AppId, name: Option<&String>) -> Named<'_> {
    let place = AdminPlace::Apps(AppsPlace::App { id, done: None });
    Named {
        path: name.map(|_| OwnPath::admin(&place)),
        name: name.map(String::as_str),
    }
}

/// The person whom it is about.
pub fn whom(event: &Event) -> Option<Named<'_>> {
    event.user_key?;
    let people = &event.people;
    Some(person(people.user.as_ref(), people.user_name.as_ref()))
}

/// The app.
pub fn at_app(event: &Event) -> Option<Named<'_>> {
    Some(app(event.app_id?, event.people.app_name.as_ref()))
}

/// Who did it, in a word; an admin by name as well.
pub fn actor(event: &Event) -> (&'static str, Option<Named<'_>>) {
    let people = &event.people;
    match event.actor_kind {
        ActorKind::User => ("audit-by-user", None),
        ActorKind::Admin => (
            "audit-by-admin",
            Some(person(people.actor.as_ref(), people.actor_name.as_ref())),
        ),
        ActorKind::Cli => ("audit-by-cli", None),
        ActorKind::App => ("audit-by-app", None),
        ActorKind::System => ("audit-by-system", None),
    }
}

/// What is said of how it went, and its colour; nothing of what went well.
pub const fn outcome(event: &Event) -> Option<(&'static str, &'static str)> {
    match event.outcome {
        Outcome::Ok => None,
        outcome => Some((outcome_words(outcome), "off")),
    }
}

pub(super) const fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "audit-ok",
        Outcome::Refused => "audit-refused",
        Outcome::Failed => "audit-failed",
    }
}

/// Where all are that a page shows some of.
pub fn all(listed: AuditListed) -> OwnPath {
    OwnPath::admin(&AdminPlace::Audit(listed))
}

impl Frame<'_> {
    /// What an event is called.
    pub(super) fn meaning(&self, kind: EventKind) -> String {
        self.say(&format!("event-{}", kind.word().replace('_', "-")))
    }

    /// The sentence that `vestibule audit list` prints.
    pub(super) fn sentence(&self, event: &Event) -> String {
        let call = |fact: &str| self.say(&format!("fact-{}", fact.replace('_', "-")));
        event.sentence_in(&self.meaning(event.event), call)
    }
}
