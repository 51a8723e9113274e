//! What an operator does to users: add, invite, look at, change, disable, remove.

pub mod access;
mod change;
mod draft;
mod export;
mod factors;
mod first;
pub mod import;
mod links;
mod unlock;

pub use change::{UserRefusal, find};
pub(super) use change::{end_links, end_links_for, in_turn, unless_last, unmoved};
pub(super) use draft::is_taken;
pub use draft::{Draft, NewUser, Role, draft};
pub use export::{export, hand_out};
pub use factors::{factors, reset_factors, with_second_step};
pub use first::{invite_first_admin, opens};
pub(super) use links::make_link;
pub use links::{PrintedLink, Way, invite, invite_anew, invite_new, reset_link};
pub use unlock::unlock;

use super::{Failure, Platform, credentials, deauthorize, mail, settled};
use crate::domain::account::password::{StoredPassword, TypedPassword};
use crate::domain::account::user::{
    User, UserFault, UserState, check_display_name, check_email, check_locale, check_name,
};
use crate::domain::audit::Event;
use crate::domain::audit::edits::Edits;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, EndReason, Write};
use crate::domain::factor::write::FactorWrite;
use crate::domain::key::RowKey;
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::oauth::console::write::ConsoleWrite;
use crate::domain::text::{fold, fold_email};
use crate::domain::time::Timestamp;
use change::{but_the_last, change};
use draft::{check_free, make};

/// What is to be changed of a user; what is left out stays. An empty text takes e-mail, display name or language away.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    pub name: Option<String>,
    pub email: Option<String>,
    /// Somebody vouches for the address that it then has.
    pub email_verified: bool,
    pub display_name: Option<String>,
    pub locale: Option<String>,
    pub role: Option<Role>,
    /// Whether mail tells of sign-ins from new browsers.
    pub notices: Option<bool>,
}

pub fn add(platform: &Platform, draft: &Draft, password: &str) -> Result<User, UserRefusal> {
    let chosen = TypedPassword::choose(password, &draft.name, draft.email.as_deref())?;
    let phc = chosen.hash(&mut rand::rng());
    settled(|| {
        check_free(platform, &draft.name, draft.email.as_deref(), None)?;
        let now = platform.clock.now();
        let user = make(draft, UserState::Active, platform.store.next_key(now), now);
        let password = StoredPassword {
            user_key: user.key,
            phc: phc.clone(),
            set_at: now,
        };
        let admin = user.is_admin;
        let event = platform.event(&Happened::UserAdded { admin }, now);
        let writes = vec![
            Write::InsertUser(user.clone()),
            Write::SetPassword(password),
            event.about(&user).into(),
        ];
        Ok((platform.store.commit(Change::writes(writes)), user))
    })
}

/// The name of a user, where there is one.
pub fn named(platform: &Platform, key: RowKey) -> Result<Option<String>, Failure> {
    let found = platform.store.read(|reader| reader.user(key))?;
    Ok(found.map(|user| user.name))
}

/// All, by name.
pub fn list(platform: &Platform) -> Result<Vec<User>, UserRefusal> {
    Ok(platform.store.read(|reader| reader.users())?)
}

pub fn edit(platform: &Platform, who: &str, edit: &Edit) -> Result<User, UserRefusal> {
    edit_as(platform, who, edit, |user, edits, now| {
        let event = platform.event(&Happened::UserEdited(edits), now);
        event.about(user)
    })
}

/// The same, told by another event: people edit themselves. Who administers is told apart from that.
pub(super) fn edit_as(
    platform: &Platform,
    who: &str,
    edit: &Edit,
    event: impl Fn(&User, Edits, Timestamp) -> Event,
) -> Result<User, UserRefusal> {
    change(platform, who, |before, now| {
        let user = edited(platform, before.clone(), edit, now)?;
        let mut more = Vec::new();
        let edits = Edits::of_user(&before, &user);
        if !edits.is_empty() {
            more.push(event(&user, edits, now).into());
        }
        if user.is_admin != before.is_admin {
            let happened = match user.is_admin {
                true => Happened::AdminGiven,
                false => Happened::AdminTaken,
            };
            more.push(platform.event(&happened, now).about(&user).into());
            // When it is given back too: what was begun while it was taken away stays dead.
            more.push(Write::EndAdminSessionsOf(user.key));
        }
        if user.email != before.email {
            more.extend(moved(platform, &user, before.email.as_deref(), now));
        }
        Ok((user, more))
    })
}

