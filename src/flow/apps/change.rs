//! What all that is done to apps is made of: the app as it is named, the change to it, and why there is none.

use crate::domain::account::user::User;
use crate::domain::broker::id::parse_uuid;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::oauth::client::App;
use crate::domain::oauth::console::fault::OwnerFault;
use crate::domain::oauth::registration::RegistrationFault;
use crate::domain::secret::TOKEN_CHARS;
use crate::domain::time::Timestamp;
use crate::flow::tied::unspent;
use crate::flow::{Failure, Platform, settled};
use crate::store::LoadError;
use zeroize::Zeroizing;

/// Fewest characters of a secret that the operator brings.
pub(super) const FEWEST_SECRET_CHARS: usize = 16;
pub(super) const MOST_SECRET_CHARS: usize = 128;

/// Largest number that somebody may give an app: those that are made go on from the largest there is.
pub(super) const MOST_NUMBER: i64 = 999_999_999_999;

/// Why an app is not registered or changed; each text ends with what mends it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppRefusal {
    #[error("there is no app {0:?}: `vestibule app list` shows all")]
    Unknown(String),
    #[error("several apps are called {name:?}: name one by its number ({numbers})")]
    Ambiguous { name: String, numbers: String },
    #[error("the app number {0} is taken: give another with --id, or leave it out")]
    IdTaken(i64),
    #[error("an app's number is 1 to {MOST_NUMBER}: give another with --id, or leave it out")]
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
    #[error("two secrets of this app work already: end one of them first")]
    TooManySecrets,
    #[error("the app was changed meanwhile: look at it, and try again")]
    Moved,
    #[error("a public app has no secret: make it one that can keep a secret with --confidential")]
    NoSecret,
    #[error(
        "an app with keys has no secret: take the keys away with --jwks \"\" in `vestibule app edit`, which issues one"
    )]
    KeysInstead,
    #[error("{0}")]
    Fault(#[from] RegistrationFault),
    #[error("{0}")]
    Owner(#[from] OwnerFault),
    #[error("apps are registered by operators here: ask one")]
    NoDeveloper,
    #[error("you have {0} apps already, which is the most: remove one first")]
    TooManyApps(u32),
    #[error("you registered {0} apps within a day, which is the most: come back tomorrow")]
    TooManyToday(u32),
    #[error("there is no active user {0:?}: `vestibule user list` shows all")]
    NoSuchPerson(String),
    #[error(
        "nothing of app {0} waits for a decision: `vestibule app list` shows the state of each"
    )]
    NothingToDecide(i64),
    #[error(
        "the app waits, or was declined: decide with `vestibule app approve {0}` or `vestibule app decline {0}`"
    )]
    Undecided(i64),
    #[error("tell the owner why in a sentence of at most {0} characters: give it with --why")]
    Sentence(usize),
    #[error("{0}: {mend}", mend = .0.mend())]
    Failure(#[from] Failure),
}

impl From<LoadError> for AppRefusal {
    fn from(error: LoadError) -> Self {
        Self::Failure(error.into())
    }
}

/// An app, and its new secret in the clear: the only time that anybody sees it.
pub struct IssuedApp {
    pub app: App,
    pub client_secret: Option<Zeroizing<String>>,
    /// Until when the secret before this one works too; none where there is none, or it has ended.
    pub old_secret_until: Option<Timestamp>,
}

impl IssuedApp {
    pub(super) fn new(app: App, client_secret: Option<Zeroizing<String>>) -> Self {
        Self {
            app,
            client_secret,
            old_secret_until: None,
        }
    }

    /// The same as what has to be so, where nothing else keeps a form from being carried out twice.
    pub(super) fn unspent(&self, platform: &Platform) -> Option<Guard> {
        unspent(self.spends(platform))
    }

    /// Of the form that asked for it, where there is one.
    pub(super) fn spends(&self, platform: &Platform) -> Option<Write> {
        match &self.client_secret {
            Some(secret) => platform.spends_for(secret, self.old_secret_until),
            None => platform.spends(),
        }
    }
}

/// By number, uuid or client ID, else by name when only one app has it.
pub fn find(platform: &Platform, which: &str) -> Result<App, AppRefusal> {
    let text = which.trim();
    // Uuids are kept in upper case, and people copy them in either.
    let uuid = parse_uuid(text);
    if let Some(uuid) = &uuid
        && let Some(app) = platform.store.read(|reader| reader.app_by_uuid(uuid))?
    {
        return Ok(app);
    }
    let asked = uuid.unwrap_or_else(|| text.to_owned());
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

/// Load, decide, commit to the version that was loaded; again when somebody else was faster.
pub(super) fn change(
    platform: &Platform,
    which: &str,
    decide: impl Fn(App, Timestamp) -> Result<(IssuedApp, Vec<Write>), AppRefusal>,
) -> Result<IssuedApp, AppRefusal> {
    change_spending(platform, which, decide, |issued| issued.spends(platform))
}

/// The same where something else than a client secret is shown once.
pub(super) fn change_spending(
    platform: &Platform,
    which: &str,
    decide: impl Fn(App, Timestamp) -> Result<(IssuedApp, Vec<Write>), AppRefusal>,
    spends: impl Fn(&IssuedApp) -> Option<Write>,
) -> Result<IssuedApp, AppRefusal> {
    settled(|| {
        let now = platform.clock.now();
        let before = seen(platform, which)?;
        let guard = unmoved(&before);
        let (mut issued, more) = decide(before, now)?;
        issued.app.updated_at = now;
        let mut writes = vec![Write::UpdateApp(issued.app.clone())];
        writes.extend(more);
        writes.extend(spends(&issued));
        Ok((
            platform.store.commit(Change::guarded(guard, writes)),
            issued,
        ))
    })
}

/// The app as it was seen, where a form ties what is done to that.
pub(super) fn seen(platform: &Platform, which: &str) -> Result<App, AppRefusal> {
    let app = find(platform, which)?;
    let is_seen = platform.has_seen(app.version);
    is_seen.then_some(app).ok_or(AppRefusal::Moved)
}

pub(super) fn unmoved(app: &App) -> Guard {
    Guard::AppVersion {
        id: app.id,
        version: app.version,
    }
}

/// The same where somebody is to have it: they are as they were too, neither disabled meanwhile nor given another.
pub(super) fn unmoved_for(app: &App, heir: Option<&User>) -> Guard {
    match heir {
        None => unmoved(app),
        Some(heir) => Guard::AppTo {
            id: app.id,
            version: app.version,
            heir: heir.key,
            heir_version: heir.version,
        },
    }
}

fn is_identified_by(app: &App, text: &str) -> bool {
    app.id.0.to_string() == text || app.uuid == text || app.client_id == text
}
