//! *Password*: the old one, and a new one. Whoever knew the old one is out; this browser stays signed in.

use super::{Failure, Platform, Present, Visitor, refused, shown, sign_in_first};
use crate::domain::account::password::{StoredPassword, TypedPassword};
use crate::domain::account::place::Place;
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::account::{PasswordNews, PasswordPage};
use crate::domain::answer::{
    AccountPage, Content, CookieChange, Form, Layout, OwnPath, Page, Reply,
};
use crate::domain::change::{Change, EndReason, Guard, Write};
use crate::domain::oauth::form::Purpose;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::flow::credentials::{self, Credentials, Verdict};
use crate::flow::sign_in::know_browser;
use crate::flow::users::end_all;
use crate::flow::{page, settled};
use std::net::IpAddr;
use std::time::Duration;
use zeroize::Zeroizing;

pub fn show(platform: &Platform, visitor: &Visitor) -> Result<Reply, Failure> {
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, visitor))?;
    Ok(match present {
        Some(present) => ask(platform, &present, PasswordNews::Fresh),
        None => sign_in_first(&Place::Password),
    })
}

fn ask(platform: &Platform, present: &Present, news: PasswordNews) -> Reply {
    let content = AccountPage::Password(PasswordPage {
        account: present.user.name.clone(),
        form: present.form(platform, Purpose::Password, ""),
        news,
    });
    let decision = match news {
        PasswordNews::Fresh => "asks for a new password",
        PasswordNews::WrongOld => "wrong old password",
        _ => "new password refused",
    };
    shown(content, present.story(decision))
}

/// A form that came back.
pub struct NewPassword {
    pub form: Form,
    pub visitor: Visitor,
    /// `None`: it cannot be anybody's password.
    pub old: Option<TypedPassword>,
    pub new: Zeroizing<String>,
    /// Where the try comes from.
    pub address: IpAddr,
}

pub fn change(platform: &Platform, mut tried: NewPassword) -> Result<Reply, Failure> {
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, &tried.visitor))?;
    let Some(present) = present else {
        return Ok(refused(&Place::Password, "nobody is signed in"));
    };
    let proven = present.proves(platform, Purpose::Password, &tried.form);
    if proven.is_none() {
        let reason = "no good proof for this session";
        return Ok(refused(&Place::Password, reason));
    }
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
        password: tried.old.take(),
        browser: tried.visitor.browser.as_ref(),
        address: tried.address,
        now: present.now,
    };
    match credentials::check(platform, given)? {
        Verdict::Right(right) if right.user.key == present.user.key => {
            let reply = replace(platform, &present, &new)?;
            platform.store.note(Change::writes(right.along));
            Ok(reply)
        }
        Verdict::Right(_) | Verdict::Wrong => Ok(ask(platform, &present, PasswordNews::WrongOld)),
        Verdict::Braked(wait) => Ok(braked(&present, wait)),
    }
}

fn braked(present: &Present, wait: Duration) -> Reply {
    let content = Content::Braked {
        retry_after: wait,
        again: Some(OwnPath::account(&Place::Password)),
    };
    let layout = Layout::Web;
    page(Page { layout, content }, present.story("braked"))
}

/// Ends everything, then once more with the session that goes on: a change waits for the database, and whoever
/// asked meanwhile still saw the old state; what they were issued is younger than the first stamp.
fn replace(platform: &Platform, present: &Present, new: &TypedPassword) -> Result<Reply, Failure> {
    let why = EndReason::PasswordChanged;
    let phc = new.hash(&mut rand::rng());
    let user_key = present.user.key;
    let first = update(platform, present, |user, now| {
        let password = StoredPassword {
            user_key,
            phc: phc.clone(),
            set_at: now,
        };
        let writes = vec![
            Write::SetPassword(password),
            end_all(user, now, why),
            Write::ForgetBrowsersOf(user_key),
        ];
        (writes, ())
    })?;
    let second = update(platform, present, |user, now| {
        let end = end_all(user, now, why);
        let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
        let session = going_on(&present.session, &token, user.tokens_after);
        let (known, browser) = know_browser(platform, None, user, now);
        let writes = vec![end, Write::InsertSession(session), known];
        (writes, (token, browser))
    })?;
    let (Some(()), Some((token, browser))) = (first, second) else {
        return Ok(refused(&Place::Password, "the user was removed meanwhile"));
    };
    let story = present.story("changed the password");
    let mut reply = shown(AccountPage::PasswordChanged, story)
        .with_cookie(CookieChange::Session(token, present.session.keep));
    reply
        .cookies
        .extend(browser.map(CookieChange::KnownBrowser));
    Ok(reply)
}

/// The same session under a new name, so that whoever knew the old one is out as well. It lasts no longer.
fn going_on(before: &Session, token: &PlainToken, dead_until: Timestamp) -> Session {
    Session {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Session),
        authenticated_at: dead_until.plus(Duration::from_millis(1)),
        ended_at: None,
        ..before.clone()
    }
}

/// Load, decide, commit to the version that was loaded. `None`: the user is gone.
fn update<T>(
    platform: &Platform,
    present: &Present,
    decide: impl Fn(&mut User, Timestamp) -> (Vec<Write>, T),
) -> Result<Option<T>, Failure> {
    settled(|| {
        let now = platform.clock.now();
        let found = platform
            .store
            .read(|reader| reader.user(present.user.key))?;
        let Some(mut user) = found else {
            return Ok((Ok(()), None));
        };
        let (key, version) = (user.key, user.version);
        let (more, outcome) = decide(&mut user, now);
        user.updated_at = now;
        let mut writes = vec![Write::UpdateUser(user)];
        writes.extend(more);
        let change = Change::guarded(Guard::UserVersion { key, version }, writes);
        Ok((platform.store.commit(change), Some(outcome)))
    })
}
