//! The first admin page: how many there are, and what waits for somebody.

use super::admitted::Admin;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::home::{HomePage, Waits};
use crate::domain::answer::admin::people_place::Show;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::keyset::{Counted, MOST_COUNTED};
use crate::domain::time::days;
use crate::flow::{Failure, Platform};
use crate::store::{PeopleOrder, PeopleSought};
use std::time::Duration;

/// What waits is counted up to this.
const MOST_WAITING: i64 = 1000;
/// A secret that ends within this is to be replaced.
const ENDS_SOON: Duration = days(14);

pub(super) fn show(platform: &Platform, admin: &Admin) -> Result<Reply, Failure> {
    let now = admin.present.now;
    let by_name = PeopleOrder::Name;
    let sought = |show| PeopleSought {
        show,
        name: None,
        email: None,
    };
    let page = platform.store.read(|reader| {
        let given_up = reader.given_up(MOST_WAITING + 1)?;
        let callbacks = given_up.iter().filter(|is_callback| **is_callback).count();
        let mails = given_up.len() - callbacks;
        let ending = (now, now.plus(ENDS_SOON));
        let secrets = reader.count_ending_secrets(ending, MOST_WAITING)?;
        let admins = sought(Show::AdminsWithoutSecondStep);
        let admins = reader.count_people(admins, by_name, MOST_WAITING)?;
        Ok(HomePage {
            people: Counted::of(
                reader.count_people(sought(Show::All), by_name, MOST_COUNTED)?,
                MOST_COUNTED,
            ),
            apps: Counted::of(reader.count_apps(MOST_COUNTED)?, MOST_COUNTED),
            waits: Waits {
                mails: waiting(i64::try_from(mails).unwrap_or(i64::MAX)),
                callbacks: waiting(i64::try_from(callbacks).unwrap_or(i64::MAX)),
                secrets: waiting(secrets),
                admins: waiting(admins),
            },
        })
    })?;
    Ok(admin.view(&AdminPlace::Home, AdminPage::Home(page)))
}

fn waiting(found: i64) -> Counted {
    Counted::of(found, MOST_WAITING)
}
