//! The admin pages about socket clients: the list, one of them, and what is done to one.

use super::listed::NameListed;
use crate::domain::answer::query::once;
use crate::domain::words::words;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientsPlace {
    List(NameListed),
    New,
    Client {
        name: String,
        done: Option<ClientDone>,
    },
    /// Asks before it is done, and takes the form that does it.
    Act {
        name: String,
        act: ClientAct,
    },
}

impl ClientsPlace {
    pub(super) fn parse(steps: &[&str], query: &str) -> Option<Self> {
        Some(match steps {
            [] => Self::List(NameListed::parse(query)),
            [NEW] => Self::New,
            [name] => Self::Client {
                name: read(name)?,
                done: once(query, "done").and_then(|word| ClientDone::from_word(&word)),
            },
            [name, act] => Self::Act {
                name: read(name)?,
                act: ClientAct::from_word(act)?,
            },
            _ => return None,
        })
    }

    pub(super) fn address(&self) -> String {
        match self {
            Self::List(listed) => listed.query(),
            Self::New => format!("/{NEW}"),
            Self::Client { name, done: None } => format!("/{}", written(name)),
            Self::Client {
                name,
                done: Some(done),
            } => format!("/{}?done={}", written(name), done.word()),
            Self::Act { name, act } => format!("/{}/{}", written(name), act.word()),
        }
    }

    pub(super) const fn acts(&self) -> bool {
        matches!(self, Self::New | Self::Act { .. })
    }
}

const NEW: &str = "new";
/// Stands before a name that would be read as something else.
const PLAINLY: char = '~';
const IN_A_STEP: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// A name as a step of a path.
fn written(name: &str) -> String {
    let is_other = [NEW, ".", ".."].contains(&name) || name.starts_with(PLAINLY);
    let before = if is_other { "~" } else { "" };
    format!("{before}{}", utf8_percent_encode(name, IN_A_STEP))
}

fn read(step: &str) -> Option<String> {
    let name = percent_decode_str(step).decode_utf8().ok()?;
    let name = name.strip_prefix(PLAINLY).unwrap_or(&name);
    (!name.contains(char::is_control)).then(|| name.to_owned())
}

/// What is done to a socket client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAct {
    Edit,
    /// A new secret.
    Rotate,
    /// Shows the key that signs what its webhook is sent, or makes another.
    WebhookKey,
    EndTokens,
    Remove,
}

words!(ClientAct {
    Edit = "edit",
    Rotate = "rotate",
    WebhookKey = "webhook-key",
    EndTokens = "end-tokens",
    Remove = "remove",
});

/// What became of the form that led to a client's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientDone {
    Saved,
    TokensEnded,
}

words!(ClientDone { Saved = "saved", TokensEnded = "tokens_ended" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_comes_back_from_its_address() {
        for name in [
            "facebook", "my bot", "a/b", "new", ".", "..", "~new", "~", "a?b#c", "%2F", "\u{f5}un",
            "a+b",
        ] {
            let place = ClientsPlace::Act {
                name: name.to_owned(),
                act: ClientAct::Edit,
            };
            let address = place.address();
            let steps: Vec<&str> = address.split('/').skip(1).collect();
            assert_eq!(ClientsPlace::parse(&steps, ""), Some(place), "{address}");
        }
        assert_eq!(ClientsPlace::parse(&["%ff"], ""), None);
    }
}
