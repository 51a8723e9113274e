//! A sign-in that belongs to no app. The form comes back to [`crate::flow::sign_in`].

use super::{Failure, Platform, Present, Visitor, see};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{LogDecision, Reply, Story};
use crate::flow::sign_in::{Errand, Visit};

/// The page that asks; who is signed in already goes on at once.
pub fn open(platform: &Platform, visitor: &Visitor, place: AccountPlace) -> Result<Reply, Failure> {
    let now = platform.clock.now();
    let present = platform
        .store
        .read(|reader| Present::load(platform, reader, visitor))?;
    if let Some(present) = present {
        return Ok(see(&place, present.story(LogDecision::IsSignedIn)));
    }
    let request = place.address();
    let visit = Visit {
        errand: Errand::Account,
        visitor,
        request: &request,
        session: None,
        now,
    };
    Ok(visit.ask(platform, Story::default()))
}
