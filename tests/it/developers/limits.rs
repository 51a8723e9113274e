//! How many apps, how many new ones, which names: kept by the database, also where two servers are asked at once.

use super::{APPROVE, OPEN, each_platform, refusal, registered, registers, wishes};
use crate::kit::app::TestApp;
use crate::kit::db::each_db;
use crate::races::at_once;
use crate::web::one_app;
use std::time::Duration;
use vestibule::domain::oauth::client::{GrantType, Kind, Switch};
use vestibule::domain::oauth::console::fault::OwnerFault;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, AppRefusal, KnownCredentials};

const DAY: Duration = Duration::from_secs(86_400);

#[test]
fn nobody_registers_an_app_where_that_is_off() {
    one_app("", |app| {
        let ada = app.adds_user("ada", None);
        let outcome = registered(app, &ada, &wishes("Otter"));
        assert_eq!(refusal(outcome), AppRefusal::NoDeveloper);
    });
}

#[test]
fn five_a_day_and_as_many_as_the_settings_say_are_all_there_are() {
    let settings = format!("{OPEN}max_apps = 7\n");
    each_platform(&settings, |app, ada| {
        for number in 1..=5 {
            registers(app, ada, &format!("Otter {number}"));
        }
        let sixth = registered(app, ada, &wishes("Otter 6"));
        assert_eq!(refusal(sixth), AppRefusal::TooManyToday(5));
        // Removing one makes no room for another on the same day.
        let first = apps::find(app.platform(), "Otter 1").expect("the first");
        apps::remove_own(app.platform(), (ada.key, first.id)).expect("removed");
        let sixth = registered(app, ada, &wishes("Otter 6"));
        assert_eq!(refusal(sixth), AppRefusal::TooManyToday(5));
        app.advance(DAY);
        for number in 6..=8 {
            registers(app, ada, &format!("Otter {number}"));
        }
        let eighth = registered(app, ada, &wishes("Otter 9"));
        assert_eq!(refusal(eighth), AppRefusal::TooManyApps(7));
    });
}

#[test]
fn of_many_at_once_on_two_servers_no_more_are_registered_than_may_be() {
    const KEY: &str = "secret_key = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"\n";
    each_db(|db| {
        let settings = format!("{KEY}{OPEN}max_apps = 3\n");
        let servers = [(); 2].map(|()| TestApp::start(&db.url, &settings));
        let ada = servers[0].adds_user("ada", None);
        let registered = at_once(8, |which| {
            let wishes = wishes(&format!("Otter {which}"));
            registered(&servers[which % 2], &ada, &wishes).is_ok()
        });
        assert_eq!(registered.iter().filter(|is_in| **is_in).count(), 3);
        assert_eq!(db.raw().count("apps"), 3);
        let grace = servers[0].adds_user("grace", None);
        let linus = servers[0].adds_user("linus", None);
        let same = at_once(2, |which| {
            let owner = [&grace, &linus][which];
            super::registered(&servers[which], owner, &wishes("Weasel")).is_ok()
        });
        assert_eq!(same.iter().filter(|is_in| **is_in).count(), 1, "one name");
    });
}

#[test]
fn no_app_passes_for_another_one_or_for_the_platform() {
    each_platform(APPROVE, |app, ada| {
        let theirs = Wishes {
            name: Some("Tree Viewer".to_owned()),
            ..wishes("")
        };
        apps::add(app.platform(), &theirs, &KnownCredentials::default()).expect("an operator's");
        registers(app, ada, "Otter");
        for name in ["Tree Viewer", "tree  viewer", "0tter", "TREE VI\u{415}WER"] {
            let outcome = registered(app, ada, &wishes(name));
            assert_eq!(refusal(outcome), OwnerFault::NameTaken.into(), "{name}");
        }
        for name in ["Vestibule", "My VESTlBULE helper"] {
            let outcome = registered(app, ada, &wishes(name));
            assert_eq!(refusal(outcome), OwnerFault::PlatformName.into(), "{name}");
        }
        registers(app, ada, "Tree Viewers");
    });
}

#[test]
fn what_is_for_operators_is_refused_and_nothing_is_saved() {
    each_platform(OPEN, |app, ada| {
        let one = registers(app, ada, "Otter").app;
        let spoilt = [
            Wishes {
                grants: Some(vec![GrantType::AuthorizationCode, GrantType::Password]),
                ..Wishes::default()
            },
            Wishes {
                on: vec![Switch::AllowShortScheme],
                redirect_uris: Some(vec!["otter7://cb".to_owned()]),
                ..Wishes::default()
            },
            Wishes {
                scopes: Some(vec!["offline_access".to_owned()]),
                ..Wishes::default()
            },
        ];
        for more in spoilt {
            let edited = apps::edit_own(app.platform(), (ada.key, one.id), &more);
            let told = refusal(edited.map(|_| ()));
            assert!(matches!(told, AppRefusal::Owner(_)), "{told:?}");
            let new = Wishes {
                name: Some("Weasel".to_owned()),
                kind: Some(Kind::Desktop),
                ..more
            };
            let told = refusal(registered(app, ada, &new));
            assert!(matches!(told, AppRefusal::Owner(_)), "{told:?}");
        }
        assert_eq!(super::now(app, &one), one);
        let all = apps::list(app.platform()).expect("a list");
        assert_eq!(all.len(), 1);
    });
}
