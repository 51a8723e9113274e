//! What the operator lets people register.

use crate::domain::account::brake::Limit;
use crate::domain::oauth::choices::Kind;
use crate::domain::tally::LimitSubject;
use crate::domain::words::words;
use std::time::Duration;

/// New apps of one person, those counted that are gone again.
pub const NEW_APPS: Limit = Limit {
    tries: 5,
    window: Duration::from_secs(24 * 3600),
    setting: "new apps a day",
    whose: LimitSubject::Account,
};

/// Whether people may register apps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    #[default]
    Off,
    /// An admin decides about each.
    Approve,
    /// At once.
    Open,
}

words!(Mode { Off = "off", Approve = "approve", Open = "open" });

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeveloperPolicy {
    pub mode: Mode,
    /// Of one person.
    pub max_apps: u32,
    /// What their apps may ask for.
    pub scopes: Vec<String>,
    pub kinds: Vec<Kind>,
    /// Whether the console asks for a second step.
    pub second_step: bool,
    /// The platform's own name, which no app of theirs may have in its.
    pub site_name: String,
}

impl DeveloperPolicy {
    pub fn allows_scope(&self, name: &str) -> bool {
        self.scopes.iter().any(|allowed| allowed == name)
    }
}
