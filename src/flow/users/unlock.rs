//! The brake lifted, for a person whom others keep out by guessing.

use super::change::{UserRefusal, find};
use crate::domain::account::brake::Subject;
use crate::domain::account::user::User;
use crate::domain::audit::edits::Edits;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::flow::{Failure, Platform, credentials};

/// Forgets the wrong passwords that were counted for the user, in their known browsers too. Where there were none, that is no event.
pub fn unlock(platform: &Platform, who: &str) -> Result<User, UserRefusal> {
    let user = find(platform, who)?;
    let browsers = platform.store.read(|reader| reader.browsers_of(user.key))?;
    let browsers = browsers.iter().map(|browser| {
        let subject = Subject::browser(&platform.key, browser.key);
        Write::LiftBrake(subject.lifted())
    });
    let mut writes = credentials::lift(&platform.key, &user);
    writes.extend(browsers);
    let owes = platform.store.read(|reader| {
        writes.iter().try_fold(false, |owes, write| match write {
            Write::LiftBrake(lifted) if !owes => reader.owes(lifted),
            _ => Ok(owes),
        })
    })?;
    if owes {
        let edits = Edits::default().named("sign_in_limit", true);
        let event = platform.event(&Happened::UserEdited(edits), platform.clock.now());
        writes.push(event.about(&user).into());
    }
    let lifted = platform.store.commit(Change::writes(writes));
    lifted.map_err(Failure::from)?;
    Ok(user)
}