/// The user as they are then, whose name and address are free.
fn edited(
    platform: &Platform,
    mut user: User,
    edit: &Edit,
    now: Timestamp,
) -> Result<User, UserRefusal> {
    let before = user.email.clone();
    if let Some(name) = &edit.name {
        user.name = check_name(name)?;
        user.name_folded = fold(&user.name);
    }
    if let Some(email) = &edit.email {
        user.email = unless_blank(email, check_email)?;
        user.email_folded = user.email.as_deref().map(fold_email);
        // Nobody vouched for the new one.
        user.email_verified_at = user.email_verified_at.filter(|_| user.email == before);
    }
    if edit.email_verified {
        if user.email.is_none() {
            return Err(UserRefusal::NothingToVerify);
        }
        user.email_verified_at = user.email_verified_at.or(Some(now));
    }
    if let Some(display_name) = &edit.display_name {
        user.display_name = unless_blank(display_name, check_display_name)?;
    }
    if let Some(locale) = &edit.locale {
        user.locale = unless_blank(locale, check_locale)?;
    }
    user.notices = edit.notices.unwrap_or(user.notices);
    if let Some(role) = edit.role {
        user.is_admin = role == Role::Admin;
    }
    // An address that two had from before there was one rule stands in no other edit's way.
    let email = edit.email.as_ref().and(user.email.as_deref());
    check_free(platform, &user.name, email, Some(user.key))?;
    Ok(user)
}

/// Another address: links that went to the old one open no more, nowhere is a password alone enough, and both addresses
/// hear of it.
pub(super) fn moved(
    platform: &Platform,
    user: &User,
    before: Option<&str>,
    now: Timestamp,
) -> Vec<Write> {
    let both = [before, user.email.as_deref()];
    let notices = both.into_iter().flatten().filter_map(|to| {
        let what = (to, MailKind::EmailChanged, Payload::default());
        mail::notice_to(platform, user, what, now)
    });
    let ends = [end_links(user, now), Write::DistrustBrowsersOf(user.key)];
    ends.into_iter().chain(notices).collect()
}

/// Sets a new password. Whoever knew the old one is out: sessions end, tokens die, links no longer open, browsers
/// are forgotten. Who was only invited is in.
pub fn set_password(platform: &Platform, who: &str, typed: &str) -> Result<User, UserRefusal> {
    let user = find(platform, who)?;
    let chosen = TypedPassword::choose(typed, &user.name, user.email.as_deref())?;
    let phc = chosen.hash(&mut rand::rng());
    change(platform, who, |mut user, now| {
        let mut more = take_password(platform, &mut user, phc.clone(), now);
        let event = platform.event(&Happened::PasswordChanged, now);
        more.push(event.about(&user).into());
        Ok((user, more))
    })
}

/// What a new password does to the user, and what is to be written beside it. Links open no more, those to an address
/// that waits to be confirmed either. What others guessed at the old one is owed no more.
pub(super) fn take_password(
    platform: &Platform,
    user: &mut User,
    phc: String,
    now: Timestamp,
) -> Vec<Write> {
    // The first one is no change.
    let notice = match user.state {
        UserState::Invited => None,
        _ => notice_of(platform, user, MailKind::PasswordChanged, now),
    };
    if user.state == UserState::Invited {
        user.state = UserState::Active;
    }
    let password = StoredPassword {
        user_key: user.key,
        phc,
        set_at: now,
    };
    let mut writes = vec![
        Write::SetPassword(password),
        end_links(user, now),
        end_all(user, now, EndReason::PasswordChanged),
        Write::ForgetBrowsersOf(user.key),
        Write::Factor(FactorWrite::RemoveSignInCode(user.key)),
    ];
    writes.extend(credentials::lift(&platform.key, user));
    writes.extend(notice);
    writes
}

