//! What is told about a person, by scope (OpenID Connect Core §5.1, §5.4). A claim without a value is left out.

use super::scope::{EMAIL, PROFILE};
use crate::domain::account::authentication::Authentication;
use crate::domain::oauth::client::{App, Switch};
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::standing::UserStanding;
use crate::domain::time::Timestamp;
use serde_json::{Map, Value};

/// All that can be told.
pub const ALL: [&str; 7] = [
    "sub",
    "name",
    "preferred_username",
    "locale",
    "updated_at",
    "email",
    "email_verified",
];

/// Who it is, and what the scopes allow.
pub fn of(user: &UserStanding, scopes: &Scopes) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut tell = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    tell("sub", user.public_id.clone().into());
    if scopes.holds(PROFILE) {
        tell("name", user.shown_name.clone().into());
        tell("preferred_username", user.name.clone().into());
        if let Some(locale) = &user.locale {
            tell("locale", locale.clone().into());
        }
        tell("updated_at", seconds(user.updated_at).into());
    }
    if scopes.holds(EMAIL)
        && let Some(email) = &user.email
    {
        tell("email", email.clone().into());
        tell("email_verified", user.email_verified.into());
    }
    claims
}

/// Which of it an ID token tells.
#[derive(Clone, Copy, Debug)]
pub enum Extent<'a> {
    All,
    /// What the app named, and no more: the rest is at userinfo.
    Named(&'a [String]),
}

impl<'a> Extent<'a> {
    /// In ID tokens of this app, which named some (OpenID Connect Core §5.5).
    pub fn of(app: &App, named: &'a [String]) -> Self {
        if app.has(Switch::ClaimsInIdToken) {
            Self::All
        } else {
            Self::Named(named)
        }
    }
}

/// What an ID token tells beside who it is.
pub fn in_id_token(user: &UserStanding, scopes: &Scopes, extent: Extent) -> Map<String, Value> {
    let mut claims = of(user, scopes);
    claims.retain(|name, _| {
        let is_told = match extent {
            Extent::All => true,
            Extent::Named(names) => names.contains(name),
        };
        is_told && name != "sub"
    });
    claims
}

/// `NumericDate` (RFC 7519 §2).
/// When somebody signed in and how, as ID tokens and access tokens tell it alike (OpenID Connect Core §2, RFC 9068 §2.2.1).
pub(super) fn tell_authentication(claims: &mut Map<String, Value>, told: Authentication) {
    let mut tell = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    tell("auth_time", seconds(told.at).into());
    tell("acr", told.methods.level().word().into());
    tell("amr", told.methods.words().collect::<Vec<_>>().into());
}

pub fn seconds(at: Timestamp) -> i64 {
    at.millis().div_euclid(1000)
}
