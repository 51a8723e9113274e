//! What is done to an app by a form: each act by the flow of its command.

use super::act::{Acting, Answer, Secret};
use super::app_form::{Shown, show_edit, show_new, usual_app};
use super::app_found::with;
use super::app_typed::{credentials, given, is_check, overlap, read};
use super::{app, app_asks, app_explain, role_acts};
use crate::domain::answer::Reply;
use crate::domain::answer::admin::app_form::{AppComplaint, Outcome, Usual};
use crate::domain::answer::admin::apps::AppNotice;
use crate::domain::answer::admin::apps_place::{AppAct, AppDone, AppsListed, AppsPlace};
use crate::domain::answer::admin::once::Once;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::admin::typed_app::TypedApp;
use crate::domain::key::AppId;
use crate::domain::oauth::client::{App, Confidentiality, Kind, Switch};
use crate::domain::oauth::redirect_uri::ShortScheme;
use crate::domain::oauth::registration::{Line, Wishes};
use crate::domain::text::fold;
use crate::flow::apps::{self, AppRefusal, IssuedApp, KnownCredentials};
use crate::flow::{Failure, Platform};

/// The secret that an act made, if it made one.
type Made = Result<Option<Secret>, AppRefusal>;
type Done = (Answer, Option<Secret>);

/// A form of the pages of apps.
pub(super) fn submit(
    platform: &Platform,
    acting: &Acting<'_>,
    place: &AppsPlace,
) -> Result<Reply, Failure> {
    match place {
        AppsPlace::New => add(platform, acting),
        AppsPlace::Act { id, act: what } => act(platform, acting, (*id, *what)),
        AppsPlace::Explain(id) => app_explain::answer(platform, acting, *id),
        AppsPlace::Roles { id, place } => role_acts::submit(platform, acting, (*id, place)),
        AppsPlace::List(_) | AppsPlace::App { .. } | AppsPlace::Secrets { .. } => {
            Ok(acting.admin.finds_nothing())
        }
    }
}

/// The form of a new app.
fn add(platform: &Platform, acting: &Acting<'_>) -> Result<Reply, Failure> {
    let sent = &acting.sent.typed;
    let (typed, usual) = completed(platform, acting);
    let (given, lines) = (given(sent), explained(platform, &typed, None));
    let done = credentials(sent, &given).and_then(|known| {
        let base = usual_app(platform, usual);
        let mut wishes = typed.wishes(&base)?;
        wishes.kind = Some(base.kind);
        wishes.confidentiality = Some(base.confidentiality);
        match is_check(sent) {
            true => apps::check_new(platform, &wishes, &known).map(|_| None),
            false => add_at(platform, acting, &wishes, known).map(Some),
        }
    });
    let again = |outcome| {
        let shown = Shown {
            typed,
            usual,
            lines,
            outcome,
        };
        show_new(platform, &acting.admin, given, shown)
    };
    match done {
        Ok(None) => Ok(again(Outcome::Good)),
        Ok(Some((answer, secret))) => Ok(acting.done(answer, secret)),
        Err(refusal) => refused(platform, acting, refusal, |complaint| {
            Ok(again(Outcome::Bad(complaint)))
        }),
    }
}

/// What was typed, with the defaults of the kind that was chosen for all that nobody touched.
fn completed(platform: &Platform, acting: &Acting<'_>) -> (TypedApp, Usual) {
    let sent = &acting.sent.typed;
    let filled = Usual {
        kind: Kind::from_word(sent.once("usual_kind")).unwrap_or(Kind::Web),
        is_public: sent.has("usual_public"),
    };
    let typed = read(sent);
    let usual = chosen(filled, &typed);
    let base = usual_app(platform, usual);
    let typed = TypedApp {
        confidentiality: base.confidentiality,
        ..typed.rebased(&usual_app(platform, filled), &base)
    };
    (typed, usual)
}

/// By whose defaults a form goes on: another kind brings its own, unless somebody chose before whether it is public.
fn chosen(filled: Usual, typed: &TypedApp) -> Usual {
    let is_public = typed.confidentiality == Confidentiality::Public;
    let follows = typed.kind != filled.kind && is_public == filled.is_public;
    Usual {
        kind: typed.kind,
        is_public: match follows {
            true => typed.kind != Kind::Web,
            false => is_public,
        },
    }
}

