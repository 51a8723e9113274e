//! Pages of admins about apps that people own, as data.

use super::super::samples::LONG_NAME;
use super::admin::Sample;
use super::apps::{ID, NAME, app, app_page, at};
use vestibule::domain::answer::admin::AdminPage;
use vestibule::domain::answer::admin::apps::{AppPage, PersonName};
use vestibule::domain::answer::admin::apps_place::AppsPlace;
use vestibule::domain::answer::admin::desk::{DeskPage, TryPage};
use vestibule::domain::oauth::client::{App, AppState};
use vestibule::domain::oauth::console::proposal::Difference;
use vestibule::domain::oauth::console::trial::trials;

pub fn contents() -> Vec<Sample> {
    let place = || at(AppsPlace::App { id: ID, done: None });
    let page = |page| AdminPage::App(Box::new(page));
    vec![
        ("admin-app-waiting", place(), page(waiting())),
        ("admin-app-proposed", place(), page(proposed())),
        ("admin-app-try", at(AppsPlace::Try(ID)), trying()),
    ]
}

fn owned() -> AppPage {
    AppPage {
        person: Some(PersonName {
            id: "u7Qm2xVt9NcB4rKy8HsW1g".to_owned(),
            name: "bob".to_owned(),
        }),
        ..app_page(app())
    }
}

fn waiting() -> AppPage {
    let page = owned();
    AppPage {
        app: App {
            state: AppState::Waiting,
            ..page.app
        },
        awaits_approval: true,
        ..page
    }
}

fn proposed() -> AppPage {
    let difference = |field, before: &str, after: &str| Difference {
        field,
        before: before.to_owned(),
        after: after.to_owned(),
    };
    let uris = "https://trees.example/cb\nhttp://127.0.0.1/cb";
    AppPage {
        proposed: vec![
            difference("name", NAME, LONG_NAME),
            difference("redirect_uris", uris, "https://trees.example/signed-in"),
        ],
        ..owned()
    }
}

/// Its requests, in every display.
pub fn try_page() -> TryPage {
    TryPage {
        id: ID,
        name: NAME.to_owned(),
        scopes: vec!["basic".to_owned(), "email".to_owned()],
        trials: trials(&app(), "https://id.example.org", &mut rand::rng()),
    }
}

fn trying() -> AdminPage {
    AdminPage::Desk(DeskPage::Try(Box::new(try_page())))
}
