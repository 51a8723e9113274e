//! Labels: each holds a word of a closed list, so the series are known before anything is counted.

use crate::domain::account::user::UserState;
use crate::domain::oauth::client::AppState;
use crate::domain::tally::{
    Checked, CheckedAt, Consented, Identifying, IssuedBy, LimitSubject, OutboxKind, Sent,
    SignInWay, StepWay, StoreFault, Tried,
};

/// A list of words, and the label that they stand in.
pub trait Label: Copy + Send + Sync + 'static {
    const NAME: &'static str;
    const WORDS: &'static [&'static str];
    /// Which of the words it is.
    fn place(self) -> usize;
}

/// The labels of one series.
pub type Pairs = Vec<(&'static str, &'static str)>;

/// One label, or two.
pub trait Labels: Copy + Send + Sync + 'static {
    /// All series, in the order of their places.
    fn all() -> Vec<Pairs>;
    fn place(self) -> usize;
}

impl<A: Label> Labels for A {
    fn all() -> Vec<Pairs> {
        A::WORDS.iter().map(|word| vec![(A::NAME, *word)]).collect()
    }

    fn place(self) -> usize {
        Label::place(self)
    }
}

impl<A: Label, B: Label> Labels for (A, B) {
    fn all() -> Vec<Pairs> {
        let firsts = A::WORDS.iter();
        let pairs =
            firsts.flat_map(|a| B::WORDS.iter().map(|b| vec![(A::NAME, *a), (B::NAME, *b)]));
        pairs.collect()
    }

    fn place(self) -> usize {
        self.0.place() * B::WORDS.len() + self.1.place()
    }
}

macro_rules! labels {
    ($($type:ident in $name:literal),+ $(,)?) => {
        $(impl Label for $type {
            const NAME: &'static str = $name;
            const WORDS: &'static [&'static str] = Self::WORDS;
            fn place(self) -> usize {
                Self::ALL.iter().position(|one| *one == self).unwrap_or_default()
            }
        })+
    };
}

labels!(
    SignInWay in "way",
    StepWay in "way",
    Tried in "outcome",
    LimitSubject in "subject",
    Consented in "outcome",
    IssuedBy in "grant",
    CheckedAt in "endpoint",
    Checked in "outcome",
    StoreFault in "kind",
    OutboxKind in "kind",
    Sent in "outcome",
    Identifying in "outcome",
    UserState in "state",
    AppState in "state",
);
