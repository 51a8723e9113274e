//! What an admin does to an app by a form: each act by the flow of its command.

use super::act::Acting;
use super::admitted::Admin;
use super::role_acts;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::apps_place::{AppAct, AppDone, AppsPlace};
use crate::domain::key::AppId;
use crate::domain::oauth::client::App;
use crate::domain::oauth::registration::Wishes;
use crate::flow::apps::{self, AppRefusal, KnownCredentials};
use crate::flow::desk::Desk;
use crate::flow::desk::app_acts::{self as desk, Made, Saved, answer_to_edit, renew, secret};
use crate::flow::desk::app_explain;
use crate::flow::desk::app_found::with;
use crate::flow::desk::app_typed::{credentials, given, is_check};
use crate::flow::{Failure, Platform};

/// A form of the pages of apps.
pub(super) fn submit(
    platform: &Platform,
    acting: &Acting<'_>,
    place: &AppsPlace,
) -> Result<Reply, Failure> {
    match place {
        AppsPlace::New => desk::add(platform, acting, |wishes| add(platform, acting, wishes)),
        AppsPlace::Act { id, act: what } => act(platform, acting, (*id, *what)),
        AppsPlace::Explain(id) => app_explain::answer(platform, acting, *id),
        AppsPlace::Roles { id, place } => role_acts::submit(platform, acting, (*id, place)),
        AppsPlace::List(_)
        | AppsPlace::App { .. }
        | AppsPlace::Secrets { .. }
        | AppsPlace::Try(_)
        | AppsPlace::Code(_) => Ok(acting.desk.finds_nothing()),
    }
}

fn add(platform: &Platform, acting: &Acting<'_>, wishes: &Wishes) -> Saved<Admin> {
    let sent = &acting.sent.typed;
    let known = credentials(sent, &given(sent))?;
    let after = apps::check_new(platform, wishes, &known)?;
    if is_check(sent) {
        return Ok(None);
    }
    let number = known.id.map(AppId);
    desk::numbered(platform, acting, (&after, number), |hands, id| {
        let known = KnownCredentials {
            id: Some(id.0),
            client_id: known.client_id.clone(),
            client_secret: known.client_secret.clone(),
        };
        apps::add(hands, wishes, &known)
    })
}

/// Does it to the app of this number.
fn act(
    platform: &Platform,
    acting: &Acting<'_>,
    (id, act): (AppId, AppAct),
) -> Result<Reply, Failure> {
    with(platform, &acting.desk, id, |app| match act {
        AppAct::Edit => desk::edit(platform, acting, &app, |wishes| {
            save(platform, acting, (&app, wishes))
        }),
        act => {
            let answer = desk::answer::<Admin>(&app, act);
            desk::act(platform, acting, (&app, act, answer), |hands| {
                carry_out(hands, acting, (&app, act))
            })
        }
    })
}

/// Nothing where it was only to be checked.
fn save(platform: &Platform, acting: &Acting<'_>, (app, wishes): (&App, &Wishes)) -> Saved<Admin> {
    let after = apps::check(platform, app, wishes)?;
    if is_check(&acting.sent.typed) {
        return Ok(None);
    }
    let answer = answer_to_edit::<Admin>(app, after, AppDone::Saved);
    let issued = apps::edit(&acting.hands(platform, &answer), &app.uuid, wishes)?;
    Ok(Some((answer, secret(issued))))
}

fn carry_out(hands: &Platform, acting: &Acting<'_>, (app, act): (&App, AppAct)) -> Made {
    let which = app.uuid.as_str();
    let typed = &acting.sent.typed;
    let done: Result<App, AppRefusal> = match act {
        AppAct::Disable => apps::disable(hands, which),
        AppAct::Enable => apps::enable(hands, which),
        AppAct::Remove => apps::remove(hands, which),
        AppAct::Approve => apps::approve(hands, which),
        AppAct::Decline => apps::decline(hands, which, typed.once("why")),
        AppAct::Owner => apps::hand_over(hands, which, typed.once("to").trim()).map(|(app, _)| app),
        AppAct::Edit | AppAct::CallbackKey | AppAct::NewSecret | AppAct::EndSecret(_) => {
            return renew(hands, acting, (app, act));
        }
    };
    done.map(|_| None)
}
