//! What an operator does to apps: register, look at, change, disable, remove.

mod change;
mod explain;
mod secrets;

pub use super::judge::Fault;
pub use change::{AppRefusal, IssuedApp, find};
pub use explain::{Explanation, explain};
pub use secrets::{callback_key, live_secrets, rotate_callback_key, rotate_secret, undelivered};

use super::{Platform, settled};
use crate::domain::audit::edits::Edits;
use crate::domain::audit::happened::Happened;
use crate::domain::broker::id::make_uuid;
use crate::domain::change::{Change, Write};
use crate::domain::epoch::Epoch;
use crate::domain::key::AppId;
use crate::domain::oauth::client::{
    App, AppState, ClientName, Confidentiality, Switch, is_client_key, make_client_id,
};
use crate::domain::oauth::registration::{self, Identity, Premises, Wishes};
use change::{FEWEST_SECRET_CHARS, MOST_SECRET_CHARS, change, unmoved};
use secrets::{keep, make_secret, may_have_secret, revoke_secrets};
use zeroize::Zeroizing;

/// What a program has built in already, and therefore is given by the operator.
#[derive(Default)]
pub struct KnownCredentials {
    pub id: Option<i64>,
    pub client_id: Option<String>,
    pub client_secret: Option<Zeroizing<String>>,
}

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
        let client_secret = first_secret(&app, given)?;
        let event = platform.event(&Happened::AppAdded, now).at_app(app.id);
        let mut writes = vec![Write::InsertApp(app.clone()), event.into()];
        if let Some(secret) = &client_secret {
            writes.push(Write::InsertAppSecret(keep(platform, &app, secret, now)));
        }
        let issued = IssuedApp::new(app, client_secret);
        Ok((platform.store.commit(Change::writes(writes)), issued))
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
        let (was, developed) = (before.confidentiality, before.has(Switch::DevelopmentMode));
        let had_secret = before.has_secret();
        let mut app = registration::edit(before.clone(), wishes, premises(platform), now)?;
        if was == Confidentiality::Confidential && app.confidentiality == Confidentiality::Public {
            app.epoch = app.epoch.next();
        }
        let client_secret = (!had_secret && app.has_secret()).then(make_secret);
        let edits = Edits::of_app(&before, &app);
        let mut more = Vec::new();
        if !edits.is_empty() {
            let event = platform.event(&Happened::AppEdited(edits), now);
            more.push(event.at_app(app.id).into());
        }
        // When it is turned on too: what was issued while it was turned off stays dead.
        if developed != app.has(Switch::DevelopmentMode) {
            more.push(Write::EndDevelopment(app.id));
        }
        if had_secret != app.has_secret() {
            more.push(revoke_secrets(&app, now));
        }
        if let Some(secret) = &client_secret {
            more.push(Write::InsertAppSecret(keep(platform, &app, secret, now)));
        }
        Ok((IssuedApp::new(app, client_secret), more))
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
        let app = find(platform, which)?;
        let event = platform.event(&Happened::AppRemoved, platform.clock.now());
        let writes = vec![Write::RemoveApp(app.id), event.at_app(app.id).into()];
        let removal = Change::guarded(unmoved(&app), writes);
        Ok((platform.store.commit(removal), app))
    })
}

fn set_state(platform: &Platform, which: &str, state: AppState) -> Result<App, AppRefusal> {
    let issued = change(platform, which, |mut app, now| {
        app.state = state;
        let happened = match state {
            AppState::Active => Happened::AppEnabled,
            AppState::Disabled => Happened::AppDisabled,
        };
        let event = platform.event(&happened, now).at_app(app.id);
        if state == AppState::Disabled {
            app.epoch = app.epoch.next();
        }
        Ok((IssuedApp::new(app, None), vec![event.into()]))
    })?;
    Ok(issued.app)
}

fn premises(platform: &Platform) -> Premises<'_> {
    Premises {
        public_url: &platform.policy.public_url,
        scopes: &platform.policy.scopes,
        private_callbacks: platform.policy.private_callbacks,
        algorithms: &platform.keys.policy.algorithms,
    }
}

fn check_given(given: &KnownCredentials) -> Result<(), AppRefusal> {
    if given.id.is_some_and(|id| id < 1) {
        return Err(AppRefusal::IdRange);
    }
    if given
        .client_id
        .as_deref()
        .is_some_and(|key| !is_client_key(key))
    {
        return Err(AppRefusal::ClientIdForm);
    }
    let is_good = |secret: &str| {
        (FEWEST_SECRET_CHARS..=MOST_SECRET_CHARS).contains(&secret.len())
            && secret.bytes().all(|byte| byte.is_ascii_graphic())
    };
    match &given.client_secret {
        Some(secret) if !is_good(secret) => Err(AppRefusal::SecretForm),
        _ => Ok(()),
    }
}

/// Number, uuid and client ID of a new app: what was given, where nobody has it, else made.
fn identify(platform: &Platform, given: &KnownCredentials) -> Result<Identity, AppRefusal> {
    let id = match given.id.map(AppId) {
        Some(id) if is_taken(platform, ClientName::Number(id))? => {
            return Err(AppRefusal::IdTaken(id.0));
        }
        Some(id) => id,
        None => platform.store.read(|reader| reader.next_app_id())?,
    };
    let client_id = match &given.client_id {
        Some(key) if is_taken(platform, ClientName::Key(key.clone()))? => {
            return Err(AppRefusal::ClientIdTaken);
        }
        Some(key) => key.clone(),
        None => make_client_id(&mut rand::rng()),
    };
    Ok(Identity {
        id,
        uuid: make_uuid(&mut rand::rng()),
        client_id,
        epoch: Epoch::fresh(&mut rand::rng()),
    })
}

fn is_taken(platform: &Platform, name: ClientName) -> Result<bool, AppRefusal> {
    Ok(platform.store.read(|reader| reader.app(&name))?.is_some())
}

fn first_secret(
    app: &App,
    given: &KnownCredentials,
) -> Result<Option<Zeroizing<String>>, AppRefusal> {
    match &given.client_secret {
        Some(secret) => may_have_secret(app).map(|()| Some(secret.clone())),
        None => Ok(app.has_secret().then(make_secret)),
    }
}
