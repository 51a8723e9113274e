//! The first admin page: numbers, and what waits for somebody.

use crate::domain::keyset::Counted;

pub struct HomePage {
    pub people: Counted,
    pub apps: Counted,
    pub waits: Waits,
}

/// What waits, each up to a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Mails that were given up.
    pub mails: Counted,
    /// Callbacks that were given up.
    pub callbacks: Counted,
    /// Secrets of apps that end soon.
    pub secrets: Counted,
    /// Admins for whom a password alone is enough.
    pub admins: Counted,
}

impl Waits {
    pub fn has_any(&self) -> bool {
        let all = [self.mails, self.callbacks, self.secrets, self.admins];
        all.iter().any(|one| *one != Counted::Exactly(0))
    }
}
