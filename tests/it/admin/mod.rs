//! The pages of those who administer the platform: who is let in, lists, and what is done to people.

mod acts;
mod app_acts;
mod app_form;
mod apps;
mod asked;
mod entry;
mod first;
mod last_admin;
mod people;

use crate::kit::app::TestApp;
use crate::kit::http::HttpClient;
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
