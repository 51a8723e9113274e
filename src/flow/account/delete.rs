//! *Delete my account*: names what goes, and does it once the own name is typed. Somebody goes on to administer the
//! platform.

use super::{Failure, Platform, Present, Visitor, admit, refused, shown, untaken};
use crate::domain::answer::own::DeletePage;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{
    AccountPage, Answer, Content, CookieChange, LogDecision, OwnPath, Page, Reply, Story,
};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::authorize::Layout;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::text::fold;
use crate::flow::press::{Before, Press};
use crate::flow::users::{removal, unless_last, unmoved};
use crate::flow::{link_page, page, reply, settled};
use crate::store::{CommitError, Lost};

const PLACE: AccountPlace = AccountPlace::Delete;
/// Sessions that are counted at most.
const MOST_COUNTED: i64 = 1000;

pub fn show(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    match admit::to_page(platform, visitor, &PLACE)? {
        Ok(present) => ask(platform, &present, LogDecision::AsksToDelete),
        Err(reply) => Ok(reply),
    }
}

fn ask(platform: &Platform, present: &Present, decision: LogDecision) -> Result<Reply, Failure> {
    let user = &present.user;
    let (is_last, sessions, apps, owned) = platform.store.read(|reader| {
        let is_last = user.is_admin && !reader.has_other_admin(user.key)?;
        let sessions = reader.open_sessions_of(user.key, present.now, MOST_COUNTED)?;
        let apps = reader.allowed_apps(user.key)?;
        let owned = reader.count_apps_of(user.key)?;
        Ok((is_last, sessions.len(), apps.len(), owned))
    })?;
    if is_last {
        return Ok(last_admin(present));
    }
    let content = AccountPage::Delete(DeletePage {
        form: present.form(platform, Purpose::DeleteAccount, ""),
        name: user.name.clone(),
        email: user.email.clone(),
        sessions,
        apps,
        owned: usize::try_from(owned).unwrap_or_default(),
        was_wrong: decision == LogDecision::WrongOwnName,
    });
    Ok(shown(content, present.story(decision)))
}

fn last_admin(present: &Present) -> Reply {
    let (layout, content) = (Layout::Web, Content::LastAdmin);
    let story = present.story(LogDecision::LastAdmin);
    page(Page { layout, content }, story)
}

/// A form that came back.
pub struct Deletion {
    pub form: Form,
    pub visitor: Visitor,
    /// The name that was typed.
    pub typed: String,
}

pub fn delete(platform: &Platform, sent: &Deletion) -> Result<Reply, Failure> {
    let from = (&sent.visitor, &sent.form);
    let cookie = sent.visitor.sessions.first();
    let Some(holder) = cookie.map(|token| token.hash(TokenKind::Session)) else {
        return untaken(platform, &PLACE, from, Untaken::SignedOut);
    };
    let press = Press {
        form: &sent.form,
        holder: &holder,
        typed: &[sent.typed.as_bytes()],
    };
    let (present, nonce) = match admit::by_form(platform, (Purpose::DeleteAccount, &PLACE), from)? {
        Ok(admitted) => admitted,
        // Pressed twice, it was the first press that ended the session.
        Err(reply) => {
            return Ok(match press.before(platform)? {
                Before::Same(_) => deleted(Story::of(LogDecision::SameAnswerAgain)),
                Before::Answered | Before::Nothing => reply,
            });
        }
    };
    if fold(&sent.typed) != present.user.name_folded {
        return ask(platform, &present, LogDecision::WrongOwnName);
    }
    carry_out(platform, &present, (&press, &nonce))
}

fn carry_out(
    platform: &Platform,
    present: &Present,
    (press, nonce): (&Press, &PlainToken),
) -> Result<Reply, Failure> {
    settled(|| {
        let now = platform.clock.now();
        let found = platform
            .store
            .read(|reader| reader.session(present.session.key))?;
        let live = found.filter(|(session, user)| session.is_live(user, now));
        let Some((_, user)) = live else {
            let told = match press.before(platform)? {
                Before::Same(_) => deleted(present.story(LogDecision::SameAnswerAgain)),
                Before::Answered | Before::Nothing => refused(&PLACE, Untaken::SignedOut),
            };
            return Ok((Ok(()), told));
        };
        let guard = if user.administers() {
            unless_last(&user)
        } else {
            unmoved(&user)
        };
        let mut writes = removal(platform, &user, now)?;
        let spent = press.answered(platform, nonce, b"", now);
        writes.push(Write::SpendForm(spent));
        let event = platform.event_of(&user, &Happened::AccountDeleted, now);
        writes.push(event.in_session(present.session.key).into());
        Ok(
            match platform.store.commit(Change::guarded(guard, writes)) {
                Err(CommitError::Lost(Lost::LastAdmin)) => (Ok(()), last_admin(present)),
                committed => (
                    committed,
                    deleted(present.story(LogDecision::AccountDeleted)),
                ),
            },
        )
    })
}

fn deleted(story: Story) -> Reply {
    let told = reply(Answer::SeeOther(OwnPath::account_deleted()), story);
    told.with_cookie(CookieChange::EndSession)
}

/// What somebody sees who has deleted their account, and whoever else opens that page.
pub fn done() -> Reply {
    link_page::notice(Content::AccountDeleted, Story::default())
}
