//! What an operator does to users: add, invite, look at, change, disable, remove.

pub mod access;
mod export;
pub mod import;
mod links;
mod unlock;

pub use export::export;
pub use links::{Handed, invite, reset_link};
pub use unlock::unlock;

use super::{Failure, Platform, credentials, deauthorize, settled};
use crate::domain::account::foreign_hash::HashFault;
use crate::domain::account::password::{PasswordFault, StoredPassword, TypedPassword};
use crate::domain::account::user::{
    User, UserFault, UserState, check_display_name, check_email, check_name, fold_login,
    make_public_id,
};
use crate::domain::change::{Change, EndReason, Guard, Write};
use crate::domain::epoch::Epoch;
use crate::domain::key::RowKey;
use crate::domain::server_key::ServerKey;
use crate::domain::text::{fold, fold_email};
use crate::domain::time::Timestamp;
use crate::store::{LoadError, Reader};

/// Why a user is not made or changed; each text ends with what mends it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserRefusal {
    #[error("there is no user {0:?}: `vestibule user list` shows all")]
    Unknown(String),
    #[error(
        "the user name {0:?} is taken: choose another, or change that user with `vestibule user edit`"
    )]
    NameTaken(String),
    #[error(
        "the e-mail address {0:?} belongs to another user: give another with --email, or leave it out"
    )]
    EmailTaken(String),
    #[error("{0}: give another")]
    Fault(#[from] UserFault),
    #[error("{0}: choose another")]
    Password(#[from] PasswordFault),
    #[error(
        "the line is not a JSON object with name, password_hash and optionally email, display_name and admin (column \
         {0}): correct it there"
    )]
    Line(usize),
    #[error("{0}")]
    Hash(#[from] HashFault),
    #[error(
        "{0:?} is in already: print a link for another password with `vestibule user reset-link`"
    )]
    NotInvited(String),
    #[error(
        "{0:?} is invited already: change them with `vestibule user edit`, and print a new link with `vestibule user invite` and the name alone"
    )]
    InvitedBefore(String),
    #[error(
        "{0:?} was invited and has no password yet: print a new link with `vestibule user invite`"
    )]
    OnlyInvited(String),
    #[error("there is no live session {0:?}: `vestibule session list` shows all")]
    UnknownSession(String),
    #[error(
        "{user} did not allow {app} anything: `vestibule consent list {user}` shows what they did"
    )]
    UnknownConsent { user: String, app: String },
    #[error("{0:?} is disabled: let them in with `vestibule user enable` first")]
    Disabled(String),
    #[error("{0}: {mend}", mend = .0.mend())]
    Failure(#[from] Failure),
}

impl From<LoadError> for UserRefusal {
    fn from(error: LoadError) -> Self {
        Self::Failure(error.into())
    }
}

/// A user to be made, checked but for the password.
#[derive(Clone, Debug)]
pub struct Draft {
    name: String,
    email: Option<String>,
    display_name: Option<String>,
    role: Role,
}

/// Whether a user may administer this platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Person,
    Admin,
}

/// What is asked of a new user, as it was typed.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub display_name: Option<&'a str>,
    pub role: Role,
}

/// What is to be changed of a user; what is left out stays. An empty text takes e-mail or display name away.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    pub name: Option<String>,
    pub email: Option<String>,
    pub display_name: Option<String>,
    pub role: Option<Role>,
}

/// Checks what was typed, before anybody is asked for a password.
pub fn draft(platform: &Platform, new: NewUser) -> Result<Draft, UserRefusal> {
    let draft = Draft {
        name: check_name(new.name)?,
        email: new.email.map(check_email).transpose()?,
        display_name: new.display_name.map(check_display_name).transpose()?,
        role: new.role,
    };
    check_free(platform, &draft.name, draft.email.as_deref(), None)?;
    Ok(draft)
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
        let writes = vec![
            Write::InsertUser(user.clone()),
            Write::SetPassword(password),
        ];
        Ok((platform.store.commit(Change::writes(writes)), user))
    })
}

/// All, by name.
pub fn list(platform: &Platform) -> Result<Vec<User>, UserRefusal> {
    Ok(platform.store.read(|reader| reader.users())?)
}

/// By public id, name or e-mail address. An id goes first, so that nobody's name can stand before it.
pub fn find(platform: &Platform, who: &str) -> Result<User, UserRefusal> {
    let found = platform.store.read(|reader| {
        let by_id = reader.user_by_public_id(who.trim())?;
        match by_id {
            Some(user) => Ok(Some(user)),
            None => reader.user_by_login(&fold_login(who)),
        }
    })?;
    found.ok_or_else(|| UserRefusal::Unknown(who.to_owned()))
}

pub fn edit(platform: &Platform, who: &str, edit: &Edit) -> Result<User, UserRefusal> {
    change(platform, who, |mut user, _now| {
        if let Some(name) = &edit.name {
            user.name = check_name(name)?;
            user.name_folded = fold(&user.name);
        }
        if let Some(email) = &edit.email {
            user.email = unless_blank(email, check_email)?;
            user.email_folded = user.email.as_deref().map(fold_email);
        }
        if let Some(display_name) = &edit.display_name {
            user.display_name = unless_blank(display_name, check_display_name)?;
        }
        let was_admin = user.is_admin;
        if let Some(role) = edit.role {
            user.is_admin = role == Role::Admin;
        }
        // An address that two had from before there was one rule stands in no other edit's way.
        let email = edit.email.as_ref().and(user.email.as_deref());
        check_free(platform, &user.name, email, Some(user.key))?;
        // When it is given back too: what was begun while it was taken away stays dead.
        let ends = (user.is_admin != was_admin).then_some(Write::EndAdminSessionsOf(user.key));
        Ok((user, ends.into_iter().collect()))
    })
}

