//! What was done: the list of events with its filter.

use super::listed::{part_in, text_in, written};
use crate::domain::answer::query::once;
use crate::domain::audit::Event;
use crate::domain::audit::kind::{EventKind, Outcome};
use crate::domain::key::AppId;
use crate::domain::keyset::Part;
use crate::domain::time::Timestamp;

pub struct AuditPage {
    pub listed: AuditListed,
    /// Newest first.
    pub events: Vec<Event>,
    pub previous: Option<AuditListed>,
    pub next: Option<AuditListed>,
    pub complaint: Option<AuditComplaint>,
}

/// Why nothing can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditComplaint {
    NoSuchPerson,
    NoSuchApp,
    Since,
    Until,
}

/// Which part of the list of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditListed {
    /// A name, an address or an id.
    pub person: String,
    /// A name, a client ID or a number.
    pub app: String,
    pub event: Option<EventKind>,
    pub outcome: Option<Outcome>,
    /// As they were typed: a day, or a day and a time.
    pub since: String,
    pub until: String,
    pub part: Part,
}

impl AuditListed {
    pub(super) fn parse(query: &str) -> Self {
        Self {
            person: text_in(query, "person"),
            app: text_in(query, "app"),
            event: once(query, "event").and_then(|word| EventKind::from_word(&word)),
            outcome: once(query, "outcome").and_then(|word| Outcome::from_word(&word)),
            since: text_in(query, "since"),
            until: text_in(query, "until"),
            part: part_in(query),
        }
    }

    /// All events of a person.
    pub fn of_person(id: &str) -> Self {
        Self {
            person: id.to_owned(),
            ..Self::default()
        }
    }

    pub fn of_app(id: AppId) -> Self {
        Self {
            app: id.0.to_string(),
            ..Self::default()
        }
    }

    /// Another part of the same list.
    pub fn at(&self, part: Part) -> Self {
        Self {
            part,
            ..self.clone()
        }
    }

    pub fn is_filtered(&self) -> bool {
        self.at(Part::First) != Self::default()
    }

    pub(super) fn query(&self) -> String {
        let texts = [
            ("person", self.person.as_str()),
            ("app", self.app.as_str()),
            ("event", self.event.map_or("", EventKind::word)),
            ("outcome", self.outcome.map_or("", Outcome::word)),
            ("since", self.since.as_str()),
            ("until", self.until.as_str()),
        ];
        written(&texts, &self.part, false)
    }
}

/// A day, or a day and a time, as fields of forms have them: in UTC. With an offset as well.
pub fn moment(typed: &str) -> Option<Timestamp> {
    let whole = match typed.len() {
        10 => format!("{typed}T00:00:00Z"),
        16 => format!("{typed}:00Z"),
        19 => format!("{typed}Z"),
        _ => typed.to_owned(),
    };
    Timestamp::parse_rfc3339(&whole)
}
