//! The pages of those who administer the platform. Each page reads by itself; each act runs the flow of its command, tied
//! to the form that it came with.
//!
//! | file | for |
//! |---|---|
//! | `admitted` | an admin, and a page for them |
//! | `entry` | who is let in, and how lately they must have proved who they are |
//! | `act`, `desk` | a form that came back, and by which rules |
//! | `home`, `people`, `person` | pages |
//! | `apps`, `app`, `app_acts` | pages of apps, and what is done to one; what owners have too is at the [desk](super::desk) |
//! | `roles`, `role_acts` | an app's roles, and what is done to them |
//! | `clients`, `client_acts` | socket clients, and what is done to them |
//! | `audit` | what was done |
//! | `health` | what a server sees of its own health |
//! | `export`, `files` | lists as files, and what is handed out |
//! | `settings` | what is in force |
//! | `mails` | mail that was not sent, and what is done about it |
//! | `asks`, `person_acts` | what is asked before something is done to a person, and doing it |

mod act;
mod admitted;
mod app;
mod app_acts;
mod apps;
mod asks;
mod audit;
mod client_acts;
mod clients;
mod desk;
mod entry;
mod export;
mod files;
mod health;
mod home;
mod mails;
mod people;
mod person;
mod person_acts;
mod role_acts;
mod roles;
mod settings;

pub use act::Sent;
pub use entry::knock;
pub use export::Export;

use super::{Failure, Platform, Visitor};
use crate::domain::answer::Reply;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::oauth::form::{Form, Untaken};
use crate::flow::desk::Desk;
use crate::flow::desk::act as form;
use admitted::Admin;

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
        AdminPlace::Mails(mails) => mails::show(platform, &admin, mails),
        AdminPlace::Health => health::show(platform, &admin),
        AdminPlace::Settings => Ok(settings::show(platform, &admin)),
        AdminPlace::Export(list) => Ok(export::ask(platform, &admin, list)),
        AdminPlace::Audit(listed) => audit::show(platform, &admin, listed),
    }
}

/// A form that is not taken.
pub fn refused(sent: &Form, why: Untaken) -> Reply {
    form::refused::<Admin>(sent, why)
}

/// A form that came back.
pub fn submit(platform: &Platform, sent: &Sent) -> Result<Reply, Failure> {
    let acting = match act::begin::<Admin>(platform, sent)? {
        Ok(acting) => acting,
        Err(reply) => return Ok(*reply),
    };
    match &sent.place {
        AdminPlace::Mails(mails) => mails::submit(platform, &acting, mails),
        AdminPlace::Export(list) => export::submit(platform, &acting, list),
        AdminPlace::Home | AdminPlace::Audit(_) | AdminPlace::Health | AdminPlace::Settings => {
            Ok(acting.desk.finds_nothing())
        }
        AdminPlace::People(people) => people::submit(platform, &acting, people),
        AdminPlace::Apps(apps) => app_acts::submit(platform, &acting, apps),
        AdminPlace::Clients(clients) => client_acts::submit(platform, &acting, clients),
    }
}
