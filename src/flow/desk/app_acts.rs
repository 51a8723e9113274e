//! What is done to an app by a form of its pages, whoever may: a new one, an edit, and acts that ask first.

use super::Desk;
use super::act::{Acting, Answer, Secret};
use super::app_asks::ask;
use super::app_form::{
    Shown, completed, explained, show_edit, show_new, usual_app, usual_of, wishes_of_new,
};
use super::app_secrets::secrets;
use super::app_typed;
use super::app_typed::given;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::app_form::{AppComplaint, Outcome};
use crate::domain::answer::admin::apps::AppNotice;
use crate::domain::answer::admin::apps_place::{AppAct, AppDone, AppsListed, AppsPlace};
use crate::domain::answer::admin::once::Once;
use crate::domain::answer::admin::typed_app::TypedApp;
use crate::domain::key::AppId;
use crate::domain::oauth::client::App;
use crate::domain::oauth::registration::Wishes;
use crate::domain::text::fold;
use crate::flow::apps::{self, AppRefusal, IssuedApp};
use crate::flow::{Failure, Platform};

/// The secret that an act made, if it made one.
pub(in crate::flow) type Made = Result<Option<Secret>, AppRefusal>;
/// What was done, and is answered; nothing where it was only to be checked.
pub(in crate::flow) type Saved<D> =
    Result<Option<(Answer<<D as Desk>::Place>, Option<Secret>)>, AppRefusal>;

/// The form of a new app.
pub(in crate::flow) fn add<D: Desk>(
    platform: &Platform,
    acting: &Acting<'_, D>,
    save: impl FnOnce(&Wishes) -> Saved<D>,
) -> Result<Reply, Failure> {
    let sent = &acting.sent.typed;
    let (typed, usual) = completed::<D>(platform, sent);
    let (given, lines) = (given(sent), explained(platform, &typed, None));
    let base = usual_app::<D>(platform, usual);
    let wished = wishes_of_new(&typed, &base).map_err(AppRefusal::from);
    let done = wished.and_then(|wishes| save(&wishes));
    answered(platform, acting, done, |outcome| {
        let shown = Shown {
            typed,
            usual,
            lines,
            outcome,
        };
        show_new(platform, &acting.desk, given, shown)
    })
}

/// The form of an app that is there, with what was typed into it.
pub(in crate::flow) fn edit<D: Desk>(
    platform: &Platform,
    acting: &Acting<'_, D>,
    app: &App,
    save: impl FnOnce(&Wishes) -> Saved<D>,
) -> Result<Reply, Failure> {
    let base = TypedApp::of(app);
    let typed = app_typed::read_over(&acting.sent.typed, &base);
    let wished = typed.wishes(&base).map_err(AppRefusal::from);
    let known = wished.as_ref().ok().map(|wishes| (app, wishes));
    let lines = explained(platform, &typed, known);
    let done = wished.and_then(|wishes| save(&wishes));
    answered(platform, acting, done, |outcome| {
        let shown = Shown {
            usual: usual_of(&typed),
            typed,
            lines,
            outcome,
        };
        show_edit(platform, &acting.desk, app, shown)
    })
}

fn answered<D: Desk>(
    platform: &Platform,
    acting: &Acting<'_, D>,
    done: Saved<D>,
    again: impl FnOnce(Outcome) -> Reply,
) -> Result<Reply, Failure> {
    match done {
        Ok(None) => Ok(again(Outcome::Good)),
        Ok(Some((answer, secret))) => Ok(acting.done(answer, secret)),
        Err(refusal) => refused(platform, acting, refusal, |complaint| {
            Ok(again(Outcome::Bad(complaint)))
        }),
    }
}

/// The number of a new app is chosen before: the answer leads to its page. Somebody else may be faster by a moment.
pub(in crate::flow) fn numbered<D: Desk>(
    platform: &Platform,
    acting: &Acting<'_, D>,
    (after, number): (&App, Option<AppId>),
    register: impl Fn(&Platform, AppId) -> Result<IssuedApp, AppRefusal>,
) -> Saved<D> {
    loop {
        let id = match number {
            Some(id) => id,
            None => apps::next_number(platform)?,
        };
        let next = |done| D::apps(AppsPlace::App { id, done });
        let answer = match after.has_secret() {
            true => Answer::Once {
                what: Once::ClientSecret,
                name: after.name.clone(),
                next: next(None),
            },
            false => Answer::See(next(Some(AppDone::Added))),
        };
        match register(&acting.hands(platform, &answer), id) {
            Err(AppRefusal::IdTaken(_)) if number.is_none() => {}
            added => return added.map(|issued| Some((answer, secret(issued)))),
        }
    }
}

/// What a saved edit is answered: with a secret, where the app has its first.
pub(in crate::flow) fn answer_to_edit<D: Desk>(
    app: &App,
    after: App,
    done: AppDone,
) -> Answer<D::Place> {
    let id = app.id;
    match !app.has_secret() && after.has_secret() {
        true => Answer::Once {
            what: Once::ClientSecret,
            name: after.name,
            next: D::apps(AppsPlace::App { id, done: None }),
        },
        false => Answer::See(D::apps(AppsPlace::App {
            id,
            done: Some(done),
        })),
    }
}

pub(in crate::flow) fn secret(issued: IssuedApp) -> Option<Secret> {
    issued.client_secret.map(|text| Secret {
        text,
        until: issued.old_secret_until,
    })
}

