//! The ID token of an answer of the token endpoint: planned as data by the flow, and signed once it is done
//! (OpenID Connect Core §3.1.3.3, §12.2).

use super::{Failure, Platform, keys};
use crate::domain::oauth::client::App;
use crate::domain::oauth::grant::GrantStanding;
use crate::domain::oauth::scope::Scopes;
use crate::domain::oauth::token_answer::Statement;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::id_token::IdToken;
use crate::domain::openid::jwt::{Typ, Unsigned};
use crate::domain::openid::scope::OPENID;
use crate::domain::secret::PlainToken;
use crate::domain::time::Timestamp;
use serde_json::{Map, Value};

/// What an ID token is made of.
pub(super) struct Told<'a> {
    pub app: &'a App,
    pub grant: &'a GrantStanding,
    /// Those of the access token beside it.
    pub scopes: &'a Scopes,
    pub access_token: &'a PlainToken,
    pub nonce: Option<&'a str>,
    pub now: Timestamp,
}

impl Told<'_> {
    /// None where the app did not ask who signed in.
    pub fn statement(&self, platform: &Platform) -> Option<Statement> {
        let grant = &self.grant.grant;
        let sign_in = grant.sign_in.filter(|_| self.scopes.holds(OPENID))?;
        let told = IdToken {
            issuer: &platform.policy.public_url,
            subject: &self.grant.person.user.public_id,
            audience: &self.app.client_id,
            issued_at: self.now,
            lifetime: platform.policy.id_token_ttl,
            authenticated_at: sign_in.authenticated_at,
            nonce: self.nonce,
            sid: sign_in.sid_seed.map(|seed| seed.sid(&self.app.uuid)),
            access_token: Some(self.access_token.reveal()),
        };
        let algorithm = platform.keys.policy.signs_by(self.app.id_token_alg);
        Some(Statement::Claims(algorithm, told.claims(algorithm)))
    }
}

/// The ID token with these claims.
pub fn sign(
    platform: &Platform,
    algorithm: Algorithm,
    claims: &Map<String, Value>,
) -> Result<String, Failure> {
    keys::sign(platform, algorithm, |kid| {
        Unsigned::new(algorithm, kid, Typ::IdToken, claims)
    })
}
