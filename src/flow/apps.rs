//! What is done to apps: register, look at, change, disable, remove; by operators here, by owners in `owned`.

mod change;
mod decide;
mod explain;
mod form;
mod given;
mod making;
mod owned;
mod secrets;
mod terms;

pub use super::judge::Fault;
pub use change::{AppRefusal, IssuedApp, find};
pub use decide::{approve, awaits_approval, decline, hand_over, open_proposal};
pub use explain::{Explanation, explain};
pub use form::{addresses, check, check_new, next_number};
pub use given::KnownCredentials;
pub use owned::{
    Edited, check_new_own, check_own, edit_own, own, propose_owner, register, register_at,
    remove_own,
};
pub use secrets::{
    add_secret, callback_key, end_secret, live_secrets, rotate_callback_key, rotate_secret,
    undelivered,
};

pub use terms::Terms;

use super::{Platform, settled};
use crate::domain::audit::edits::Edits;
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::oauth::client::{App, AppState};
use crate::domain::oauth::registration::{self, Wishes};
use crate::store::CommitError;
use change::{change, seen, unmoved};
use given::{check_given, identify, premises};
use making::{edited, first_secret, follow, issue, overtaken};

pub fn add(
    platform: &Platform,
    wishes: &Wishes,
    given: &KnownCredentials,
) -> Result<IssuedApp, AppRefusal> {
    check_given(given)?;
    settled(|| {
        let now = platform.clock.now();
        let identity = identify(platform, given)?;
        let app = registration::register(identity, wishes, premises(platform), now)?;
        let secret = first_secret(&app, given)?;
        let (issued, writes) = issue(platform, app, secret, now);
        let change = Change {
            only_if: issued.unspent(platform),
            then: writes,
        };
        match platform.store.commit(change) {
            // Its form made one already.
            Err(CommitError::Lost(_)) => Err(AppRefusal::Moved),
            committed => Ok((committed, issued)),
        }
    })
}

/// All, by number.
pub fn list(platform: &Platform) -> Result<Vec<App>, AppRefusal> {
    Ok(platform.store.read(|reader| reader.apps())?)
}

/// Changes an app. One that learns to keep a secret, or has no keys any more, gets one; one that is given keys loses its
/// own. One that no longer can keep any loses with it all that was issued upon that.
pub fn edit(platform: &Platform, which: &str, wishes: &Wishes) -> Result<IssuedApp, AppRefusal> {
    change(platform, which, |before, now| {
        let app = edited(platform, &before, wishes, now)?;
        let edits = Edits::of_app(&before, &app);
        let overtaken = overtaken(platform, &app, &edits)?;
        let (issued, mut follows) = follow(platform, &before, app, (edits, now));
        follows.extend(overtaken);
        Ok((issued, follows))
    })
}

/// Ends all that the app was issued, and refuses it until it is enabled again.
pub fn disable(platform: &Platform, which: &str) -> Result<App, AppRefusal> {
    set_state(platform, which, AppState::Disabled)
}

/// The app works again; what had ended stays ended.
pub fn enable(platform: &Platform, which: &str) -> Result<App, AppRefusal> {
    set_state(platform, which, AppState::Active)
}

/// Removes the app with all that hangs on it.
pub fn remove(platform: &Platform, which: &str) -> Result<App, AppRefusal> {
    settled(|| {
        let app = seen(platform, which)?;
        let event = platform.event(&Happened::AppRemoved, platform.clock.now());
        let mut writes = vec![Write::RemoveApp(app.id), event.at_app(app.id).into()];
        writes.extend(platform.spends());
        let removal = Change::guarded(unmoved(&app), writes);
        Ok((platform.store.commit(removal), app))
    })
}

fn set_state(platform: &Platform, which: &str, state: AppState) -> Result<App, AppRefusal> {
    let issued = change(platform, which, |mut app, now| {
        if app.state.is_undecided() {
            return Err(AppRefusal::Undecided(app.id.0));
        }
        let was = std::mem::replace(&mut app.state, state);
        // Whatever its owner's state is: an operator said so.
        app.ownership.paused_from = None;
        let happened = match state {
            AppState::Disabled => Happened::AppDisabled,
            _ => Happened::AppEnabled,
        };
        let event = || platform.event(&happened, now).at_app(app.id);
        let event = (state != was).then(|| event().into());
        if state == AppState::Disabled {
            app.epoch = app.epoch.next();
        }
        let event = event.into_iter().collect();
        Ok((IssuedApp::new(app, None), event))
    })?;
    Ok(issued.app)
}
