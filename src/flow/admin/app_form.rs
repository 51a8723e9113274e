//! The form of an app, new or known: Check judges it and saves nothing, Save does what the command does.

use super::act::NEW;
use super::admitted::Admin;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::app_form::{
    AppFormPage, FormOf, GivenCredentials, Outcome, Usual,
};
use crate::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::answer::admin::typed_app::TypedApp;
use crate::domain::answer::{LogDecision, Reply};
use crate::domain::oauth::client::{App, Confidentiality, Kind};
use crate::domain::oauth::registration::{Line, Wishes};
use crate::flow::{Platform, apps};

/// What stands in a form, and what is said of it.
pub(super) struct Shown {
    pub typed: TypedApp,
    pub usual: Usual,
    pub lines: Vec<Line>,
    pub outcome: Outcome,
}

impl Shown {
    const fn fresh(typed: TypedApp, usual: Usual) -> Self {
        Self {
            typed,
            usual,
            lines: Vec::new(),
            outcome: Outcome::None,
        }
    }
}

/// The form of a new app, filled with the defaults of a web app.
pub(super) fn new(platform: &Platform, admin: &Admin) -> Reply {
    let usual = Usual {
        kind: Kind::Web,
        is_public: false,
    };
    let shown = Shown::fresh(usual_app(platform, usual), usual);
    show_new(platform, admin, GivenCredentials::default(), shown)
}

/// The same with what was typed.
pub(super) fn show_new(
    platform: &Platform,
    admin: &Admin,
    given: GivenCredentials,
    shown: Shown,
) -> Reply {
    let place = AdminPlace::Apps(AppsPlace::New);
    let of = FormOf::New(given);
    let scopes = platform.policy.scopes.clone();
    show(platform, admin, (&place, NEW), (of, scopes, shown))
}

/// The form of an app as it is.
pub(super) fn edit(platform: &Platform, admin: &Admin, app: &App) -> Reply {
    let usual = Usual {
        kind: app.kind,
        is_public: app.confidentiality == Confidentiality::Public,
    };
    let shown = Shown::fresh(TypedApp::of(app), usual);
    show_edit(platform, admin, app, shown)
}

/// The same with what was typed.
pub(super) fn show_edit(platform: &Platform, admin: &Admin, app: &App, shown: Shown) -> Reply {
    let place = AdminPlace::Apps(AppsPlace::Act {
        id: app.id,
        act: AppAct::Edit,
    });
    let of = FormOf::Known {
        id: app.id,
        name: app.name.clone(),
    };
    // It may have some that the settings no longer know.
    let known = &platform.policy.scopes;
    let own = app
        .scopes
        .names()
        .filter(|name| !known.iter().any(|it| it == name));
    let scopes = known
        .iter()
        .cloned()
        .chain(own.map(str::to_owned))
        .collect();
    show(platform, admin, (&place, app.version), (of, scopes, shown))
}

fn show(
    platform: &Platform,
    admin: &Admin,
    (place, version): (&AdminPlace, i64),
    (of, all_scopes, shown): (FormOf, Vec<String>, Shown),
) -> Reply {
    let decision = match &shown.outcome {
        Outcome::None | Outcome::Good => LogDecision::ShowsAdmin,
        Outcome::Bad(_) => LogDecision::AdminRefused,
    };
    let page = AppFormPage {
        form: admin.form(platform, place, version),
        of,
        typed: shown.typed,
        usual: shown.usual,
        all_scopes,
        algorithms: platform.keys.policy.algorithms.clone(),
        lines: shown.lines,
        outcome: shown.outcome,
    };
    admin.view_as(place, AdminPage::AppForm(Box::new(page)), decision)
}

/// What an app of such a kind has if nobody wishes anything.
pub(super) fn usual_app(platform: &Platform, usual: Usual) -> TypedApp {
    let wishes = Wishes {
        kind: Some(usual.kind),
        confidentiality: Some(match usual.is_public {
            true => Confidentiality::Public,
            false => Confidentiality::Confidential,
        }),
        ..Wishes::default()
    };
    TypedApp::of(&apps::usual(platform, &wishes))
}
