//! What registering, changing and deciding share: an app's first secret, what follows from a change, and the name
//! that no other app may have.

use super::change::{AppRefusal, IssuedApp};
use super::given::{KnownCredentials, premises};
use super::secrets::{keep, make_secret, may_have_secret, revoke_secrets};
use crate::domain::audit::edits::Edits;
use crate::domain::audit::happened::Happened;
use crate::domain::change::Write;
use crate::domain::oauth::client::{App, Confidentiality, Switch};
use crate::domain::oauth::console::fault::OwnerFault;
use crate::domain::oauth::console::name::fold_name;
use crate::domain::oauth::console::write::ConsoleWrite;
use crate::domain::oauth::registration::{self, Wishes};
use crate::domain::time::Timestamp;
use crate::flow::Platform;
use zeroize::Zeroizing;

pub(super) fn first_secret(
    app: &App,
    given: &KnownCredentials,
) -> Result<Option<Zeroizing<String>>, AppRefusal> {
    match &given.client_secret {
        Some(secret) => may_have_secret(app).map(|()| Some(secret.clone())),
        None => Ok(app.has_secret().then(make_secret)),
    }
}

/// A new app, with its secret where it has one.
pub(super) fn issue(
    platform: &Platform,
    app: App,
    client_secret: Option<Zeroizing<String>>,
    now: Timestamp,
) -> (IssuedApp, Vec<Write>) {
    let kept = client_secret
        .as_ref()
        .map(|secret| Write::InsertAppSecret(keep(platform, &app, secret, now)));
    let event = platform.event(&Happened::AppAdded, now).at_app(app.id);
    let writes = [Write::InsertApp(app.clone()), event.into()];
    let writes = writes.into_iter().chain(kept).collect();
    (IssuedApp::new(app, client_secret), writes)
}

/// A known app as an operator wants it.
pub(super) fn edited(
    platform: &Platform,
    before: &App,
    wishes: &Wishes,
    now: Timestamp,
) -> Result<App, AppRefusal> {
    let app = registration::edit(before.clone(), wishes, premises(platform), now)?;
    check_renamed(platform, before, &app)?;
    Ok(app)
}

/// What an owner proposed ends where an operator changes the same: approved later, it would undo that.
pub(super) fn overtaken(
    platform: &Platform,
    app: &App,
    edits: &Edits,
) -> Result<Option<Write>, AppRefusal> {
    let open = platform.store.read(|reader| reader.proposal(app.id))?;
    let is_of_it = open.is_some_and(|open| open.changes.fields().iter().any(|it| edits.has(it)));
    Ok(is_of_it.then(|| Write::Console(ConsoleWrite::EndProposal(app.id))))
}

/// What follows from an edit, beside the app itself.
pub(super) fn follow(
    platform: &Platform,
    before: &App,
    mut app: App,
    (edits, now): (Edits, Timestamp),
) -> (IssuedApp, Vec<Write>) {
    let was = before.confidentiality;
    if was == Confidentiality::Confidential && app.confidentiality == Confidentiality::Public {
        app.epoch = app.epoch.next();
    }
    let mut more = Vec::new();
    if !edits.is_empty() {
        let event = platform.event(&Happened::AppEdited(edits), now);
        more.push(event.at_app(app.id).into());
    }
    // When it is turned on too: what was issued while it was turned off stays dead.
    if before.has(Switch::DevelopmentMode) != app.has(Switch::DevelopmentMode) {
        more.push(Write::EndDevelopment(app.id));
    }
    if before.has_secret() != app.has_secret() {
        more.push(revoke_secrets(&app, now));
    }
    let client_secret = (!before.has_secret() && app.has_secret()).then(make_secret);
    if let Some(secret) = &client_secret {
        more.push(Write::InsertAppSecret(keep(platform, &app, secret, now)));
    }
    (IssuedApp::new(app, client_secret), more)
}

/// That no other app is read as this one.
pub(super) fn check_name(platform: &Platform, app: &App) -> Result<(), AppRefusal> {
    let folded = fold_name(&app.name);
    let is_taken = platform
        .store
        .read(|reader| reader.is_app_name_taken(&folded, app.id))?;
    if is_taken {
        return Err(OwnerFault::NameTaken.into());
    }
    Ok(())
}

/// The same of an app that somebody owns, where it gets another name.
pub(super) fn check_renamed(
    platform: &Platform,
    before: &App,
    after: &App,
) -> Result<(), AppRefusal> {
    if after.name == before.name || after.ownership.owner.is_none() {
        return Ok(());
    }
    check_name(platform, after)
}
