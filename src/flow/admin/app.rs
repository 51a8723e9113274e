//! An app: what it is, what was loosened, who allows it something, which calls to it wait; and its secrets.

use super::admitted::Admin;
use super::app_found::{MOST_CONSENTS, with};
use super::{app_asks, app_explain, app_form, apps, roles};
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::apps::{AppNotice, AppPage, Calls, SecretsPage};
use crate::domain::answer::admin::apps_place::{AppAct, AppDone, AppsPlace};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::key::AppId;
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::{App, AppSecret, ClientName};
use crate::domain::oauth::loosened::loosened;
use crate::domain::time::{Timestamp, days};
use crate::flow::audit::list::Filter;
use crate::flow::{Failure, Platform};
use crate::store::MostTraffic;
use std::time::Duration;

/// Each is counted up to this.
const MOST: MostTraffic = MostTraffic {
    consents: MOST_CONSENTS,
    calls: 1000,
};
/// A secret that ends within this is to be replaced.
const ENDS_SOON: Duration = days(14);

pub(super) fn show(
    platform: &Platform,
    admin: &Admin,
    place: &AppsPlace,
) -> Result<Reply, Failure> {
    match place {
        AppsPlace::List(listed) => apps::list(platform, admin, listed),
        AppsPlace::New => Ok(app_form::new(platform, admin)),
        AppsPlace::App { id, done } => of(platform, admin, *id, notice(*done)),
        AppsPlace::Secrets { id, done } => secrets(platform, admin, *id, notice(*done)),
        AppsPlace::Explain(id) => app_explain::open(platform, admin, *id),
        AppsPlace::Roles { id, place } => roles::show(platform, admin, (*id, place)),
        AppsPlace::Act { id, act } => with(platform, admin, *id, |app| match act {
            AppAct::Edit => Ok(app_form::edit(platform, admin, &app)),
            act => app_asks::ask(platform, admin, (&app, *act), None),
        }),
    }
}

fn notice(done: Option<AppDone>) -> AppNotice {
    done.map_or(AppNotice::None, AppNotice::Done)
}

/// The page of an app.
pub(super) fn of(
    platform: &Platform,
    admin: &Admin,
    id: AppId,
    notice: AppNotice,
) -> Result<Reply, Failure> {
    let now = admin.present.now;
    let found = platform.store.read(|reader| {
        let Some(known) = reader.app_with_secrets(&ClientName::Number(id))? else {
            return Ok(None);
        };
        let traffic = reader.traffic_of(id, MOST)?;
        let events = Filter::of_one_app(id).newest(reader)?;
        Ok(Some((known, traffic, events)))
    })?;
    let Some((known, traffic, events)) = found else {
        return Ok(admin.finds_nothing());
    };
    let app = App::clone(&known.app);
    let scopes = app.scopes.in_order(&platform.policy.scopes);
    let page = AppPage {
        scopes: scopes.into_iter().map(str::to_owned).collect(),
        loosened: loosened(&app),
        secret_ends: ends_soon(&known.secrets, now),
        consents: Counted::of(traffic.consents, MOST.consents),
        calls: Calls {
            waiting: Counted::of(traffic.waiting, MOST.calls),
            given_up: Counted::of(traffic.given_up, MOST.calls),
            last_error: traffic.last_error,
        },
        events,
        notice,
        app,
    };
    let done = done_of(notice);
    let place = AdminPlace::Apps(AppsPlace::App { id, done });
    Ok(admin.view_as(&place, AdminPage::App(Box::new(page)), decision(notice)))
}

const fn done_of(notice: AppNotice) -> Option<AppDone> {
    match notice {
        AppNotice::Done(done) => Some(done),
        AppNotice::None | AppNotice::Moved | AppNotice::TooManySecrets => None,
    }
}

const fn decision(notice: AppNotice) -> LogDecision {
    match notice {
        AppNotice::None | AppNotice::Done(_) => LogDecision::ShowsAdmin,
        AppNotice::Moved | AppNotice::TooManySecrets => LogDecision::AdminRefused,
    }
}

/// When the first of the live secrets ends, if that is soon.
fn ends_soon(secrets: &[AppSecret], now: Timestamp) -> Option<Timestamp> {
    let live = secrets.iter().filter(|secret| secret.is_live(now));
    let ends = live.filter_map(|secret| secret.expires_at);
    ends.filter(|end| *end <= now.plus(ENDS_SOON)).min()
}

/// The page of an app's secrets.
pub(super) fn secrets(
    platform: &Platform,
    admin: &Admin,
    id: AppId,
    notice: AppNotice,
) -> Result<Reply, Failure> {
    let now = admin.present.now;
    let name = ClientName::Number(id);
    let Some(known) = platform
        .store
        .read(|reader| reader.app_with_secrets(&name))?
    else {
        return Ok(admin.finds_nothing());
    };
    let live = known.secrets.iter().filter(|secret| secret.is_live(now));
    let page = SecretsPage {
        id,
        name: known.app.name.clone(),
        has_secret: known.app.has_secret(),
        secrets: live.cloned().collect(),
        ends_soon: ends_soon(&known.secrets, now),
        notice,
    };
    let done = done_of(notice);
    let place = AdminPlace::Apps(AppsPlace::Secrets { id, done });
    Ok(admin.view_as(&place, AdminPage::Secrets(page), decision(notice)))
}