/// Its number is chosen before: the answer leads to its page.
fn add_at(
    platform: &Platform,
    acting: &Acting<'_>,
    wishes: &Wishes,
    known: KnownCredentials,
) -> Result<Done, AppRefusal> {
    let has_number = known.id.is_some();
    let after = apps::check_new(platform, wishes, &known)?;
    let mut known = known;
    loop {
        let id = match known.id.filter(|_| has_number) {
            Some(id) => AppId(id),
            None => apps::next_number(platform)?,
        };
        known.id = Some(id.0);
        let next = |done| AdminPlace::Apps(AppsPlace::App { id, done });
        let answer = match after.has_secret() {
            true => Answer::Once {
                what: Once::ClientSecret,
                name: after.name.clone(),
                next: next(None),
            },
            false => Answer::See(next(Some(AppDone::Added))),
        };
        match apps::add(&acting.hands(platform, &answer), wishes, &known) {
            // Somebody else was faster by a moment.
            Err(AppRefusal::IdTaken(_)) if !has_number => {}
            added => return added.map(|issued| (answer, secret(issued))),
        }
    }
}

fn secret(issued: IssuedApp) -> Option<Secret> {
    issued.client_secret.map(|text| Secret {
        text,
        until: issued.old_secret_until,
    })
}

/// Does it to the app of this number.
fn act(
    platform: &Platform,
    acting: &Acting<'_>,
    (id, act): (AppId, AppAct),
) -> Result<Reply, Failure> {
    with(platform, &acting.admin, id, |app| match act {
        AppAct::Edit => edit(platform, acting, &app),
        AppAct::Remove if fold(acting.sent.typed.once("name")) != fold(&app.name) => {
            let complaint = Some(AppComplaint::OtherName);
            app_asks::ask(platform, &acting.admin, (&app, act), complaint)
        }
        act => {
            let answer = answer(&app, act);
            let hands = acting.hands(platform, &answer);
            match carry_out(&hands, acting, (&app, act)) {
                Ok(secret) => Ok(acting.done(answer, secret)),
                Err(refusal) => refused(platform, acting, refusal, |complaint| {
                    app_asks::ask(platform, &acting.admin, (&app, act), Some(complaint))
                }),
            }
        }
    })
}

/// What it is answered when it is done.
fn answer(app: &App, act: AppAct) -> Answer {
    let id = app.id;
    let once = |what, next| Answer::Once {
        what,
        name: app.name.clone(),
        next: AdminPlace::Apps(next),
    };
    let at = |done| {
        Answer::See(AdminPlace::Apps(AppsPlace::App {
            id,
            done: Some(done),
        }))
    };
    match act {
        AppAct::Edit => at(AppDone::Saved),
        AppAct::Disable => at(AppDone::Disabled),
        AppAct::Enable => at(AppDone::Enabled),
        AppAct::Remove => Answer::See(AdminPlace::Apps(AppsPlace::List(AppsListed {
            has_removed: true,
            ..AppsListed::default()
        }))),
        AppAct::CallbackKey => once(Once::CallbackKey, AppsPlace::App { id, done: None }),
        AppAct::NewSecret => once(Once::ClientSecret, AppsPlace::Secrets { id, done: None }),
        AppAct::EndSecret(_) => Answer::See(AdminPlace::Apps(AppsPlace::Secrets {
            id,
            done: Some(AppDone::SecretEnded),
        })),
    }
}

fn carry_out(hands: &Platform, acting: &Acting<'_>, (app, act): (&App, AppAct)) -> Made {
    let which = app.uuid.as_str();
    let sent = &acting.sent.typed;
    match act {
        AppAct::Edit => {}
        AppAct::Disable => drop(apps::disable(hands, which)?),
        AppAct::Enable => drop(apps::enable(hands, which)?),
        AppAct::Remove => drop(apps::remove(hands, which)?),
        AppAct::EndSecret(key) => drop(apps::end_secret(hands, which, key)?),
        AppAct::NewSecret => {
            return apps::add_secret(hands, which, overlap(sent)).map(secret);
        }
        AppAct::CallbackKey => {
            let app = match sent.once("press") {
                "renew" => apps::rotate_callback_key(hands, which)?,
                _ => app.clone(),
            };
            return Ok(Some(Secret {
                text: apps::callback_key(hands, &app),
                until: None,
            }));
        }
    }
    Ok(None)
}

