//! What a token tells about itself to those who may ask (RFC 7662 §2.2).

use crate::domain::account::authentication::Authentication;
use crate::domain::broker::app_session::AppSessionStanding;
use crate::domain::broker::role::RoleBody;
use crate::domain::broker::standing::RoleOf;
use crate::domain::gateway::token::SocketTokenStanding;
use crate::domain::oauth::access::TokenStanding;
use crate::domain::oauth::client::{App, Switch};
use crate::domain::oauth::refresh::RefreshStanding;
use crate::domain::oauth::scope::Scopes;
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
    /// How the person had signed in, where that is known.
    pub authentication: Option<Authentication>,
    /// For which resource servers it is; empty: for every one.
    pub audience: Vec<String>,
}

/// What is active, whichever API it is of.
pub enum Active {
    Token(Introspection),
    Endpoint(EndpointIntrospection),
    Socket(SocketIntrospection),
}

/// A connection of the socket gateway.
pub struct SocketIntrospection {
    /// The name of the socket client.
    pub client_id: String,
    /// Names the connection.
    pub ident: String,
    pub issued_at: Timestamp,
    /// None: as long as the connection.
    pub expires_at: Option<Timestamp>,
}

/// Socket clients are no apps: only resource servers see their tokens.
pub fn socket(standing: SocketTokenStanding, asker: &App) -> Option<SocketIntrospection> {
    asker
        .has(Switch::ResourceServer)
        .then_some(SocketIntrospection {
            client_id: standing.client_name,
            ident: standing.token.ident,
            issued_at: standing.token.created_at,
            expires_at: standing.token.expires_at,
        })
}

/// A session of the broker API: whose endpoint it is and what that may do.
pub struct EndpointIntrospection {
    /// What the app calls its user.
    pub sub: String,
    pub client_id: String,
    pub expires_at: Timestamp,
    pub role: RoleBody,
    pub for_development: bool,
}

/// The session of an App-Token, for the app itself and for resource servers.
pub fn endpoint(
    found: AppSessionStanding,
    role: RoleBody,
    asker: &App,
) -> Option<EndpointIntrospection> {
    let is_own = found.session.app_id == asker.id;
    (is_own || asker.has(Switch::ResourceServer)).then(|| EndpointIntrospection {
        sub: found.session.endpoint_id.as_str().to_owned(),
        client_id: found.standing.client_id,
        expires_at: found.session.expires_at,
        role,
        for_development: found.session.role == RoleOf::Development,
    })
}

/// Resource servers must take access tokens only, so a refresh token has no `token_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    Bearer,
    Refresh,
}

/// An app sees its own tokens, a resource server those of all that are for it (RFC 6749 §10.16, RFC 9700 §2.3).
pub fn access(standing: TokenStanding, asker: &App, issuer: &str) -> Option<Introspection> {
    let token = &standing.token;
    let is_own = standing.app.id == asker.id;
    let is_for_them = asker.has(Switch::ResourceServer)
        && token
            .audience
            .is_for(&asker.resources, &token.scopes, issuer);
    if !is_own && !is_for_them {
        return None;
    }
    let audience = token.audience.with_issuer(&token.scopes, issuer);
    let audience = audience.into_iter().map(str::to_owned).collect();
    let person = standing.person.as_ref();
    let username = person.map(|person| person.user.name.clone());
    let (issued_at, expires_at) = (standing.token.created_at, standing.token.expires_at);
    let scopes = standing.token.scopes.clone();
    let authentication = standing.token.authentication;
    let holder = standing.holder();
    Some(Introspection {
        scopes,
        client_id: holder.client_id,
        sub: holder.id,
        username,
        use_: TokenUse::Bearer,
        expires_at,
        issued_at,
        authentication,
        audience,
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
        authentication: grant.grant.authentication(),
        scopes: grant.grant.scopes,
        client_id: grant.app.client_id,
        sub: user.public_id,
        username: Some(user.name),
        use_: TokenUse::Refresh,
        expires_at: standing.token.expires_at,
        issued_at: standing.token.created_at,
        audience: Vec::new(),
    })
}
