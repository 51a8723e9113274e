//! `handshake`: the session of an end user, found or begun.

use crate::domain::change::{Change, Write};
use crate::domain::gateway::Stage;
use crate::domain::gateway::answer::Fault;
use crate::domain::gateway::handshake::{self, Strictness};
use crate::domain::gateway::sent::Sent;
use crate::domain::gateway::session::{SocketSession, UserMac};
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use crate::flow::{Failure, Planned, Platform};
use crate::store::Loaded;

/// A session that is kept.
pub struct Session {
    pub session_id: String,
    /// The end user's identifier, as it was sent.
    pub token: String,
}

pub fn handshake(
    platform: &Platform,
    stage: Stage,
    sent: Sent,
    strictness: Strictness,
) -> Result<Planned<Result<Session, Vec<Fault>>>, Failure> {
    let now = platform.clock.now();
    let (who, token) = match handshake::judge(stage, sent, strictness) {
        Ok(judged) => judged,
        Err(faults) => return Ok(Planned::ready(Err(faults))),
    };
    let client_key = who.token.token.client_key;
    let user = UserMac::of(&platform.key, client_key, token);
    let told = |session: SocketSession| {
        Ok(Session {
            session_id: session.session_id,
            token: token.to_owned(),
        })
    };
    if let Some(session) = find(platform, client_key, &user, token)? {
        if let Some(change) = touch(&session, user, now) {
            platform.note(change);
        }
        return Ok(Planned::ready(told(session)));
    }
    let key = platform.store.next_key(now);
    let session = SocketSession::make(key, client_key, user, now, &mut rand::rng());
    let insert = Change::writes(vec![Write::InsertSocketSession(session.clone())]);
    Ok(Planned {
        change: Some(insert),
        told: told(session),
    })
}

fn find(
    platform: &Platform,
    client_key: RowKey,
    user: &UserMac,
    token: &str,
) -> Loaded<Option<SocketSession>> {
    let older = UserMac::under_older_keys(&platform.key, client_key, token);
    platform.store.read(|reader| {
        for user in std::iter::once(user).chain(&older) {
            if let Some(session) = reader.socket_session_of(client_key, user)? {
                return Ok(Some(session));
            }
        }
        Ok(None)
    })
}

/// What is to be written down of this use, where it is due.
pub(super) fn touch(session: &SocketSession, user: UserMac, now: Timestamp) -> Option<Change> {
    session.is_due(&user, now).then(|| {
        Change::writes(vec![Write::TouchSocketSession {
            key: session.key,
            user,
            last_seen_at: now,
        }])
    })
}
