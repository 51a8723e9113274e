//! Lists of apps: of ten thousand, each part is found by an index that has its order.

use crate::kit::db::{TestDb, each_db};
use crate::kit::samples;
use crate::kit::statements::{Statements, answered_by_indexes};
use crate::kit::store::{commit, reads};
use vestibule::domain::change::Write;
use vestibule::domain::key::AppId;
use vestibule::domain::keyset::{Beginning, Cursor, Part, wanted};
use vestibule::domain::oauth::client::{App, AppState, Kind};
use vestibule::store::{AppsOrder, AppsSought, MostTraffic, Store};

const MANY: i64 = 10_000;

pub fn app(number: i64) -> App {
    App {
        uuid: format!("{number:036}"),
        client_id: format!("K{number:039}"),
        kind: match number % 10 {
            0 => Kind::Mobile,
            1 => Kind::Desktop,
            _ => Kind::Web,
        },
        state: match number % 100 {
            0 => AppState::Disabled,
            _ => AppState::Active,
        },
        owner: Some(format!("owner {}", number % 50)),
        ..samples::app(number, &format!("App {number:07}"))
    }
}

fn fills(store: &Store) {
    for first in (1..=MANY).step_by(500) {
        let some = (first..first + 500).map(|number| Write::InsertApp(app(number)));
        commit(store, some.collect());
    }
}

/// Every list in both directions, from the first, from the middle and from the last.
fn looks_at_all(store: &Store) {
    let name = Beginning::of("app 000".to_owned());
    let client_id = Beginning::of("K00".to_owned());
    let middle = |value: &str| Cursor {
        value: value.to_owned(),
        key: 5000,
    };
    let kinds = [None, Some(Kind::Web), Some(Kind::Mobile)];
    let states = [None, Some(AppState::Active), Some(AppState::Disabled)];
    let owners = [None, Some("owner 7")];
    let all = kinds
        .iter()
        .flat_map(|kind| states.iter().map(move |state| (*kind, *state)));
    for ((kind, state), owner) in all.flat_map(|it| owners.iter().map(move |owner| (it, *owner))) {
        for (order, cursor, is_found) in [
            (AppsOrder::Number, middle(""), false),
            (AppsOrder::Name, middle("app 0005000"), true),
            (AppsOrder::ClientId, middle(&app(5000).client_id), true),
        ] {
            let sought = AppsSought {
                kind,
                state,
                owner,
                name: is_found.then_some(&name),
                client_id: is_found.then_some(&client_id),
            };
            let parts = [
                Part::First,
                Part::Last,
                Part::After(cursor.clone()),
                Part::Before(cursor),
            ];
            for part in parts {
                reads(store, |reader| {
                    reader.listed_apps(sought, order, &part, wanted())
                });
            }
            reads(store, |reader| {
                reader.count_listed_apps(sought, order, MANY)
            });
        }
    }
}

#[test]
fn each_part_of_a_list_of_ten_thousand_apps_is_found_by_an_index_in_its_order() {
    each_db(|db: &TestDb| {
        let statements = Statements::watch(db);
        let store = db.open();
        fills(&store);
        statements.forget();
        looks_at_all(&store);
        reads(&store, |reader| {
            reader.count_consents_of_app(AppId(7), 1000)
        });
        let most = MostTraffic {
            consents: 1000,
            calls: 1000,
        };
        let traffic = reads(&store, |reader| reader.traffic_of(AppId(7), most));
        assert_eq!(
            (traffic.consents, traffic.waiting, traffic.given_up),
            (0, 0, 0)
        );
        let named = reads(&store, |reader| reader.apps_named("App 0000007"));
        assert_eq!(named, [app(7)]);
        let mut seen = statements.seen();
        // Calls to one app are put in order: there are few.
        seen.retain(|look| {
            !look.text.contains("FROM \"outbox\"") && !look.text.contains("FROM `outbox`")
        });
        assert!(seen.len() > 30, "{seen:#?}");
        let mut raw = db.raw();
        for table in ["apps", "consents"] {
            answered_by_indexes(&mut raw, &seen, table);
        }
    });
}

#[test]
fn whether_an_origin_is_anybodys_is_asked_of_indexes_however_many_apps_name_some() {
    each_db(|db: &TestDb| {
        let statements = Statements::watch(db);
        let store = db.open();
        let with_origins = |number: i64| App {
            origins: vec![
                format!("https://a{number}.example"),
                "tauri://localhost".to_owned(),
            ],
            ..app(number)
        };
        for first in (1..=MANY).step_by(500) {
            let some = first..first + 500;
            let apps = some.map(|number| Write::InsertApp(with_origins(number)));
            commit(&store, apps.collect());
        }
        statements.forget();
        for (origin, is_known) in [
            ("https://a7001.example", true),
            // Of one that is disabled.
            ("https://a7000.example", false),
            ("https://a0.example", false),
            ("http://[::1]", false),
            ("http://127.0.0.1", true),
        ] {
            let found = reads(&store, |reader| reader.has_origin(origin));
            assert_eq!(found, is_known, "{origin}");
        }
        let seen = statements.seen();
        assert_eq!(seen.len(), 3, "{seen:#?}");
        let mut raw = db.raw();
        for table in ["app_origins", "redirect_uris", "apps"] {
            answered_by_indexes(&mut raw, &seen, table);
        }
    });
}
