//! The first admin page in every state, as data.

use super::admin::Sample;
use vestibule::domain::answer::admin::AdminPage;
use vestibule::domain::answer::admin::home::{HomePage, Numbers, Waits, WaitsAt};
use vestibule::domain::answer::admin::place::AdminPlace;
use vestibule::domain::key::AppId;
use vestibule::domain::keyset::Counted;

pub fn contents() -> Vec<Sample> {
    let none = Counted::Exactly(0);
    let page = |waits, has_counted: bool| {
        let numbers = has_counted.then_some(Numbers {
            people: 1_204_377,
            apps: 1_342,
        });
        AdminPage::Home(HomePage { numbers, waits })
    };
    let at = |counted, first| WaitsAt { counted, first };
    let calm = Waits {
        apps: none,
        mails: none,
        callbacks: at(none, None),
        secrets: at(none, None),
        admins: none,
    };
    let busy = Waits {
        apps: Counted::Exactly(4),
        mails: Counted::Exactly(3),
        callbacks: at(Counted::MoreThan(1000), Some(AppId(17))),
        secrets: at(Counted::Exactly(1), Some(AppId(17))),
        admins: Counted::Exactly(2),
    };
    vec![
        ("admin-home-calm", AdminPlace::Home, page(calm, false)),
        ("admin-home-busy", AdminPlace::Home, page(busy, true)),
        ("admin-home-bare", AdminPlace::Home, page(busy, true)),
    ]
}
