//! A session that has to prove more: the second step in it. Who has none yet proves the password once more before one is
//! set up, or whoever finds a browser signed in would shut its owner out.

use super::second_step::{self, Opening};
use super::sign_in::Visit;
use super::{Failure, Platform, factors};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::answer::{Reply, Story};
use crate::store::Reader;

/// The page for it; `visit` has the session.
pub(super) fn ask(
    platform: &Platform,
    visit: Visit,
    user: &User,
    story: Story,
) -> Result<Reply, Failure> {
    let may_go_on = |session: &Session| -> Result<bool, Failure> {
        let look = |reader: &mut Reader| factors::has_any(reader, user.key);
        Ok(session.is_confirmed(visit.now) || platform.store.read(look)?)
    };
    match &visit.session {
        Some(session) if may_go_on(session)? => {
            let (request, now) = (visit.request, visit.now);
            let whose = (session, user);
            let opening = Opening::of_session(platform, &visit.errand, whose, request, now);
            second_step::ask(platform, opening, story)
        }
        _ => Ok(visit.ask(platform, story)),
    }
}
