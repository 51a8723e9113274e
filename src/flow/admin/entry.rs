//! Who is let in to the admin pages. Who is signed in and no admin is answered as at a path that is not there.

use super::admitted::Admin;
use crate::domain::account::administration::READS_FOR;
use crate::domain::account::authentication::Level;
use crate::domain::account::second_step::Wanted;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{Content, LogDecision, Reply, Story};
use crate::flow::account::{Present, sign_in_first};
use crate::flow::desk::{Entered, shown};
use crate::flow::{Failure, Platform, Visitor};
use crate::store::{Loaded, Reader};

enum Found {
    NoSession,
    NoAdmin(Box<Present>),
    /// More is to be proved in the session.
    TooLow,
    Admin(Box<Admin>),
}

fn find(platform: &Platform, reader: &mut Reader, visitor: &Visitor) -> Loaded<Found> {
    let now = platform.clock.now();
    let Some(((session, user), has_step)) = visitor.signed_in_with_step(platform, reader, now)?
    else {
        return Ok(Found::NoSession);
    };
    let present = Present { session, user, now };
    if !present.user.is_admin {
        return Ok(Found::NoAdmin(Box::new(present)));
    }
    let Some(present) = present.well_enough(platform, reader, visitor, Wanted::default())? else {
        return Ok(Found::TooLow);
    };
    // What was proved in it they have.
    let has_second_step = present.session.methods.level() == Level::Two || has_step;
    Ok(Found::Admin(Box::new(Admin {
        present,
        has_second_step,
    })))
}

/// Who opens a page, or sends its form, and has proved lately enough who they are.
pub(super) fn to(
    platform: &Platform,
    visitor: &Visitor,
    place: &AdminPlace,
) -> Result<Entered<Admin>, Failure> {
    let found = platform
        .store
        .read(|reader| find(platform, reader, visitor))?;
    let to = AccountPlace::Admin(place.clone());
    let admin = match found {
        Found::NoSession | Found::TooLow => return Ok(Err(Box::new(sign_in_first(&to)))),
        Found::NoAdmin(present) => return Ok(Err(Box::new(no_admin(&present)))),
        Found::Admin(admin) => *admin,
    };
    let present = &admin.present;
    let is_confirmed = if place.acts() {
        present.session.is_confirmed(present.now)
    } else {
        present.session.is_confirmed_within(READS_FOR, present.now)
    };
    Ok(match present.confirm_unless(is_confirmed, platform, &to) {
        Some(first) => Err(Box::new(first)),
        None => Ok(admin),
    })
}

/// Before anything else is said of a form: what somebody is answered who is signed in and no admin.
pub fn knock(platform: &Platform, visitor: &Visitor) -> Result<Option<Reply>, Failure> {
    let now = platform.clock.now();
    let found = platform
        .store
        .read(|reader| visitor.signed_in(platform, reader, now))?;
    let stranger = found.filter(|(_, user)| !user.is_admin);
    Ok(stranger.map(|(session, user)| no_admin(&Present { session, user, now })))
}

/// In the language of the browser, as at any other path that is not there.
fn no_admin(present: &Present) -> Reply {
    let story = Story {
        locale: None,
        ..present.story(LogDecision::NoAdmin)
    };
    shown(Content::NotFound, story)
}
