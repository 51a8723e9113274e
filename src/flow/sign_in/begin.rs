//! How a session begins, or goes on at another level: what is written, and what the browser is brought; once for each
//! press of a button.

use super::browser::know_browser;
use super::errand::Entrance;
use crate::domain::account::authentication::Methods;
use crate::domain::account::session::{
    Keep, KnownBrowser, MOST_SESSIONS, NEVER_CONFIRMED, NewSession, Session,
};
use crate::domain::account::sid::SidSeed;
use crate::domain::account::user::User;
use crate::domain::answer::{Answer, LogDecision, Reply, Story};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, EndReason, Guard, Write};
use crate::domain::factor::write::FactorWrite;
use crate::domain::key::{AppId, RowKey};
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::secret::{PlainToken, TokenHash, TokenKind};
use crate::domain::time::Timestamp;
use crate::flow::press::{Before, Brought, Press};
use crate::flow::users::unmoved;
use crate::flow::{Failure, Platform, mail, reply};
use crate::store::{CommitError, Lost};
use std::iter;
use zeroize::Zeroizing;

/// A session that begins: never one that was there before.
pub(in crate::flow) struct Beginning<'a> {
    pub user: &'a User,
    pub methods: Methods,
    pub keep: Keep,
    pub born_for_app: Option<AppId>,
    pub device_label: Option<String>,
    /// A live one, which ends with it.
    pub replaced: Option<&'a Session>,
    /// A remembered browser stood in for the second step: that confirms nothing.
    pub stands_in: bool,
}

impl Beginning<'_> {
    /// The session that it replaces ends, and so do the oldest beyond what a person may have. The browser is known from
    /// now on.
    pub fn plan(
        self,
        platform: &Platform,
        browser: Option<KnownBrowser>,
        now: Timestamp,
    ) -> Result<(Vec<Write>, Brought), Failure> {
        let news = match browser {
            Some(_) => None,
            None => news_of_browser(platform, (self.user, self.device_label.as_deref()), now)?,
        };
        let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
        let event = self.event(platform, token.key(), now);
        let new = NewSession {
            key: token.key(),
            secret_hash: token.hash(TokenKind::Session),
            user_key: self.user.key,
            epoch: self.user.epoch,
            born_for_app: self.born_for_app,
            device_label: self.device_label,
            keep: self.keep,
            methods: self.methods,
            sid_seed: sid_seed(self.replaced, self.user),
        };
        let mut begun = Session::begin(new, &platform.policy.sessions, now);
        if self.stands_in {
            begun.confirmed_at = NEVER_CONFIRMED;
        }
        let mut writes = vec![
            event,
            Write::InsertSession(begun.clone()),
            Write::EndOldestSessionsOf {
                begun,
                most: MOST_SESSIONS,
                at: now,
            },
        ];
        writes.extend(self.replaced.map(|old| replaced(old, now)));
        writes.extend(news);
        let (known, fresh) = know_browser(platform, browser, self.user, now);
        writes.push(known);
        let brought = Brought {
            session: Some((token, self.keep)),
            browser: fresh,
        };
        Ok((writes, brought))
    }
}

impl Beginning<'_> {
    fn event(&self, platform: &Platform, session: RowKey, now: Timestamp) -> Write {
        let happened = Happened::SignIn(self.methods);
        let event = platform.event_of(self.user, &happened, now);
        let event = event.in_session(session);
        match self.born_for_app {
            Some(app) => event.at_app(app).into(),
            None => event.into(),
        }
    }
}

/// The same session with another proof, under a new name: whoever knew the old one is not raised along. Apps know both by
/// one name, and it lasts no longer.
pub(in crate::flow) fn raise(
    platform: &Platform,
    (old, user): (&Session, &User),
    methods: Methods,
    browser: Option<KnownBrowser>,
    now: Timestamp,
) -> (Vec<Write>, Brought) {
    let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let raised = Session {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Session),
        methods,
        confirmed_at: now,
        last_seen_at: now,
        ended_at: None,
        created_at: now,
        ..old.clone()
    };
    let (known, fresh) = know_browser(platform, browser, user, now);
    let event = platform.event_of(user, &Happened::Confirmed, now);
    let event = event.in_session(raised.key).into();
    let writes = vec![
        event,
        Write::InsertSession(raised),
        replaced(old, now),
        known,
    ];
    let brought = Brought {
        session: Some((token, old.keep)),
        browser: fresh,
    };
    (writes, brought)
}

const fn replaced(old: &Session, at: Timestamp) -> Write {
    Write::EndSession {
        key: old.key,
        at,
        why: EndReason::Replaced,
    }
}

