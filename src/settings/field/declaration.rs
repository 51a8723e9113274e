//! How a setting is declared.

use super::default::Default;

/// One setting.
#[derive(Debug)]
pub struct Field {
    /// As in the file; the last dot stands for a table: `sign_in_limit.window_s` is `window_s` in `[sign_in_limit]`.
    pub key: &'static str,
    pub shape: Shape,
    pub default: Default,
    /// Whether its value is hidden where values are printed.
    pub secrecy: Secrecy,
    /// Sentences for the operator; lines are wrapped where they are printed.
    pub about: &'static str,
}

/// What a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// A length of time in whole seconds, from one second to a hundred years.
    Seconds,
    /// A number of things.
    Count {
        least: u32,
    },
    /// The same, from so many up to so many.
    Within(u32, u32),
    Switch,
    /// Texts; in the environment separated by commas.
    List,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `name = { en = "words", … }`, in the order in which they are shown.
    Scopes,
    /// `name = { secret = "…", webhook_url = "…" }`.
    Clients,
}

impl Shape {
    /// Whether its value is a table, whose heading is the setting's own key.
    pub const fn is_table(self) -> bool {
        matches!(self, Self::Scopes | Self::Clients)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    Open,
    /// Never printed.
    Secret,
    /// Printed without the password in it.
    Address,
}

/// Longest length of time that may be set, in seconds: a hundred years.
pub const LONGEST_SECONDS: u64 = 3_155_760_000;

impl Field {
    /// The variable that sets it: `sign_in_limit.window_s` is `VESTIBULE_SIGN_IN_LIMIT_WINDOW_S`.
    pub fn variable(&self) -> String {
        format!(
            "{PREFIX}{}",
            self.key.replace('.', "_").to_ascii_uppercase()
        )
    }

    /// Whether a part of its value at least is a secret.
    pub fn holds_secrets(&self) -> bool {
        self.secrecy != Secrecy::Open || self.shape == Shape::Clients
    }

    /// The table it stands in, and its name there.
    pub fn place(&self) -> (Option<&'static str>, &'static str) {
        match self.key.rsplit_once('.') {
            Some((table, name)) => (Some(table), name),
            None => (None, self.key),
        }
    }
}

/// What our variables begin with.
pub const PREFIX: &str = "VESTIBULE_";

pub const fn open(
    key: &'static str,
    shape: Shape,
    default: &'static str,
    about: &'static str,
) -> Field {
    Field {
        key,
        shape,
        default: Default::Value(default),
        secrecy: Secrecy::Open,
        about,
    }
}
