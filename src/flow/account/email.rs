//! Another e-mail address. It stays a wish until its link is confirmed ([`crate::flow::confirm_email`]); whether somebody
//! has it already is looked up by who sends the mail: here all addresses are alike.

use super::{Failure, Platform, Present, Visitor, admit, refused, see, shown, untaken};
use crate::domain::account::brake::{Charge, Subject, TRY};
use crate::domain::account::one_time_link::LinkPurpose;
use crate::domain::account::user::check_email;
use crate::domain::answer::own::{EmailPage, ProfileDone};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{AccountPage, Content, LogDecision, OwnPath, Page, Reply, Story};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::secret::PlainToken;
use crate::flow::audit::{self, Guessed};
use crate::flow::press::{Before, Press};
use crate::flow::users::{Way, end_links_for, in_turn, make_link, unmoved};
use crate::flow::{LINKS_BY_MAIL, credentials, mail, page, settled};

const PLACE: AccountPlace = AccountPlace::Email;

pub fn show(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    if platform.policy.mail.is_none() {
        return Ok(by_operator());
    }
    Ok(match admit::to_page(platform, visitor, &PLACE)? {
        Ok(present) => ask(platform, &present, String::new(), LogDecision::AsksForEmail),
        Err(reply) => reply,
    })
}

/// Without mail nothing can be confirmed: the profile says who changes the address.
fn by_operator() -> Reply {
    see(&AccountPlace::Profile { done: None }, Story::default())
}

fn ask(platform: &Platform, present: &Present, typed: String, decision: LogDecision) -> Reply {
    let content = AccountPage::Email(EmailPage {
        form: present.form(platform, Purpose::Email, ""),
        in_force: present.user.email.clone(),
        is_verified: present.user.email_verified_at.is_some(),
        typed,
        was_wrong: decision == LogDecision::EmailRefused,
    });
    shown(content, present.story(decision))
}

/// A form that came back.
pub struct NewEmail {
    pub form: Form,
    pub visitor: Visitor,
    pub typed: String,
    /// Of the page.
    pub language: String,
}

pub fn wish(platform: &Platform, sent: &NewEmail) -> Result<Reply, Failure> {
    if platform.policy.mail.is_none() {
        return Ok(by_operator());
    }
    let from = (&sent.visitor, &sent.form);
    let (present, nonce) = match admit::by_form(platform, (Purpose::Email, &PLACE), from)? {
        Ok(admitted) => admitted,
        Err(reply) => return Ok(reply),
    };
    let Ok(address) = check_email(&sent.typed) else {
        let typed = sent.typed.clone();
        return Ok(ask(platform, &present, typed, LogDecision::EmailRefused));
    };
    let user = &present.user;
    // Until it is verified, its link is worth sending.
    if user.email.as_ref() == Some(&address) && user.email_verified_at.is_some() {
        in_turn(platform, user.key, |user| {
            Ok(vec![end_links_for(LinkPurpose::Email, user, present.now)])
        })?;
        let story = present.story(LogDecision::EmailKept);
        return Ok(see(&done(ProfileDone::Kept), story));
    }
    let press = Press {
        form: &sent.form,
        holder: &present.session.secret_hash,
        typed: &[sent.typed.as_bytes()],
    };
    if let Some(reply) = pressed_before(platform, &present, &press)? {
        return Ok(reply);
    }
    match pay(platform, &present)? {
        Some(braked) => Ok(braked),
        None => queue(platform, sent, &present, (&press, &nonce, &address)),
    }
}

const fn done(done: ProfileDone) -> AccountPlace {
    AccountPlace::Profile { done: Some(done) }
}

fn pressed_before(
    platform: &Platform,
    present: &Present,
    press: &Press,
) -> Result<Option<Reply>, Failure> {
    Ok(match press.before(platform)? {
        Before::Nothing => None,
        Before::Same(_) => {
            let story = present.story(LogDecision::SameAnswerAgain);
            Some(see(&done(ProfileDone::Sent), story))
        }
        Before::Answered => Some(refused(&PLACE, Untaken::Done)),
    })
}

/// Anybody's address may be typed: nobody is sent more than a few mails.
fn pay(platform: &Platform, present: &Present) -> Result<Option<Reply>, Failure> {
    let charge = Charge {
        subject: Subject::links_to_wishes(&platform.key, present.user.key),
        limit: LINKS_BY_MAIL,
        cost: TRY,
        at: present.now,
    };
    let limit = credentials::pay(platform, &[charge])?;
    if let Some(limit) = limit {
        let guessed = Guessed::of_user(&present.user, present.now);
        audit::limited(platform, guessed, limit.by)?;
    }
    Ok(limit.map(|limit| {
        let content = Content::Braked {
            retry_after: limit.wait,
            again: Some(OwnPath::account(&PLACE)),
        };
        let story = credentials::story_of(limit, present.story(LogDecision::Limited));
        let layout = Layout::Web;
        page(Page { layout, content }, story)
    }))
}

/// The wish and its mail, while the session still lives: a new password ends both.
fn queue(
    platform: &Platform,
    sent: &NewEmail,
    present: &Present,
    (press, nonce, address): (&Press, &PlainToken, &str),
) -> Result<Reply, Failure> {
    settled(|| {
        if let Some(reply) = pressed_before(platform, present, press)? {
            return Ok((Ok(()), reply));
        }
        let now = platform.clock.now();
        let found = platform
            .store
            .read(|reader| reader.session(present.session.key))?;
        let live = found.filter(|(session, user)| session.is_live(user, now));
        let Some((_, user)) = live else {
            let from = (&sent.visitor, &sent.form);
            let told = untaken(platform, &PLACE, from, Untaken::SignedOut)?;
            return Ok((Ok(()), told));
        };
        let purpose = LinkPurpose::Email;
        let made = make_link(platform, &user, (purpose, Way::Mailed), now);
        let link = made
            .kept
            .confirming(address, &platform.key, &mut rand::rng());
        let language = Some(sent.language.clone());
        let what = (purpose, made.url);
        let event = platform.event_of(&user, &Happened::EmailAsked, now);
        let writes = vec![
            end_links_for(purpose, &user, now),
            Write::InsertLink(link),
            mail::link(platform, (&user, address), what, (language, now)),
            Write::SpendForm(press.answered(platform, nonce, b"", now)),
            event.in_session(present.session.key).into(),
        ];
        let committed = platform
            .store
            .commit(Change::guarded(unmoved(&user), writes));
        let story = present.story(LogDecision::EmailWished);
        Ok((committed, see(&done(ProfileDone::Sent), story)))
    })
}
