//! A session that has to prove more: the second step in it. Who has none yet proves the password once more before one is
//! set up, or whoever finds a browser signed in would shut its owner out.

use super::second_step::{self, Opening};
use super::sign_in::Visit;
use super::{Failure, Platform, factors};
use crate::domain::account::user::User;
use crate::domain::answer::{Reply, Story};

/// The page for it; `visit` has the session.
pub(super) fn ask(
    platform: &Platform,
    visit: Visit,
    user: &User,
    story: Story,
) -> Result<Reply, Failure> {
    let has_factor = platform
        .store
        .read(|reader| factors::has_any(reader, user.key))?;
    match &visit.session {
        Some(session) if has_factor || session.is_confirmed(visit.now) => {
            let (request, now) = (visit.request, visit.now);
            let whose = (session, user);
            let opening = Opening::of_session(platform, &visit.errand, whose, request, now);
            second_step::ask(platform, opening, story)
        }
        _ => Ok(visit.ask(platform, story)),
    }
}
