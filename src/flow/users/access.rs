//! What users have open: signed-in browsers, and apps that they allowed something. An operator looks at both and
//! ends them.

use super::change::{UserRefusal, find, in_turn};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::audit::happened::{Happened, Which};
use crate::domain::change::{EndReason, Write};
use crate::domain::key::RowKey;
use crate::domain::oauth::client::{App, ClientName};
use crate::domain::oauth::consent::Consent;
use crate::domain::time::Timestamp;
use crate::flow::Failure;
use crate::flow::{Platform, deauthorize};
use crate::store::{After, Loaded, Reader};

/// Rows that are read at a time: what a list of one user takes is no matter to others.
const PAGE: i64 = 500;

/// A whole list, page by page, each with a reader of its own.
pub(super) fn by_pages<T>(
    platform: &Platform,
    page: impl Fn(&mut Reader, After) -> Loaded<Vec<T>>,
    key: impl Fn(&T) -> RowKey,
) -> Result<Vec<T>, Failure> {
    let mut all: Vec<T> = Vec::new();
    loop {
        let after = After {
            key: all.last().map(&key),
            most: PAGE,
        };
        let mut some = platform.store.read(|reader| page(reader, after))?;
        let is_last = i64::try_from(some.len()).is_ok_and(|rows| rows < PAGE);
        all.append(&mut some);
        if is_last {
            return Ok(all);
        }
    }
}

/// All live ones, or those of one user; oldest first.
pub fn sessions(
    platform: &Platform,
    who: Option<&str>,
) -> Result<Vec<(Session, User)>, UserRefusal> {
    let now = platform.clock.now();
    let whose = who.map(|who| find(platform, who)).transpose()?;
    let whose = whose.map(|user| user.key);
    let mut open = by_pages(
        platform,
        |reader, after| reader.open_sessions(whose, now, after),
        |(session, _)| session.key,
    )?;
    open.retain(|(session, user)| session.is_live(user, now));
    Ok(open)
}

/// The one of this id, which is its row's key.
pub fn end_session(platform: &Platform, id: &str) -> Result<User, UserRefusal> {
    let unknown = || UserRefusal::UnknownSession(id.to_owned());
    let key = RowKey::decode(id).ok_or_else(unknown)?;
    end_session_of(platform, None, key)
}

/// The same where it is known whose it is to be.
pub fn end_session_of(
    platform: &Platform,
    whose: Option<RowKey>,
    key: RowKey,
) -> Result<User, UserRefusal> {
    let now = platform.clock.now();
    let found = platform.store.read(|reader| reader.session(key))?;
    let live = found.filter(|(session, user)| session.is_live(user, now));
    let theirs = live.filter(|(_, user)| whose.is_none_or(|whose| whose == user.key));
    let unknown = || UserRefusal::UnknownSession(key.encode());
    let (_, user) = theirs.ok_or_else(unknown)?;
    let ended = in_turn(platform, user.key, |user| {
        if !is_open(platform, key)? {
            return Ok(Vec::new());
        }
        let ends = Write::EndSession {
            key,
            at: now,
            why: EndReason::Ended,
        };
        let event = platform.event(&Happened::SessionEnded(Which::One), now);
        Ok(vec![ends, event.about(user).in_session(key).into()])
    })?;
    ended.then_some(user).ok_or(UserRefusal::Moved)
}

/// All of one user, and how many there were. Tokens live on, as they do when somebody signs out.
pub fn end_sessions(platform: &Platform, who: &str) -> Result<(User, usize), UserRefusal> {
    let user = find(platform, who)?;
    let live = sessions(platform, Some(&user.public_id))?.len();
    let ended = in_turn(platform, user.key, |user| {
        let at = platform.clock.now();
        if !has_open(platform, user, None, at)? {
            return Ok(Vec::new());
        }
        let ends = Write::EndSessionsOf {
            user_key: user.key,
            at,
            why: EndReason::Ended,
        };
        let event = platform.event(&Happened::SessionEnded(Which::All), at);
        Ok(vec![ends, event.about(user).into()])
    })?;
    ended.then_some((user, live)).ok_or(UserRefusal::Moved)
}

/// Whether it has not ended yet.
pub(in crate::flow) fn is_open(platform: &Platform, session: RowKey) -> Result<bool, Failure> {
    let found = platform.store.read(|reader| reader.session(session))?;
    Ok(found.is_some_and(|(session, _)| session.ended_at.is_none()))
}

/// Whether there is one to end, but for the one that stays.
pub(in crate::flow) fn has_open(
    platform: &Platform,
    user: &User,
    stays: Option<RowKey>,
    now: Timestamp,
) -> Result<bool, Failure> {
    let open = platform
        .store
        .read(|reader| reader.open_sessions_of(user.key, now, 2))?;
    Ok(open.iter().any(|(key, _)| Some(*key) != stays))
}

/// What a user allowed and did not withdraw, with the apps; oldest first.
pub fn consents(platform: &Platform, who: &str) -> Result<Vec<(Consent, App)>, UserRefusal> {
    let user = find(platform, who)?;
    let all = by_pages(
        platform,
        |reader, after| reader.consents_of(user.key, after),
        |consent| consent.key,
    )?;
    Ok(platform.store.read(|reader| {
        let mut found = Vec::new();
        for consent in all {
            let app = reader.app(&ClientName::Number(consent.app_id))?;
            let live = app.filter(|_| consent.withdrawn_at.is_none());
            found.extend(live.map(|app| (consent, app)));
        }
        Ok(found)
    })?)
}

/// Ends what the app has of this user: codes, tokens, and that it is remembered. Its server is told.
pub fn withdraw(platform: &Platform, who: &str, app: &App) -> Result<User, UserRefusal> {
    let user = find(platform, who)?;
    let found = platform
        .store
        .read(|reader| reader.consent(user.key, app.id))?;
    let Some(consent) = found.filter(|consent| consent.withdrawn_at.is_none()) else {
        return Err(UserRefusal::UnknownConsent {
            user: user.name,
            app: app.name.clone(),
        });
    };
    if !platform.has_seen(consent.epoch.number()) {
        return Err(UserRefusal::Moved);
    }
    deauthorize::withdraw(platform, &user, app, &consent, |happened, now| {
        platform.event(happened, now).about(&user)
    })?;
    Ok(user)
}
