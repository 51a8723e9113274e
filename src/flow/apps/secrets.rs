//! Client secrets and callback keys: looked at, made, replaced.

use super::change::{AppRefusal, IssuedApp, change, change_spending};
use crate::domain::audit::happened::Happened;
use crate::domain::change::Write;
use crate::domain::delivery::Delivery;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::client::{
    App, AppSecret, Confidentiality, end_secrets, hash_client_secret,
};
use crate::domain::secret::{TOKEN_CHARS, random_alphanumerics};
use crate::domain::time::Timestamp;
use crate::flow::Platform;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::time::Duration;
use zeroize::Zeroizing;

/// Most secrets of an app that work at a time.
const MOST_LIVE: usize = 2;

/// The secrets of an app that still open something.
pub fn live_secrets(platform: &Platform, app: AppId) -> Result<Vec<AppSecret>, AppRefusal> {
    let now = platform.clock.now();
    let mut secrets = platform.store.read(|reader| reader.app_secrets(app))?;
    secrets.retain(|secret| secret.is_live(now));
    Ok(secrets)
}

/// A new secret. The one before works on for the overlap; without one, it ends at once.
pub fn rotate_secret(
    platform: &Platform,
    which: &str,
    overlap: Option<Duration>,
) -> Result<IssuedApp, AppRefusal> {
    make_another(platform, which, overlap, |_| Ok(()))
}

/// The same where two that work are to be left as they are.
pub fn add_secret(
    platform: &Platform,
    which: &str,
    overlap: Option<Duration>,
) -> Result<IssuedApp, AppRefusal> {
    make_another(platform, which, overlap, |live| {
        let has_room = overlap.is_none() || live.len() < MOST_LIVE;
        has_room.then_some(()).ok_or(AppRefusal::TooManySecrets)
    })
}

fn make_another(
    platform: &Platform,
    which: &str,
    overlap: Option<Duration>,
    check: impl Fn(&[AppSecret]) -> Result<(), AppRefusal>,
) -> Result<IssuedApp, AppRefusal> {
    change(platform, which, |app, now| {
        may_have_secret(&app)?;
        let live = live_secrets(platform, app.id)?;
        check(&live)?;
        let (mut more, old_secret_until) = match overlap {
            None => (vec![revoke_secrets(&app, now)], None),
            Some(overlap) => let_secrets_end(&live, now, overlap),
        };
        let secret = make_secret();
        more.push(Write::InsertAppSecret(keep(platform, &app, &secret, now)));
        let event = platform.event(&Happened::SecretMade(old_secret_until), now);
        more.push(event.at_app(app.id).into());
        let issued = IssuedApp {
            old_secret_until,
            ..IssuedApp::new(app, Some(secret))
        };
        Ok((issued, more))
    })
}

/// Ends one of its secrets at once.
pub fn end_secret(platform: &Platform, which: &str, key: RowKey) -> Result<App, AppRefusal> {
    let issued = change(platform, which, |app, now| {
        let live = live_secrets(platform, app.id)?;
        if !live.iter().any(|secret| secret.key == key) {
            return Err(AppRefusal::Moved);
        }
        let event = platform.event(&Happened::SecretEnded, now).at_app(app.id);
        let ends = Write::RevokeAppSecret { key, at: now };
        Ok((IssuedApp::new(app, None), vec![ends, event.into()]))
    })?;
    Ok(issued.app)
}

/// The writes that end the live secrets, and when the last of them ends.
fn let_secrets_end(
    live: &[AppSecret],
    now: Timestamp,
    overlap: Duration,
) -> (Vec<Write>, Option<Timestamp>) {
    let ends = end_secrets(live, now, overlap);
    let last = ends.iter().filter_map(|&(_, at)| at).max();
    let expire = |(key, at)| match at {
        Some(at) => Write::ExpireAppSecret { key, at },
        None => Write::RevokeAppSecret { key, at: now },
    };
    (ends.into_iter().map(expire).collect(), last)
}

/// The key that callbacks to the app are signed with, as base64url without padding.
pub fn callback_key(platform: &Platform, app: &App) -> Zeroizing<String> {
    let key = platform
        .key
        .callback_key(&app.uuid, app.callback_key_generation);
    Zeroizing::new(URL_SAFE_NO_PAD.encode(*key))
}

/// Callbacks to the app that did not arrive, or not yet; oldest first.
pub fn undelivered(platform: &Platform, app: AppId) -> Result<Vec<Delivery>, AppRefusal> {
    Ok(platform.store.read(|reader| reader.deliveries_of(app))?)
}

/// A new callback key; the old one ends at once.
pub fn rotate_callback_key(platform: &Platform, which: &str) -> Result<App, AppRefusal> {
    let renew = |mut app: App, now| {
        app.callback_key_generation = app.callback_key_generation.saturating_add(1);
        let event = platform.event(&Happened::KeyMade, now).at_app(app.id);
        Ok((IssuedApp::new(app, None), vec![event.into()]))
    };
    let spends = |issued: &IssuedApp| {
        let key = callback_key(platform, &issued.app);
        platform.spends_for(&key, None)
    };
    let issued = change_spending(platform, which, renew, spends)?;
    Ok(issued.app)
}

pub(super) fn may_have_secret(app: &App) -> Result<(), AppRefusal> {
    match app.confidentiality {
        Confidentiality::Public => Err(AppRefusal::NoSecret),
        Confidentiality::Confidential if !app.has_secret() => Err(AppRefusal::KeysInstead),
        Confidentiality::Confidential => Ok(()),
    }
}

pub(super) fn revoke_secrets(app: &App, at: Timestamp) -> Write {
    Write::RevokeAppSecrets { app_id: app.id, at }
}

pub(super) fn make_secret() -> Zeroizing<String> {
    Zeroizing::new(random_alphanumerics(TOKEN_CHARS, &mut rand::rng()))
}

/// What is kept of a secret.
pub(super) fn keep(platform: &Platform, app: &App, secret: &str, now: Timestamp) -> AppSecret {
    let hint = secret
        .get(secret.len().saturating_sub(4)..)
        .unwrap_or_default();
    AppSecret {
        key: platform.store.next_key(now),
        app_id: app.id,
        hash: hash_client_secret(secret),
        hint: hint.to_owned(),
        expires_at: None,
        revoked_at: None,
        created_at: now,
        last_used_at: None,
    }
}
