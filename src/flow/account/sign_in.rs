//! A sign-in that belongs to no app. The form comes back to [`crate::flow::sign_in`].

use super::{Failure, Platform, Present, Visitor, see};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{LogDecision, Reply, Story};
use crate::flow::second_step::{self, Opening};
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
    if let Some((session, user)) = live {
        let errand = Errand::Account;
        let opening = Opening::of_session(platform, &errand, (&session, &user), &request, now);
        return second_step::ask(platform, opening, Story::default());
    }
    let visit = Visit {
        errand: Errand::Account,
        visitor,
        request: &request,
        session: None,
        now,
    };
    Ok(visit.ask(platform, Story::default()))
}
