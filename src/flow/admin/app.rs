//! An app: what it is, whose, what was loosened, who allows it something, which calls to it wait.

use super::admitted::Admin;
use super::{apps as list, roles};
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::apps::{AppNotice, AppPage, Calls, PersonName};
use crate::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::key::AppId;
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::{App, ClientName};
use crate::domain::oauth::console::proposal::Difference;
use crate::domain::oauth::loosened::loosened;
use crate::flow::apps::awaits_approval;
use crate::flow::audit::list::Filter;
use crate::flow::desk::Desk;
use crate::flow::desk::app_found::{MOST_CONSENTS, decision, done_of, ends_soon, notice, with};
use crate::flow::desk::{app_asks, app_explain, app_form, app_secrets, app_try};
use crate::flow::{Failure, Platform};
use crate::store::{Loaded, MostTraffic, Reader};

/// Each is counted up to this.
const MOST: MostTraffic = MostTraffic {
    consents: MOST_CONSENTS,
    calls: 1000,
};

pub(super) fn show(
    platform: &Platform,
    admin: &Admin,
    place: &AppsPlace,
) -> Result<Reply, Failure> {
    match place {
        AppsPlace::List(listed) => list::list(platform, admin, listed),
        AppsPlace::New => Ok(app_form::new(platform, admin)),
        AppsPlace::App { id, done } => of(platform, admin, *id, notice(*done)),
        AppsPlace::Secrets { id, done } => {
            app_secrets::secrets(platform, admin, *id, notice(*done))
        }
        AppsPlace::Explain(id) => app_explain::open(platform, admin, *id),
        AppsPlace::Roles { id, place } => roles::show(platform, admin, (*id, place)),
        AppsPlace::Try(id) => app_try::open(platform, admin, *id),
        AppsPlace::Code(_) => Ok(admin.finds_nothing()),
        AppsPlace::Act { id, act } => with(platform, admin, *id, |app| match act {
            AppAct::Edit => Ok(app_form::edit(platform, admin, &app)),
            act => app_asks::ask(platform, admin, (&app, *act), None),
        }),
    }
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
        let owned = owned(reader, &known.app)?;
        Ok(Some((known, traffic, events, owned)))
    })?;
    let Some((known, traffic, events, (person, proposed))) = found else {
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
        person,
        proposed,
        awaits_approval: awaits_approval(&app),
        notice,
        app,
    };
    let done = done_of(notice);
    let place = AdminPlace::Apps(AppsPlace::App { id, done });
    Ok(admin.view_as(
        &place,
        AdminPage::App(Box::new(page)),
        decision::<Admin>(notice),
    ))
}

/// Whose app it is, and what they want changed of it.
fn owned(reader: &mut Reader, app: &App) -> Loaded<(Option<PersonName>, Vec<Difference>)> {
    if app.ownership.owner.is_none() {
        return Ok((None, Vec::new()));
    }
    let Some((id, name, proposal)) = reader.owner_of(app.id)? else {
        return Ok((None, Vec::new()));
    };
    let proposed = proposal.map(|proposal| proposal.changes.differences(app));
    Ok((Some(PersonName { id, name }), proposed.unwrap_or_default()))
}
