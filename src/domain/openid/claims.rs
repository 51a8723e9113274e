//! What is told about a person, by scope (OpenID Connect Core §5.1, §5.4). A claim without a value is left out.

use super::scope::{EMAIL, PROFILE};
use crate::domain::oauth::scope::Scopes;
use crate::domain::time::Timestamp;
use serde_json::{Map, Value};

/// All that claims are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub sub: String,
    pub shown_name: String,
    /// What they sign in with.
    pub name: String,
    pub email: Option<String>,
    pub updated_at: Timestamp,
}

impl Person {
    /// Those that the scopes allow, without `sub`.
    pub fn claims(&self, scopes: &Scopes) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut tell = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        if scopes.holds(PROFILE) {
            tell("name", self.shown_name.clone().into());
            tell("preferred_username", self.name.clone().into());
            tell("updated_at", seconds(self.updated_at).into());
        }
        if scopes.holds(EMAIL)
            && let Some(email) = &self.email
        {
            tell("email", email.clone().into());
            tell("email_verified", false.into());
        }
        claims
    }
}

/// `NumericDate` (RFC 7519 §2).
pub fn seconds(at: Timestamp) -> i64 {
    at.millis().div_euclid(1000)
}
