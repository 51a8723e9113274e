//! *Password*: the old one, and a new one. Whoever knew the old one is out; this browser stays signed in.

use super::{Failure, Platform, Present, Visitor, refused, shown, sign_in_first, untaken};
use crate::domain::account::brake::Braked;
use crate::domain::account::password::TypedPassword;
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::account::{PasswordNews, PasswordPage};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{
    AccountPage, Answer, Content, LogDecision, OwnPath, Page, Reply, Story,
};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::peer::Network;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::flow::credentials::{self, CROWDED, Charged, Credentials, Verdict};
use crate::flow::hashers::{Behalf, Unhashed};
use crate::flow::press::{Before, Brought, Press};
use crate::flow::sign_in::know_browser;
use crate::flow::users::{take_password, unmoved};
use crate::flow::{Presence, page, reply, settled};
use zeroize::Zeroizing;

pub fn show(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, visitor))?;
    Ok(match present {
        Some(present) => ask(platform, &present, PasswordNews::Fresh),
        None => sign_in_first(&AccountPlace::Password),
    })
}

/// What somebody sees who has changed their password.
pub fn done(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, visitor))?;
    Ok(match present {
        Some(present) => {
            let story = present.story(LogDecision::TellsOfNewPassword);
            shown(AccountPage::PasswordChanged, story)
        }
        None => sign_in_first(&AccountPlace::Home),
    })
}

fn ask(platform: &Platform, present: &Present, news: PasswordNews) -> Reply {
    let content = AccountPage::Password(PasswordPage {
        account: present.user.name.clone(),
        form: present.form(platform, Purpose::Password, ""),
        news,
    });
    let decision = match news {
        PasswordNews::Fresh => LogDecision::AsksForNewPassword,
        PasswordNews::WrongOld => LogDecision::WrongOldPassword,
        _ => LogDecision::NewPasswordRefused,
    };
    shown(content, present.story(decision))
}

/// A form that came back.
pub struct NewPassword {
    pub form: Form,
    pub visitor: Visitor,
    pub old: Zeroizing<String>,
    pub new: Zeroizing<String>,
    /// Where the try comes from.
    pub address: Network,
    pub presence: Presence,
}

pub fn change(platform: &Platform, tried: &NewPassword) -> Result<Reply, Failure> {
    let cookie = tried.visitor.sessions.first();
    let Some(holder) = cookie.map(|token| token.hash(TokenKind::Session)) else {
        return not_taken(platform, tried, Untaken::SignedOut);
    };
    let press = Press {
        form: &tried.form,
        holder: &holder,
        typed: &[tried.old.as_bytes(), tried.new.as_bytes()],
    };
    let reply = first_press(platform, tried, &press)?;
    if reply.story.decision == Some(LogDecision::PasswordChanged) {
        return Ok(reply);
    }
    // Pressed twice, it was the first press that ended this session, and made the old password a wrong one.
    Ok(match press.before(platform)? {
        Before::Same(answer) => {
            let story = Story::of(LogDecision::SameAnswerAgain);
            changed(Brought::from_text(&answer), story)
        }
        Before::Answered | Before::Nothing => reply,
    })
}

fn not_taken(platform: &Platform, tried: &NewPassword, why: Untaken) -> Result<Reply, Failure> {
    let sent = (&tried.visitor, &tried.form);
    untaken(platform, &AccountPlace::Password, sent, why)
}

fn first_press(platform: &Platform, tried: &NewPassword, press: &Press) -> Result<Reply, Failure> {
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, &tried.visitor))?;
    let Some(present) = present else {
        return not_taken(platform, tried, Untaken::SignedOut);
    };
    let nonce = match present.proves(platform, Purpose::Password, &tried.form) {
        Ok(proven) => proven.nonce,
        Err(why) => return not_taken(platform, tried, why),
    };
    let new = match TypedPassword::choose(
        &tried.new,
        &present.user.name,
        present.user.email.as_deref(),
    ) {
        Ok(new) => new,
        Err(fault) => return Ok(ask(platform, &present, PasswordNews::Refused(fault))),
    };
    let given = Credentials {
        name: &present.user.name,
        password: TypedPassword::parse(&tried.old),
        browsers: &tried.visitor.browsers,
        charged: Charged::Address(tried.address),
        presence: &tried.presence,
        now: present.now,
    };
    let behalf = credentials::behalf(platform, given.name, given.charged, given.presence);
    match credentials::check(platform, given)? {
        Verdict::Right(right) if right.user.key == present.user.key => {
            let reply = replace(platform, &present, (press, &nonce), (behalf, new))?;
            platform.store.note(Change::writes(right.along));
            Ok(reply)
        }
        Verdict::Right(_) | Verdict::Wrong => Ok(ask(platform, &present, PasswordNews::WrongOld)),
        Verdict::Braked(limit) => Ok(braked(&present, limit)),
    }
}

