//! *Sessions*: where somebody is signed in. They end one, or all others; this browser's ends by signing out.

use super::{Failure, Platform, Present, Visitor, refused, see, sign_in_first, untaken};
use crate::domain::account::session::Session;
use crate::domain::answer::account::{Part, SessionLine, SessionsPage};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{AccountPage, LogDecision, Reply};
use crate::domain::audit::happened::{Happened, Which};
use crate::domain::change::{EndReason, Write};
use crate::domain::key::RowKey;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::flow::users::access::{has_open, is_open};
use crate::flow::users::in_turn;
use crate::store::{Loaded, Reader};
use std::cmp::Reverse;

const PER_PAGE: usize = 50;
/// Ten times as many as there can be: of sessions from before there was a limit, the newest are listed.
const MOST_LISTED: i64 = 1000;
const FIRST: AccountPlace = AccountPlace::Sessions { page: 1 };

pub fn show(platform: &Platform, visitor: &Visitor, page: usize) -> Result<Reply, Failure> {
    let loaded = platform.store.read(|reader| {
        let Some(present) = Present::load(platform, reader, visitor)? else {
            return Ok(None);
        };
        let part = Shown::load(reader, &present, page)?;
        Ok(Some((present, part)))
    })?;
    let Some((present, shown)) = loaded else {
        return Ok(sign_in_first(&AccountPlace::Sessions { page }));
    };
    let Shown {
        sessions,
        part,
        has_others,
    } = shown;
    let is_this = |session: &Session| session.key == present.session.key;
    let lines = sessions.into_iter().map(|(session, app_name)| SessionLine {
        end: (!is_this(&session)).then(|| session.key.encode()),
        device_label: session.device_label,
        app_name,
        since: session.created_at,
        last_seen_at: session.last_seen_at,
    });
    let content = AccountPage::Sessions(SessionsPage {
        sessions: lines.collect(),
        part,
        has_others,
        form: present.form(platform, Purpose::EndSessions, ""),
    });
    Ok(super::shown(
        content,
        present.story(LogDecision::ShowsSessions),
    ))
}

/// One page of the list: this browser's first, then those seen last.
struct Shown {
    sessions: Vec<(Session, Option<String>)>,
    part: Part,
    has_others: bool,
}

impl Shown {
    /// Only the rows of the page are loaded whole.
    fn load(reader: &mut Reader, present: &Present, page: usize) -> Loaded<Self> {
        let this = present.session.key;
        let mut open = reader.open_sessions_of(present.user.key, present.now, MOST_LISTED)?;
        open.sort_by_key(|(key, seen)| (*key != this, Reverse((*seen, *key))));
        let (part, places) = Part::of(open.len(), PER_PAGE, page);
        let has_others = open.len() > 1;
        let keys: Vec<RowKey> = open.into_iter().map(|(key, _)| key).collect();
        let keys = keys.get(places).unwrap_or_default();
        let mut sessions = reader.sessions_with_apps(keys)?;
        sessions.retain(|(session, _)| session.is_live(&present.user, present.now));
        let place = |key: RowKey| keys.iter().position(|other| *other == key);
        sessions.sort_by_key(|(session, _)| place(session.key));
        Ok(Self {
            sessions,
            part,
            has_others,
        })
    }
}

/// What is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionChoice {
    One(RowKey),
    Others,
}

impl SessionChoice {
    /// What the button says that was pressed.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "others" => Some(Self::Others),
            key => RowKey::decode(key).map(Self::One),
        }
    }
}

pub fn end(
    platform: &Platform,
    visitor: &Visitor,
    form: &Form,
    ended: Option<SessionChoice>,
) -> Result<Reply, Failure> {
    let loaded = platform.store.read(|reader| {
        let Some(present) = Present::load(platform, reader, visitor)? else {
            return Ok(None);
        };
        // Somebody else's is as good as none.
        let theirs = match ended {
            Some(SessionChoice::One(key)) => reader.session(key)?,
            _ => None,
        };
        let theirs = theirs.filter(|(session, _)| session.user_key == present.user.key);
        Ok(Some((present, theirs.map(|(session, _)| session.key))))
    })?;
    let Some((present, theirs)) = loaded else {
        return untaken(platform, &FIRST, (visitor, form), Untaken::SignedOut);
    };
    if let Err(why) = present.proves(platform, Purpose::EndSessions, form) {
        return untaken(platform, &FIRST, (visitor, form), why);
    }
    let Some(ended) = ended else {
        let why = Untaken::Strange("no such button");
        return Ok(refused(&FIRST, why));
    };
    carry_out(platform, &present, (ended, theirs))?;
    Ok(see(&FIRST, present.story(LogDecision::EndedSessions)))
}

fn carry_out(
    platform: &Platform,
    present: &Present,
    ended: (SessionChoice, Option<RowKey>),
) -> Result<(), Failure> {
    let (at, why) = (present.now, EndReason::EndedElsewhere);
    let user_key = present.user.key;
    let stays = present.session.key;
    match ended {
        (SessionChoice::One(_), None) => Ok(true),
        (SessionChoice::One(_), Some(key)) => in_turn(platform, user_key, |user| {
            if !is_open(platform, key)? {
                return Ok(Vec::new());
            }
            let happened = Happened::SessionEnded(Which::One);
            let event = platform.event_of(user, &happened, at).in_session(key);
            Ok(vec![Write::EndSession { key, at, why }, event.into()])
        }),
        (SessionChoice::Others, _) => in_turn(platform, user_key, |user| {
            if !has_open(platform, user, Some(stays), at)? {
                return Ok(Vec::new());
            }
            let ends = Write::EndOtherSessionsOf {
                user_key,
                stays,
                at,
                why,
            };
            let happened = Happened::SessionEnded(Which::Others);
            Ok(vec![ends, platform.event_of(user, &happened, at).into()])
        }),
    }?;
    Ok(())
}
