//! What an owner does to an app of theirs by a form.

use super::maker::Maker;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::apps_place::{AppAct, AppDone, AppsPlace};
use crate::domain::answer::developer_place::DeveloperPlace;
use crate::domain::oauth::client::App;
use crate::domain::oauth::console::fault::OwnerFault;
use crate::domain::oauth::registration::Wishes;
use crate::flow::apps;
use crate::flow::desk::Desk;
use crate::flow::desk::act;
use crate::flow::desk::app_acts::{self as desk, Made, Saved, answer_to_edit, renew, secret};
use crate::flow::desk::app_explain;
use crate::flow::desk::app_found::with;
use crate::flow::desk::app_typed::is_check;
use crate::flow::{Failure, Platform};

type Acting<'a> = act::Acting<'a, Maker>;
type Answer = act::Answer<DeveloperPlace>;

/// What programs have built in, which is for operators to give.
const IDENTITY: [&str; 3] = ["number", "client_id", "client_secret"];

pub(super) fn submit(platform: &Platform, acting: &Acting<'_>) -> Result<Reply, Failure> {
    match acting.sent.place.apps() {
        AppsPlace::New => desk::add(platform, acting, |wishes| add(platform, acting, wishes)),
        AppsPlace::Act { id, act } => with(platform, &acting.desk, *id, |app| match act {
            AppAct::Edit => desk::edit(platform, acting, &app, |wishes| {
                save(platform, acting, (&app, wishes))
            }),
            act => {
                let answer = answer(&app, *act);
                desk::act(platform, acting, (&app, *act, answer), |hands| {
                    carry_out(hands, acting, (&app, *act))
                })
            }
        }),
        AppsPlace::Explain(id) => app_explain::answer(platform, acting, *id),
        AppsPlace::List(_)
        | AppsPlace::App { .. }
        | AppsPlace::Secrets { .. }
        | AppsPlace::Roles { .. }
        | AppsPlace::Try(_)
        | AppsPlace::Code(_) => Ok(acting.desk.finds_nothing()),
    }
}

/// What is proposed waits at the app's own page.
fn answer(app: &App, act: AppAct) -> Answer {
    match act {
        AppAct::Owner => {
            let done = Some(AppDone::Proposed);
            Answer::See(Maker::apps(AppsPlace::App { id: app.id, done }))
        }
        act => desk::answer::<Maker>(app, act),
    }
}

fn add(platform: &Platform, acting: &Acting<'_>, wishes: &Wishes) -> Saved<Maker> {
    let sent = &acting.sent.typed;
    if IDENTITY.iter().any(|name| sent.has(name)) {
        return Err(OwnerFault::OwnIdentity.into());
    }
    let owner = acting.desk.present.user.key;
    let after = apps::check_new_own(platform, owner, wishes)?;
    if is_check(sent) {
        return Ok(None);
    }
    desk::numbered(platform, acting, (&after, None), |hands, id| {
        apps::register_at(hands, (owner, Some(id)), wishes)
    })
}

/// Nothing where it was only to be checked.
fn save(platform: &Platform, acting: &Acting<'_>, (app, wishes): (&App, &Wishes)) -> Saved<Maker> {
    let (after, proposed) = apps::check_own(platform, app, wishes)?;
    if is_check(&acting.sent.typed) {
        return Ok(None);
    }
    let done = match proposed.is_empty() {
        true => AppDone::Saved,
        false => AppDone::Proposed,
    };
    let answer = answer_to_edit::<Maker>(app, after, done);
    let whose = (acting.desk.present.user.key, app.id);
    let edited = apps::edit_own(&acting.hands(platform, &answer), whose, wishes)?;
    Ok(Some((answer, secret(edited.issued))))
}

fn carry_out(hands: &Platform, acting: &Acting<'_>, (app, act): (&App, AppAct)) -> Made {
    let whose = (acting.desk.present.user.key, app.id);
    match act {
        AppAct::Remove => apps::remove_own(hands, whose).map(|_| None),
        AppAct::Owner => {
            let to = acting.sent.typed.once("to");
            apps::propose_owner(hands, whose, to).map(|_| None)
        }
        _ => renew(hands, acting, (app, act)),
    }
}
