//! *Password*: the old one, and a new one. Whoever knew the old one is out; this browser stays signed in.

use super::{Failure, Platform, Present, Visitor, refused, shown, sign_in_first};
use crate::domain::account::password::TypedPassword;
use crate::domain::account::place::Place;
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::account::{PasswordNews, PasswordPage};
use crate::domain::answer::{
    AccountPage, Content, CookieChange, Form, Layout, OwnPath, Page, Reply,
};
use crate::domain::change::{Change, Write};
use crate::domain::oauth::form::Purpose;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::flow::credentials::{self, CROWDED, Charged, Credentials, Verdict};
use crate::flow::hashers::{Behalf, Unhashed};
use crate::flow::sign_in::know_browser;
use crate::flow::users::{end_links, take_password, unmoved};
use crate::flow::{Presence, page, settled};
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
    pub presence: Presence,
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
        browsers: &tried.visitor.browsers,
        charged: Charged::Address(tried.address),
        presence: &tried.presence,
        now: present.now,
    };
    let behalf = credentials::behalf(platform, given.name, given.charged, given.presence);
    match credentials::check(platform, given)? {
        Verdict::Right(right) if right.user.key == present.user.key => {
            let reply = replace(platform, &present, behalf, new)?;
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

/// Ends everything, this browser's session too, and begins another in its place.
///
/// Hashing takes its time. The last step looks again whether the session lives, and whether nobody else moved the
/// user: who was ended meanwhile, or lost the race to another new password, changes nothing.
fn replace(
    platform: &Platform,
    present: &Present,
    behalf: Behalf,
    new: TypedPassword,
) -> Result<Reply, Failure> {
    let phc = match platform.hashers.hash(behalf, new) {
        Ok(phc) => phc,
        Err(Unhashed::Crowded) => return Ok(braked(present, CROWDED)),
        Err(Unhashed::Failure(failure)) => return Err(failure),
    };
    let Some((session, browser)) = end_everything(platform, present, &phc)? else {
        let reason = "ended, or changed by somebody else meanwhile";
        return Ok(refused(&Place::Password, reason));
    };
    let story = present.story("changed the password");
    let mut reply = shown(AccountPage::PasswordChanged, story)
        .with_cookie(CookieChange::Session(session, present.session.keep));
    let browser = browser.map(CookieChange::KnownBrowser);
    reply.cookies.extend(browser);
    Ok(reply)
}

/// The cookies of this browser from now on; nothing where its session lives no more.
type Cookies = (PlainToken, Option<PlainToken>);

/// The new password, while the session still lives, and the session that goes on.
fn end_everything(
    platform: &Platform,
    present: &Present,
    phc: &str,
) -> Result<Option<Cookies>, Failure> {
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
        let mut beside = vec![end_links(&user, now)];
        beside.extend(take_password(&platform.key, &mut user, phc.to_owned(), now));
        let token = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
        let (known, browser) = know_browser(platform, None, &user, now);
        beside.extend([
            Write::InsertSession(going_on(&session, &token, &user, now)),
            known,
        ]);
        user.updated_at = now;
        let mut writes = vec![Write::UpdateUser(user)];
        writes.extend(beside);
        let committed = platform.store.commit(Change::guarded(guard, writes));
        Ok((committed, Some((token, browser))))
    })
}

/// The same session under a new name, so that whoever knew the old one is out as well. It lasts no longer.
fn going_on(before: &Session, token: &PlainToken, user: &User, now: Timestamp) -> Session {
    Session {
        key: token.key(),
        secret_hash: token.hash(TokenKind::Session),
        epoch: user.epoch,
        authenticated_at: now,
        ended_at: None,
        ..before.clone()
    }
}
