//! A user to be made: what was typed, whether it is free, and the user that comes of it.

use super::change::UserRefusal;
use crate::domain::account::user::{
    User, UserState, check_display_name, check_email, check_locale, check_name, fold_login,
    make_public_id,
};
use crate::domain::epoch::Epoch;
use crate::domain::key::RowKey;
use crate::domain::text::{fold, fold_email};
use crate::domain::time::Timestamp;
use crate::flow::Platform;
use crate::store::LoadError;

/// A user to be made, checked but for the password.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) name: String,
    pub(super) email: Option<String>,
    email_verified: bool,
    display_name: Option<String>,
    locale: Option<String>,
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
    /// Whether somebody vouches for the address.
    pub email_verified: bool,
    pub display_name: Option<&'a str>,
    pub locale: Option<&'a str>,
    pub role: Role,
}

/// Checks what was typed, before anybody is asked for a password.
pub fn draft(platform: &Platform, new: NewUser) -> Result<Draft, UserRefusal> {
    let draft = Draft {
        name: check_name(new.name)?,
        email: new.email.map(check_email).transpose()?,
        email_verified: new.email_verified,
        display_name: new.display_name.map(check_display_name).transpose()?,
        locale: new.locale.map(check_locale).transpose()?,
        role: new.role,
    };
    if draft.email_verified && draft.email.is_none() {
        return Err(UserRefusal::NothingToVerify);
    }
    check_free(platform, &draft.name, draft.email.as_deref(), None)?;
    Ok(draft)
}

/// Refuses a name or an address that somebody other than `except` has.
pub(super) fn check_free(
    platform: &Platform,
    name: &str,
    email: Option<&str>,
    except: Option<RowKey>,
) -> Result<(), UserRefusal> {
    let named = platform
        .store
        .read(|reader| reader.user_by_login(&fold_login(name)))?;
    if named.is_some_and(|user| Some(user.key) != except) {
        return Err(UserRefusal::NameTaken(name.to_owned()));
    }
    match email {
        Some(email) if is_taken(platform, email, except)? => {
            Err(UserRefusal::EmailTaken(email.to_owned()))
        }
        _ => Ok(()),
    }
}

/// Whether somebody other than `except` has this address.
pub(in crate::flow) fn is_taken(
    platform: &Platform,
    email: &str,
    except: Option<RowKey>,
) -> Result<bool, LoadError> {
    let folded = fold_email(email);
    platform.store.read(|reader| {
        let first = reader.user_by_login(&folded)?;
        // Free again once the first owner is gone, but not for somebody new.
        Ok(first.is_some_and(|user| Some(user.key) != except)
            || reader.has_second_owner(&folded, except)?)
    })
}

pub(super) fn make(draft: &Draft, state: UserState, key: RowKey, now: Timestamp) -> User {
    User {
        key,
        public_id: make_public_id(&mut rand::rng()),
        name: draft.name.clone(),
        name_folded: fold(&draft.name),
        email: draft.email.clone(),
        email_folded: draft.email.as_deref().map(fold_email),
        email_verified_at: draft.email_verified.then_some(now),
        display_name: draft.display_name.clone(),
        locale: draft.locale.clone(),
        notices: true,
        state,
        is_admin: draft.role == Role::Admin,
        epoch: Epoch::FIRST,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}
