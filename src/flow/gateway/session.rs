//! The session of a client's user: found by its id, or by the user's token, or begun.

use crate::domain::change::{Change, Write};
use crate::domain::gateway::session::{SocketSession, UserMac};
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use crate::flow::Platform;
use crate::store::Loaded;

/// A session, and what has to be durable before it is told of.
pub(super) struct UserSession {
    pub session: SocketSession,
    pub begins: Option<Change>,
}

/// That of this id, if it is this client's.
pub(super) fn of_id(
    platform: &Platform,
    client_key: RowKey,
    session_id: &str,
) -> Loaded<Option<SocketSession>> {
    platform
        .store
        .read(|reader| reader.socket_session(client_key, session_id))
}

/// That of the user with this token: each has one with a client. Two who begin it at once find that its place is
/// taken, and the slower one plans again.
pub(super) fn of_user(
    platform: &Platform,
    client_key: RowKey,
    token: &str,
    now: Timestamp,
) -> Loaded<UserSession> {
    let user = UserMac::of(&platform.key, client_key, token);
    if let Some(session) = find(platform, client_key, &user, token)? {
        return Ok(used(platform, session, user, now));
    }
    let key = platform.store.next_key(now);
    let session = SocketSession::make(key, client_key, user, now, &mut rand::rng());
    let insert = Change::writes(vec![Write::InsertSocketSession(session.clone())]);
    Ok(UserSession {
        session,
        begins: Some(insert),
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

/// One that is there: its use is noted, where that is due.
pub(super) fn used(
    platform: &Platform,
    session: SocketSession,
    user: UserMac,
    now: Timestamp,
) -> UserSession {
    if session.is_due(&user, now) {
        platform.note(Change::writes(vec![Write::TouchSocketSession {
            key: session.key,
            user,
            last_seen_at: now,
        }]));
    }
    UserSession {
        session,
        begins: None,
    }
}
