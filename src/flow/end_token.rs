//! An operator ends a token that they hold in hand: one that leaked, say.

use super::{Failure, Platform, access};
use crate::domain::change::{Change, Write};
use crate::domain::oauth::presented::PresentedToken;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{Loaded, Reader};

/// What was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedToken {
    AccessToken,
    /// With all that came from the same permission.
    RefreshToken,
    SocketToken,
}

/// Of whatever kind it is; nothing when there is none like it.
pub fn end_token(platform: &Platform, text: &str) -> Result<Option<EndedToken>, Failure> {
    let now = platform.clock.now();
    let access = access::look_and_read(platform, text)?;
    let found = platform.store.read(|reader| {
        let ended = access.map(|access| of_access(reader, &access, now));
        match (ended.transpose()?.flatten(), PlainToken::parse(text)) {
            (None, Some(token)) => look(reader, &token, now),
            (ended, _) => Ok(ended),
        }
    })?;
    let Some((ended, write)) = found else {
        return Ok(None);
    };
    platform.store.commit(Change::writes(vec![write]))?;
    Ok(Some(ended))
}

fn of_access(
    reader: &mut Reader,
    token: &PresentedToken,
    at: Timestamp,
) -> Loaded<Option<(EndedToken, Write)>> {
    let key = token.key();
    let kept = access::kept(reader, token)?;
    Ok(kept.map(|_| {
        (
            EndedToken::AccessToken,
            Write::RevokeAccessToken { key, at },
        )
    }))
}

fn look(
    reader: &mut Reader,
    token: &PlainToken,
    at: Timestamp,
) -> Loaded<Option<(EndedToken, Write)>> {
    let key = token.key();
    let hash = token.hash(TokenKind::Refresh);
    let refresh = reader.refresh_standing(key)?;
    if let Some(standing) = refresh.filter(|found| found.token.secret_hash.matches(&hash)) {
        let key = standing.token.grant_key;
        return Ok(Some((
            EndedToken::RefreshToken,
            Write::EndGrant { key, at },
        )));
    }
    let hash = token.hash(TokenKind::Socket);
    let socket = reader.socket_token(key)?;
    let socket = socket.filter(|found| found.token.secret_hash.matches(&hash));
    Ok(socket.map(|_| (EndedToken::SocketToken, Write::EndSocketToken { key, at })))
}