fn notice_of(platform: &Platform, user: &User, kind: MailKind, now: Timestamp) -> Option<Write> {
    mail::notice(platform, user, (kind, Payload::default()), now)
}

/// Ends all sessions and tokens, and lets nobody in until the user is enabled again. Apps of theirs are disabled with
/// them; the apps they allowed are told.
pub fn disable(platform: &Platform, who: &str) -> Result<User, UserRefusal> {
    change(platform, who, |mut user, now| {
        let mut writes = deauthorize::queue_all(platform, &user, now)?;
        if user.state != UserState::Disabled {
            let event = platform.event(&Happened::UserDisabled, now);
            writes.push(event.about(&user).into());
        }
        user.state = UserState::Disabled;
        writes.push(end_all(&mut user, now, EndReason::UserDisabled));
        writes.push(end_links(&user, now));
        writes.push(Write::DropMailsTo(user.public_id.clone()));
        let (owner, at) = (user.key, now);
        writes.push(Write::Console(ConsoleWrite::PauseAppsOf { owner, at }));
        Ok((user, writes))
    })
}

/// The user may sign in again, and apps that were disabled with them work; what had ended stays ended. Who never had a
/// password is invited again.
pub fn enable(platform: &Platform, who: &str) -> Result<User, UserRefusal> {
    change(platform, who, |mut user, now| {
        let password = platform.store.read(|reader| reader.password_of(user.key))?;
        let was = user.state;
        user.state = match password {
            Some(_) => UserState::Active,
            None => UserState::Invited,
        };
        let (owner, at) = (user.key, now);
        let apps = Write::Console(ConsoleWrite::ResumeAppsOf { owner, at });
        let event = || platform.event(&Happened::UserEnabled, now).about(&user);
        let event = (user.state != was).then(|| event().into());
        Ok((user, [apps].into_iter().chain(event).collect()))
    })
}

/// Removes the user with all that hangs on them. The apps they allowed are told, unless they were when the user
/// was disabled.
pub fn remove(platform: &Platform, who: &str) -> Result<User, UserRefusal> {
    settled(|| {
        let user = find(platform, who)?;
        if !platform.has_seen(user.version) {
            return Err(UserRefusal::Moved);
        }
        let now = platform.clock.now();
        let mut writes = removal(platform, &user, now)?;
        let event = platform.event(&Happened::UserRemoved, now);
        writes.push(event.about(&user).into());
        writes.extend(platform.spends());
        let guard = match user.administers() {
            true => unless_last(&user),
            false => unmoved(&user),
        };
        let committed = platform.store.commit(Change::guarded(guard, writes));
        Ok((but_the_last(committed, &user)?, user))
    })
}

/// What is written where a user goes; the guard says who may.
pub(super) fn removal(
    platform: &Platform,
    user: &User,
    now: Timestamp,
) -> Result<Vec<Write>, Failure> {
    let mut writes = deauthorize::queue_all(platform, user, now)?;
    writes.push(Write::EndSessionsOf {
        user_key: user.key,
        at: now,
        why: EndReason::Ended,
    });
    let (owner, at) = (user.key, now);
    writes.push(Write::Console(ConsoleWrite::LeaveAppsOf { owner, at }));
    writes.push(Write::RemoveUser(user.key));
    writes.push(Write::DropMailsTo(user.public_id.clone()));
    writes.extend(notice_of(platform, user, MailKind::AccountRemoved, now));
    Ok(writes)
}

/// All by the epoch: also what is issued meanwhile to somebody who still saw the user as they were. The write says
/// of sessions when and why.
fn end_all(user: &mut User, at: Timestamp, why: EndReason) -> Write {
    user.epoch = user.epoch.next();
    Write::EndSessionsOf {
        user_key: user.key,
        at,
        why,
    }
}

fn unless_blank(
    text: &str,
    check: impl Fn(&str) -> Result<String, UserFault>,
) -> Result<Option<String>, UserFault> {
    let given = Some(text).filter(|text| !text.trim().is_empty());
    given.map(check).transpose()
}
