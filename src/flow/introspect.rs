//! Introspection: an app's server asks whether a token is live and what it stands for (RFC 7662).

use super::broker::{self, Declined};
use super::client;
use super::client_reply::refusal_or;
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
use std::sync::Arc;

pub struct Introspected {
    /// `Ok(None)`: not active, or none of the asker's business.
    pub outcome: Result<Option<Active>, TokenError>,
    pub story: Story,
}

/// What a first look came to.
pub enum FirstLook {
    Told(Box<Introspected>),
    /// It is no live access token: [`look_on`], for this app.
    Open(Arc<App>),
}

/// Who asks, and whether it is an access token, in one question.
pub async fn look(platform: &Platform, request: &ClientRequest) -> Result<FirstLook, Failure> {
    let credentials = match client::credentials(request) {
        Ok(credentials) => credentials,
        Err(refusal) => return Ok(FirstLook::Told(refused(refusal.error, None))),
    };
    let token = request.get(ClientParam::Token);
    let token = token.and_then(|text| access::read(platform, text));
    let (asker, standing) = match &token {
        Some(token) => {
            let found = platform.store.introspection(&credentials.name, token.key());
            found.await?.unzip()
        }
        None => (platform.store.client(&credentials.name).await?, None),
    };
    let in_query = InQuery::Never;
    let asker = asker.as_deref();
    let checked = client::check(platform, request, &credentials, asker, in_query);
    let asker = match checked.await? {
        Ok(client) => client.into_app(),
        Err(refusal) => return Ok(FirstLook::Told(refused(refusal.error, None))),
    };
    // RFC 7662 §2.1: naming oneself, as public apps do, is no protection against guessing.
    if asker.confidentiality == Confidentiality::Public {
        let error = TokenError::CredentialsMissing;
        return Ok(FirstLook::Told(refused(error, Some(&asker))));
    }
    let (now, standing) = (platform.clock.now(), standing.transpose()?.flatten());
    let live = standing
        .zip(token)
        .and_then(|(standing, token)| standing.is_live(&token.hash(), now).then_some(standing));
    Ok(match live {
        Some(live) => {
            let found = introspect::access(live, &asker, &platform.policy.public_url);
            let found = found.map(Active::Token);
            FirstLook::Told(told(found, &asker))
        }
        None => FirstLook::Open(asker),
    })
}

/// A refresh token, a token of the socket gateway or of the broker API, or none.
pub fn look_on(
    platform: &Platform,
    request: &ClientRequest,
    asker: &App,
) -> Result<Box<Introspected>, Failure> {
    let Some(token) = request.get(ClientParam::Token) else {
        return Ok(refused(TokenError::TokenMissing, Some(asker)));
    };
    let found = match PlainToken::parse(token) {
        Some(plain) => ours(platform, &plain, asker)?,
        None => app_token(platform, token, asker)?.map(Active::Endpoint),
    };
    Ok(told(found, asker))
}

fn told(found: Option<Active>, asker: &App) -> Box<Introspected> {
    let decision = match found {
        Some(_) => LogDecision::TokenLive,
        None => LogDecision::TokenNotLive,
    };
    let story = Story {
        client_id: Some(asker.client_id.clone()),
        ..Story::of(decision)
    };
    Box::new(Introspected {
        outcome: Ok(found),
        story,
    })
}

fn refused(error: TokenError, asker: Option<&App>) -> Box<Introspected> {
    let error = match (error, asker) {
        (TokenError::ClientIdMissing, None) => TokenError::CredentialsMissing,
        (error, _) => error,
    };
    let story = Story {
        client_id: asker.map(|asker| asker.client_id.clone()),
        ..refusal_or(LogDecision::TokenNotLive, Some(&error))
    };
    Box::new(Introspected {
        outcome: Err(error),
        story,
    })
}

/// A refresh token, else one of the socket gateway.
fn ours(platform: &Platform, token: &PlainToken, asker: &App) -> Result<Option<Active>, Failure> {
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
    let live = found.filter(|standing| {
        standing.judge(&presented, asker.id, now) == RefreshUse::Rotate
            && standing.grant.goes_on(asker, now)
    });
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
