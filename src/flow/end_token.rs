//! A token ends: an operator holds it in hand, one that leaked, say, or its app gives it back.

use super::{Failure, Platform, access};
use crate::domain::audit::Event;
use crate::domain::audit::happened::{Happened, Token};
use crate::domain::change::{Change, Guard, Write};
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::access::TokenLife;
use crate::domain::oauth::presented::PresentedToken;
use crate::domain::oauth::refresh::RefreshStanding;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{CommitError, Loaded, Lost, Reader};

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
    let Some((ended, ending)) = found else {
        return Ok(None);
    };
    let event = platform.event(&Happened::TokenRevoked(ending.kind), now);
    let event = match ending.app {
        Some(app) => event.at_app(app),
        None => event,
    };
    ending.commit(platform, event)?;
    Ok(Some(ended))
}

/// How a token ends.
pub(super) struct Ending {
    pub kind: Token,
    open: Option<Guard>,
    write: Write,
    app: Option<AppId>,
    user: Option<RowKey>,
}

impl Ending {
    pub fn of_access(key: RowKey, life: &TokenLife, at: Timestamp) -> Self {
        Self {
            kind: Token::Access,
            open: Some(Guard::AccessTokenOpen(key)),
            write: Write::RevokeAccessToken { key, at },
            app: Some(life.app_id),
            user: life.issued_for.user_key(),
        }
    }

    pub fn of_family(standing: &RefreshStanding, at: Timestamp) -> Self {
        let key = standing.token.grant_key;
        Self {
            kind: Token::Refresh,
            open: Some(Guard::GrantOpen(key)),
            write: Write::EndGrant { key, at },
            app: Some(standing.grant.app.id),
            user: Some(standing.grant.user_key),
        }
    }

    /// With the event that tells of it, unless it had ended before.
    pub fn commit(self, platform: &Platform, event: Event) -> Result<(), Failure> {
        let event = event.concerning(self.user);
        let change = Change {
            only_if: self.open,
            then: vec![self.write, event.into()],
        };
        match platform.store.commit(change) {
            Ok(()) | Err(CommitError::Lost(Lost::Ended)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn of_access(
    reader: &mut Reader,
    token: &PresentedToken,
    at: Timestamp,
) -> Loaded<Option<(EndedToken, Ending)>> {
    let kept = access::kept(reader, token)?;
    Ok(kept.map(|life| {
        let ending = Ending::of_access(token.key(), &life, at);
        (EndedToken::AccessToken, ending)
    }))
}

fn look(
    reader: &mut Reader,
    token: &PlainToken,
    at: Timestamp,
) -> Loaded<Option<(EndedToken, Ending)>> {
    let key = token.key();
    let hash = token.hash(TokenKind::Refresh);
    let refresh = reader.refresh_standing(key)?;
    if let Some(standing) = refresh.filter(|found| found.token.secret_hash.matches(&hash)) {
        let ending = Ending::of_family(&standing, at);
        return Ok(Some((EndedToken::RefreshToken, ending)));
    }
    let hash = token.hash(TokenKind::Socket);
    let socket = reader.socket_token(key)?;
    let socket = socket.filter(|found| found.token.secret_hash.matches(&hash));
    let open = socket.filter(|found| found.token.ended_at.is_none());
    Ok(open.map(|_| {
        let ending = Ending {
            kind: Token::Socket,
            open: None,
            write: Write::EndSocketToken { key, at },
            app: None,
            user: None,
        };
        (EndedToken::SocketToken, ending)
    }))
}
