//! The admin pages about people: the list with its filter, a person, and what is done to one.

use super::listed::{part_in, text_in, written};
use crate::domain::answer::query::once;
use crate::domain::key::{AppId, RowKey};
use crate::domain::keyset::Part;
use crate::domain::words::words;

/// Characters of a person's public id.
const ID_CHARS: usize = 22;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeoplePlace {
    List(PeopleListed),
    New,
    Person {
        id: String,
        done: Option<PersonDone>,
    },
    /// Asks before it is done, and takes the form that does it.
    Act {
        id: String,
        act: PersonAct,
    },
}

impl PeoplePlace {
    pub fn parse(steps: &[&str], query: &str) -> Option<Self> {
        match steps {
            [] => Some(Self::List(PeopleListed::parse(query))),
            ["new"] => Some(Self::New),
            [id] => Some(Self::Person {
                id: Self::id(id)?,
                done: once(query, "done").and_then(|word| PersonDone::from_word(&word)),
            }),
            [id, act @ ..] => Some(Self::Act {
                id: Self::id(id)?,
                act: PersonAct::parse(act)?,
            }),
        }
    }

    pub const fn person(id: String, done: Option<PersonDone>) -> Self {
        Self::Person { id, done }
    }

    /// A text that can be somebody's public id.
    pub fn id(text: &str) -> Option<String> {
        let is_id = text.len() == ID_CHARS && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_id.then(|| text.to_owned())
    }

    pub(super) fn address(&self) -> String {
        match self {
            Self::List(listed) => listed.query(),
            Self::New => "/new".to_owned(),
            Self::Person { id, done: None } => format!("/{id}"),
            Self::Person {
                id,
                done: Some(done),
            } => format!("/{id}?done={}", done.word()),
            Self::Act { id, act } => format!("/{id}/{}", act.address()),
        }
    }

    pub(super) const fn acts(&self) -> bool {
        matches!(self, Self::New | Self::Act { .. })
    }
}

/// What is done to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonAct {
    Edit,
    /// A link to another password.
    ResetLink,
    /// Another invitation.
    Invite,
    Disable,
    Enable,
    EndSessions,
    EndSession(RowKey),
    Withdraw(AppId),
    ResetSecondStep,
    /// All that is kept of them, as a file.
    Export,
    Remove,
}

impl PersonAct {
    fn parse(steps: &[&str]) -> Option<Self> {
        Some(match steps {
            ["edit"] => Self::Edit,
            ["reset-link"] => Self::ResetLink,
            ["invite"] => Self::Invite,
            ["disable"] => Self::Disable,
            ["enable"] => Self::Enable,
            ["end-sessions"] => Self::EndSessions,
            ["sessions", key] => Self::EndSession(RowKey::decode(key)?),
            ["apps", number] => Self::Withdraw(AppId(number.parse().ok()?)),
            ["reset-second-step"] => Self::ResetSecondStep,
            ["export"] => Self::Export,
            ["remove"] => Self::Remove,
            _ => return None,
        })
    }

    fn address(self) -> String {
        match self {
            Self::Edit => "edit".to_owned(),
            Self::ResetLink => "reset-link".to_owned(),
            Self::Invite => "invite".to_owned(),
            Self::Disable => "disable".to_owned(),
            Self::Enable => "enable".to_owned(),
            Self::EndSessions => "end-sessions".to_owned(),
            Self::EndSession(key) => format!("sessions/{}", key.encode()),
            Self::Withdraw(app) => format!("apps/{}", app.0),
            Self::ResetSecondStep => "reset-second-step".to_owned(),
            Self::Export => "export".to_owned(),
            Self::Remove => "remove".to_owned(),
        }
    }
}

/// What became of the form that led to a person's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonDone {
    Saved,
    Mailed,
    Disabled,
    Enabled,
    SessionsEnded,
    SessionEnded,
    Withdrawn,
    SecondStepReset,
}

words!(PersonDone {
    Saved = "saved",
    Mailed = "mailed",
    Disabled = "disabled",
    Enabled = "enabled",
    SessionsEnded = "sessions_ended",
    SessionEnded = "session_ended",
    Withdrawn = "withdrawn",
    SecondStepReset = "second_step_reset",
});

/// Which people are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    #[default]
    All,
    Active,
    Invited,
    Disabled,
    Admins,
    /// Those of them for whom a password alone is enough.
    AdminsWithoutSecondStep,
    /// All, those who came last first; where somebody is looked for, as all.
    Newest,
}

words!(Show {
    All = "all",
    Active = "active",
    Invited = "invited",
    Disabled = "disabled",
    Admins = "admins",
    AdminsWithoutSecondStep = "admins_without_second_step",
    Newest = "newest",
});

/// Which part of the list of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleListed {
    /// The beginning of a name or an address, or an id.
    pub find: String,
    pub show: Show,
    pub part: Part,
    /// What became of the form that led there.
    pub done: Option<PeopleDone>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeopleDone {
    Invited,
    Removed,
}

words!(PeopleDone { Invited = "invited", Removed = "removed" });

impl PeopleListed {
    pub(super) fn parse(query: &str) -> Self {
        let show = once(query, "show").and_then(|word| Show::from_word(&word));
        Self {
            find: text_in(query, "find"),
            show: show.unwrap_or_default(),
            part: part_in(query),
            done: once(query, "done").and_then(|word| PeopleDone::from_word(&word)),
        }
    }

    /// Another part of the same list.
    pub fn at(&self, part: Part) -> Self {
        Self {
            part,
            done: None,
            ..self.clone()
        }
    }

    pub fn is_filtered(&self) -> bool {
        !self.find.is_empty() || !matches!(self.show, Show::All | Show::Newest)
    }

    fn query(&self) -> String {
        let [find, show] = self.filter();
        let done = ("done", self.done.map_or("", PeopleDone::word));
        written(&[find, show, done], &self.part, false)
    }

    /// What is looked for.
    pub(super) fn filter(&self) -> [(&'static str, &str); 2] {
        let show = Some(self.show).filter(|show| *show != Show::All);
        [
            ("find", self.find.as_str()),
            ("show", show.map_or("", Show::word)),
        ]
    }
}
