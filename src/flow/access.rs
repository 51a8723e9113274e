//! Tokens in use: is it live, whom does it stand for, and its end (RFC 6750).

use super::{Failure, Platform};
use crate::domain::answer::TokenHolder;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::access::TokenStanding;
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
pub fn validate(platform: &Platform, token: &PlainToken) -> Result<bool, Failure> {
    Ok(standing(platform, token)?.is_some())
}

/// Whom a live token stands for; `None` for every other.
pub fn holder(
    platform: &Platform,
    token: &PlainToken,
    presented: Presented,
) -> Result<Option<TokenHolder>, Failure> {
    let standing = standing(platform, token)?
        .filter(|standing| presented == Presented::Covered || standing.app.token_in_query);
    Ok(standing.map(TokenStanding::holder))
}

/// Ends that access token, if it is one. Whether it was is nobody's business.
pub fn invalidate(platform: &Platform, token: &PlainToken) -> Result<(), Failure> {
    let Some(standing) = standing(platform, token)? else {
        return Ok(());
    };
    let ends = Write::RevokeAccessToken {
        key: standing.token.key,
        at: platform.clock.now(),
    };
    Ok(platform.store.commit(Change::writes(vec![ends]))?)
}

fn standing(platform: &Platform, token: &PlainToken) -> Result<Option<TokenStanding>, Failure> {
    let now = platform.clock.now();
    let presented = token.hash(TokenKind::Access);
    let found = platform
        .store
        .read(|reader| reader.token_standing(token.key()))?;
    Ok(found.filter(|standing| standing.is_live(&presented, now)))
}
