//! What stands behind a form of the second step, and the answers to those that prove nothing.

use super::sent::{SecondStep, bound_to, refused, see, told};
use crate::domain::account::authentication::Methods;
use crate::domain::account::session::{KnownBrowser, Session};
use crate::domain::account::ticket::{Begins, Ticket};
use crate::domain::account::user::User;
use crate::domain::answer::Reply;
use crate::domain::answer::{LogDecision, Story};
use crate::domain::change::Write;
use crate::domain::factor::Factors;
use crate::domain::oauth::form::{FormFault, Untaken};
use crate::domain::secret::{PlainToken, TokenHash};
use crate::domain::time::Timestamp;
use crate::flow::factors;
use crate::flow::press::Brought;
use crate::flow::sign_in::{Beginning, Errand, ErrandCheck, prove, raise};
use crate::flow::{Failure, Platform, credentials, press};
use crate::store::{Loaded, Reader};

pub(super) enum Found {
    Answered(Box<Reply>),
    Over(Box<Over>),
    Sound(Box<Step>),
}

/// A form with a ticket of ours.
pub(super) struct Step {
    pub errand: Errand,
    pub holder: TokenHash,
    /// Of the form.
    pub nonce: PlainToken,
    pub ticket: Ticket,
    pub user: User,
    pub password_set_at: Option<Timestamp>,
    pub factors: Factors,
    /// This browser, if they signed in from it before.
    pub browser: Option<KnownBrowser>,
    /// A live one: to be raised, or passed over by `prompt=login`.
    pub session: Option<Session>,
    pub story: Story,
    pub now: Timestamp,
}

/// A form that was answered before, in the session that began or went on by it.
pub(super) struct Over {
    pub errand: Errand,
    pub session: Session,
    pub user: User,
    pub story: Story,
}

impl Step {
    pub fn is_good(&self) -> bool {
        self.ticket
            .is_good(&self.user, self.password_set_at, self.now)
    }

    /// What is written for a session with these proofs, and what the browser is brought; nothing where the session has
    /// ended that was to be raised.
    pub fn begun(
        &self,
        platform: &Platform,
        methods: Methods,
        device_label: Option<String>,
    ) -> Result<Option<(Vec<Write>, Brought)>, Failure> {
        let browser = self.browser.clone();
        let live = self.session.as_ref();
        match self.ticket.begins {
            Begins::Raised(key) => {
                let session = live.filter(|session| session.key == key);
                let raised = session.map(|session| {
                    let whose = (session, &self.user);
                    raise(platform, whose, methods, browser, self.now)
                });
                Ok(raised)
            }
            Begins::Session { keep, born_for_app } => {
                let beginning = Beginning {
                    user: &self.user,
                    methods,
                    keep,
                    born_for_app,
                    device_label,
                    replaced: live,
                    stands_in: false,
                };
                beginning.plan(platform, browser, self.now).map(Some)
            }
        }
    }
}

pub(super) fn load(
    platform: &Platform,
    reader: &mut Reader,
    sent: &SecondStep,
    now: Timestamp,
) -> Loaded<Found> {
    let (entrance, request) = (sent.entrance, &sent.form.request);
    let live = sent.visitor.signed_in(platform, reader, now)?;
    let session = live.as_ref().map(|(session, _)| session);
    let from = (&sent.visitor, &sent.form);
    let purpose = (sent.purpose(), now);
    let (holder, nonce) = match prove(platform, from, session, purpose) {
        Some((holder, Ok(proven))) => (holder, proven.nonce),
        Some((_, Err(FormFault::Stale))) => return Ok(too_late(sent)),
        _ => return unproven(platform, reader, sent, live),
    };
    let bound = bound_to(&holder, &sent.form);
    let Some(ticket) = Ticket::open(&platform.key, bound, &sent.ticket) else {
        return Ok(Found::Answered(Box::new(refused(sent, Untaken::Outdated))));
    };
    let (errand, story) = match entrance.errand(platform, reader, request)? {
        ErrandCheck::Faulty(reply) => return Ok(Found::Answered(Box::new(reply))),
        ErrandCheck::Sound(errand, story) => (errand, story),
    };
    let Some(user) = reader.user(ticket.user_key)? else {
        return Ok(too_late(sent));
    };
    let password = reader.password_of(user.key)?;
    Ok(Found::Sound(Box::new(Step {
        errand,
        holder,
        nonce,
        password_set_at: password.map(|password| password.set_at),
        factors: factors::of(reader, user.key)?,
        browser: credentials::known_browser(reader, &sent.visitor.browsers, &user)?,
        story: told(story, &user),
        user,
        ticket,
        session: live.map(|(session, _)| session),
        now,
    })))
}

/// The line begins anew.
fn too_late(sent: &SecondStep) -> Found {
    let story = Story::of(LogDecision::TicketOver);
    Found::Answered(Box::new(see(
        sent.entrance.again(&sent.form.request),
        story,
    )))
}

/// Signed in meanwhile by this form: on to what was asked for. Else nothing begins.
fn unproven(
    platform: &Platform,
    reader: &mut Reader,
    sent: &SecondStep,
    live: Option<(Session, User)>,
) -> Loaded<Found> {
    if let Some((session, user)) = live
        && press::was_answered(reader, &sent.form)?
    {
        let errand = sent.entrance.errand(platform, reader, &sent.form.request)?;
        return Ok(match errand {
            ErrandCheck::Faulty(reply) => Found::Answered(Box::new(reply)),
            ErrandCheck::Sound(errand, story) => Found::Over(Box::new(Over {
                errand,
                session,
                user,
                story,
            })),
        });
    }
    let why = press::why(reader, &sent.visitor, &sent.form, Untaken::Outdated)?;
    Ok(Found::Answered(Box::new(refused(sent, why))))
}
