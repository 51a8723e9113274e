//! Who is let in to what wants a fresh proof: its page, and its form that came back.

use super::{Failure, Platform, Present, Visitor, sign_in_first, untaken};
use crate::domain::answer::Reply;
use crate::domain::answer::place::AccountPlace;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::secret::PlainToken;

/// Somebody who is let in, or what they are answered.
type Admitted<T> = Result<Result<T, Reply>, Failure>;

pub(super) fn to_page(
    platform: &Platform,
    visitor: &Visitor,
    place: &AccountPlace,
) -> Admitted<Present> {
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, visitor))?;
    let Some(present) = present else {
        return Ok(Err(sign_in_first(place)));
    };
    Ok(match present.confirm_first(platform, place) {
        Some(first) => Err(first),
        None => Ok(present),
    })
}

/// With the form's nonce. A proof that is no longer fresh is asked for before anything else is said of the form.
pub(super) fn by_form(
    platform: &Platform,
    (purpose, place): (Purpose, &AccountPlace),
    (visitor, form): (&Visitor, &Form),
) -> Admitted<(Present, PlainToken)> {
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, visitor))?;
    let Some(present) = present else {
        let why = Untaken::SignedOut;
        return Ok(Err(untaken(platform, place, (visitor, form), why)?));
    };
    if let Some(first) = present.confirm_first(platform, place) {
        return Ok(Err(first));
    }
    Ok(match present.proves(platform, purpose, form) {
        Ok(proven) => Ok((present, proven.nonce)),
        Err(why) => Err(untaken(platform, place, (visitor, form), why)?),
    })
}
