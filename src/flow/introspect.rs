//! Introspection: an app's server asks whether a token is live and what it stands for (RFC 7662).

use super::broker::{self, Declined};
use super::client::{self, ClientAuthRefusal};
use super::token::refusal_or;
use super::{Failure, Platform, access};
use crate::domain::answer::{LogDecision, Story};
use crate::domain::broker::credential::{BrokerCredential, CredentialKind};
use crate::domain::introspect::{self, Active, EndpointIntrospection, Introspection};
use crate::domain::oauth::client::{App, Confidentiality};
use crate::domain::oauth::client_auth::InQuery;
use crate::domain::oauth::client_request::{ClientParam, ClientRequest};
use crate::domain::oauth::refresh::RefreshUse;
use crate::domain::oauth::token_error::TokenError;
use crate::domain::secret::{PlainToken, TokenKind};

pub struct Introspected {
    /// `Ok(None)`: not active, or none of the asker's business.
    pub outcome: Result<Option<Active>, TokenError>,
    pub story: Story,
}

pub fn introspect(platform: &Platform, request: &ClientRequest) -> Result<Introspected, Failure> {
    let now = platform.clock.now();
    let client = client::authenticate(platform, request, InQuery::Never, now)?;
    let client = client.map_err(|ClientAuthRefusal { error, .. }| match error {
        TokenError::ClientIdMissing => TokenError::CredentialsMissing,
        error => error,
    });
    let (outcome, client_id) = match client {
        Err(error) => (Err(error), None),
        Ok(client) => {
            let app = client.into_app();
            (look(platform, request, &app)?, Some(app.client_id))
        }
    };
    let decision = match &outcome {
        Ok(Some(_)) => LogDecision::TokenLive,
        Ok(None) | Err(_) => LogDecision::TokenNotLive,
    };
    let story = Story {
        client_id,
        ..refusal_or(decision, outcome.as_ref().err())
    };
    Ok(Introspected { outcome, story })
}

fn look(
    platform: &Platform,
    request: &ClientRequest,
    asker: &App,
) -> Result<Result<Option<Active>, TokenError>, Failure> {
    // RFC 7662 §2.1: naming oneself, as public apps do, is no protection against guessing.
    if asker.confidentiality == Confidentiality::Public {
        return Ok(Err(TokenError::CredentialsMissing));
    }
    let Some(token) = request.get(ClientParam::Token) else {
        return Ok(Err(TokenError::TokenMissing));
    };
    let Some(plain) = PlainToken::parse(token) else {
        return Ok(Ok(app_token(platform, token, asker)?.map(Active::Endpoint)));
    };
    Ok(Ok(ours(platform, &plain, asker)?))
}

/// An access token, else a refresh token, else one of the socket gateway.
fn ours(platform: &Platform, token: &PlainToken, asker: &App) -> Result<Option<Active>, Failure> {
    if let Some(standing) = access::standing(platform, token)? {
        return Ok(introspect::access(standing, asker).map(Active::Token));
    }
    if let Some(found) = refresh(platform, token, asker)? {
        return Ok(Some(Active::Token(found)));
    }
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| reader.socket_token(token.key()))?;
    let presented = token.hash(TokenKind::Socket);
    let live = found.filter(|standing| standing.is_active(&presented, now));
    Ok(live.and_then(|standing| introspect::socket(standing, asker).map(Active::Socket)))
}

fn refresh(
    platform: &Platform,
    token: &PlainToken,
    asker: &App,
) -> Result<Option<Introspection>, Failure> {
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| reader.refresh_standing(token.key()))?;
    let presented = token.hash(TokenKind::Refresh);
    let live =
        found.filter(|standing| standing.judge(&presented, asker.id, now) == RefreshUse::Rotate);
    Ok(live.and_then(|standing| introspect::refresh(standing, asker)))
}

/// An App-Token of the broker API, where that is on.
fn app_token(
    platform: &Platform,
    token: &str,
    asker: &App,
) -> Result<Option<EndpointIntrospection>, Failure> {
    if platform.policy.broker.is_none() {
        return Ok(None);
    }
    let Some(token) = BrokerCredential::parse(CredentialKind::AppToken, token) else {
        return Ok(None);
    };
    let found = broker::caller::endpoint(platform, &token.hash).and_then(|found| {
        let role = broker::turn::role_of(platform, &found.session.role)?;
        Ok((found, role))
    });
    match found {
        Ok((found, role)) => Ok(introspect::endpoint(found, role, asker)),
        Err(Declined::Refused(_)) => Ok(None),
        Err(Declined::Failed(failure)) => Err(failure),
    }
}