/// Sets a new password. Whoever knew the old one is out: sessions end, tokens die, links no longer open, browsers
/// are forgotten. Who was only invited is in.
pub fn set_password(platform: &Platform, who: &str, typed: &str) -> Result<User, UserRefusal> {
    let user = find(platform, who)?;
    let chosen = TypedPassword::choose(typed, &user.name, user.email.as_deref())?;
    let phc = chosen.hash(&mut rand::rng());
    change(platform, who, |mut user, now| {
        let mut more = vec![end_links(&user, now)];
        more.extend(take_password(&platform.key, &mut user, phc.clone(), now));
        Ok((user, more))
    })
}

/// What a new password does to the user, and what is to be written beside it. What others guessed at the old one
/// is owed no more.
pub(super) fn take_password(
    key: &ServerKey,
    user: &mut User,
    phc: String,
    now: Timestamp,
) -> Vec<Write> {
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
        end_all(user, now, EndReason::PasswordChanged),
        Write::ForgetBrowsersOf(user.key),
    ];
    writes.extend(credentials::lift(key, user));
    writes
}

/// Ends all sessions and tokens, and lets nobody in until the user is enabled again. The apps they allowed are
/// told.
pub fn disable(platform: &Platform, who: &str) -> Result<User, UserRefusal> {
    change(platform, who, |mut user, now| {
        let mut writes = deauthorize::queue_all(platform, &user, now)?;
        user.state = UserState::Disabled;
        writes.push(end_all(&mut user, now, EndReason::UserDisabled));
        writes.push(end_links(&user, now));
        Ok((user, writes))
    })
}

/// The user may sign in again; what had ended stays ended. Who never had a password is invited again.
pub fn enable(platform: &Platform, who: &str) -> Result<User, UserRefusal> {
    change(platform, who, |mut user, _now| {
        let password = platform.store.read(|reader| reader.password_of(user.key))?;
        user.state = match password {
            Some(_) => UserState::Active,
            None => UserState::Invited,
        };
        Ok((user, Vec::new()))
    })
}

/// Removes the user with all that hangs on them. The apps they allowed are told, unless they were when the user
/// was disabled.
pub fn remove(platform: &Platform, who: &str) -> Result<User, UserRefusal> {
    settled(|| {
        let user = find(platform, who)?;
        let mut writes = deauthorize::queue_all(platform, &user, platform.clock.now())?;
        writes.push(Write::RemoveUser(user.key));
        let removal = Change::guarded(unmoved(&user), writes);
        Ok((platform.store.commit(removal), user))
    })
}

/// Load, decide, commit to the version that was loaded; again when somebody else was faster.
fn change(
    platform: &Platform,
    who: &str,
    decide: impl Fn(User, Timestamp) -> Result<(User, Vec<Write>), UserRefusal>,
) -> Result<User, UserRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let before = find(platform, who)?;
        let guard = unmoved(&before);
        let (mut user, more) = decide(before, now)?;
        user.updated_at = now;
        let mut writes = vec![Write::UpdateUser(user.clone())];
        writes.extend(more);
        Ok((platform.store.commit(Change::guarded(guard, writes)), user))
    })
}

/// A write in turn with other changes of the user: whoever decides by what they loaded before has to decide again.
/// Nothing where the user is gone.
pub(super) fn in_turn(
    platform: &Platform,
    user: RowKey,
    write: impl Fn() -> Write,
) -> Result<(), Failure> {
    settled(|| {
        let found = platform.store.read(|reader| reader.user(user))?;
        let committed = found.map(|user| {
            let change = Change::guarded(unmoved(&user), vec![write()]);
            platform.store.commit(change)
        });
        Ok((committed.unwrap_or(Ok(())), ()))
    })
}

pub(super) fn unmoved(user: &User) -> Guard {
    Guard::UserVersion {
        key: user.key,
        version: user.version,
    }
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

pub(super) fn end_links(user: &User, at: Timestamp) -> Write {
    Write::EndLinksOf {
        user_key: user.key,
        at,
    }
}

fn unless_blank(
    text: &str,
    check: impl Fn(&str) -> Result<String, UserFault>,
) -> Result<Option<String>, UserFault> {
    let given = Some(text).filter(|text| !text.trim().is_empty());
    given.map(check).transpose()
}

/// Refuses a name or an address that somebody other than `except` has.
fn check_free(
    platform: &Platform,
    name: &str,
    email: Option<&str>,
    except: Option<RowKey>,
) -> Result<(), UserRefusal> {
    let holder = |text: &str| -> Result<bool, UserRefusal> {
        let found = platform
            .store
            .read(|reader| reader.user_by_login(&fold_login(text)))?;
        Ok(found.is_some_and(|user| Some(user.key) != except))
    };
    if holder(name)? {
        return Err(UserRefusal::NameTaken(name.to_owned()));
    }
    let Some(email) = email else { return Ok(()) };
    let folded = fold_email(email);
    let store = &platform.store;
    // Free again once the first owner is gone, but not for somebody new.
    let has_second = |reader: &mut Reader| reader.has_second_owner(&folded, except);
    if holder(email)? || store.read(has_second)? {
        return Err(UserRefusal::EmailTaken(email.to_owned()));
    }
    Ok(())
}

fn make(draft: &Draft, state: UserState, key: RowKey, now: Timestamp) -> User {
    User {
        key,
        public_id: make_public_id(&mut rand::rng()),
        name: draft.name.clone(),
        name_folded: fold(&draft.name),
        email: draft.email.clone(),
        email_folded: draft.email.as_deref().map(fold_email),
        display_name: draft.display_name.clone(),
        state,
        is_admin: draft.role == Role::Admin,
        epoch: Epoch::FIRST,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}
