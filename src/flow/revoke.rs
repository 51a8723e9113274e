//! Revocation: an app gives back a token that it no longer needs (RFC 7009).

use super::client::{self, Client};
use super::end_token::Ending;
use super::{ClientReply, Failure, Platform, access, client_reply};
use crate::domain::answer::LogDecision;
use crate::domain::audit::Actor;
use crate::domain::audit::happened::Happened;
use crate::domain::oauth::client::App;
use crate::domain::oauth::client_auth::InQuery;
use crate::domain::oauth::client_request::{ClientParam, ClientRequest};
use crate::domain::oauth::presented::PresentedToken;
use crate::domain::oauth::token_error::TokenError;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{Loaded, Reader};

/// Which app it is that gives a token back.
pub async fn authenticate(platform: &Platform, request: &ClientRequest) -> Result<Client, Failure> {
    client::authenticate(platform, request, InQuery::Never).await
}

/// RFC 7009 §2.2: whether there was anything to revoke is not told.
pub fn revoke(
    platform: &Platform,
    request: &ClientRequest,
    client: Client,
) -> Result<ClientReply<()>, Failure> {
    let now = platform.clock.now();
    let decision = LogDecision::TokenEnded;
    client_reply::serve(client, decision, |app| end(platform, request, app, now))
}

fn end(
    platform: &Platform,
    request: &ClientRequest,
    app: &App,
    now: Timestamp,
) -> Result<Result<(), TokenError>, Failure> {
    let Some(token) = request.get(ClientParam::Token) else {
        return Ok(Err(TokenError::TokenMissing));
    };
    let access = access::look_and_read(platform, token)?;
    let ends = platform.store.read(|reader| {
        let ends = access.map(|access| access_ends(reader, &access, app, now));
        match ends.transpose()?.flatten() {
            Some(ends) => Ok(Some(ends)),
            None => family_ends(reader, token, app, now),
        }
    })?;
    if let Some(ended) = ends {
        let event = platform.event(&Happened::TokenRevoked(ended.kind), now);
        let event = event.by(Actor::app(app.id)).at_app(app.id);
        ended.commit(platform, event)?;
    }
    Ok(Ok(()))
}

/// The token's kind is found by its hash: a hint could only be wrong.
fn access_ends(
    reader: &mut Reader,
    token: &PresentedToken,
    app: &App,
    at: Timestamp,
) -> Loaded<Option<Ending>> {
    let kept = access::kept(reader, token)?;
    let own = kept.filter(|kept| kept.app_id == app.id);
    Ok(own.map(|life| Ending::of_access(token.key(), &life, at)))
}

/// A refresh token takes its whole family along, also one that was used before.
fn family_ends(
    reader: &mut Reader,
    token: &str,
    app: &App,
    at: Timestamp,
) -> Loaded<Option<Ending>> {
    let Some(token) = PlainToken::parse(token) else {
        return Ok(None);
    };
    let refresh = reader.refresh_standing(token.key())?.filter(|standing| {
        let hash = token.hash(TokenKind::Refresh);
        standing.grant.app.id == app.id && standing.token.secret_hash.matches(&hash)
    });
    Ok(refresh.map(|standing| Ending::of_family(&standing, at)))
}
