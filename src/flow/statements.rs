//! Signing what an answer lacks, for those who may wait: about a millisecond for each.

use super::{Failure, Platform, keys};
use crate::domain::oauth::access::AccessToken;
use crate::domain::oauth::client::App;
use crate::domain::openid::access_token::JwtAccess;
use crate::domain::openid::id_token::{AT_HASH, half_hash};
use crate::domain::openid::jwt::Typ;
use crate::domain::openid::statement::{Signed, Statement, ToSign};
use crate::domain::secret::{PlainToken, TokenKind};

/// What an access token says that was made as a JWT; nothing for any other. `subject`: whom it stands for.
pub(super) fn of_access_token(
    platform: &Platform,
    app: &App,
    (kept, token): (&AccessToken, &PlainToken),
    subject: &str,
) -> Option<Statement> {
    if !kept.secret_hash.matches(&token.hash(TokenKind::JwtAccess)) {
        return None;
    }
    let policy = &platform.policy;
    let said = JwtAccess {
        issuer: &policy.public_url,
        subject,
        audience: kept.audience.with_issuer(&kept.scopes, &policy.public_url),
        client_id: &app.client_id,
        issued_at: kept.created_at,
        expires_at: kept.expires_at,
        jti: token.reveal(),
        scope: kept.scopes.in_order(&policy.scopes).join(" "),
        authentication: kept.authentication,
    };
    Some(Statement {
        algorithm: platform.keys.policy.signs_by(app.id_token_alg),
        claims: said.claims(),
    })
}

/// The access token first: the ID token holds its hash.
pub fn sign(platform: &Platform, to_sign: &ToSign) -> Result<Signed, Failure> {
    let access_token = match &to_sign.access_token {
        Some(statement) => Some(keys::sign(platform, statement, Typ::AccessToken)?),
        None => None,
    };
    let id_token = match (&to_sign.id_token, &access_token) {
        (Some(statement), Some(text)) if statement.claims.contains_key(AT_HASH) => {
            let mut whole = statement.clone();
            let hash = half_hash(whole.algorithm, text);
            whole.claims.insert(AT_HASH.to_owned(), hash.into());
            Some(keys::sign(platform, &whole, Typ::IdToken)?)
        }
        (Some(statement), _) => Some(keys::sign(platform, statement, Typ::IdToken)?),
        (None, _) => None,
    };
    Ok(Signed {
        access_token,
        id_token,
    })
}
