//! The developer console: the apps of the person who looks, and no other ones. What is done to one is done by the rules
//! for owners, and the pages that admins have too are those of the [desk](super::desk).
//!
//! | file | for |
//! |---|---|
//! | `maker` | who is let in, and a page for them |
//! | `desk` | what their desk is |
//! | `own` | their list, an app, and samples |
//! | `acts` | what is done by a form |

mod acts;
mod desk;
mod maker;
mod own;

use super::desk::act::{self, begin};
use super::desk::{Desk, app_asks, app_explain, app_form, app_found, app_secrets, app_try};
use super::{Failure, Platform, Visitor};
use crate::domain::answer::Reply;
use crate::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use crate::domain::answer::developer_place::DeveloperPlace;
use crate::domain::oauth::form::{Form, Untaken};
use maker::Maker;

pub type Sent = act::Sent<DeveloperPlace>;

/// A page that is opened.
pub fn show(
    platform: &Platform,
    visitor: &Visitor,
    place: &DeveloperPlace,
) -> Result<Reply, Failure> {
    let maker = match maker::enter(platform, visitor, place)? {
        Ok(maker) => maker,
        Err(reply) => return Ok(*reply),
    };
    match place.apps() {
        AppsPlace::List(listed) => own::list(platform, &maker, listed.has_removed),
        AppsPlace::New => Ok(app_form::new(platform, &maker)),
        AppsPlace::App { id, done } => maker.app_page(platform, *id, app_found::notice(*done)),
        AppsPlace::Secrets { id, done } => {
            app_secrets::secrets(platform, &maker, *id, app_found::notice(*done))
        }
        AppsPlace::Explain(id) => app_explain::open(platform, &maker, *id),
        AppsPlace::Try(id) => app_try::open(platform, &maker, *id),
        AppsPlace::Code(id) => own::code(platform, &maker, *id),
        // Of those the broker API is in charge.
        AppsPlace::Roles { .. } => Ok(maker.finds_nothing()),
        AppsPlace::Act { id, act } => app_found::with(platform, &maker, *id, |app| match act {
            AppAct::Edit => Ok(app_form::edit(platform, &maker, &app)),
            act => app_asks::ask(platform, &maker, (&app, *act), None),
        }),
    }
}

/// A form that is not taken.
pub fn refused(sent: &Form, why: Untaken) -> Reply {
    act::refused::<Maker>(sent, why)
}

/// A form that came back.
pub fn submit(platform: &Platform, sent: &Sent) -> Result<Reply, Failure> {
    match begin::<Maker>(platform, sent)? {
        Ok(acting) => acts::submit(platform, &acting),
        Err(reply) => Ok(*reply),
    }
}