/// An act that asked first.
pub(in crate::flow) fn act<D: Desk>(
    platform: &Platform,
    acting: &Acting<'_, D>,
    (app, act, answer): (&App, AppAct, Answer<D::Place>),
    carry_out: impl FnOnce(&Platform) -> Made,
) -> Result<Reply, Failure> {
    let typed = &acting.sent.typed;
    if act == AppAct::Remove && fold(typed.once("name")) != fold(&app.name) {
        let complaint = Some(AppComplaint::OtherName);
        return ask(platform, &acting.desk, (app, act), complaint);
    }
    match carry_out(&acting.hands(platform, &answer)) {
        Ok(secret) => Ok(acting.done(answer, secret)),
        Err(refusal) => refused(platform, acting, refusal, |complaint| {
            ask(platform, &acting.desk, (app, act), Some(complaint))
        }),
    }
}

/// What an act is answered when it is done.
pub(in crate::flow) fn answer<D: Desk>(app: &App, act: AppAct) -> Answer<D::Place> {
    let id = app.id;
    let once = |what, next| Answer::Once {
        what,
        name: app.name.clone(),
        next: D::apps(next),
    };
    let at = |done| {
        Answer::See(D::apps(AppsPlace::App {
            id,
            done: Some(done),
        }))
    };
    match act {
        AppAct::Edit => at(AppDone::Saved),
        AppAct::Disable => at(AppDone::Disabled),
        AppAct::Enable => at(AppDone::Enabled),
        AppAct::Approve => at(AppDone::Approved),
        AppAct::Decline => at(AppDone::Declined),
        AppAct::Owner => at(AppDone::HandedOver),
        AppAct::Remove => Answer::See(D::apps(AppsPlace::List(AppsListed {
            has_removed: true,
            ..AppsListed::default()
        }))),
        AppAct::CallbackKey => once(Once::CallbackKey, AppsPlace::App { id, done: None }),
        AppAct::NewSecret => once(Once::ClientSecret, AppsPlace::Secrets { id, done: None }),
        AppAct::EndSecret(_) => Answer::See(D::apps(AppsPlace::Secrets {
            id,
            done: Some(AppDone::SecretEnded),
        })),
    }
}

/// Acts on secrets and keys, which are the same for all who may.
pub(in crate::flow) fn renew<D: Desk>(
    hands: &Platform,
    acting: &Acting<'_, D>,
    (app, act): (&App, AppAct),
) -> Made {
    let which = app.uuid.as_str();
    let sent = &acting.sent.typed;
    match act {
        AppAct::EndSecret(key) => apps::end_secret(hands, which, key).map(|_| None),
        AppAct::NewSecret => apps::add_secret(hands, which, app_typed::overlap(sent)).map(secret),
        AppAct::CallbackKey => {
            let app = match sent.once("press") {
                "renew" => apps::rotate_callback_key(hands, which)?,
                _ => app.clone(),
            };
            Ok(Some(Secret {
                text: apps::callback_key(hands, &app),
                until: None,
            }))
        }
        _ => Ok(None),
    }
}

/// Why it was not done. Of two presses of one form at once one finds that it was done.
pub(in crate::flow) fn refused<D: Desk>(
    platform: &Platform,
    acting: &Acting<'_, D>,
    refusal: AppRefusal,
    again: impl FnOnce(AppComplaint) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    if let Some(reply) = acting.before(platform)? {
        return Ok(reply);
    }
    let desk = &acting.desk;
    match (D::as_apps(&acting.sent.place), refusal) {
        (_, AppRefusal::Failure(failure)) => Err(failure),
        (Some(AppsPlace::Act { id, .. }), AppRefusal::TooManySecrets) => {
            secrets(platform, desk, *id, AppNotice::TooManySecrets)
        }
        (place, refusal) => match (complaint(refusal), place) {
            (Some(complaint), _) => again(complaint),
            (None, Some(AppsPlace::Act { id, .. })) => {
                desk.app_page(platform, *id, AppNotice::Moved)
            }
            (None, _) => Ok(desk.finds_nothing()),
        },
    }
}

/// What a page says of it; nothing where it is not about what was typed.
fn complaint(refusal: AppRefusal) -> Option<AppComplaint> {
    Some(match refusal {
        AppRefusal::Fault(fault) => AppComplaint::Fault(fault),
        AppRefusal::Owner(fault) => AppComplaint::Owner(fault),
        AppRefusal::IdTaken(_) => AppComplaint::NumberTaken,
        AppRefusal::IdRange => AppComplaint::NumberRange,
        AppRefusal::ClientIdTaken => AppComplaint::ClientIdTaken,
        AppRefusal::ClientIdForm => AppComplaint::ClientIdForm,
        AppRefusal::SecretForm => AppComplaint::SecretForm,
        AppRefusal::NoSecret | AppRefusal::KeysInstead => AppComplaint::NoSecret,
        AppRefusal::TooManyApps(most) => AppComplaint::TooManyApps(most),
        AppRefusal::TooManyToday(most) => AppComplaint::TooManyToday(most),
        AppRefusal::NoSuchPerson(_) => AppComplaint::NoSuchPerson,
        AppRefusal::Sentence(most) => AppComplaint::Sentence(most),
        _ => return None,
    })
}
