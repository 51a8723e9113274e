//! The first admin page: numbers, and what waits for somebody.

use crate::domain::key::AppId;
use crate::domain::keyset::Counted;

pub struct HomePage {
    /// Nothing before they were counted for the first time.
    pub numbers: Option<Numbers>,
    pub waits: Waits,
}

/// Counted every ten minutes, beside the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    pub people: u32,
    pub apps: u32,
}

/// What waits, each up to a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Apps that an admin decides about.
    pub apps: Counted,
    /// Mails that were given up.
    pub mails: Counted,
    /// Callbacks that were given up.
    pub callbacks: WaitsAt,
    /// Secrets of apps that end soon.
    pub secrets: WaitsAt,
    /// Admins for whom a password alone is enough.
    pub admins: Counted,
}

/// What waits at apps, and the one to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitsAt {
    pub counted: Counted,
    pub first: Option<AppId>,
}

impl Waits {
    pub fn has_any(&self) -> bool {
        let at_apps = [self.apps, self.callbacks.counted, self.secrets.counted];
        let all = [[self.mails, self.admins].as_slice(), &at_apps].concat();
        all.iter().any(|one| *one != Counted::Exactly(0))
    }
}
