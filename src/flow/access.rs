//! Tokens in use: is it live, whom does it stand for, and its end (RFC 6750).

use super::{Failure, Platform};
use crate::domain::answer::TokenHolder;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::access::TokenStanding;
use crate::domain::oauth::client::{AppId, ClientName};
use crate::domain::secret::{PlainToken, TokenKind};

/// How a resource request presented its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented {
    /// In a header or a form body.
    Covered,
    /// In the address, which ends up in logs: only for apps that opted in.
    InQuery,
}

/// Whether it is a live access token.
pub(super) fn is_live(platform: &Platform, token: &PlainToken) -> Result<bool, Failure> {
    Ok(standing(platform, token)?.is_some())
}

/// What a live token led to.
pub struct Live<T> {
    pub told: T,
    /// Whether the page that asked is of the token's own app.
    pub readable: bool,
}

/// `Some` for a live access token.
pub fn validate(
    platform: &Platform,
    token: &PlainToken,
    origin: Option<&str>,
) -> Result<Option<Live<()>>, Failure> {
    let Some(standing) = standing(platform, token)? else {
        return Ok(None);
    };
    let readable = is_readable(platform, standing.app.id, origin)?;
    Ok(Some(Live { told: (), readable }))
}

fn is_readable(platform: &Platform, app: AppId, origin: Option<&str>) -> Result<bool, Failure> {
    let Some(origin) = origin else {
        return Ok(false);
    };
    let app = platform
        .store
        .read(|reader| reader.app(&ClientName::Number(app)))?;
    Ok(app.is_some_and(|app| app.has_origin(origin)))
}

/// Whom a live token stands for; `None` for every other.
pub fn holder(
    platform: &Platform,
    token: &PlainToken,
    presented: Presented,
    origin: Option<&str>,
) -> Result<Option<Live<TokenHolder>>, Failure> {
    let standing = standing(platform, token)?
        .filter(|standing| presented == Presented::Covered || standing.app.token_in_query);
    let Some(standing) = standing else {
        return Ok(None);
    };
    let readable = is_readable(platform, standing.app.id, origin)?;
    let told = standing.holder();
    Ok(Some(Live { told, readable }))
}

/// Ends that access token, if it is one. Whether it was is nobody's business but its own app's.
pub fn invalidate(
    platform: &Platform,
    token: &PlainToken,
    origin: Option<&str>,
) -> Result<Option<Live<()>>, Failure> {
    let Some(standing) = standing(platform, token)? else {
        return Ok(None);
    };
    let ends = Write::RevokeAccessToken {
        key: standing.token.key,
        at: platform.clock.now(),
    };
    platform.store.commit(Change::writes(vec![ends]))?;
    let readable = is_readable(platform, standing.app.id, origin)?;
    Ok(Some(Live { told: (), readable }))
}

pub(super) fn standing(
    platform: &Platform,
    token: &PlainToken,
) -> Result<Option<TokenStanding>, Failure> {
    let now = platform.clock.now();
    let presented = token.hash(TokenKind::Access);
    let found = platform
        .store
        .read(|reader| reader.token_standing(token.key()))?;
    Ok(found.filter(|standing| standing.is_live(&presented, now)))
}
