//! Whose an endpoint is, what it may do, and what its tokens and sessions hang on.

use super::error::BrokerError;
use crate::domain::epoch::Epoch;
use crate::domain::oauth::client::AppState;

/// Longest endpoint id, in characters.
const ENDPOINT_CHARS: usize = 255;

/// What an app calls one of its users: often a name or a mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointId(String);

impl EndpointId {
    pub fn parse(text: &str) -> Option<Self> {
        let length = text.chars().count();
        let is_good = (1..=ENDPOINT_CHARS).contains(&length)
            // U+FFFD stands for bytes that were no text: two such ids might be the same.
            && !text
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || c == '\u{FFFD}');
        is_good.then(|| Self(text.to_owned()))
    }

    /// The one that a caller names, or what is wrong about it.
    pub fn named(text: Option<&str>) -> Result<Self, BrokerError> {
        let fault = "endpointId is a text of 1 to 255 characters without spaces.";
        let found = text.and_then(Self::parse);
        found.ok_or_else(|| BrokerError::field("endpointId", fault))
    }

    /// One that was taken before, whatever today's rules say.
    pub const fn kept(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an endpoint may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleOf {
    /// A role of the app, by its id.
    Role(String),
    /// The built-in one of apps in development mode.
    Development,
}

/// What tokens and sessions of this API hang on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokerStanding {
    pub app_uuid: String,
    pub client_id: String,
    pub app_state: AppState,
    pub app_epoch: Epoch,
    pub development_mode: bool,
    /// The role that is named is there; for the built-in one always.
    pub role_is_there: bool,
}

impl BrokerStanding {
    pub fn stands(&self, role: &RoleOf, issued_in: Epoch) -> bool {
        let may_do = match role {
            RoleOf::Role(_) => self.role_is_there,
            RoleOf::Development => self.development_mode,
        };
        may_do && self.app_state == AppState::Active && issued_in == self.app_epoch
    }
}
