//! Tokens in use: is it live, whom does it stand for, and its end (RFC 6750).

use super::{Failure, Platform, keys};
use crate::domain::audit::Actor;
use crate::domain::audit::happened::{Happened, Token};
use crate::domain::change::{Change, Guard, Write};
use crate::domain::key::AppId;
use crate::domain::oauth::access::{TokenHolder, TokenLife, TokenStanding};
use crate::domain::oauth::client::ClientName;
use crate::domain::oauth::presented::PresentedToken;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::openid::claims;
use crate::domain::openid::jwt::Typ;
use crate::domain::openid::scope::OPENID;
use crate::domain::openid::statement::Statement;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::store::{CommitError, Loaded, Lost, Reader};
use serde_json::{Map, Value};

/// How a resource request presented its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPresentation {
    /// In a header or a form body.
    Covered,
    /// In the address, which ends up in logs: only for apps that opted in.
    InQuery,
}

/// What came of a token that was presented.
pub struct TokenCheck<T> {
    /// What a live one led to.
    pub live: Option<T>,
    /// Whether the page that asked is of the app that the token was issued to: it may read why one is dead. `None`:
    /// the token was issued to nobody.
    pub readable: Option<bool>,
    /// It is live, and for other resource servers.
    pub is_for_others: bool,
}

impl<T> TokenCheck<T> {
    const UNKNOWN: Self = Self {
        live: None,
        readable: None,
        is_for_others: false,
    };
}

/// Whether it is a live access token.
pub async fn validate(
    platform: &Platform,
    token: &PresentedToken,
    origin: Option<&str>,
) -> Result<TokenCheck<()>, Failure> {
    let found = platform.store.token_life(token.key()).await?;
    let found = found.map(|life| (life, ()));
    judge(platform, token, origin, found).await
}

/// Whom a live token stands for.
pub async fn holder(
    platform: &Platform,
    token: &PresentedToken,
    presented: TokenPresentation,
    origin: Option<&str>,
) -> Result<TokenCheck<TokenHolder>, Failure> {
    let found = platform.store.token(token.key()).await?;
    let found = found.map(|standing| (standing.life(), standing));
    let TokenCheck { live, readable, .. } = judge(platform, token, origin, found).await?;
    let is_covered = presented == TokenPresentation::Covered;
    let live = live.filter(|standing| is_covered || standing.app.token_in_query);
    let is_for_us = |standing: &TokenStanding| {
        let token = &standing.token;
        let issuer = &platform.policy.public_url;
        token.audience.is_for_us(&token.scopes, issuer)
    };
    let is_for_others = live.as_ref().is_some_and(|standing| !is_for_us(standing));
    Ok(TokenCheck {
        live: live.filter(is_for_us).map(TokenStanding::holder),
        readable,
        is_for_others,
    })
}

/// What the scopes of a live token tell.
pub struct UserInfo {
    pub client_id: String,
    pub user: Option<String>,
    /// None where the token was not issued to an app that asked who signed in.
    pub claims: Option<Map<String, Value>>,
    /// How the app wants them signed, if so.
    pub algorithm: Option<Algorithm>,
}

/// Whom a live token stands for, as far as its scopes tell (OpenID Connect Core §5.3).
pub async fn user_info(
    platform: &Platform,
    token: &PresentedToken,
    origin: Option<&str>,
) -> Result<TokenCheck<UserInfo>, Failure> {
    let found = platform.store.token(token.key()).await?;
    let found = found.map(|standing| (standing.life(), standing));
    let TokenCheck { live, readable, .. } = judge(platform, token, origin, found).await?;
    let told = |standing: TokenStanding| {
        let scopes = &standing.token.scopes;
        let person = standing.person.map(|person| person.user);
        let user = person.as_ref().map(|user| user.public_id.clone());
        let person = person.filter(|_| scopes.holds(OPENID));
        UserInfo {
            user,
            claims: person.map(|person| claims::of(&person, scopes)),
            algorithm: standing.app.userinfo_alg,
            client_id: standing.app.client_id,
        }
    };
    Ok(TokenCheck {
        live: live.map(told),
        readable,
        is_for_others: false,
    })
}

/// The same as it is to be signed, for the one app (OpenID Connect Core §5.3.2).
pub fn user_info_to_sign(
    platform: &Platform,
    wanted: Algorithm,
    client_id: String,
    mut claims: Map<String, Value>,
) -> Statement {
    let algorithm = platform.keys.policy.signs_by(wanted);
    claims.insert("iss".to_owned(), platform.policy.public_url.clone().into());
    claims.insert("aud".to_owned(), client_id.into());
    Statement { algorithm, claims }
}

