//! What becomes of a page: how it is sent, what it shows, and where it leads.

use super::frame::Frame;
use crate::domain::answer::OwnPath;
use crate::web::headers::Policy;
use std::time::Duration;

pub(super) struct Manner<'a> {
    pub status: u16,
    pub policy: Policy,
    /// Seconds after which to come again.
    pub retry_after: Option<u64>,
    /// What programs are told; nothing for pages that are no errors.
    pub fault: Option<Fault>,
    /// Where the same page can be opened again: in another language, say. Nothing for what only answers a request
    /// that must not be sent twice, for landing pages, whose address must not change, and for errors.
    pub back: Option<OwnPath>,
    /// Not for pages between two others, and where a program reads the address: nothing there leads anywhere else.
    pub has_further: bool,
    pub body: Box<dyn FnOnce(Frame) -> String + 'a>,
}

/// An error in a word, and the message that describes it.
pub(super) struct Fault {
    pub code: &'static str,
    pub description: &'static str,
}

impl<'a> Manner<'a> {
    /// What was asked for; of this site only, until said otherwise.
    pub fn shows(body: impl FnOnce(Frame) -> String + 'a) -> Self {
        Self {
            status: 200,
            policy: Policy::Ordinary,
            retry_after: None,
            fault: None,
            back: None,
            has_further: true,
            body: Box::new(body),
        }
    }

    pub fn fails(status: u16, fault: Fault, body: impl FnOnce(Frame) -> String + 'a) -> Self {
        Self {
            status,
            fault: Some(fault),
            ..Self::shows(body)
        }
    }

    pub fn at(self, back: Option<OwnPath>) -> Self {
        Self { back, ..self }
    }

    pub fn under(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    pub fn passed_through(self) -> Self {
        Self {
            has_further: false,
            ..self
        }
    }

    /// Rounded up, so that who waits as long as told is let in.
    pub fn after(self, wait: Duration) -> Self {
        Self {
            retry_after: Some(seconds(wait)),
            ..self
        }
    }
}

const fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + 1
}

/// The same for people.
pub(super) const fn minutes(wait: Duration) -> u64 {
    seconds(wait).div_ceil(60)
}
