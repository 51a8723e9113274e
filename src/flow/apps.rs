//! What an operator does to apps: register, look at, change, disable, remove.

mod secrets;

pub use secrets::{callback_key, live_secrets, rotate_callback_key, rotate_secret, undelivered};

use super::{Failure, Platform, settled};
use crate::domain::broker::id::{make_uuid, parse_uuid};
use crate::domain::change::{Change, Guard, Write};
use crate::domain::epoch::Epoch;
use crate::domain::key::AppId;
use crate::domain::oauth::client::{
    App, AppState, ClientName, Confidentiality, Switch, is_client_key, make_client_id,
};
use crate::domain::oauth::registration::{self, Identity, Premises, RegistrationFault, Wishes};
use crate::domain::secret::TOKEN_CHARS;
use crate::domain::time::Timestamp;
use crate::store::LoadError;
use secrets::{keep, make_secret, revoke_secrets};
use zeroize::Zeroizing;

/// Fewest characters of a secret that the operator brings.
const FEWEST_SECRET_CHARS: usize = 16;
const MOST_SECRET_CHARS: usize = 128;

/// Why an app is not registered or changed; each text ends with what mends it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppRefusal {
    #[error("there is no app {0:?}: `vestibule app list` shows all")]
    Unknown(String),
    #[error("several apps are called {name:?}: name one by its number ({numbers})")]
    Ambiguous { name: String, numbers: String },
    #[error("the app number {0} is taken: give another with --id, or leave it out")]
    IdTaken(i64),
    #[error("an app's number is 1 or more: give another with --id, or leave it out")]
    IdRange,
    #[error(
        "that client ID belongs to another app: give another with --client-id, or leave it out"
    )]
    ClientIdTaken,
    #[error(
        "a client ID is {TOKEN_CHARS} letters and digits with at least one letter: give another with \
         --client-id, or leave it out"
    )]
    ClientIdForm,
    #[error(
        "a client secret is {FEWEST_SECRET_CHARS} to {MOST_SECRET_CHARS} printable ASCII characters without \
         spaces: give another, or leave out --client-secret-stdin to have one made"
    )]
    SecretForm,
    #[error("a public app has no secret: make it one that can keep a secret with --confidential")]
    NoSecret,
    #[error("{0}")]
    Fault(#[from] RegistrationFault),
    #[error("{0}: {mend}", mend = .0.mend())]
    Failure(#[from] Failure),
}

impl From<LoadError> for AppRefusal {
    fn from(error: LoadError) -> Self {
        Self::Failure(error.into())
    }
}

/// What a program has built in already, and therefore is given by the operator.
#[derive(Default)]
pub struct Given {
    pub id: Option<i64>,
    pub client_id: Option<String>,
    pub client_secret: Option<Zeroizing<String>>,
}

/// An app, and its new secret in the clear: the only time that anybody sees it.
pub struct Issued {
    pub app: App,
    pub client_secret: Option<Zeroizing<String>>,
    /// Until when the secret before this one works too; none where there is none, or it has ended.
    pub old_secret_until: Option<Timestamp>,
}

impl Issued {
    fn new(app: App, client_secret: Option<Zeroizing<String>>) -> Self {
        Self {
            app,
            client_secret,
            old_secret_until: None,
        }
    }
}

pub fn add(platform: &Platform, wishes: &Wishes, given: &Given) -> Result<Issued, AppRefusal> {
    check_given(given)?;
    settled(|| {
        let now = platform.clock.now();
        let identity = identify(platform, given)?;
        let app = registration::register(identity, wishes, premises(platform), now)?;
        let client_secret = first_secret(&app, given)?;
        let mut writes = vec![Write::InsertApp(app.clone())];
        if let Some(secret) = &client_secret {
            writes.push(Write::InsertAppSecret(keep(platform, &app, secret, now)));
        }
        let issued = Issued::new(app, client_secret);
        Ok((platform.store.commit(Change::writes(writes)), issued))
    })
}

/// All, by number.
pub fn list(platform: &Platform) -> Result<Vec<App>, AppRefusal> {
    Ok(platform.store.read(|reader| reader.apps())?)
}

/// By number, uuid or client ID, else by name when only one app has it.
pub fn find(platform: &Platform, which: &str) -> Result<App, AppRefusal> {
    let text = which.trim();
    // Uuids are kept in upper case, and people copy them in either.
    let asked = parse_uuid(text).unwrap_or_else(|| text.to_owned());
    let mut found = platform.store.read(|reader| reader.apps_named(&asked))?;
    if let Some(exact) = found.iter().position(|app| is_identified_by(app, &asked)) {
        return Ok(found.swap_remove(exact));
    }
    if found.len() > 1 {
        let numbers: Vec<String> = found.iter().map(|app| app.id.0.to_string()).collect();
        return Err(AppRefusal::Ambiguous {
            name: which.to_owned(),
            numbers: numbers.join(", "),
        });
    }
    found
        .pop()
        .ok_or_else(|| AppRefusal::Unknown(which.to_owned()))
}

/// Changes an app. One that learns to keep a secret gets one; one that no longer can, loses its own, and with
/// it all that was issued upon that secret.
pub fn edit(platform: &Platform, which: &str, wishes: &Wishes) -> Result<Issued, AppRefusal> {
    change(platform, which, |before, now| {
        let (was, developed) = (before.confidentiality, before.has(Switch::DevelopmentMode));
        let mut app = registration::edit(before, wishes, premises(platform), now)?;
        let client_secret = match (was, app.confidentiality) {
            (Confidentiality::Public, Confidentiality::Confidential) => Some(make_secret()),
            (Confidentiality::Confidential, Confidentiality::Public) => {
                app.epoch = app.epoch.next();
                None
            }
            _ => None,
        };
        let mut more = Vec::new();
        // When it is turned on too: what was issued while it was turned off stays dead.
        if developed != app.has(Switch::DevelopmentMode) {
            more.push(Write::EndDevelopment(app.id));
        }
        if was != app.confidentiality {
            more.push(revoke_secrets(&app, now));
        }
        if let Some(secret) = &client_secret {
            more.push(Write::InsertAppSecret(keep(platform, &app, secret, now)));
        }
        Ok((Issued::new(app, client_secret), more))
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
        let removal = Change::guarded(unmoved(&app), vec![Write::RemoveApp(app.id)]);
        Ok((platform.store.commit(removal), app))
    })
}

fn set_state(platform: &Platform, which: &str, state: AppState) -> Result<App, AppRefusal> {
    let issued = change(platform, which, |mut app, _now| {
        app.state = state;
        if state == AppState::Disabled {
            app.epoch = app.epoch.next();
        }
        Ok((Issued::new(app, None), Vec::new()))
    })?;
    Ok(issued.app)
}

/// Load, decide, commit to the version that was loaded; again when somebody else was faster.
fn change(
    platform: &Platform,
    which: &str,
    decide: impl Fn(App, Timestamp) -> Result<(Issued, Vec<Write>), AppRefusal>,
) -> Result<Issued, AppRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let before = find(platform, which)?;
        let guard = unmoved(&before);
        let (mut issued, more) = decide(before, now)?;
        issued.app.updated_at = now;
        let mut writes = vec![Write::UpdateApp(issued.app.clone())];
        writes.extend(more);
        Ok((
            platform.store.commit(Change::guarded(guard, writes)),
            issued,
        ))
    })
}

fn unmoved(app: &App) -> Guard {
    Guard::AppVersion {
        id: app.id,
        version: app.version,
    }
}

fn premises(platform: &Platform) -> Premises<'_> {
    Premises {
        public_url: &platform.policy.public_url,
        scopes: &platform.policy.scopes,
        private_callbacks: platform.policy.private_callbacks,
    }
}

fn is_identified_by(app: &App, text: &str) -> bool {
    app.id.0.to_string() == text || app.uuid == text || app.client_id == text
}

fn check_given(given: &Given) -> Result<(), AppRefusal> {
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
fn identify(platform: &Platform, given: &Given) -> Result<Identity, AppRefusal> {
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

fn first_secret(app: &App, given: &Given) -> Result<Option<Zeroizing<String>>, AppRefusal> {
    match (app.confidentiality, &given.client_secret) {
        (Confidentiality::Public, Some(_)) => Err(AppRefusal::NoSecret),
        (Confidentiality::Public, None) => Ok(None),
        (Confidentiality::Confidential, Some(secret)) => Ok(Some(secret.clone())),
        (Confidentiality::Confidential, None) => Ok(Some(make_secret())),
    }
}
