//! The end of a sign-in: a session begins, once for each press of the button.

use super::browser::know_browser;
use super::tried::{SignIn, Try};
use crate::domain::account::authentication::Methods;
use crate::domain::account::session::{Keep, MOST_SESSIONS, NewSession, Session};
use crate::domain::account::sid::SidSeed;
use crate::domain::account::user::User;
use crate::domain::answer::{Answer, LogDecision, Reply, Story};
use crate::domain::change::{Change, EndReason, Guard, Write};
use crate::domain::oauth::form::Untaken;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::flow::credentials::Rightful;
use crate::flow::press::{Before, Brought, Press};
use crate::flow::{Failure, Platform, reply};
use crate::store::{CommitError, Lost};

/// A new session, never one that was there before; the browser is known from now on.
pub(super) fn begin_session(
    platform: &Platform,
    tried: &SignIn,
    (at, nonce): (Try, PlainToken),
    rightful: Rightful,
) -> Result<Reply, Failure> {
    let now = at.now;
    let Rightful {
        user,
        browser,
        along: mut writes,
    } = rightful;
    let refunds = refunds(&writes);
    let session = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    writes.extend(sessions(platform, tried, &at, (&session, &user)));
    let (known, fresh) = know_browser(platform, browser, &user, now);
    writes.push(known);
    let brought = Brought {
        session: Some((session, tried.keep)),
        browser: fresh,
    };
    let press = Press {
        form: &tried.form,
        holder: &at.holder,
        typed: &[
            user.public_id.as_bytes(),
            &[u8::from(tried.keep == Keep::SignedIn)],
        ],
    };
    let text = brought.to_text();
    let spent = press.answered(platform, &nonce, text.as_bytes(), now);
    let change = Change::guarded(Guard::FormUnspent(spent), writes);
    match platform.store.commit(change) {
        Ok(()) => Ok(signed_in(tried, at.story, &user, brought)),
        Err(CommitError::Lost(Lost::FormSpent)) => {
            platform.store.note(Change::writes(refunds));
            Ok(match press.before(platform)? {
                Before::Same(text) => signed_in(tried, at.story, &user, Brought::from_text(&text)),
                _ => tried.entrance.refused(&tried.form.request, Untaken::Done),
            })
        }
        Err(error) => Err(error.into()),
    }
}

/// The session begins, the one that it replaces ends, and so do the oldest beyond what a person may have.
fn sessions(
    platform: &Platform,
    tried: &SignIn,
    at: &Try,
    (session, user): (&PlainToken, &User),
) -> Vec<Write> {
    let now = at.now;
    let new = NewSession {
        key: session.key(),
        secret_hash: session.hash(TokenKind::Session),
        user_key: user.key,
        epoch: user.epoch,
        born_for_app: at.errand.born_for_app(),
        device_label: tried.device_label.clone(),
        keep: tried.keep,
        methods: Methods::PASSWORD,
        sid_seed: sid_seed(at.replaced.as_ref(), user),
    };
    let begun = Session::begin(new, &platform.policy.sessions, now);
    let mut writes = vec![
        Write::InsertSession(begun.clone()),
        Write::EndOldestSessionsOf {
            begun,
            most: MOST_SESSIONS,
            at: now,
        },
    ];
    writes.extend(at.replaced.as_ref().map(|old| Write::EndSession {
        key: old.key,
        at: now,
        why: EndReason::Replaced,
    }));
    writes
}

/// Whoever signs in again where they are signed in goes on in what their apps know as one session.
fn sid_seed(replaced: Option<&Session>, user: &User) -> SidSeed {
    let same = replaced.filter(|old| old.user_key == user.key);
    same.map_or_else(|| SidSeed::make(&mut rand::rng()), |old| old.sid_seed)
}

fn signed_in(tried: &SignIn, story: Story, user: &User, brought: Brought) -> Reply {
    let next = tried.entrance.onward(&tried.form.request);
    let story = Story {
        decision: Some(LogDecision::SignedIn),
        user: Some(user.public_id.clone()),
        user_name: Some(user.name.clone()),
        ..story
    };
    let mut reply = reply(Answer::SeeOther(next), story);
    reply.cookies = brought.cookies();
    reply
}

/// What is owed to who was right, where nothing else of the change is written.
fn refunds(along: &[Write]) -> Vec<Write> {
    let subjects = along.iter().filter_map(|write| match write {
        Write::RefundBrake(subject) => Some(subject.clone()),
        _ => None,
    });
    subjects.map(Write::RefundBrake).collect()
}
