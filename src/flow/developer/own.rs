//! The list of somebody's apps, one of them, and samples with its values.

use super::maker::Maker;
use crate::domain::answer::admin::apps::{AppLine, AppNotice};
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::developer::{CodePage, DeveloperPage, MyAppPage, MyAppsPage};
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::key::AppId;
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::{App, ClientName};
use crate::domain::oauth::console::sample::samples;
use crate::flow::desk::Desk;
use crate::flow::desk::app_found::{MOST_CONSENTS, decision, done_of, ends_soon, with};
use crate::flow::{Failure, Platform};

pub(super) fn list(
    platform: &Platform,
    maker: &Maker,
    has_removed: bool,
) -> Result<Reply, Failure> {
    let owner = maker.present.user.key;
    let apps = platform.store.read(|reader| reader.apps_of(owner))?;
    let page = MyAppsPage {
        apps: apps.into_iter().map(AppLine::from).collect(),
        has_removed,
    };
    let page = DeveloperPage::List(page);
    Ok(maker.view(&Maker::home(), page, LogDecision::ShowsDeveloper))
}

/// The page of an app.
pub(super) fn app(
    platform: &Platform,
    maker: &Maker,
    id: AppId,
    notice: AppNotice,
) -> Result<Reply, Failure> {
    let name = ClientName::Number(id);
    let found = platform.store.read(|reader| {
        let known = reader.app_with_secrets(&name)?;
        let Some(known) = known.filter(|known| maker.may_see(&known.app)) else {
            return Ok(None);
        };
        let consents = reader.count_consents_of_app(id, MOST_CONSENTS)?;
        Ok(Some((known, consents, reader.proposal(id)?)))
    })?;
    let Some((known, consents, proposal)) = found else {
        return Ok(maker.finds_nothing());
    };
    let app = App::clone(&known.app);
    let scopes = app.scopes.in_order(&platform.policy.scopes);
    let proposed = proposal.map(|proposal| proposal.changes.fields());
    let page = MyAppPage {
        scopes: scopes.into_iter().map(str::to_owned).collect(),
        secret_ends: ends_soon(&known.secrets, maker.present.now),
        consents: Counted::of(consents, MOST_CONSENTS),
        proposed: proposed.unwrap_or_default(),
        notice,
        app,
    };
    let done = done_of(notice);
    let place = Maker::apps(AppsPlace::App { id, done });
    let page = DeveloperPage::App(Box::new(page));
    Ok(maker.view(&place, page, decision::<Maker>(notice)))
}

pub(super) fn code(platform: &Platform, maker: &Maker, id: AppId) -> Result<Reply, Failure> {
    with(platform, maker, id, |app| {
        let page = CodePage {
            id,
            samples: samples(&app, &platform.policy.public_url),
            name: app.name,
        };
        let page = DeveloperPage::Code(Box::new(page));
        let place = Maker::apps(AppsPlace::Code(id));
        Ok(maker.view(&place, page, LogDecision::ShowsDeveloper))
    })
}
