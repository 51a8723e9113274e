//! What users have open: signed-in browsers, and apps that they allowed something. An operator looks at both and
//! ends them.

use super::{UserRefusal, find, in_turn};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::change::{EndReason, Write};
use crate::domain::key::RowKey;
use crate::domain::oauth::client::{App, ClientName};
use crate::domain::oauth::consent::Consent;
use crate::flow::{Platform, deauthorize};

/// All live ones, or those of one user; oldest first.
pub fn sessions(
    platform: &Platform,
    who: Option<&str>,
) -> Result<Vec<(Session, User)>, UserRefusal> {
    let now = platform.clock.now();
    let whose = who.map(|who| find(platform, who)).transpose()?;
    let mut open = platform.store.read(|reader| reader.open_sessions(now))?;
    open.retain(|(session, user)| {
        session.is_live(user, now) && whose.as_ref().is_none_or(|whose| whose.key == user.key)
    });
    Ok(open)
}

/// The one of this id, which is its row's key.
pub fn end_session(platform: &Platform, id: &str) -> Result<User, UserRefusal> {
    let now = platform.clock.now();
    let unknown = || UserRefusal::UnknownSession(id.to_owned());
    let key = RowKey::decode(id).ok_or_else(unknown)?;
    let found = platform.store.read(|reader| reader.session(key))?;
    let live = found.filter(|(session, user)| session.is_live(user, now));
    let (_, user) = live.ok_or_else(unknown)?;
    in_turn(platform, user.key, || Write::EndSession {
        key,
        at: now,
        why: EndReason::Ended,
    })?;
    Ok(user)
}

/// All of one user, and how many there were. Tokens live on, as they do when somebody signs out.
pub fn end_sessions(platform: &Platform, who: &str) -> Result<(User, usize), UserRefusal> {
    let user = find(platform, who)?;
    let live = sessions(platform, Some(&user.public_id))?.len();
    in_turn(platform, user.key, || Write::EndSessionsOf {
        user_key: user.key,
        at: platform.clock.now(),
        why: EndReason::Ended,
    })?;
    Ok((user, live))
}

/// What a user allowed and did not withdraw, with the apps; oldest first.
pub fn consents(platform: &Platform, who: &str) -> Result<Vec<(Consent, App)>, UserRefusal> {
    let user = find(platform, who)?;
    Ok(platform.store.read(|reader| {
        let mut found = Vec::new();
        for consent in reader.consents_of(user.key)? {
            let app = reader.app(&ClientName::Number(consent.app_id))?;
            let live = app.filter(|_| consent.withdrawn_at.is_none());
            found.extend(live.map(|app| (consent, app)));
        }
        Ok(found)
    })?)
}

/// Ends what the app has of this user: codes, tokens, and that it is remembered. Its server is told.
pub fn withdraw(platform: &Platform, who: &str, app: &App) -> Result<User, UserRefusal> {
    let user = find(platform, who)?;
    let found = platform
        .store
        .read(|reader| reader.consent(user.key, app.id))?;
    let Some(consent) = found.filter(|consent| consent.withdrawn_at.is_none()) else {
        return Err(UserRefusal::UnknownConsent {
            user: user.name,
            app: app.name.clone(),
        });
    };
    deauthorize::withdraw(platform, &user, app, &consent)?;
    Ok(user)
}
