//! *Apps you allowed*: one line per app that was not withdrawn.

use super::{Failure, Platform, Present, Visitor, shown, sign_in_first};
use crate::domain::answer::account::{Allowed, AppLine, AppsPage, Part};
use crate::domain::answer::place::{AccountPlace, Listed};
use crate::domain::answer::{AccountPage, LogDecision, Reply};
use crate::domain::oauth::consent::AllowedApp;
use crate::domain::text::fold;
use crate::domain::time::Timestamp;

const PER_PAGE: usize = 25;

/// From so many on it pays to look for a name.
const SEARCH_FROM: usize = 20;

pub fn show(platform: &Platform, visitor: &Visitor, listed: Listed) -> Result<Reply, Failure> {
    let loaded = platform.store.read(|reader| {
        let Some(present) = Present::load(platform, reader, visitor)? else {
            return Ok(None);
        };
        let allowed = reader.allowed_apps(present.user.key)?;
        let untold = reader.untold_apps(&present.user)?;
        Ok(Some((present, allowed, untold)))
    })?;
    let Some((present, mut allowed, untold)) = loaded else {
        return Ok(sign_in_first(&AccountPlace::Apps(listed)));
    };
    let Listed { page, find } = listed;
    let find = (allowed.len() >= SEARCH_FROM).then_some(find);
    if let Some(find) = &find {
        let find = fold(find);
        allowed.retain(|app| fold(&app.name).contains(&find));
    }
    allowed.sort_by_cached_key(|app| (fold(&app.name), app.consent.app_id));
    let (part, places) = Part::of(allowed.len(), PER_PAGE, page);
    let lines = allowed.into_iter().skip(places.start).take(places.len());
    let apps = lines.map(|app| line(app, platform)).collect();
    let content = AccountPage::Apps(AppsPage {
        apps,
        part,
        find,
        untold,
    });
    Ok(shown(content, present.story(LogDecision::ShowsApps)))
}

fn line(app: AllowedApp, platform: &Platform) -> AppLine {
    let consent = app.consent;
    let policy = &platform.policy;
    AppLine {
        name: app.name,
        client_id: app.client_id,
        state: app.state,
        scopes: in_words_order(&consent.scopes.in_order(&policy.scopes)),
        elsewhere: app.resources.foreign_hosts(&policy.public_url),
        allowed: match consent.granted_at {
            Timestamp::NEVER => Allowed::ByPassword,
            on => Allowed::On(on),
        },
        last_used_at: consent.last_used_at,
    }
}

pub(super) fn in_words_order(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}
