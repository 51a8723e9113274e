//! What a token tells about itself to those who may ask (RFC 7662 §2.2).

use super::access::TokenStanding;
use super::client::App;
use super::refresh::RefreshStanding;
use super::scope::Scopes;
use crate::domain::time::Timestamp;

/// A live token, as seen by an app that may see it. Everybody else sees `active: false` and nothing more.
pub struct Introspection {
    pub scopes: Scopes,
    pub client_id: String,
    /// The id of `/api/user`.
    pub sub: String,
    /// None for an app's own token.
    pub username: Option<String>,
    pub use_: TokenUse,
    pub expires_at: Timestamp,
    pub issued_at: Timestamp,
}

/// Resource servers must take access tokens only, so a refresh token has no `token_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    Bearer,
    Refresh,
}

/// An app sees its own tokens, a resource server those of all (RFC 6749 §10.16, RFC 9700 §2.3).
pub fn access(standing: TokenStanding, asker: &App) -> Option<Introspection> {
    let is_own = standing.app.id == asker.id;
    if !is_own && !asker.resource_server {
        return None;
    }
    let person = standing.person.as_ref();
    let username = person.map(|person| person.user.name.clone());
    let (issued_at, expires_at) = (standing.token.created_at, standing.token.expires_at);
    let scopes = standing.token.scopes.clone();
    let holder = standing.holder();
    Some(Introspection {
        scopes,
        client_id: holder.client_id,
        sub: holder.id,
        username,
        use_: TokenUse::Bearer,
        expires_at,
        issued_at,
    })
}

/// A refresh token is nobody's business but that of the app that holds it.
pub fn refresh(standing: RefreshStanding, asker: &App) -> Option<Introspection> {
    let grant = standing.grant;
    let user = grant.person.user;
    if grant.app.id != asker.id {
        return None;
    }
    Some(Introspection {
        scopes: grant.grant.scopes,
        client_id: grant.app.client_id,
        sub: user.public_id,
        username: Some(user.name),
        use_: TokenUse::Refresh,
        expires_at: standing.token.expires_at,
        issued_at: standing.token.created_at,
    })
}