fn edit(platform: &Platform, acting: &Acting<'_>, app: &App) -> Result<Reply, Failure> {
    let typed = read(&acting.sent.typed);
    let wished = typed.wishes(&TypedApp::of(app)).map_err(AppRefusal::from);
    let known = wished.as_ref().ok().map(|wishes| (app, wishes));
    let lines = explained(platform, &typed, known);
    let done = wished.and_then(|wishes| save(platform, acting, (app, &wishes)));
    let again = |outcome| {
        let usual = Usual {
            kind: typed.kind,
            is_public: typed.confidentiality == Confidentiality::Public,
        };
        let shown = Shown {
            typed,
            usual,
            lines,
            outcome,
        };
        show_edit(platform, &acting.admin, app, shown)
    };
    match done {
        Ok(None) => Ok(again(Outcome::Good)),
        Ok(Some((answer, secret))) => Ok(acting.done(answer, secret)),
        Err(refusal) => refused(platform, acting, refusal, |complaint| {
            Ok(again(Outcome::Bad(complaint)))
        }),
    }
}

/// Nothing where it was only to be checked.
fn save(
    platform: &Platform,
    acting: &Acting<'_>,
    (app, wishes): (&App, &Wishes),
) -> Result<Option<Done>, AppRefusal> {
    let after = apps::check(platform, app, wishes)?;
    if is_check(&acting.sent.typed) {
        return Ok(None);
    }
    let answer = match !app.has_secret() && after.has_secret() {
        true => Answer::Once {
            what: Once::ClientSecret,
            name: after.name,
            next: AdminPlace::Apps(AppsPlace::App {
                id: app.id,
                done: None,
            }),
        },
        false => answer(app, AppAct::Edit),
    };
    let issued = apps::edit(&acting.hands(platform, &answer), &app.uuid, wishes)?;
    Ok(Some((answer, secret(issued))))
}

/// Each address with its verdict; of a known app those that stay keep the rules of their day.
fn explained(platform: &Platform, typed: &TypedApp, known: Option<(&App, &Wishes)>) -> Vec<Line> {
    let stays = |(_, wishes): &(&App, &Wishes)| {
        wishes.redirect_uris.is_none() && !wishes.names(Switch::AllowShortScheme)
    };
    let kept = known
        .filter(stays)
        .map(|(app, _)| app.redirect_uris.as_slice());
    let short = match typed.switches.contains(&Switch::AllowShortScheme) {
        true => ShortScheme::Allowed,
        false => ShortScheme::Refused,
    };
    let addresses = apps::addresses(platform, typed.kind, short, kept.unwrap_or_default());
    addresses.explain(typed.redirect_uris.iter().map(String::as_str))
}

/// Why it was not done. Of two presses of one form at once one finds that it was done.
fn refused(
    platform: &Platform,
    acting: &Acting<'_>,
    refusal: AppRefusal,
    again: impl FnOnce(AppComplaint) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    let refusal = match refusal {
        AppRefusal::Failure(failure) => return Err(failure),
        refusal => refusal,
    };
    if let Some(reply) = acting.before(platform)? {
        return Ok(reply);
    }
    let admin = &acting.admin;
    match (&acting.sent.place, refusal) {
        (AdminPlace::Apps(AppsPlace::Act { id, .. }), AppRefusal::TooManySecrets) => {
            app::secrets(platform, admin, *id, AppNotice::TooManySecrets)
        }
        (place, refusal) => match (complaint(refusal), place) {
            (Some(complaint), _) => again(complaint),
            (None, AdminPlace::Apps(AppsPlace::Act { id, .. })) => {
                app::of(platform, admin, *id, AppNotice::Moved)
            }
            (None, _) => Ok(admin.finds_nothing()),
        },
    }
}

/// What a page says of it; nothing where it is not about what was typed.
fn complaint(refusal: AppRefusal) -> Option<AppComplaint> {
    Some(match refusal {
        AppRefusal::Fault(fault) => AppComplaint::Fault(fault),
        AppRefusal::IdTaken(_) => AppComplaint::NumberTaken,
        AppRefusal::IdRange => AppComplaint::NumberRange,
        AppRefusal::ClientIdTaken => AppComplaint::ClientIdTaken,
        AppRefusal::ClientIdForm => AppComplaint::ClientIdForm,
        AppRefusal::SecretForm => AppComplaint::SecretForm,
        AppRefusal::NoSecret | AppRefusal::KeysInstead => AppComplaint::NoSecret,
        _ => return None,
    })
}
