//! Who is at the other end: what the cookies say, and whether it is still true.

use super::Platform;
use crate::domain::account::pre_login::PreLogin;
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::change::{Change, Write};
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{Loaded, Reader};

/// What a browser presented.
#[derive(Default)]
pub struct Visitor {
    pub session: Option<PlainToken>,
    pub pre_login: Option<PreLogin>,
    /// By this a browser is known again at sign-in.
    pub browser: Option<PlainToken>,
}

impl Visitor {
    /// The live session behind the cookie, with its user. Notes coarsely that it was seen.
    pub(super) fn signed_in(
        &self,
        platform: &Platform,
        reader: &mut Reader,
        now: Timestamp,
    ) -> Loaded<Option<(Session, User)>> {
        let Some(token) = &self.session else {
            return Ok(None);
        };
        let found = reader.session(token.key())?;
        let live = found.filter(|(session, user)| {
            session.secret_hash.matches(&token.hash(TokenKind::Session))
                && session.is_live(user, now)
        });
        if let Some((session, _)) = &live {
            note_seen(platform, session, now);
        }
        Ok(live)
    }
}

fn note_seen(platform: &Platform, session: &Session, now: Timestamp) {
    if let Some(idle_until) = session.slide(&platform.policy.sessions, now) {
        platform
            .store
            .note(Change::writes(vec![Write::TouchSession {
                key: session.key,
                last_seen_at: now,
                idle_until,
            }]));
    }
}
