//! What the form of an app asks before anything is saved.

use super::change::AppRefusal;
use super::given::{KnownCredentials, check_given, identify, premises};
use super::making::edited;
use super::secrets::may_have_secret;
use crate::domain::key::AppId;
use crate::domain::oauth::choices::Kind;
use crate::domain::oauth::client::App;
use crate::domain::oauth::redirect_uri::{RegisteredUri, ShortScheme};
use crate::domain::oauth::registration::{self, Addresses, Wishes};
use crate::flow::Platform;

/// A known app as it would be.
pub fn check(platform: &Platform, app: &App, wishes: &Wishes) -> Result<App, AppRefusal> {
    edited(platform, app, wishes, platform.clock.now())
}

/// Whether a new app could be registered so.
pub fn check_new(
    platform: &Platform,
    wishes: &Wishes,
    given: &KnownCredentials,
) -> Result<App, AppRefusal> {
    check_given(given)?;
    let identity = identify(platform, given)?;
    let now = platform.clock.now();
    let app = registration::register(identity, wishes, premises(platform), now)?;
    if given.client_secret.is_some() {
        may_have_secret(&app)?;
    }
    Ok(app)
}

/// The number that the next app gets.
pub fn next_number(platform: &Platform) -> Result<AppId, AppRefusal> {
    Ok(platform.store.read(|reader| reader.next_app_id())?)
}

/// The judge of an app's redirect addresses.
pub fn addresses<'a>(
    platform: &'a Platform,
    kind: Kind,
    short: ShortScheme,
    kept: &'a [RegisteredUri],
) -> Addresses<'a> {
    Addresses {
        kind,
        short,
        kept,
        premises: premises(platform),
    }
}
