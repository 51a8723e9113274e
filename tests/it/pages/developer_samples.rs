//! Pages of the developer console in every state, as data. They are always pages of the web.

#![allow(clippy::too_many_lines, reason = "tables of samples")]

use super::super::samples::{LONG_NAME, form};
use super::NOW;
use super::app_forms::form_page;
use super::apps::{ID, NAME, app, plain};
use super::owned::try_page;
use vestibule::domain::answer::Content;
use vestibule::domain::answer::admin::Viewer;
use vestibule::domain::answer::admin::app_form::{
    AppComplaint, AppFormPage, FormBy, FormOf, GivenCredentials, Outcome,
};
use vestibule::domain::answer::admin::apps::{AppEffect, AppLine, AppNotice, AskAppPage};
use vestibule::domain::answer::admin::apps_place::{AppAct, AppDone, AppsPlace};
use vestibule::domain::answer::admin::desk::DeskPage;
use vestibule::domain::answer::admin::typed_app::TypedApp;
use vestibule::domain::answer::developer::{
    CodePage, DeveloperPage, DeveloperView, MyAppPage, MyAppsPage,
};
use vestibule::domain::answer::developer_place::DeveloperPlace;
use vestibule::domain::key::AppId;
use vestibule::domain::keyset::Counted;
use vestibule::domain::oauth::client::{App, AppState, Confidentiality, Kind};
use vestibule::domain::oauth::console::fault::OwnerFault;
use vestibule::domain::oauth::console::policy::Mode;
use vestibule::domain::oauth::console::sample::samples;
use vestibule::domain::oauth::ownership::Ownership;
use vestibule::domain::time::days;

type Sample = (&'static str, AppsPlace, DeveloperPage);

/// Every state, by the name of its picture.
pub fn contents() -> Vec<(&'static str, Content)> {
    let all = lists().into_iter().chain(apps()).chain(others());
    let view = |(name, place, page)| {
        let view = DeveloperView {
            viewer: Viewer {
                name: "ada".to_owned(),
                has_second_step: true,
            },
            place: DeveloperPlace::of(place),
            page,
        };
        (name, Content::Developer(Box::new(view)))
    };
    all.map(view).collect()
}

fn lists() -> Vec<Sample> {
    let line = |number, name: &str, kind, state| AppLine {
        id: AppId(number),
        name: name.to_owned(),
        owner: None,
        client_id: "k".repeat(40),
        kind,
        state,
        added: NOW.minus(days(40)),
    };
    let list = || DeveloperPlace::list().apps().clone();
    let page = |apps| {
        DeveloperPage::List(MyAppsPage {
            apps,
            has_removed: false,
        })
    };
    let all = vec![
        line(17, NAME, Kind::Web, AppState::Active),
        line(18, LONG_NAME, Kind::Desktop, AppState::Waiting),
        line(21, "Photo Sync", Kind::Mobile, AppState::Declined),
        line(30, "Old Times", Kind::Web, AppState::Disabled),
    ];
    vec![
        ("developer-list", list(), page(all)),
        ("developer-list-empty", list(), page(Vec::new())),
        ("developer-no_step", list(), DeveloperPage::NeedsSecondStep),
    ]
}

fn apps() -> Vec<Sample> {
    let place = || AppsPlace::App { id: ID, done: None };
    let page = |app, notice| MyAppPage {
        app,
        scopes: vec!["basic".to_owned(), "email".to_owned()],
        secret_ends: None,
        consents: Counted::Exactly(312),
        proposed: Vec::new(),
        notice,
    };
    let shown = |page| DeveloperPage::App(Box::new(page));
    let waiting = App {
        state: AppState::Waiting,
        ..app()
    };
    let declined = App {
        state: AppState::Declined,
        ownership: Ownership {
            declined_why: Some("Please name the website on which it runs.".to_owned()),
            ..Ownership::default()
        },
        ..app()
    };
    let proposed = MyAppPage {
        proposed: vec!["name", "redirect_uris"],
        ..page(app(), AppNotice::Done(AppDone::Proposed))
    };
    let moved = page(app(), AppNotice::Moved);
    vec![
        (
            "developer-app",
            place(),
            shown(page(app(), AppNotice::None)),
        ),
        (
            "developer-app-waiting",
            place(),
            shown(page(waiting, AppNotice::Done(AppDone::Added))),
        ),
        (
            "developer-app-declined",
            place(),
            shown(page(declined, AppNotice::None)),
        ),
        ("developer-app-proposed", place(), shown(proposed)),
        ("developer-app-moved", place(), shown(moved)),
    ]
}

fn others() -> Vec<Sample> {
    let by = |mode| FormBy::Owner {
        mode,
        maker: "ada".to_owned(),
    };
    let new = |mode, outcome| {
        let typed = TypedApp::of(&plain(ID, ""));
        let of = FormOf::New(GivenCredentials::default());
        let page = AppFormPage {
            by: by(mode),
            ..form_page(of, typed, Vec::new(), outcome)
        };
        DeveloperPage::Desk(DeskPage::AppForm(Box::new(page)))
    };
    let remove = AskAppPage {
        form: form(),
        id: ID,
        name: NAME.to_owned(),
        act: AppAct::Owner,
        effect: AppEffect::HandsOver,
        complaint: Some(AppComplaint::NoSuchPerson),
    };
    let code = |kind, confidentiality| {
        let app = App {
            kind,
            confidentiality,
            ..app()
        };
        DeveloperPage::Code(Box::new(CodePage {
            id: ID,
            name: NAME.to_owned(),
            samples: samples(&app, "https://id.example.org"),
        }))
    };
    let at = || AppsPlace::New;
    let owner = AppsPlace::Act {
        id: ID,
        act: AppAct::Owner,
    };
    let scope = AppComplaint::Owner(OwnerFault::Scope("admin".to_owned()));
    vec![
        ("developer-new", at(), new(Mode::Approve, Outcome::None)),
        (
            "developer-new-many",
            at(),
            new(Mode::Open, Outcome::Bad(AppComplaint::TooManyApps(10))),
        ),
        (
            "developer-new-never",
            at(),
            new(Mode::Open, Outcome::Bad(scope)),
        ),
        (
            "developer-owner",
            owner,
            DeveloperPage::Desk(DeskPage::AskApp(remove)),
        ),
        (
            "developer-try",
            AppsPlace::Try(ID),
            DeveloperPage::Desk(DeskPage::Try(Box::new(try_page()))),
        ),
        (
            "developer-code-web",
            AppsPlace::Code(ID),
            code(Kind::Web, Confidentiality::Confidential),
        ),
        (
            "developer-code-desktop",
            AppsPlace::Code(ID),
            code(Kind::Desktop, Confidentiality::Public),
        ),
    ]
}
