//! A sign-in that belongs to no app. The form comes back to [`crate::flow::sign_in`].

use super::{Failure, Platform, Present, Visitor, see};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{LogDecision, Reply, Story};
use crate::flow::raising;
use crate::flow::sign_in::{Errand, Visit};

/// The page that asks; who is signed in already goes on at once, or takes the second step where that lacks.
pub fn open(platform: &Platform, visitor: &Visitor, place: AccountPlace) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let (present, live) = platform.store.read(|reader| {
        let present = Present::load_for(platform, reader, visitor, place.wanted())?;
        Ok((present, visitor.signed_in(platform, reader, now)?))
    })?;
    if let Some(present) = present {
        return Ok(see(&place, present.story(LogDecision::IsSignedIn)));
    }
    let request = place.address();
    let (session, user) = live.unzip();
    let visit = Visit {
        errand: Errand::Account,
        visitor,
        request: &request,
        session,
        now,
    };
    match user {
        Some(user) => raising::ask(platform, visit, &user, Story::default()),
        None => Ok(visit.ask(platform, Story::default())),
    }
}
