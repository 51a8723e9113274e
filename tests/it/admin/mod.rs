//! The pages of those who administer the platform: who is let in, lists, and what is done to people.

pub mod acts;
mod app_acts;
mod app_form;
mod apps;
mod asked;
mod audit;
mod decided;
mod entry;
mod export;
mod first;
mod good_once;
mod health;
mod home;
mod large;
mod last_admin;
mod mails;
mod people;
mod roles;
mod settings;
mod socket_clients;
mod weight;

use crate::kit::app::TestApp;
use crate::kit::form::Form;
use crate::kit::http::{HttpClient, Response};
use crate::web::account::signed_in;
use vestibule::domain::account::user::User;
use vestibule::flow::users::{self, Edit, Role};

/// Makes an admin of a new user.
#[track_caller]
pub fn adds_admin(app: &TestApp, name: &str) -> User {
    app.adds_user(name, None);
    let edit = Edit {
        role: Some(Role::Admin),
        ..Edit::default()
    };
    users::edit(app.platform(), name, &edit).expect("an admin")
}

/// A browser in which a new admin has just signed in.
#[track_caller]
pub fn admin(app: &TestApp, name: &str) -> HttpClient {
    adds_admin(app, name);
    signed_in(app, name)
}

/// A form of `ada`'s is taken from her own page in her own session: not from `eve`, another admin, nor from `bob`, who
/// is none, nor from who is not signed in.
#[track_caller]
fn is_for_its_admin_alone(
    app: &TestApp,
    (path, form): (&str, &Form),
    [ada, eve, bob]: [&mut HttpClient; 3],
    presses: impl Fn(&mut HttpClient, &Form, &[(&str, &str)]) -> Response,
) {
    let mut bare = form.clone();
    bare.set("proof", "");
    let foreign = [("Origin", "https://evil.example")];
    let turned = [
        ("no proof", presses(ada, &bare, &[]), 403),
        ("foreign", presses(ada, form, &foreign), 403),
        ("of another", presses(eve, form, &[]), 403),
        ("no admin", presses(bob, form, &[]), 404),
        (
            "not signed in",
            presses(&mut app.stranger(), form, &[]),
            403,
        ),
    ];
    for (why, answer, status) in turned {
        assert_eq!(answer.status, status, "{why}: {path}");
    }
}
