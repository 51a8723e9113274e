//! The pages of somebody's own: where a sign-in that belongs to no app may lead to. A closed list, so that
//! no text from outside decides where a browser goes.

use crate::domain::oauth::client::ClientName;
use url::form_urlencoded;

const HOME: &str = "/";
const APPS: &str = "/account/apps";
const SESSIONS: &str = "/account/sessions";
const PASSWORD: &str = "/account/password";
const WITHDRAW: &str = "/platform/oauth/deauthorize";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Home,
    /// Counted from one.
    Apps {
        page: usize,
    },
    Sessions {
        page: usize,
    },
    Password,
    /// Asks before an app is withdrawn, which is named as programs name it.
    Withdraw {
        app: ClientName,
    },
}

impl Place {
    /// From path and query; `None` when it is no page of this list.
    pub fn parse(address: &str) -> Option<Self> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Some(match path {
            HOME => Self::Home,
            APPS => Self::Apps {
                page: page_in(query),
            },
            SESSIONS => Self::Sessions {
                page: page_in(query),
            },
            PASSWORD => Self::Password,
            WITHDRAW => Self::Withdraw {
                app: ClientName::parse(&once(query, "client_id")?)?,
            },
            _ => return None,
        })
    }

    /// Path and query, written anew.
    pub fn address(&self) -> String {
        match self {
            Self::Home => HOME.to_owned(),
            Self::Apps { page } => paged(APPS, *page),
            Self::Sessions { page } => paged(SESSIONS, *page),
            Self::Password => PASSWORD.to_owned(),
            Self::Withdraw { app } => format!("{WITHDRAW}?client_id={}", app.text()),
        }
    }
}

/// What the query of a list asks for; whatever is no number is the first page.
pub fn page_in(query: &str) -> usize {
    let asked = once(query, "page").and_then(|text| text.parse().ok());
    asked.unwrap_or(1).max(1)
}

fn paged(path: &str, page: usize) -> String {
    match page {
        1 => path.to_owned(),
        page => format!("{path}?page={page}"),
    }
}

/// The value of a parameter that is there exactly once.
pub fn once(query: &str, name: &str) -> Option<String> {
    let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(known, _)| known == name);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(value.into_owned()),
        _ => None,
    }
}
