//! The first admin page: how many there are, and what waits for somebody.

use super::admitted::Admin;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::AdminPage;
use crate::domain::answer::admin::home::{HomePage, Numbers, Waits, WaitsAt};
use crate::domain::answer::admin::people_place::Show;
use crate::domain::answer::admin::place::AdminPlace;
use crate::domain::key::AppId;
use crate::domain::keyset::Counted;
use crate::domain::oauth::client::AppState;
use crate::domain::time::{Timestamp, days};
use crate::flow::{Failure, Platform};
use crate::store::{AppsOrder, AppsSought, Loaded, PeopleOrder, PeopleSought, Reader};
use std::time::Duration;

/// What waits is counted up to this.
const MOST_WAITING: i64 = 1000;
/// A secret that ends within this is to be replaced.
const ENDS_SOON: Duration = days(14);

pub(super) fn show(platform: &Platform, admin: &Admin) -> Result<Reply, Failure> {
    let waits = platform
        .store
        .read(|reader| waits(reader, admin.present.now))?;
    let page = HomePage {
        numbers: numbers(platform),
        waits,
    };
    Ok(admin.view(&AdminPlace::Home, AdminPage::Home(page)))
}

fn numbers(platform: &Platform) -> Option<Numbers> {
    let (people, apps) = platform.metrics.census.users_and_apps()?;
    let number = |counted| u32::try_from(counted).unwrap_or(u32::MAX);
    Some(Numbers {
        people: number(people),
        apps: number(apps),
    })
}

fn waits(reader: &mut Reader, now: Timestamp) -> Loaded<Waits> {
    let given_up = reader.given_up(MOST_WAITING + 1)?;
    let callbacks: Vec<AppId> = given_up.iter().copied().flatten().collect();
    let mails = given_up.len() - callbacks.len();
    let ending = (now, now.plus(ENDS_SOON));
    let secrets = reader.ending_secrets(ending, MOST_WAITING + 1)?;
    let undecided = AppsSought {
        state: Some(AppState::Waiting),
        ..AppsSought::default()
    };
    let bare = PeopleSought {
        show: Show::AdminsWithoutSecondStep,
        name: None,
        email: None,
    };
    Ok(Waits {
        apps: waiting(reader.count_listed_apps(undecided, AppsOrder::Number, MOST_WAITING)?),
        mails: waiting(i64::try_from(mails).unwrap_or(i64::MAX)),
        callbacks: at_apps(&callbacks),
        secrets: at_apps(&secrets),
        admins: waiting(reader.count_people(bare, PeopleOrder::Name, MOST_WAITING)?),
    })
}

fn at_apps(found: &[AppId]) -> WaitsAt {
    WaitsAt {
        counted: waiting(i64::try_from(found.len()).unwrap_or(i64::MAX)),
        first: found.first().copied(),
    }
}

fn waiting(found: i64) -> Counted {
    Counted::of(found, MOST_WAITING)
}
