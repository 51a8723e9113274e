//! Mail that waits or was given up, and what is done about it.

use super::listed::{part_in, written};
use super::notice::Notice;
use crate::domain::answer::query::once;
use crate::domain::key::RowKey;
use crate::domain::keyset::{Counted, Part};
use crate::domain::mail::queued::QueuedMail;
use crate::domain::oauth::form::Form;
use crate::domain::words::words;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailsPlace {
    List(MailsListed),
    /// Asks before it is done, and takes the form that does it.
    Act {
        key: RowKey,
        act: MailAct,
    },
}

impl MailsPlace {
    pub(super) fn parse(steps: &[&str], query: &str) -> Option<Self> {
        match steps {
            [] => Some(Self::List(MailsListed::parse(query))),
            [key, act] => Some(Self::Act {
                key: RowKey::decode(key)?,
                act: MailAct::from_word(act)?,
            }),
            _ => None,
        }
    }

    pub(super) fn address(&self) -> String {
        match self {
            Self::List(listed) => listed.query(),
            Self::Act { key, act } => format!("/{}/{}", key.encode(), act.word()),
        }
    }

    pub(super) const fn acts(&self) -> bool {
        matches!(self, Self::Act { .. })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailAct {
    Retry,
    Drop,
}

words!(MailAct { Retry = "retry", Drop = "drop" });

/// What became of the form that led to the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailDone {
    Retried,
    Dropped,
}

words!(MailDone { Retried = "retried", Dropped = "dropped" });

/// Which part of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailsListed {
    pub part: Part,
    pub done: Option<MailDone>,
}

impl MailsListed {
    fn parse(query: &str) -> Self {
        Self {
            part: part_in(query),
            done: once(query, "done").and_then(|word| MailDone::from_word(&word)),
        }
    }

    fn query(&self) -> String {
        let done = self.done.map_or("", MailDone::word);
        written(&[("done", done)], &self.part, false)
    }
}

pub struct MailsPage {
    pub listed: MailsListed,
    /// Newest first.
    pub mails: Vec<MailLine>,
    pub previous: Option<Part>,
    pub next: Option<Part>,
    /// How many the whole list has.
    pub counted: Counted,
    pub notice: Notice<MailDone>,
}

pub struct MailLine {
    pub mail: QueuedMail,
    /// The name of the person, where they are still there.
    pub name: Option<String>,
}

pub struct AskMailPage {
    pub form: Form,
    pub line: MailLine,
    pub act: MailAct,
}
