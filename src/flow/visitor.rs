//! Who is at the other end: what the cookies say, and whether it is still true.

use super::Platform;
use crate::domain::account::pre_login::PreLogin;
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::change::{Change, Write};
use crate::domain::key::RowKey;
use crate::domain::oauth::client::ClientName;
use crate::domain::secret::{PlainToken, TokenHash, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{Loaded, Reader, Visit};

/// One visit to an address that apps send people to.
pub struct EndpointVisit {
    /// As received, still percent-encoded.
    pub query: String,
    pub visitor: Visitor,
    pub manner: Manner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Open,
    /// HEAD, or a browser that fetches ahead: nothing is ever issued.
    Peek,
}

/// What a browser presented: mostly one of each. Another path or host may have left it more cookies of one name,
/// and it does not say which are ours.
#[derive(Default)]
pub struct Visitor {
    pub sessions: Vec<PlainToken>,
    pub pre_logins: Vec<PreLogin>,
    /// By these a browser is known again at sign-in.
    pub browsers: Vec<PlainToken>,
}

impl Visitor {
    /// The pre-login cookie that a form is bound to, or the first.
    pub(super) fn pre_login(&self, is_bound: impl Fn(&TokenHash) -> bool) -> Option<&PreLogin> {
        let mut all = self.pre_logins.iter();
        all.find(|cookie| is_bound(&cookie.hash()))
            .or_else(|| self.pre_logins.first())
    }

    /// Not one came along: a browser that keeps them has at least one by the time it sends a form.
    pub(super) const fn has_no_cookies(&self) -> bool {
        self.sessions.is_empty() && self.pre_logins.is_empty() && self.browsers.is_empty()
    }

    /// The visit to an app, with the live session behind the cookie.
    pub(super) async fn visits(
        &self,
        platform: &Platform,
        name: &ClientName,
        now: Timestamp,
    ) -> Loaded<Option<Visit>> {
        for token in &self.sessions {
            let found = platform.store.visit(name, Some(token.key())).await?;
            let Some(visit) = found else {
                return Ok(None);
            };
            let is_theirs = match &visit.present {
                Ok(Some((session, user))) => opens(token, session, user, now),
                Ok(None) => false,
                // Told of where it is looked at.
                Err(_) => true,
            };
            if is_theirs {
                return Ok(Some(visit));
            }
        }
        platform.store.visit(name, None).await
    }

    /// The live session behind the cookie, with its user. Notes coarsely that it was seen.
    pub(super) fn signed_in(
        &self,
        platform: &Platform,
        reader: &mut Reader,
        now: Timestamp,
    ) -> Loaded<Option<(Session, User)>> {
        let found = self.live(platform, now, |key| {
            Ok(reader.session(key)?.map(|present| (present, ())))
        });
        Ok(found?.map(|(present, ())| present))
    }

    /// The same, and whether they have something to prove besides a password.
    pub(super) fn signed_in_with_step(
        &self,
        platform: &Platform,
        reader: &mut Reader,
        now: Timestamp,
    ) -> Loaded<Option<((Session, User), bool)>> {
        self.live(platform, now, |key| reader.session_with_step(key))
    }

    fn live<T>(
        &self,
        platform: &Platform,
        now: Timestamp,
        mut find: impl FnMut(RowKey) -> Loaded<Option<((Session, User), T)>>,
    ) -> Loaded<Option<((Session, User), T)>> {
        for token in &self.sessions {
            let found = find(token.key())?;
            let live = found.filter(|((session, user), _)| opens(token, session, user, now));
            if let Some(((session, _), _)) = &live {
                note_seen(platform, session, now);
                return Ok(live);
            }
        }
        Ok(None)
    }
}

fn opens(token: &PlainToken, session: &Session, user: &User, now: Timestamp) -> bool {
    session.secret_hash.matches(&token.hash(TokenKind::Session)) && session.is_live(user, now)
}

pub(super) fn note_seen(platform: &Platform, session: &Session, now: Timestamp) {
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
