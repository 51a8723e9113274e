//! Pages that ask before something is done to an app: each says what it comes to.

use super::admitted::Admin;
use super::app_found::MOST_CONSENTS;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::app_form::AppComplaint;
use crate::domain::answer::admin::apps::{AppEffect, AskAppPage};
use crate::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::{App, AppState};
use crate::flow::account::see;
use crate::flow::{Failure, Platform};
use crate::store::{Loaded, Reader};

/// The page of an act; where there is nothing to do, the app's.
pub(super) fn ask(
    platform: &Platform,
    admin: &Admin,
    (app, act): (&App, AppAct),
    complaint: Option<AppComplaint>,
) -> Result<Reply, Failure> {
    let effect = platform
        .store
        .read(|reader| look(reader, admin, (app, act)))?;
    let Some(effect) = effect else {
        let done = None;
        let place = AdminPlace::Apps(match act {
            AppAct::NewSecret | AppAct::EndSecret(_) => AppsPlace::Secrets { id: app.id, done },
            _ => AppsPlace::App { id: app.id, done },
        });
        let story = admin.present.story(LogDecision::ShowsAdmin);
        return Ok(see(&AccountPlace::Admin(place), story));
    };
    let place = AdminPlace::Apps(AppsPlace::Act { id: app.id, act });
    let page = AskAppPage {
        form: admin.form(platform, &place, app.version),
        id: app.id,
        name: app.name.clone(),
        act,
        effect,
        complaint,
    };
    Ok(admin.view(&place, AdminPage::AskApp(page)))
}

/// What the act comes to; nothing where it cannot be done.
fn look(
    reader: &mut Reader,
    admin: &Admin,
    (app, act): (&App, AppAct),
) -> Loaded<Option<AppEffect>> {
    let is = |state| app.state == state;
    Ok(Some(match act {
        AppAct::Disable if is(AppState::Active) => ends(reader, app)?,
        AppAct::Remove => ends(reader, app)?,
        AppAct::Enable if is(AppState::Disabled) => AppEffect::Enables,
        AppAct::CallbackKey => AppEffect::Key,
        AppAct::NewSecret if app.has_secret() => {
            let newest = live(reader, admin, app)?.pop();
            AppEffect::Adds {
                hint: newest.map(|secret| secret.hint),
            }
        }
        AppAct::EndSecret(key) => {
            let live = live(reader, admin, app)?;
            let Some(secret) = live.iter().find(|secret| secret.key == key) else {
                return Ok(None);
            };
            AppEffect::EndsSecret {
                hint: secret.hint.clone(),
                is_last: live.len() == 1,
            }
        }
        _ => return Ok(None),
    }))
}

fn ends(reader: &mut Reader, app: &App) -> Loaded<AppEffect> {
    let consents = reader.count_consents_of_app(app.id, MOST_CONSENTS)?;
    Ok(AppEffect::Ends {
        consents: Counted::of(consents, MOST_CONSENTS),
    })
}

fn live(
    reader: &mut Reader,
    admin: &Admin,
    app: &App,
) -> Loaded<Vec<crate::domain::oauth::client::AppSecret>> {
    let mut secrets = reader.app_secrets(app.id)?;
    secrets.retain(|secret| secret.is_live(admin.present.now));
    Ok(secrets)
}