fn braked(present: &Present, limit: Braked) -> Reply {
    let content = Content::Braked {
        retry_after: limit.wait,
        again: Some(OwnPath::account(&AccountPlace::Password)),
    };
    let layout = Layout::Web;
    let story = credentials::story_of(limit, present.story(LogDecision::Limited));
    page(Page { layout, content }, story)
}

/// Ends everything, this browser's session too, and begins another in its place.
///
/// Hashing takes its time. The last step looks again whether the session lives, and whether nobody else moved the
/// user: who was ended meanwhile, or lost the race to another new password, changes nothing.
fn replace(
    platform: &Platform,
    present: &Present,
    pressed: (&Press, &PlainToken),
    (behalf, new): (Behalf, TypedPassword),
) -> Result<Reply, Failure> {
    let phc = match platform.hashers.hash(behalf, new) {
        Ok(phc) => phc,
        Err(Unhashed::Crowded) => return Ok(braked(present, CROWDED)),
        Err(Unhashed::Failure(failure)) => return Err(failure),
    };
    let brought = end_everything(platform, present, pressed, &phc)?;
    Ok(match brought {
        Some(brought) => changed(brought, present.story(LogDecision::PasswordChanged)),
        None => refused(&AccountPlace::Password, Untaken::SignedOut),
    })
}

/// A page of its own says so: to reload it is no press.
fn changed(brought: Brought, story: Story) -> Reply {
    let mut reply = reply(Answer::SeeOther(OwnPath::password_changed()), story);
    reply.cookies = brought.cookies();
    reply
}

/// The new password, while the session still lives, and the session that goes on: the cookies of this browser from
/// now on, or nothing.
fn end_everything(
    platform: &Platform,
    present: &Present,
    (press, nonce): (&Press, &PlainToken),
    phc: &str,
) -> Result<Option<Brought>, Failure> {
    settled(|| {
        let now = platform.clock.now();
        let found = platform
            .store
            .read(|reader| reader.session(present.session.key))?;
        let live = found.filter(|(session, user)| session.is_live(user, now));
        let Some((session, mut user)) = live else {
            return Ok((Ok(()), None));
        };
        let guard = unmoved(&user);
        let mut beside = take_password(platform, &mut user, phc.to_owned(), now);
        let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
        let (known, browser) = know_browser(platform, None, &user, now);
        beside.extend([
            Write::InsertSession(going_on(&session, &token, &user, now)),
            known,
        ]);
        let next = token.hash(TokenKind::Session);
        let brought = Brought {
            session: Some((token, session.keep)),
            browser,
        };
        let answer = brought.to_text();
        let event = platform.event_of(&user, &Happened::PasswordChanged, now);
        beside.push(event.in_session(session.key).into());
        let holders = [press.holder, &next];
        let spent = press.answered_to(platform, nonce, (answer.as_bytes(), &holders), now);
        beside.push(Write::SpendForm(spent));
        user.updated_at = now;
        let mut writes = vec![Write::UpdateUser(user)];
        writes.extend(beside);
        let committed = platform.store.commit(Change::guarded(guard, writes));
        Ok((committed, Some(brought)))
    })
}

/// The same session under a new name, so that whoever knew the old one is out as well. It lasts no longer.
fn going_on(before: &Session, token: &PlainToken, user: &User, now: Timestamp) -> Session {
    Session {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Session),
        epoch: user.epoch,
        authenticated_at: now,
        confirmed_at: now,
        ended_at: None,
        ..before.clone()
    }
}