/// By mail, where they want it; not of the first sign-in ever.
fn news_of_browser(
    platform: &Platform,
    (user, device): (&User, Option<&str>),
    now: Timestamp,
) -> Result<Option<Write>, Failure> {
    if !user.notices {
        return Ok(None);
    }
    let facts = Payload {
        device: device.map(str::to_owned),
        ..Payload::default()
    };
    let Some(notice) = mail::notice(platform, user, (MailKind::NewSignIn, facts), now) else {
        return Ok(None);
    };
    let is_first = !platform.store.read(|reader| reader.was_here(user.key))?;
    Ok((!is_first).then_some(notice))
}

/// Whoever signs in again where they are signed in goes on in what their apps know as one session.
fn sid_seed(replaced: Option<&Session>, user: &User) -> SidSeed {
    let same = replaced.filter(|old| old.user_key == user.key);
    same.map_or_else(|| SidSeed::make(&mut rand::rng()), |old| old.sid_seed)
}

/// On to what was asked for.
pub(in crate::flow) fn signed_in(
    (entrance, request): (Entrance, &str),
    story: Story,
    user: &User,
    brought: Brought,
) -> Reply {
    let story = Story {
        decision: Some(LogDecision::SignedIn),
        user: Some(user.public_id.clone()),
        user_name: Some(user.name.clone()),
        ..story
    };
    let mut reply = reply(Answer::SeeOther(entrance.onward(request)), story);
    reply.cookies = brought.cookies();
    reply
}

/// What became of a press.
pub(in crate::flow) enum Pressed {
    /// It was the first.
    Done,
    /// The same was pressed a moment ago, and answered so.
    Same(Zeroizing<Vec<u8>>),
    /// Another was, or this one too long ago.
    Answered,
    /// What it hangs on went another way meanwhile.
    Conflict,
}

/// Writes it down, and the form as spent, whose answer is told again to the same press.
pub(in crate::flow) fn press_once(
    platform: &Platform,
    (press, nonce): (&Press, &PlainToken),
    writes: Vec<Write>,
    answer: &[u8],
    now: Timestamp,
) -> Result<Pressed, Failure> {
    let spent = press.answered(platform, nonce, answer, now);
    settle_press(
        platform,
        press,
        Change::guarded(Guard::FormUnspent(spent), writes),
    )
}

/// The same in turn with other changes of the user, who is as was seen. Its answer shows secrets once: the same press is
/// told it also where it comes with the new session, as a reload does.
pub(in crate::flow) fn press_in_turn(
    platform: &Platform,
    (press, nonce): (&Press, &PlainToken),
    (user, mut writes): (&User, Vec<Write>),
    (answer, next): (&[u8], Option<TokenHash>),
    now: Timestamp,
) -> Result<Pressed, Failure> {
    let holders: Vec<_> = iter::once(press.holder).chain(&next).collect();
    let spent = press.answered_to(platform, nonce, (answer, &holders), now);
    writes.push(Write::SpendForm(spent));
    settle_press(platform, press, Change::guarded(unmoved(user), writes))
}

fn settle_press(platform: &Platform, press: &Press, change: Change) -> Result<Pressed, Failure> {
    let refunds = refunds(&change.then);
    let lost = match platform.store.commit(change) {
        Ok(()) => return Ok(Pressed::Done),
        Err(CommitError::Lost(Lost::FormSpent)) => match press.before(platform)? {
            Before::Same(answer) => Pressed::Same(answer),
            Before::Nothing | Before::Answered => Pressed::Answered,
        },
        Err(CommitError::Lost(Lost::VersionMoved) | CommitError::Conflict) => {
            match press.before(platform)? {
                Before::Same(answer) => Pressed::Same(answer),
                Before::Answered => Pressed::Answered,
                Before::Nothing => Pressed::Conflict,
            }
        }
        Err(error) => return Err(error.into()),
    };
    platform.store.note(Change::writes(refunds));
    Ok(lost)
}

/// What is owed to who was right, where nothing else of the change is written: no code was wrong, and no mail says so.
fn refunds(along: &[Write]) -> Vec<Write> {
    let owed = along.iter().filter_map(|write| match write {
        Write::RefundBrake(subject) => Some(Write::RefundBrake(subject.clone())),
        Write::DropMail(key) => Some(Write::DropMail(*key)),
        Write::Factor(FactorWrite::ForgetWrongCodes(user)) => {
            Some(Write::Factor(FactorWrite::ForgetWrongCodes(*user)))
        }
        _ => None,
    });
    owed.collect()
}
