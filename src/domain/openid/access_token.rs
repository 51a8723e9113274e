//! An access token as a JWT (RFC 9068 §2.2): what its app's tokens stand for, told to resource servers that ask nobody.
//! It is kept like any other, and its id alone opens nothing.

use super::claims::{seconds, tell_authentication};
use crate::domain::account::authentication::Authentication;
use crate::domain::time::Timestamp;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Nobody can call one back who reads it by itself.
pub const LONGEST: Duration = crate::domain::time::days(30);

pub struct JwtAccess<'a> {
    pub issuer: &'a str,
    /// The `id` of `/api/user`.
    pub subject: &'a str,
    /// The resource servers that it is for; none: for us.
    pub audience: Vec<&'a str>,
    pub client_id: &'a str,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    pub jti: &'a str,
    pub scope: String,
    /// How the person had signed in; none for an app's own.
    pub authentication: Option<Authentication>,
}

impl JwtAccess<'_> {
    pub fn claims(&self) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut tell = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        tell("iss", self.issuer.into());
        tell("sub", self.subject.into());
        tell(
            "aud",
            match self.audience.as_slice() {
                [] => self.issuer.into(),
                [one] => (*one).into(),
                several => json!(several),
            },
        );
        tell("client_id", self.client_id.into());
        tell("iat", seconds(self.issued_at).into());
        tell("exp", seconds(self.expires_at).into());
        tell("jti", self.jti.into());
        if !self.scope.is_empty() {
            tell("scope", self.scope.clone().into());
        }
        if let Some(authentication) = self.authentication {
            tell_authentication(&mut claims, authentication);
        }
        claims
    }
}
