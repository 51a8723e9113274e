//! Lists of roles and of socket clients: of thousands, each part is found by an index that has its order. So is who
//! shares a mailbox, among thousands who have none.

use crate::kit::db::{TestDb, each_db};
use crate::kit::gateway_samples::socket_client;
use crate::kit::samples::{app, user};
use crate::kit::statements::{Statements, answered_by_indexes};
use crate::kit::store::{commit, reads};
use vestibule::domain::account::user::User;
use vestibule::domain::broker::role::{Role, RoleBody};
use vestibule::domain::change::Write;
use vestibule::domain::key::AppId;
use vestibule::domain::keyset::{Beginning, Cursor, Part, wanted};
use vestibule::domain::time::Timestamp;
use vestibule::store::Store;

const MANY: i64 = 3000;

fn fills(store: &Store, insert: impl Fn(i64) -> Write) {
    for first in (1..=MANY).step_by(500) {
        commit(store, (first..first + 500).map(&insert).collect());
    }
}

fn role(number: i64) -> Write {
    let at = Timestamp::from_millis(1_800_000_000_000 + number / 3);
    Write::InsertRole(Role {
        uuid: format!("{number:036}"),
        app_id: AppId(1),
        name: format!("Role {number:07}"),
        body: RoleBody::default(),
        created_at: at,
        updated_at: at,
        version: 1,
    })
}

fn parts(middle: &Cursor) -> [Part; 4] {
    [
        Part::First,
        Part::Last,
        Part::After(middle.clone()),
        Part::Before(middle.clone()),
    ]
}

#[test]
fn each_part_of_a_list_of_roles_is_found_by_an_index_in_its_order() {
    each_db(|db: &TestDb| {
        let statements = Statements::watch(db);
        let store = db.open();
        commit(&store, vec![Write::InsertApp(app(1, "Trees"))]);
        fills(&store, role);
        statements.forget();
        let name = Beginning::of("role 000".to_owned());
        let newest = Cursor {
            value: format!("{:036}", 1500),
            key: 1_800_000_000_500,
        };
        let named = Cursor {
            value: "Role 0001500".to_owned(),
            key: 0,
        };
        for (sought, cursor) in [(None, newest), (Some(&name), named)] {
            for part in parts(&cursor) {
                let found = reads(&store, |reader| {
                    reader.listed_roles(AppId(1), sought, &part, wanted())
                });
                assert_eq!(found.len(), 26, "{part:?}");
            }
            reads(&store, |reader| {
                reader.count_listed_roles(AppId(1), sought, MANY)
            });
        }
        answered_by_indexes(&mut db.raw(), &statements.seen(), "roles");
    });
}

#[test]
fn each_part_of_a_list_of_socket_clients_is_found_by_an_index_in_its_order() {
    each_db(|db: &TestDb| {
        let statements = Statements::watch(db);
        let store = db.open();
        fills(&store, |number| {
            Write::InsertSocketClient(socket_client(number, &format!("Bot {number:07}")))
        });
        statements.forget();
        let name = Beginning::of("bot 000".to_owned());
        let middle = socket_client(1500, "Bot 0001500");
        let newest = Cursor {
            value: String::new(),
            key: middle.key.number(),
        };
        let named = Cursor {
            value: middle.name.clone(),
            key: 0,
        };
        for (sought, cursor) in [(None, newest), (Some(&name), named)] {
            for part in parts(&cursor) {
                let found = reads(&store, |reader| {
                    reader.listed_socket_clients(sought, &part, wanted())
                });
                assert_eq!(found.len(), 26, "{part:?}");
            }
            reads(&store, |reader| {
                reader.count_listed_socket_clients(sought, MANY)
            });
        }
        let now = Timestamp::from_millis(1_800_000_000_000);
        reads(&store, |reader| {
            reader.count_connections_of(&middle, now, 1000)
        });
        reads(&store, |reader| reader.has_socket_token(middle.key, None));
        let mut raw = db.raw();
        for table in ["socket_clients", "socket_tokens"] {
            answered_by_indexes(&mut raw, &statements.seen(), table);
        }
    });
}

#[test]
fn who_shares_a_mailbox_is_found_by_an_index() {
    each_db(|db: &TestDb| {
        let statements = Statements::watch(db);
        let store = db.open();
        fills(&store, |number| {
            Write::InsertUser(User {
                public_id: format!("{number:022}"),
                email: (number % 1000 == 7).then(|| format!("Ada{number}@example.org")),
                email_folded: None,
                ..user(number, &format!("person{number:07}"))
            })
        });
        statements.forget();
        let is_taken = |folded: &str| reads(&store, |reader| reader.has_second_owner(folded, None));
        assert!(is_taken("ada1007@example.org") && !is_taken("ada1008@example.org"));
        answered_by_indexes(&mut db.raw(), &statements.seen(), "users");
    });
}
