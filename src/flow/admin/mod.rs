//! The pages of those who administer the platform. Each page reads by itself; each act runs the flow of its command, tied
//! to the form that it came with.
//!
//! | file | for |
//! |---|---|
//! | `admitted` | an admin, and a page for them |
//! | `entry` | who is let in, and how lately they must have proved who they are |
//! | `act` | a form that came back: carried out once, and only on what was seen |
//! | `home`, `people`, `person` | pages |
//! | `apps`, `app`, `app_found` | pages of apps |
//! | `app_asks`, `app_form`, `app_typed`, `app_acts` | what is asked before something is done to an app, and doing it |
//! | `app_explain` | trying what a program may send |
//! | `roles`, `role_acts` | an app's roles, and what is done to them |
//! | `clients`, `client_acts` | socket clients, and what is done to them |
//! | `audit` | what was done |
//! | `asks`, `person_acts` | what is asked before something is done to a person, and doing it |

mod act;
mod admitted;
mod app;
mod app_acts;
mod app_asks;
mod app_explain;
mod app_form;
mod app_found;
mod app_typed;
mod apps;
mod asks;
mod audit;
mod client_acts;
mod clients;
mod entry;
mod home;
mod people;
mod person;
mod person_acts;
mod role_acts;
mod roles;

pub use act::{Sent, Typed, refused};
pub use entry::knock;

use super::{Failure, Platform, Visitor};
use crate::domain::answer::Reply;
use crate::domain::answer::admin::place::AdminPlace;

/// A page that is opened.
pub fn show(platform: &Platform, visitor: &Visitor, place: &AdminPlace) -> Result<Reply, Failure> {
    let admin = match entry::to(platform, visitor, place)? {
        Ok(admin) => admin,
        Err(reply) => return Ok(*reply),
    };
    match place {
        AdminPlace::Home => home::show(platform, &admin),
        AdminPlace::People(people) => people::show(platform, &admin, people),
        AdminPlace::Apps(apps) => app::show(platform, &admin, apps),
        AdminPlace::Clients(clients) => clients::show(platform, &admin, clients),
        AdminPlace::Audit(listed) => audit::show(platform, &admin, listed),
    }
}

/// A form that came back.
pub fn submit(platform: &Platform, sent: &Sent) -> Result<Reply, Failure> {
    let acting = match act::begin(platform, sent)? {
        Ok(acting) => acting,
        Err(reply) => return Ok(*reply),
    };
    match &sent.place {
        AdminPlace::Home | AdminPlace::Audit(_) => Ok(acting.admin.finds_nothing()),
        AdminPlace::People(people) => people::submit(platform, &acting, people),
        AdminPlace::Apps(apps) => app_acts::submit(platform, &acting, apps),
        AdminPlace::Clients(clients) => client_acts::submit(platform, &acting, clients),
    }
}
