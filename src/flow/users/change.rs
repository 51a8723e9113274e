//! What all that is done to users is made of: the user as they are named, the change to them, and why there is none.

use crate::domain::account::foreign_hash::HashFault;
use crate::domain::account::one_time_link::LinkPurpose;
use crate::domain::account::password::PasswordFault;
use crate::domain::account::user::{User, UserFault, fold_login};
use crate::domain::answer::admin::people_place::PeoplePlace;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::key::RowKey;
use crate::domain::time::Timestamp;
use crate::flow::{Failure, Platform, settled};
use crate::store::{CommitError, LoadError, Lost};

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
    #[error("there is no address to vouch for: give one with --email")]
    NothingToVerify,
    #[error("{0}: give another")]
    Fault(#[from] UserFault),
    #[error("{0}: choose another")]
    Password(#[from] PasswordFault),
    #[error(
        "the line is not a JSON object with name, password_hash and optionally email, email_verified, display_name, \
         locale and admin (column {0}): correct it there"
    )]
    Line(usize),
    #[error("{0}")]
    Hash(#[from] HashFault),
    #[error(
        "{0:?} has a password already: make a link for another with `vestibule user reset-link {0}`"
    )]
    NotInvited(String),
    #[error(
        "{0:?} is invited already: change them with `vestibule user edit {0}`, and make a new link with `vestibule user invite {0}` and no more"
    )]
    InvitedBefore(String),
    #[error(
        "{0:?} was invited and has no password yet: make a new link with `vestibule user invite {0}`"
    )]
    OnlyInvited(String),
    #[error("there is no live session {0:?}: `vestibule session list` shows all")]
    UnknownSession(String),
    #[error(
        "{user} did not allow {app} anything: `vestibule consent list {user}` shows what they did"
    )]
    UnknownConsent { user: String, app: String },
    #[error("no mail is sent from here: set mail.server, or leave --send out")]
    NoMail,
    #[error(
        "{0:?} has no e-mail address: give one with `vestibule user edit {0} --email ADDRESS`, or leave --send out"
    )]
    NoAddress(String),
    #[error(
        "there is no user {0:?} yet, and an invitation is mailed to an address: give one with --email, or leave --send out"
    )]
    NewWithoutAddress(String),
    #[error("{0:?} is disabled: let them in with `vestibule user enable {0}` first")]
    Disabled(String),
    #[error(
        "{0:?} is the only admin who can sign in: make another one with `vestibule user edit NAME --admin on` first"
    )]
    LastAdmin(String),
    #[error("the user was changed meanwhile: look at them, and try again")]
    Moved,
    #[error("{0}: {mend}", mend = .0.mend())]
    Failure(#[from] Failure),
}

impl From<LoadError> for UserRefusal {
    fn from(error: LoadError) -> Self {
        Self::Failure(error.into())
    }
}

/// By public id, name or e-mail address. An id goes first, so that nobody's name can stand before it.
pub fn find(platform: &Platform, who: &str) -> Result<User, UserRefusal> {
    let found = platform.store.read(|reader| {
        let by_id = match PeoplePlace::id(who.trim()) {
            Some(id) => reader.user_by_public_id(&id)?,
            None => None,
        };
        match by_id {
            Some(user) => Ok(Some(user)),
            None => reader.user_by_login(&fold_login(who)),
        }
    })?;
    found.ok_or_else(|| UserRefusal::Unknown(who.to_owned()))
}

/// Load, decide, commit to the version that was loaded; again when somebody else was faster.
pub(super) fn change(
    platform: &Platform,
    who: &str,
    decide: impl Fn(User, Timestamp) -> Result<(User, Vec<Write>), UserRefusal>,
) -> Result<User, UserRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let before = find(platform, who)?;
        if !platform.has_seen(before.version) {
            return Err(UserRefusal::Moved);
        }
        let administered = before.administers();
        let guard = unmoved(&before);
        let (mut user, more) = decide(before, now)?;
        let guard = match administered && !user.administers() {
            true => unless_last(&user),
            false => guard,
        };
        user.updated_at = now;
        let mut writes = vec![Write::UpdateUser(user.clone())];
        writes.extend(more);
        writes.extend(platform.spends());
        let committed = platform.store.commit(Change::guarded(guard, writes));
        Ok((but_the_last(committed, &user)?, user))
    })
}

/// Where that would leave nobody who administers the platform, the change is refused, not tried again.
pub(super) fn but_the_last(
    committed: Result<(), CommitError>,
    user: &User,
) -> Result<Result<(), CommitError>, UserRefusal> {
    match committed {
        Err(CommitError::Lost(Lost::LastAdmin)) => Err(UserRefusal::LastAdmin(user.name.clone())),
        committed => Ok(committed),
    }
}

/// Writes in turn with other changes of the user: whoever decides by what they loaded before has to decide again.
/// Nothing where the user is gone, or nothing is left to write. False where they are not as they were seen.
pub(in crate::flow) fn in_turn(
    platform: &Platform,
    user: RowKey,
    writes: impl Fn(&User) -> Result<Vec<Write>, Failure>,
) -> Result<bool, Failure> {
    settled(|| {
        let found = platform.store.read(|reader| reader.user(user))?;
        let Some(user) = found else {
            return Ok((Ok(()), true));
        };
        if !platform.has_seen(user.version) {
            return Ok((Ok(()), false));
        }
        let mut writes = writes(&user)?;
        if writes.is_empty() {
            return Ok((Ok(()), true));
        }
        writes.extend(platform.spends());
        let change = Change::guarded(unmoved(&user), writes);
        Ok((platform.store.commit(change), true))
    })
}

pub(in crate::flow) fn unmoved(user: &User) -> Guard {
    Guard::UserVersion {
        key: user.key,
        version: user.version,
    }
}

/// The same for who administers the platform, and does no more: somebody else goes on.
pub(in crate::flow) fn unless_last(user: &User) -> Guard {
    Guard::OtherAdmin {
        key: user.key,
        version: user.version,
    }
}

pub(in crate::flow) fn end_links(user: &User, at: Timestamp) -> Write {
    Write::EndLinksOf {
        user_key: user.key,
        only: None,
        at,
    }
}

/// Before another takes their place: who asks for one link ends no other.
pub(in crate::flow) fn end_links_for(purpose: LinkPurpose, user: &User, at: Timestamp) -> Write {
    Write::EndLinksOf {
        user_key: user.key,
        only: Some(purpose),
        at,
    }
}