/// Ends that access token, if it is one. Whether it was is nobody's business.
pub async fn invalidate(
    platform: &Platform,
    token: &PresentedToken,
    origin: Option<&str>,
) -> Result<TokenCheck<()>, Failure> {
    let found = platform.store.token_life(token.key()).await?;
    let found = found.map(|life| {
        let whose = (life.app_id, life.issued_for.user_key());
        (life, whose)
    });
    let judged = judge(platform, token, origin, found).await?;
    if let Some((app, user)) = judged.live {
        let (key, at) = (token.key(), platform.clock.now());
        let event = platform.event(&Happened::TokenRevoked(Token::Access), at);
        let event = event.by(Actor::app(app)).at_app(app).concerning(user);
        let writes = vec![Write::RevokeAccessToken { key, at }, event.into()];
        let change = Change::guarded(Guard::AccessTokenOpen(key), writes);
        match platform.store.submit(change).await {
            Ok(()) | Err(CommitError::Lost(Lost::Ended)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(TokenCheck {
        live: judged.live.map(drop),
        readable: judged.readable,
        is_for_others: judged.is_for_others,
    })
}

async fn judge<T>(
    platform: &Platform,
    token: &PresentedToken,
    origin: Option<&str>,
    found: Option<(TokenLife, T)>,
) -> Result<TokenCheck<T>, Failure> {
    let presented = token.hash();
    let Some((life, told)) = found.filter(|(life, _)| life.secret_hash.matches(&presented)) else {
        return Ok(TokenCheck::UNKNOWN);
    };
    let is_live = life.is_live(&presented, platform.clock.now());
    Ok(TokenCheck {
        live: is_live.then_some(told),
        readable: Some(is_readable(platform, life.app_id, origin).await?),
        is_for_others: false,
    })
}

async fn is_readable(
    platform: &Platform,
    app: AppId,
    origin: Option<&str>,
) -> Result<bool, Failure> {
    let Some(origin) = origin else {
        return Ok(false);
    };
    let found = platform.store.client(&ClientName::Number(app)).await?;
    Ok(found.is_some_and(|known| known.app.has_origin(origin)))
}

/// Whether it is a live access token, whichever form it was given in, for a flow that waits.
pub(super) fn is_live(platform: &Platform, token: &PlainToken) -> Result<bool, Failure> {
    Ok(live(platform, token)?.is_some())
}

/// The same with what it stands for.
pub(super) fn live(
    platform: &Platform,
    token: &PlainToken,
) -> Result<Option<TokenStanding>, Failure> {
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| reader.token_standing(token.key()))?;
    let forms = [TokenKind::Access, TokenKind::JwtAccess].map(|kind| token.hash(kind));
    let is_it = |found: &TokenStanding| forms.iter().any(|form| found.is_live(form, now));
    Ok(found.filter(is_it))
}

/// Whether it may be one: a token that is only random holds no dot.
pub fn may_be_jwt(text: &str) -> bool {
    text.contains('.')
}

/// What was presented, as far as this server has looked at its keys; nothing where it can be no access token of ours.
pub fn read(platform: &Platform, text: &str) -> Option<PresentedToken> {
    if !may_be_jwt(text) {
        return PlainToken::parse(text).map(PresentedToken::opaque);
    }
    let claims = keys::verified(platform, text, Typ::AccessToken)?;
    let said = |name: &str| claims.get(name).and_then(Value::as_str);
    said("iss").filter(|iss| *iss == platform.policy.public_url)?;
    PlainToken::parse(said("jti")?).map(PresentedToken::of_jwt)
}

/// The same for a flow that waits: keys are looked at first.
pub(super) fn look_and_read(
    platform: &Platform,
    text: &str,
) -> Result<Option<PresentedToken>, Failure> {
    if may_be_jwt(text) {
        keys::held(platform)?;
    }
    Ok(read(platform, text))
}

/// The token that it is, live or not.
pub(super) fn kept(reader: &mut Reader, token: &PresentedToken) -> Loaded<Option<TokenLife>> {
    let found = reader.token_life(token.key())?;
    Ok(found.filter(|kept| kept.secret_hash.matches(&token.hash())))
}

/// Whether some app's pages are at this origin.
pub fn has_origin(platform: &Platform, origin: &str) -> Result<bool, Failure> {
    Ok(platform.store.read(|reader| reader.has_origin(origin))?)
}
