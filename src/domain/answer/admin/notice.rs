//! What is said above the page of a thing, after a form that was about it.

use crate::domain::answer::LogDecision;

/// With what may have been done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice<D> {
    None,
    Done(D),
    /// It was changed since the form was shown; nothing was done. 409.
    Moved,
}

impl<D> Notice<D> {
    pub fn of(done: Option<D>) -> Self {
        done.map_or(Self::None, Self::Done)
    }

    pub fn done(self) -> Option<D> {
        match self {
            Self::Done(done) => Some(done),
            Self::None | Self::Moved => None,
        }
    }

    pub const fn is_bad(&self) -> bool {
        matches!(self, Self::Moved)
    }

    /// For the log.
    pub const fn decision(&self) -> LogDecision {
        match self {
            Self::None | Self::Done(_) => LogDecision::ShowsAdmin,
            Self::Moved => LogDecision::AdminRefused,
        }
    }
}
