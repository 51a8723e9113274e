//! Lists of people: of ten thousand, each part is found by an index that has its order.

use crate::kit::db::{TestDb, each_db};
use crate::kit::samples::{key, user};
use crate::kit::statements::{Statements, answered_by_indexes, plan};
use crate::kit::store::{commit, reads};
use vestibule::domain::account::user::{User, UserState};
use vestibule::domain::answer::admin::people_place::Show;
use vestibule::domain::change::Write;
use vestibule::domain::keyset::{Beginning, Cursor, Part, wanted};
use vestibule::domain::time::Timestamp;
use vestibule::store::{PeopleOrder, PeopleSought, Store};

const MANY: i64 = 10_000;

pub fn person(number: i64) -> User {
    let name = format!("person{number:07}");
    let email = format!("p{number}@example.org");
    User {
        public_id: format!("{number:022}"),
        name_folded: name.clone(),
        email_folded: Some(email.clone()),
        email: Some(email),
        state: match number % 100 {
            0 => UserState::Disabled,
            1 => UserState::Invited,
            _ => UserState::Active,
        },
        is_admin: number % 1000 == 7,
        ..user(number, &name)
    }
}

fn fills(store: &Store, many: i64) {
    for first in (1..=many).step_by(500) {
        let some = first..(first + 500).min(many + 1);
        commit(
            store,
            some.map(|number| Write::InsertUser(person(number)))
                .collect(),
        );
    }
}

/// Every list in both directions, from the first, from the middle and from the last.
fn looks_at_all(store: &Store, most: i64) {
    let middle = Cursor {
        value: "person0005000".to_owned(),
        key: 5000,
    };
    let by_email = Cursor {
        value: "p5000@example.org".to_owned(),
        key: 5000,
    };
    let name = Beginning::of("person000".to_owned());
    let email = Beginning::of("p5".to_owned());
    for show in Show::ALL {
        for is_found in [false, true] {
            let sought = PeopleSought {
                show: *show,
                name: is_found.then_some(&name),
                email: is_found.then_some(&email),
            };
            let is_of_admins = matches!(show, Show::Admins | Show::AdminsWithoutSecondStep);
            let orders: &[PeopleOrder] = match (is_found, show) {
                (false, Show::Newest) => &[PeopleOrder::Newest],
                (true, _) if !is_of_admins => &[PeopleOrder::Name, PeopleOrder::Email],
                _ => &[PeopleOrder::Name],
            };
            for order in orders {
                let cursor = match order {
                    PeopleOrder::Email => &by_email,
                    _ => &middle,
                };
                let parts = [
                    Part::First,
                    Part::Last,
                    Part::After(cursor.clone()),
                    Part::Before(cursor.clone()),
                ];
                for part in parts {
                    reads(store, |reader| {
                        reader.people(sought, *order, &part, wanted())
                    });
                }
                reads(store, |reader| reader.count_people(sought, *order, most));
            }
        }
    }
}

#[test]
fn each_part_of_a_list_of_ten_thousand_is_found_by_an_index_in_its_order() {
    each_db(|db: &TestDb| {
        let statements = Statements::watch(db);
        let store = db.open();
        fills(&store, MANY);
        statements.forget();
        looks_at_all(&store, MANY);
        reads(&store, |reader| {
            reader.person_with_sessions(&format!("{:022}", 7), 10)
        });
        reads(&store, |reader| reader.newest_consents_of(key(7), 10));
        reads(&store, |reader| reader.known_factors_of(key(7)));
        reads(&store, |reader| reader.given_up(1001));
        reads(&store, |reader| {
            let (now, until) = (Timestamp::from_millis(0), Timestamp::from_millis(1));
            reader.ending_secrets((now, until), 1000)
        });
        let mut seen = statements.seen();
        // Of one person there are a hundred open sessions at most: they may be put in order.
        seen.retain(|look| !look.text.contains("\"public_id\" ="));
        assert!(seen.len() > 30, "{seen:#?}");
        let mut raw = db.raw();
        for table in [
            "users",
            "consents",
            "authenticators",
            "outbox",
            "app_secrets",
        ] {
            answered_by_indexes(&mut raw, &seen, table);
        }
        for look in seen.iter().filter(|look| {
            look.text.contains("is_admin\" AND") || look.text.contains("is_admin` AND")
        }) {
            let steps = plan(&mut raw, look);
            let by_few = steps.iter().any(|step| step.contains("users_admins"));
            assert!(by_few, "{steps:#?} in {look:?}");
        }
    });
}

/// Of PostgreSQL it is asked as it is once it knows its tables: nearly all people are in one state.
#[test]
fn the_few_of_another_state_are_found_by_the_index_of_states() {
    each_db(|db: &TestDb| {
        let statements = Statements::watch(db);
        let store = db.open();
        for first in (1..=MANY).step_by(500) {
            let some = (first..first + 500).map(|number| User {
                state: match number {
                    7000 => UserState::Disabled,
                    _ => UserState::Active,
                },
                ..person(number)
            });
            commit(&store, some.map(Write::InsertUser).collect());
        }
        db.raw().run("ANALYZE");
        statements.forget();
        let name = Beginning::of("person".to_owned());
        for found in [None, Some(&name)] {
            let sought = PeopleSought {
                show: Show::Disabled,
                name: found,
                email: None,
            };
            let rows = reads(&store, |reader| {
                reader.people(sought, PeopleOrder::Name, &Part::First, wanted())
            });
            assert_eq!(rows.len(), 1);
        }
        let seen = statements.seen();
        assert_eq!(seen.len(), 2, "{seen:#?}");
        let mut raw = db.raw();
        for look in &seen {
            let steps = plan(&mut raw, look);
            let by_state = steps.iter().any(|step| step.contains("users_state_name"));
            assert!(by_state, "{steps:#?} in {look:?}");
        }
    });
}

#[test]
fn a_count_stops_at_its_bound() {
    each_db(|db: &TestDb| {
        let store = db.open();
        fills(&store, 30);
        let sought = PeopleSought {
            show: Show::All,
            name: None,
            email: None,
        };
        for (most, wanted) in [(29, 30), (30, 30), (10, 11)] {
            let found = reads(&store, |reader| {
                reader.count_people(sought, PeopleOrder::Name, most)
            });
            assert_eq!(found, wanted);
        }
    });
}
