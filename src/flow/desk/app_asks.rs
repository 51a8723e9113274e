//! Pages that ask before something is done to an app: each says what it comes to.

use super::Desk;
use super::app_found::MOST_CONSENTS;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::app_form::AppComplaint;
use crate::domain::answer::admin::apps::{AppEffect, AskAppPage};
use crate::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use crate::domain::answer::admin::desk::DeskPage;
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::{App, AppSecret, AppState};
use crate::domain::oauth::console::proposal::Changes;
use crate::domain::time::Timestamp;
use crate::flow::account::see;
use crate::flow::apps::awaits_approval;
use crate::flow::{Failure, Platform};
use crate::store::{Loaded, Reader};

/// The page of an act; where there is nothing to do, the app's.
pub(in crate::flow) fn ask<D: Desk>(
    platform: &Platform,
    desk: &D,
    (app, act): (&App, AppAct),
    complaint: Option<AppComplaint>,
) -> Result<Reply, Failure> {
    let effect = platform
        .store
        .read(|reader| look(reader, desk.present().now, (app, act)))?;
    let Some(effect) = effect else {
        let done = None;
        let place = D::apps(match act {
            AppAct::NewSecret | AppAct::EndSecret(_) => AppsPlace::Secrets { id: app.id, done },
            _ => AppsPlace::App { id: app.id, done },
        });
        let story = desk.present().story(D::SHOWS);
        return Ok(see(&D::to_account(&place), story));
    };
    let place = D::apps(AppsPlace::Act { id: app.id, act });
    let page = AskAppPage {
        form: desk.form(platform, &place, app.version),
        id: app.id,
        name: app.name.clone(),
        act,
        effect,
        complaint,
    };
    Ok(desk.shows(&place, DeskPage::AskApp(page), D::SHOWS))
}

/// What the act comes to; nothing where it cannot be done.
fn look(
    reader: &mut Reader,
    now: Timestamp,
    (app, act): (&App, AppAct),
) -> Loaded<Option<AppEffect>> {
    let is = |state| app.state == state;
    Ok(Some(match act {
        AppAct::Disable if is(AppState::Active) => ends(reader, app)?,
        AppAct::Remove => ends(reader, app)?,
        AppAct::Enable if is(AppState::Disabled) => AppEffect::Enables,
        AppAct::Approve | AppAct::Decline => return decides(reader, (app, act)),
        AppAct::Owner => AppEffect::HandsOver,
        AppAct::CallbackKey => AppEffect::Key,
        AppAct::NewSecret if app.has_secret() => {
            let newest = live(reader, now, app)?.pop();
            AppEffect::Adds {
                hint: newest.map(|secret| secret.hint),
            }
        }
        AppAct::EndSecret(key) => {
            let live = live(reader, now, app)?;
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

/// Nothing where nothing waits for that.
fn decides(reader: &mut Reader, (app, act): (&App, AppAct)) -> Loaded<Option<AppEffect>> {
    let proposal = reader.proposal(app.id)?;
    let waits = match act {
        AppAct::Approve => awaits_approval(app),
        _ => app.state == AppState::Waiting,
    };
    let decides = waits || proposal.is_some();
    let proposed = match proposal {
        Some(proposal) => proposal.changes.differences(app),
        None => Changes::all_of(app),
    };
    Ok(decides.then_some(AppEffect::Decides { proposed }))
}

fn ends(reader: &mut Reader, app: &App) -> Loaded<AppEffect> {
    let consents = reader.count_consents_of_app(app.id, MOST_CONSENTS)?;
    Ok(AppEffect::Ends {
        consents: Counted::of(consents, MOST_CONSENTS),
    })
}

fn live(reader: &mut Reader, now: Timestamp, app: &App) -> Loaded<Vec<AppSecret>> {
    let mut secrets = reader.app_secrets(app.id)?;
    secrets.retain(|secret| secret.is_live(now));
    Ok(secrets)
}
